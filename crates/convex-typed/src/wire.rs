//! How values look on the wire: JSON, with `{"$integer"}`, `{"$bytes"}` and `{"$float"}` for what JSON
//! cannot carry.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{
    Any, Id,
    json::{Json, Misfit, Misfits, Object, read_number, write_array, write_number, write_text},
};

/// Everything that travels as an argument or a result.
pub trait Wire: Clone + PartialEq + Send + Sync + 'static {
    /// Whether null is one of the values. Where it is not, null and a missing field are alike.
    const NULLABLE: bool = false;

    /// Reads a value. Where the text is something else, that is noted, and any value stands in for it.
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self;

    /// Writes the value at the end of a text. Fields stand in the order of their names, so that equal
    /// values are equal text.
    fn write(&self, out: &mut String);
}

/// Reads a value from a whole text.
pub fn from_json<T: Wire>(text: &str) -> Result<T, Misfit> {
    Json::new(text).and_then(read)
}

/// Reads a value.
pub fn read<T: Wire>(json: Json<'_>) -> Result<T, Misfit> {
    let mut misfits = Misfits::default();
    let value = T::read(json, &mut misfits);
    misfits.check(value)
}

/// The text of a value.
pub fn to_json<T: Wire>(value: &T) -> String {
    let mut out = String::new();
    value.write(&mut out);
    out
}

/// Reads one of a few texts; for generated enums, which have at least one.
pub fn read_variant<T: Copy, const N: usize>(
    json: Json<'_>,
    type_name: &str,
    all: &[T; N],
    text_of: fn(T) -> &'static str,
    misfits: &mut Misfits,
) -> T {
    let text = misfits.or_blank(json.string());
    let known = all.iter().find(|variant| text_of(**variant) == text);
    *known.unwrap_or_else(|| {
        misfits.note(Misfit::new(format!(
            "unknown {type_name} `{text}`; reload to get the current version"
        )));
        &all[0]
    })
}

impl Wire for () {
    const NULLABLE: bool = true;

    fn read(json: Json<'_>, misfits: &mut Misfits) {
        if !json.is_null() {
            misfits.note(Misfit::new("null is expected"));
        }
    }

    fn write(&self, out: &mut String) {
        out.push_str("null");
    }
}

impl Wire for bool {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        misfits.or_blank(json.boolean())
    }

    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
}

impl Wire for String {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        misfits.or_blank(json.string()).into_owned()
    }

    fn write(&self, out: &mut String) {
        write_text(self, out);
    }
}

impl<T: 'static> Wire for Id<T> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        Self::new(&*misfits.or_blank(json.string()))
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

/// `v.number()`: a JSON number, and `{"$float": base64}` for NaN, the infinities and negative zero.
impl Wire for f64 {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        misfits.or_blank(if json.text().starts_with('{') {
            special(json, "$float")
                .and_then(eight)
                .map(f64::from_le_bytes)
        } else {
            read_number(json.text())
        })
    }

    fn write(&self, out: &mut String) {
        if !self.is_finite() || (*self == 0.0 && self.is_sign_negative()) {
            write_special("$float", &self.to_le_bytes(), out);
        } else {
            write_number(*self, out);
        }
    }
}

/// A count.
impl Wire for u32 {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let number = json.text().parse();
        misfits.or_blank(number.map_err(|_| Misfit::new("a small whole number is expected")))
    }

    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

/// `v.int64()`: `{"$integer": base64}`.
impl Wire for i64 {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let bytes = special(json, "$integer").and_then(eight);
        misfits.or_blank(bytes.map(i64::from_le_bytes))
    }

    fn write(&self, out: &mut String) {
        write_special("$integer", &self.to_le_bytes(), out);
    }
}

/// `v.bytes()`: `{"$bytes": base64}`.
impl Wire for Vec<u8> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        misfits.or_blank(special(json, "$bytes"))
    }

    fn write(&self, out: &mut String) {
        write_special("$bytes", self, out);
    }
}

impl<T: Wire> Wire for Option<T> {
    const NULLABLE: bool = true;

    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        (!json.is_null()).then(|| T::read(json, misfits))
    }

    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let items = misfits.or_blank(json.items()).into_iter().enumerate();
        items
            .map(|(nth, item)| {
                misfits.inside(|| nth.to_string().into(), |misfits| T::read(item, misfits))
            })
            .collect()
    }

    fn write(&self, out: &mut String) {
        write_array(self, out, T::write);
    }
}

impl<T: Wire> Wire for BTreeMap<String, T> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        fields
            .iter()
            .map(|(name, value)| {
                let name = name.to_owned();
                let place = || name.clone().into();
                let value = misfits.inside(place, |misfits| T::read(value, misfits));
                (name, value)
            })
            .collect()
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        for (name, value) in self {
            object.required(name, value);
        }
        object.end();
    }
}

impl Wire for Any {
    const NULLABLE: bool = true;

    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let value = serde_json::from_str(json.text());
        misfits.or_blank(value.map_err(|error| Misfit::new(error.to_string())))
    }

    fn write(&self, out: &mut String) {
        out.push_str(&self.to_string());
    }
}

impl Wire for Arc<str> {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        Self::from(&*misfits.or_blank(json.string()))
    }

    fn write(&self, out: &mut String) {
        write_text(self, out);
    }
}

/// Reads the single field of `{"$name": base64}`.
fn special(json: Json<'_>, name: &'static str) -> Result<Vec<u8>, Misfit> {
    let wrong = || Misfit::new(format!("an object with `{name}` alone is expected"));
    let fields = json.fields().map_err(|_| wrong())?;
    if fields.iter().count() != 1 {
        return Err(wrong());
    }
    let text = fields.get(name).ok_or_else(wrong)?.string()?;
    STANDARD
        .decode(&*text)
        .map_err(|_| Misfit::new("base64 is expected").within(name))
}

fn eight(bytes: Vec<u8>) -> Result<[u8; 8], Misfit> {
    bytes
        .try_into()
        .map_err(|_| Misfit::new("8 bytes are expected"))
}

fn write_special(name: &str, bytes: &[u8], out: &mut String) {
    let mut object = Object::new(out);
    object.required(name, &STANDARD.encode(bytes));
    object.end();
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn special_values_look_as_the_wire_wants_them() {
        let ints = BTreeMap::from([("a".to_owned(), vec![Some(5i64), None])]);
        for (text, expected) in [
            (to_json(&vec![1u8, 2, 3]), r#"{"$bytes":"AQID"}"#),
            (to_json(&f64::NEG_INFINITY), r#"{"$float":"AAAAAAAA8P8="}"#),
            (to_json(&-0.0), r#"{"$float":"AAAAAAAAAIA="}"#),
            (
                to_json(&ints),
                r#"{"a":[{"$integer":"BQAAAAAAAAA="},null]}"#,
            ),
            (to_json(&Some(Some(String::from("x")))), "\"x\""),
            (to_json(&()), "null"),
        ] {
            assert_eq!(text, expected);
        }
        assert_eq!(from_json(&to_json(&ints)), Ok(ints));
    }

    #[test]
    fn wrong_special_objects_are_refused() {
        for json in [
            r#"{"$integer":"BQAAAAAAAAA="}"#,
            r#"{"$float":"AAAA"}"#,
            r#"{"$float":"AAAAAAAAAIA=","x":1}"#,
            r#"{"$float":"?"}"#,
            "{}",
            "\"1\"",
        ] {
            assert!(from_json::<f64>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_misfit_names_its_place() {
        let misfit = from_json::<BTreeMap<String, Vec<bool>>>(r#"{"a":[true,1]}"#).unwrap_err();
        assert_eq!(misfit.to_string(), "true or false is expected at `a.1`");
    }

    proptest! {
        #[test]
        fn every_float_survives(bits: u64) {
            let value = f64::from_bits(bits);
            let back: f64 = from_json(&to_json(&value)).unwrap();
            prop_assert!(back.to_bits() == bits || (value.is_nan() && back.is_nan()));
        }

        #[test]
        fn every_int64_and_all_bytes_survive(value: i64, bytes: Vec<u8>) {
            prop_assert_eq!(from_json(&to_json(&value)), Ok(value));
            prop_assert_eq!(from_json(&to_json(&bytes)), Ok(bytes));
        }
    }
}
