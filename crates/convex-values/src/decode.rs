//! JSON to values.
//!
//! One visitor reads both JSON text and JSON trees, without an intermediate tree. The limits of
//! [`crate::limits`] are enforced while reading, so hostile input costs no more than its own length.

use std::{borrow::Cow, cell::Cell, fmt};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde::de::{
    self, Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor,
};

use crate::{Object, Value, ValueError, encode::is_negative_zero, limits, names};

impl Value {
    /// Reads the encoded form from a JSON tree.
    pub fn from_json(json: serde_json::Value) -> Result<Self, ValueError> {
        defined(decode_optional_where(json, Terms::NONE)?)
    }

    /// Reads the encoded form from JSON text.
    pub fn from_json_str(text: &str) -> Result<Self, ValueError> {
        defined(decode_text(text, Terms::NONE)?)
    }
}

/// As [`Value::from_json_str`], where `{"$commitTs": null}` stands for the timestamp of the commit that is to come:
/// what a mutation writes and returns.
pub fn decode_written(text: &str) -> Result<Value, ValueError> {
    defined(decode_text(text, Terms::WRITTEN)?)
}

/// As [`Value::from_json`], where `{"$undefined": null}` stands for a missing value, and `{"$commitTs": null}` for what
/// is written now (index ranges, filter literals).
pub fn decode_optional(json: serde_json::Value) -> Result<Option<Value>, ValueError> {
    decode_optional_where(json, Terms::ALL)
}

/// As [`decode_optional`], from JSON text.
pub fn decode_optional_str(text: &str) -> Result<Option<Value>, ValueError> {
    decode_text(text, Terms::ALL)
}

/// Reads the fields of a patch from JSON text: `None` means that the field is to be removed.
pub fn decode_fields(text: &str) -> Result<Vec<(String, Option<Value>)>, ValueError> {
    let failure = Failure::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let fields = deserializer
        .deserialize_map(FieldsVisitor { failure: &failure })
        .and_then(|fields| deserializer.end().map(|()| fields))
        .map_err(|error| failure.take(&error))?;
    limits::check_field_count(fields.len())?;
    let sizes = fields
        .iter()
        .map(|(name, value)| name.len() + 1 + value.as_ref().map_or(0, Value::size));
    limits::check_value_size(2 + sizes.sum::<usize>())?;
    Ok(fields)
}

fn decode_optional_where(
    json: serde_json::Value,
    terms: Terms,
) -> Result<Option<Value>, ValueError> {
    let failure = Failure::default();
    let value = Seed {
        depth: 0,
        terms,
        failure: &failure,
    }
    .deserialize(json)
    .map_err(|error| failure.take(&error))?;
    check_size(value)
}

fn decode_text(text: &str, terms: Terms) -> Result<Option<Value>, ValueError> {
    let failure = Failure::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed {
        depth: 0,
        terms,
        failure: &failure,
    }
    .deserialize(&mut deserializer)
    .and_then(|value| deserializer.end().map(|()| value))
    .map_err(|error| failure.take(&error))?;
    check_size(value)
}

fn check_size(value: Option<Value>) -> Result<Option<Value>, ValueError> {
    limits::check_value_size(value.as_ref().map_or(0, Value::size))?;
    Ok(value)
}

fn defined(value: Option<Value>) -> Result<Value, ValueError> {
    value.ok_or_else(|| bad_value("A value is required where undefined was given."))
}

fn bad_value(message: impl Into<String>) -> ValueError {
    ValueError::new("BadConvexValue", message)
}

impl<'de> Deserialize<'de> for Value {
    /// From the encoded form. The code of a failure is lost on this way; its sentence is kept.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let failure = Failure::default();
        let seed = Seed {
            depth: 0,
            terms: Terms::NONE,
            failure: &failure,
        };
        seed.deserialize(deserializer)?
            .ok_or_else(|| D::Error::custom("a value is required"))
    }
}

/// What may stand for something other than a value.
#[derive(Clone, Copy, PartialEq)]
struct Terms {
    /// `$undefined`; not within arrays and objects.
    undefined: bool,
    /// `$commitTs`; anywhere.
    commit_ts: bool,
}

impl Terms {
    const NONE: Self = Self {
        undefined: false,
        commit_ts: false,
    };
    const WRITTEN: Self = Self {
        undefined: false,
        commit_ts: true,
    };
    const ALL: Self = Self {
        undefined: true,
        commit_ts: true,
    };
}

/// Carries a [`ValueError`] past serde, whose own error type would flatten it to text.
#[derive(Default)]
struct Failure(Cell<Option<ValueError>>);

impl Failure {
    fn raise<E: de::Error>(&self, error: ValueError) -> E {
        let serde = E::custom(error.message());
        self.0.set(Some(error));
        serde
    }

    fn take(&self, error: &serde_json::Error) -> ValueError {
        self.0.take().unwrap_or_else(|| {
            ValueError::new(
                "InvalidJson",
                format!("This is not well-formed JSON: {error}."),
            )
        })
    }
}

/// Reads one value at a nesting depth.
#[derive(Clone, Copy)]
struct Seed<'a> {
    depth: usize,
    terms: Terms,
    failure: &'a Failure,
}

impl Seed<'_> {
    fn inner<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > limits::MAX_NESTING {
            return Err(self.failure.raise(limits::too_nested()));
        }
        Ok(Self {
            depth,
            terms: Terms {
                undefined: false,
                ..self.terms
            },
            ..self
        })
    }

    fn check<T, E: de::Error>(self, result: Result<T, ValueError>) -> Result<T, E> {
        result.map_err(|error| self.failure.raise(error))
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a Convex value in its JSON form")
    }

    fn visit_unit<E>(self) -> Result<Option<Value>, E> {
        Ok(Some(Value::Null))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Option<Value>, E> {
        Ok(Some(Value::Boolean(value)))
    }

    // Every JSON number is a float64, also an integral one.
    fn visit_i64<E>(self, number: i64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Float64(number as f64)))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Float64(number as f64)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Option<Value>, E> {
        Ok(Some(Value::Float64(number)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Option<Value>, E> {
        Ok(Some(Value::String(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Option<Value>, E> {
        Ok(Some(Value::String(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Option<Value>, A::Error> {
        let inner = self.inner()?;
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(inner)? {
            elements.push(self.check(defined(element))?);
        }
        self.check(limits::check_array_length(elements.len()))?;
        Ok(Some(Value::Array(elements)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Option<Value>, A::Error> {
        let Some(first) = access.next_key::<Text<'de>>()? else {
            self.inner()?;
            return Ok(Some(Value::Object(Object::new())));
        };
        if first.0.starts_with('$') {
            return self.visit_special(&first.0, access);
        }
        let inner = self.inner()?;
        let mut fields = Object::new();
        let mut name = Some(first);
        while let Some(Text(key)) = name {
            self.check(names::check_field_name(&key))?;
            let value = access.next_value_seed(inner)?;
            fields.insert(key.into_owned(), self.check(defined(value))?);
            name = access.next_key()?;
        }
        self.check(limits::check_field_count(fields.len()))?;
        Ok(Some(Value::Object(fields)))
    }
}

impl Seed<'_> {
    fn visit_special<'de, A: MapAccess<'de>>(
        self,
        key: &str,
        mut access: A,
    ) -> Result<Option<Value>, A::Error> {
        let value = match key {
            "$integer" | "$float" | "$bytes" => {
                let Text(payload) = access.next_value()?;
                Some(self.check(decode_special(key, &payload))?)
            }
            "$undefined" if self.terms.undefined => {
                access.next_value::<()>()?;
                None
            }
            "$commitTs" if self.terms.commit_ts => {
                access.next_value::<()>()?;
                Some(Value::CommitTs)
            }
            "$undefined" => {
                return Err(self
                    .failure
                    .raise(bad_value("undefined is not a value here.")));
            }
            _ => {
                let message =
                    format!("Object has key {key:?}: keys that start with '$' are reserved.");
                return Err(self.failure.raise(bad_value(message)));
            }
        };
        if let Some(Text(extra)) = access.next_key()? {
            let message = format!("Object has key {extra:?} beside {key:?}, which must be alone.");
            return Err(self.failure.raise(bad_value(message)));
        }
        Ok(value)
    }
}

fn decode_special(key: &str, payload: &str) -> Result<Value, ValueError> {
    let bytes = BASE64.decode(payload).map_err(|_| {
        bad_value(format!(
            "The payload of {key:?} is not standard, padded base64."
        ))
    })?;
    match key {
        "$bytes" => Ok(Value::Bytes(bytes)),
        "$integer" => Ok(Value::Int64(i64::from_le_bytes(eight(key, &bytes)?))),
        _ => decode_float(f64::from_le_bytes(eight(key, &bytes)?)),
    }
}

fn eight(key: &str, bytes: &[u8]) -> Result<[u8; 8], ValueError> {
    bytes.try_into().map_err(|_| {
        bad_value(format!(
            "The payload of {key:?} has {} bytes, where 8 are needed.",
            bytes.len()
        ))
    })
}

fn decode_float(number: f64) -> Result<Value, ValueError> {
    if number.is_finite() && !is_negative_zero(number) {
        return Err(bad_value(format!(
            "\"$float\" holds {number}, which must be a plain JSON number."
        )));
    }
    Ok(Value::Float64(number))
}

/// A string, borrowed from the input where that is possible.
struct Text<'de>(Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E>(self, text: String) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text)))
            }
        }

        deserializer.deserialize_str(TextVisitor)
    }
}

struct FieldsVisitor<'a> {
    failure: &'a Failure,
}

impl<'de> Visitor<'de> for FieldsVisitor<'_> {
    type Value = Vec<(String, Option<Value>)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let seed = Seed {
            depth: 1,
            terms: Terms::ALL,
            failure: self.failure,
        };
        let mut fields = Vec::new();
        while let Some(Text(name)) = access.next_key()? {
            seed.check(names::check_field_name(&name))?;
            fields.push((name.into_owned(), access.next_value_seed(seed)?));
        }
        Ok(fields)
    }
}
