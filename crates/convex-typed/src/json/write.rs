//! Putting JSON text together.

use crate::Wire;

/// An object under construction.
pub struct Object<'a> {
    out: &'a mut String,
    is_empty: bool,
}

impl<'a> Object<'a> {
    /// Begins an object at the end of the text.
    pub fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self {
            out,
            is_empty: true,
        }
    }

    /// Begins a field; its value has to follow.
    pub fn field(&mut self, name: &str) -> &mut String {
        if !self.is_empty {
            self.out.push(',');
        }
        self.is_empty = false;
        write_text(name, self.out);
        self.out.push(':');
        self.out
    }

    /// Writes a field.
    pub fn required<T: Wire>(&mut self, name: &str, value: &T) {
        value.write(self.field(name));
    }

    /// Writes a field, if there is a value.
    pub fn optional<T: Wire>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            value.write(self.field(name));
        }
    }

    /// Ends the object.
    pub fn end(self) {
        self.out.push('}');
    }
}

/// Writes an array; the function writes one item.
pub fn write_array<T>(
    items: impl IntoIterator<Item = T>,
    out: &mut String,
    mut item: impl FnMut(T, &mut String),
) {
    out.push('[');
    for (nth, value) in items.into_iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        item(value, out);
    }
    out.push(']');
}

/// Writes a string.
pub fn write_text(text: &str, out: &mut String) {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    out.push('"');
    let mut written = 0;
    for (at, byte) in text.bytes().enumerate() {
        let short = match byte {
            b'"' | b'\\' => char::from(byte),
            b'\n' => 'n',
            b'\r' => 'r',
            b'\t' => 't',
            0x08 => 'b',
            0x0c => 'f',
            0..0x20 => 'u',
            _ => continue,
        };
        out.push_str(&text[written..at]);
        written = at + 1;
        out.push('\\');
        out.push(short);
        if short == 'u' {
            out.push_str("00");
            out.push(char::from(HEX[usize::from(byte >> 4)]));
            out.push(char::from(HEX[usize::from(byte & 15)]));
        }
    }
    out.push_str(&text[written..]);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn text_is_escaped_as_everybody_does_it(text in "[\\x00-\\x7fé😀]*") {
            let mut out = String::new();
            write_text(&text, &mut out);
            prop_assert_eq!(out, serde_json::to_string(&text).unwrap());
        }
    }

    #[test]
    fn fields_are_separated_and_absent_ones_left_out() {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        object.optional::<bool>("a", &None);
        object.required("b", &true);
        object.optional("c", &Some(String::from("x")));
        object.end();
        assert_eq!(out, r#"{"b":true,"c":"x"}"#);
    }
}
