//! The value type and its total order.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    hash::{Hash, Hasher},
};

/// The fields of an object, in key order.
pub type Object = BTreeMap<String, Value>;

/// A Convex value. A missing value ("undefined") is `None` of `Option<&Value>`, never a variant.
///
/// `Ord`, `Eq` and `Hash` agree with each other and with [`crate::key::encode`]: types sort in the order
/// of the variants, int64 and float64 are never equal, and float64 follows IEEE 754 totalOrder, so
/// `-0 ≠ 0` and `NaN = NaN`.
#[derive(Clone, Debug)]
pub enum Value {
    /// `null`.
    Null,
    /// A JavaScript `bigint` of 64 bits.
    Int64(i64),
    /// The timestamp of the commit that is to come: an int64 that is not known yet, and above all that are. Only in
    /// what a transaction writes before it commits.
    CommitTs,
    /// A JavaScript `number`.
    Float64(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// Well-formed Unicode text.
    String(String),
    /// An `ArrayBuffer`.
    Bytes(Vec<u8>),
    /// A list of values.
    Array(Vec<Value>),
    /// A plain object.
    Object(Object),
}

impl Value {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The fields, if this is an object.
    pub fn as_object(&self) -> Option<&Object> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The number, if this is a float64.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Float64(number) => Some(*number),
            _ => None,
        }
    }

    /// The field of an object; `None` when it is missing or this is not an object.
    pub fn field(&self, name: &str) -> Option<&Value> {
        self.as_object()?.get(name)
    }

    /// What the type is called in messages: `null`, `int64`, `float64`, `boolean`, `string`, `bytes`,
    /// `array` or `object`.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Int64(_) | Self::CommitTs => "int64",
            Self::Float64(_) => "float64",
            Self::Boolean(_) => "boolean",
            Self::String(_) => "string",
            Self::Bytes(_) => "bytes",
            Self::Array(_) => "array",
            Self::Object(_) => "object",
        }
    }

    /// Whether the commit's timestamp is in it, which is not known yet.
    pub fn has_commit_ts(&self) -> bool {
        match self {
            Self::CommitTs => true,
            Self::Array(elements) => elements.iter().any(Self::has_commit_ts),
            Self::Object(fields) => fields.values().any(Self::has_commit_ts),
            _ => false,
        }
    }

    /// Puts the commit's timestamp where it is waited for.
    pub fn set_commit_ts(&mut self, ts: i64) {
        match self {
            Self::CommitTs => *self = Self::Int64(ts),
            Self::Array(elements) => elements
                .iter_mut()
                .for_each(|value| value.set_commit_ts(ts)),
            Self::Object(fields) => fields
                .values_mut()
                .for_each(|value| value.set_commit_ts(ts)),
            _ => {}
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Int64(_) | Self::CommitTs => 1,
            Self::Float64(_) => 2,
            Self::Boolean(_) => 3,
            Self::String(_) => 4,
            Self::Bytes(_) => 5,
            Self::Array(_) => 6,
            Self::Object(_) => 7,
        }
    }
}

impl Ord for Value {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Int64(a), Self::Int64(b)) => a.cmp(b),
            (Self::Int64(_), Self::CommitTs) => Ordering::Less,
            (Self::CommitTs, Self::Int64(_)) => Ordering::Greater,
            (Self::Float64(a), Self::Float64(b)) => a.total_cmp(b),
            (Self::Boolean(a), Self::Boolean(b)) => a.cmp(b),
            // Rust compares strings by UTF-8 bytes, which is code point order.
            (Self::String(a), Self::String(b)) => a.cmp(b),
            (Self::Bytes(a), Self::Bytes(b)) => a.cmp(b),
            (Self::Array(a), Self::Array(b)) => a.cmp(b),
            (Self::Object(a), Self::Object(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Value {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) | (Self::CommitTs, Self::CommitTs) => true,
            (Self::Int64(a), Self::Int64(b)) => a == b,
            (Self::Float64(a), Self::Float64(b)) => a.to_bits() == b.to_bits(),
            (Self::Boolean(a), Self::Boolean(b)) => a == b,
            (Self::String(a), Self::String(b)) => a == b,
            (Self::Bytes(a), Self::Bytes(b)) => a == b,
            (Self::Array(a), Self::Array(b)) => a == b,
            (Self::Object(a), Self::Object(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Self::Null | Self::CommitTs => {}
            Self::Int64(number) => number.hash(state),
            Self::Float64(number) => number.to_bits().hash(state),
            Self::Boolean(value) => value.hash(state),
            Self::String(text) => text.hash(state),
            Self::Bytes(bytes) => bytes.hash(state),
            Self::Array(elements) => elements.hash(state),
            Self::Object(fields) => fields.hash(state),
        }
    }
}

macro_rules! value_from {
    ($($source:ty => $variant:ident),* $(,)?) => {$(
        impl From<$source> for Value {
            fn from(source: $source) -> Self {
                Self::$variant(source.into())
            }
        }
    )*};
}

value_from! {
    i64 => Int64,
    f64 => Float64,
    bool => Boolean,
    &str => String,
    String => String,
    Vec<u8> => Bytes,
    Vec<Value> => Array,
    Object => Object,
}

impl<const N: usize> From<[(&str, Value); N]> for Value {
    fn from(fields: [(&str, Value); N]) -> Self {
        Self::Object(
            fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect(),
        )
    }
}
