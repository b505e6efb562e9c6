//! Serde helpers for values that JSON cannot carry: `{"$integer"}`, `{"$bytes"}`, `{"$float"}`.
//!
//! Each helper is a module for `#[serde(with = "…")]` and works on the bare type as well as inside any
//! nesting of `Option`, `Vec` and `BTreeMap<String, _>`:
//!
//! ```
//! # use std::collections::BTreeMap;
//! # use serde::{Deserialize, Serialize};
//! #[derive(Serialize, Deserialize)]
//! struct Row {
//!     #[serde(with = "convex_typed::bytes")]
//!     hash: Vec<u8>,
//!     #[serde(with = "convex_typed::int64")]
//!     counts: BTreeMap<String, Vec<i64>>,
//!     #[serde(default, skip_serializing_if = "Option::is_none", with = "convex_typed::float64")]
//!     score: Option<f64>,
//! }
//! ```
//!
//! An optional field that may also be null is `Option<Option<T>>` with [`optional_nullable`].

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, Visitor},
    ser::SerializeMap,
};

/// A value that codec `C` can read and write, at any depth of nesting.
pub trait Coded<C>: Sized {
    /// Writes the value.
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads the value.
    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// Codec of [`int64`].
#[derive(Debug, Clone, Copy)]
pub enum Int64 {}
/// Codec of [`float64`].
#[derive(Debug, Clone, Copy)]
pub enum Float64 {}
/// Codec of [`mod@bytes`].
#[derive(Debug, Clone, Copy)]
pub enum Bytes {}

macro_rules! codec_module {
    ($(#[$doc:meta])* $name:ident, $codec:ident) => {
        $(#[$doc])*
        pub mod $name {
            use super::{$codec, Coded, Deserializer, Serializer};

            /// For `#[serde(with)]` and `#[serde(serialize_with)]`.
            pub fn serialize<T: Coded<$codec>, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
                value.encode(serializer)
            }

            /// For `#[serde(with)]` and `#[serde(deserialize_with)]`.
            pub fn deserialize<'de, T: Coded<$codec>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
                T::decode(deserializer)
            }
        }
    };
}

codec_module! {
    /// `v.int64()`: an `i64` as `{"$integer": base64}`.
    int64, Int64
}
codec_module! {
    /// `v.number()`: an `f64` as a JSON number, written without a fraction when it has none (strict
    /// peers insist), and as `{"$float": base64}` for NaN, the infinities and negative zero.
    float64, Float64
}
codec_module! {
    /// `v.bytes()`: a `Vec<u8>` as `{"$bytes": base64}`.
    bytes, Bytes
}

/// `v.optional(v.union(T, v.null()))` as `Option<Option<T>>`: absent is `None`, null is `Some(None)`.
/// Needs `default, skip_serializing_if = "Option::is_none"` beside it.
pub mod optional_nullable {
    use super::{Deserialize, Deserializer, Serialize, Serializer};

    /// For `#[serde(with)]`.
    pub fn serialize<T: Serialize, S: Serializer>(
        value: &Option<Option<T>>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        value
            .as_ref()
            .and_then(Option::as_ref)
            .serialize(serializer)
    }

    /// For `#[serde(with)]`.
    pub fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Option<T>>, D::Error> {
        Option::deserialize(deserializer).map(Some)
    }
}

impl Coded<Int64> for i64 {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_special("$integer", &self.to_le_bytes(), serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = deserializer.deserialize_map(SpecialVisitor { key: "$integer" })?;
        eight(bytes).map(i64::from_le_bytes)
    }
}

impl Coded<Bytes> for Vec<u8> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        encode_special("$bytes", self, serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(SpecialVisitor { key: "$bytes" })
    }
}

/// Above this, not every integer is a float64.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_992.0;

impl Coded<Float64> for f64 {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if !self.is_finite() || (*self == 0.0 && self.is_sign_negative()) {
            encode_special("$float", &self.to_le_bytes(), serializer)
        } else if self.fract() == 0.0 && self.abs() <= MAX_SAFE_INTEGER {
            serializer.serialize_i64(*self as i64)
        } else {
            serializer.serialize_f64(*self)
        }
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FloatVisitor)
    }
}

impl<C, T: Coded<C>> Coded<C> for Option<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&AsCoded::<C, T>(value, PhantomData)),
            None => serializer.serialize_none(),
        }
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<FromCoded<C, T>>::deserialize(deserializer)?.map(|coded| coded.0))
    }
}

impl<C, T: Coded<C>> Coded<C> for Vec<T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|value| AsCoded::<C, T>(value, PhantomData)))
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let coded = Vec::<FromCoded<C, T>>::deserialize(deserializer)?;
        Ok(coded.into_iter().map(|coded| coded.0).collect())
    }
}

impl<C, T: Coded<C>> Coded<C> for BTreeMap<String, T> {
    fn encode<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.iter()
                .map(|(key, value)| (key, AsCoded::<C, T>(value, PhantomData))),
        )
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let coded = BTreeMap::<String, FromCoded<C, T>>::deserialize(deserializer)?;
        Ok(coded
            .into_iter()
            .map(|(key, coded)| (key, coded.0))
            .collect())
    }
}

struct AsCoded<'a, C, T>(&'a T, PhantomData<C>);

impl<C, T: Coded<C>> Serialize for AsCoded<'_, C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.encode(serializer)
    }
}

struct FromCoded<C, T>(T, PhantomData<C>);

impl<'de, C, T: Coded<C>> Deserialize<'de> for FromCoded<C, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::decode(deserializer).map(|value| Self(value, PhantomData))
    }
}

fn encode_special<S: Serializer>(
    key: &str,
    bytes: &[u8],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(key, &STANDARD.encode(bytes))?;
    map.end()
}

fn eight<E: de::Error>(bytes: Vec<u8>) -> Result<[u8; 8], E> {
    <[u8; 8]>::try_from(bytes).map_err(|bytes| E::invalid_length(bytes.len(), &"8 bytes"))
}

/// Reads the single entry of `{"$name": base64}`.
fn decode_special<'de, A: MapAccess<'de>>(
    key: &'static str,
    mut map: A,
) -> Result<Vec<u8>, A::Error> {
    let found: Option<String> = map.next_key()?;
    if found.as_deref() != Some(key) {
        return Err(de::Error::custom(format_args!(
            "expected an object with the single key `{key}`"
        )));
    }
    let text: String = map.next_value()?;
    if map.next_key::<de::IgnoredAny>()?.is_some() {
        return Err(de::Error::custom(format_args!(
            "`{key}` must be the only key of its object"
        )));
    }
    STANDARD
        .decode(text)
        .map_err(|_| de::Error::custom(format_args!("`{key}` must hold base64")))
}

struct SpecialVisitor {
    key: &'static str,
}

impl<'de> Visitor<'de> for SpecialVisitor {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with the single key `{}`", self.key)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<u8>, A::Error> {
        decode_special(self.key, map)
    }
}

struct FloatVisitor;

impl<'de> Visitor<'de> for FloatVisitor {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number or an object with the single key `$float`")
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<f64, A::Error> {
        decode_special("$float", map)
            .and_then(eight)
            .map(f64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Row {
        #[serde(with = "bytes")]
        bytes: Vec<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "float64")]
        float: Option<f64>,
        #[serde(with = "int64")]
        ints: BTreeMap<String, Vec<Option<i64>>>,
        #[serde(
            default,
            skip_serializing_if = "Option::is_none",
            with = "optional_nullable"
        )]
        note: Option<Option<String>>,
    }

    fn float_json(value: f64) -> String {
        serde_json::to_string(&AsCoded::<Float64, f64>(&value, PhantomData)).unwrap()
    }

    fn read_float(json: &str) -> Result<f64, serde_json::Error> {
        serde_json::from_str::<FromCoded<Float64, f64>>(json).map(|coded| coded.0)
    }

    #[test]
    fn special_values_look_as_the_wire_wants_them() {
        let row = Row {
            bytes: vec![1, 2, 3],
            float: Some(f64::NEG_INFINITY),
            ints: BTreeMap::from([("a".to_owned(), vec![Some(5), None])]),
            note: Some(None),
        };
        let json = serde_json::to_string(&row).unwrap();
        assert_eq!(
            json,
            r#"{"bytes":{"$bytes":"AQID"},"float":{"$float":"AAAAAAAA8P8="},"ints":{"a":[{"$integer":"BQAAAAAAAAA="},null]},"note":null}"#
        );
        assert_eq!(serde_json::from_str::<Row>(&json).unwrap(), row);
    }

    #[test]
    fn absent_fields_stay_absent() {
        let json = r#"{"bytes":{"$bytes":""},"ints":{}}"#;
        let row: Row = serde_json::from_str(json).unwrap();
        assert_eq!((row.float, row.note.clone()), (None, None));
        assert_eq!(serde_json::to_string(&row).unwrap(), json);
    }

    #[test]
    fn whole_floats_are_written_without_a_fraction() {
        assert_eq!(float_json(5.0), "5");
        assert_eq!(float_json(-3.0), "-3");
        assert_eq!(float_json(0.5), "0.5");
        assert_eq!(float_json(1e300), "1e+300");
        assert_eq!(float_json(-0.0), r#"{"$float":"AAAAAAAAAIA="}"#);
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
            assert!(read_float(json).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn every_float_survives(bits: u64) {
            let value = f64::from_bits(bits);
            let back = read_float(&float_json(value)).unwrap();
            prop_assert!(back.to_bits() == bits || (value.is_nan() && back.is_nan()));
        }

        #[test]
        fn every_int64_survives(value: i64) {
            let json = serde_json::to_string(&AsCoded::<Int64, i64>(&value, PhantomData)).unwrap();
            prop_assert_eq!(serde_json::from_str::<FromCoded<Int64, i64>>(&json).unwrap().0, value);
        }
    }
}
