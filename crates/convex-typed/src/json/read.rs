//! Finding one's way in JSON text without building anything from it.

use std::{borrow::Cow, cell::Cell};

use super::Misfit;
use crate::Wire;

/// What did not fit while a value was read: the first of it counts.
///
/// Reading goes on over a misfit with something that stands in for the value, and whoever began to read asks
/// in the end. Leaving at the first misfit would be more code in every type: all that is read by then would
/// have to be given up there.
#[derive(Debug, Default)]
pub struct Misfits(Option<Misfit>);

impl Misfits {
    /// Takes note of one.
    pub fn note(&mut self, misfit: Misfit) {
        self.0.get_or_insert(misfit);
    }

    /// What was read, if all of it fits.
    pub fn check<T>(self, value: T) -> Result<T, Misfit> {
        match self.0 {
            None => Ok(value),
            Some(misfit) => Err(misfit),
        }
    }

    /// The value, or what stands in for it.
    pub fn or_blank<T: Default>(&mut self, value: Result<T, Misfit>) -> T {
        value.unwrap_or_else(|misfit| {
            self.note(misfit);
            T::default()
        })
    }

    /// The fields of an object; none if it is no object.
    pub fn fields<'a>(&mut self, json: Json<'a>) -> Fields<'a> {
        self.or_blank(json.fields())
    }

    /// Reads something that is inside: a misfit in there gets its place.
    pub(crate) fn inside<T>(
        &mut self,
        name: impl FnOnce() -> Cow<'static, str>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let fine = self.0.is_none();
        let value = read(self);
        if fine {
            self.0 = self.0.take().map(|misfit| misfit.within(name()));
        }
        value
    }
}

/// One value, as the text it came in. Whether the text is well formed inside shows when it is read.
///
/// By default it is no text at all, which does not fit anything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    /// Takes a whole text for one value. Fails if there is anything behind it, or no end to it.
    pub fn new(text: &'a str) -> Result<Self, Misfit> {
        let mut at = Cursor { text, at: 0 };
        let value = at.value()?;
        at.skip_space();
        if at.at < text.len() {
            return Err(Misfit::new("there is something behind the value"));
        }
        Ok(value)
    }

    /// The value's text, without space around it.
    pub fn text(self) -> &'a str {
        self.0
    }

    /// Whether it is `null`.
    pub fn is_null(self) -> bool {
        self.0 == "null"
    }

    /// A truth value.
    pub fn boolean(self) -> Result<bool, Misfit> {
        match self.0 {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(Misfit::new("true or false is expected")),
        }
    }

    /// A string, borrowed where nothing in it is escaped.
    pub fn string(self) -> Result<Cow<'a, str>, Misfit> {
        let inner = self
            .0
            .strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'));
        let inner = inner.ok_or_else(|| Misfit::new("text is expected"))?;
        if inner.contains('\\') {
            unescape(inner).map(Cow::Owned)
        } else {
            Ok(Cow::Borrowed(inner))
        }
    }

    /// The items of an array.
    pub fn items(self) -> Result<Vec<Self>, Misfit> {
        let mut items = Vec::new();
        let mut at = Cursor {
            text: self.0,
            at: 0,
        };
        at.each("an array is expected", b'[', b']', |at| {
            items.push(at.value()?);
            Ok(())
        })?;
        Ok(items)
    }

    /// The fields of an object.
    pub fn fields(self) -> Result<Fields<'a>, Misfit> {
        let mut list = Vec::new();
        let mut at = Cursor {
            text: self.0,
            at: 0,
        };
        at.each("an object is expected", b'{', b'}', |at| {
            let name = at.value()?.string()?;
            at.skip_space();
            at.expect(b':', "a colon is missing")?;
            list.push((name, at.value()?));
            Ok(())
        })?;
        Ok(Fields {
            list,
            next: Cell::new(0),
        })
    }
}

/// The fields of an object, in the order of the text.
#[derive(Debug, Default)]
pub struct Fields<'a> {
    list: Vec<(Cow<'a, str>, Json<'a>)>,
    /// Where the next name probably is: whoever reads knows the order in which names are written.
    next: Cell<usize>,
}

impl<'a> Fields<'a> {
    /// The value of a field, if there is one.
    pub fn get(&self, name: &str) -> Option<Json<'a>> {
        let next = self.next.get();
        let (before, from) = self.list.split_at(next.min(self.list.len()));
        let found = from
            .iter()
            .chain(before)
            .position(|(known, _)| known == name)?;
        let index = (next + found) % self.list.len();
        self.next.set(index + 1);
        Some(self.list[index].1)
    }

    /// Reads a field that has to be there.
    pub fn required<T: Wire>(&self, name: &'static str, misfits: &mut Misfits) -> T {
        misfits.inside(
            || name.into(),
            |misfits| {
                let value = self.get(name).unwrap_or_else(|| {
                    misfits.note(Misfit::new("a field is missing"));
                    Json::default()
                });
                T::read(value, misfits)
            },
        )
    }

    /// Reads a field that may be missing. Where null is no value of its own, it stands for the same.
    pub fn optional<T: Wire>(&self, name: &'static str, misfits: &mut Misfits) -> Option<T> {
        let value = self.get(name)?;
        if value.is_null() && !T::NULLABLE {
            return None;
        }
        Some(misfits.inside(|| name.into(), |misfits| T::read(value, misfits)))
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Json<'a>)> {
        self.list.iter().map(|(name, value)| (&**name, *value))
    }
}

/// A place in a text. All it stops at are ASCII characters, so slices never cut a letter in two.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> u8 {
        // No JSON holds a zero.
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
    }

    fn expect(&mut self, byte: u8, otherwise: &'static str) -> Result<(), Misfit> {
        if self.peek() != byte {
            return Err(Misfit::new(otherwise));
        }
        self.at += 1;
        Ok(())
    }

    /// Calls back at each member of an array or object, which end with a comma or the closing bracket.
    fn each(
        &mut self,
        what: &'static str,
        open: u8,
        close: u8,
        mut member: impl FnMut(&mut Self) -> Result<(), Misfit>,
    ) -> Result<(), Misfit> {
        self.expect(open, what)?;
        self.skip_space();
        if self.peek() == close {
            self.at += 1;
            return Ok(());
        }
        loop {
            member(self)?;
            self.skip_space();
            if self.peek() == close {
                self.at += 1;
                return Ok(());
            }
            self.expect(b',', "a comma is missing")?;
        }
    }

    /// Passes over one value. Counting brackets is enough: whoever reads what is inside looks closer.
    fn value(&mut self) -> Result<Json<'a>, Misfit> {
        self.skip_space();
        let start = self.at;
        let mut depth = 0usize;
        loop {
            match self.peek() {
                b'"' => self.skip_string()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                    continue;
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth > 0 => {
                    self.at += 1;
                    continue;
                }
                _ => self.skip_word()?,
            }
            if depth == 0 {
                return Ok(Json(&self.text[start..self.at]));
            }
        }
    }

    fn skip_string(&mut self) -> Result<(), Misfit> {
        loop {
            self.at += 1;
            match self.peek() {
                b'"' => {
                    self.at += 1;
                    return Ok(());
                }
                b'\\' => self.at += 1,
                0 if self.at >= self.text.len() => return Err(Misfit::new("a text has no end")),
                _ => {}
            }
        }
    }

    /// Numbers, `true`, `false` and `null`.
    fn skip_word(&mut self) -> Result<(), Misfit> {
        let start = self.at;
        while matches!(self.peek(), b'0'..=b'9' | b'a'..=b'z' | b'E' | b'+' | b'-' | b'.') {
            self.at += 1;
        }
        if self.at == start {
            return Err(Misfit::new("a value is expected"));
        }
        Ok(())
    }
}

/// The text that an escaped one stands for.
fn unescape(escaped: &str) -> Result<String, Misfit> {
    let wrong = || Misfit::new("an escape in a text is none");
    let mut out = String::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let letter = rest.bytes().next().ok_or_else(wrong)?;
        out.push(match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let (letter, used) = unicode(&rest[1..]).ok_or_else(wrong)?;
                rest = &rest[used..];
                letter
            }
            _ => return Err(wrong()),
        });
        rest = &rest[1..];
    }
    out.push_str(rest);
    Ok(out)
}

/// The character behind `\u`, and how many more bytes it takes. Characters beyond the first 65,536 are two
/// escapes in a row.
fn unicode(digits: &str) -> Option<(char, usize)> {
    let first = hex(digits)?;
    if !(0xd800..0xdc00).contains(&first) {
        return Some((char::from_u32(first)?, 4));
    }
    let second = hex(digits.get(4..)?.strip_prefix("\\u")?)?;
    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
    let letter = char::from_u32(0x10000 + ((first - 0xd800) << 10) + low)?;
    Some((letter, 10))
}

fn hex(digits: &str) -> Option<u32> {
    let digits = digits.get(..4)?;
    let only_digits = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    only_digits.then(|| u32::from_str_radix(digits, 16).ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    /// Any JSON value.
    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(any::<String>(), inner, 0..6)
                    .prop_map(|map| Value::Object(map.into_iter().collect())),
            ]
        })
    }

    /// The value again, through our reader.
    fn reread(json: Json<'_>) -> Value {
        match json.text().as_bytes()[0] {
            b'"' => json.string().unwrap().into_owned().into(),
            b'[' => json.items().unwrap().into_iter().map(reread).collect(),
            b'{' => {
                let fields = json.fields().unwrap();
                let fields = fields
                    .iter()
                    .map(|(name, value)| (name.to_owned(), reread(value)));
                Value::Object(fields.collect())
            }
            _ => serde_json::from_str(json.text()).unwrap(),
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_whatever_the_spacing(value in value()) {
            for text in [serde_json::to_string(&value), serde_json::to_string_pretty(&value)] {
                prop_assert_eq!(reread(Json::new(&text.unwrap()).unwrap()), value.clone());
            }
        }

        #[test]
        fn no_text_makes_the_reader_fall_over(text: String) {
            if let Ok(json) = Json::new(&text) {
                let _ = (json.string(), json.items(), json.fields());
            }
        }
    }

    #[test]
    fn escapes_are_read_also_where_they_come_in_pairs() {
        let json = Json::new(r#""a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00z""#).unwrap();
        assert_eq!(json.string().unwrap(), "a\"\\/\u{8}\u{c}\n\r\té😀z");
        for wrong in [
            r#""\x""#,
            r#""\u12""#,
            r#""\ud83d""#,
            r#""\ud83dx""#,
            r#""\u+123""#,
        ] {
            assert!(Json::new(wrong).unwrap().string().is_err(), "{wrong}");
        }
    }

    #[test]
    fn texts_that_are_no_json_are_refused() {
        for text in ["", "{", "[1", "\"a", "1 2", "}", "?", "\"a\\"] {
            assert!(Json::new(text).is_err(), "{text}");
        }
        for text in ["{1:2}", "{\"a\" 1}", "{\"a\":}", "{\"a\":1 \"b\":2}", "[]"] {
            let json = Json::new(text);
            assert!(json.and_then(Json::fields).is_err(), "{text}");
        }
        for text in ["[1 2]", "[,]", "{}"] {
            assert!(Json::new(text).and_then(Json::items).is_err(), "{text}");
        }
    }

    #[test]
    fn fields_are_found_in_any_order() {
        let fields = Json::new(r#"{"a":1,"b":2,"c":3}"#)
            .unwrap()
            .fields()
            .unwrap();
        for (name, text) in [("b", "2"), ("c", "3"), ("a", "1"), ("c", "3"), ("b", "2")] {
            assert_eq!(fields.get(name).unwrap().text(), text);
        }
        assert_eq!(fields.get("d"), None);
    }
}
