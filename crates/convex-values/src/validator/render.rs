//! Validators in the syntax of their builders, for messages.

use std::fmt;

use super::{ObjectValidator, Validator};
use crate::display::write_key;

impl fmt::Display for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("v.any()"),
            Self::Null => f.write_str("v.null()"),
            Self::Boolean => f.write_str("v.boolean()"),
            Self::Number => f.write_str("v.float64()"),
            Self::Int64 => f.write_str("v.int64()"),
            Self::String => f.write_str("v.string()"),
            Self::Bytes => f.write_str("v.bytes()"),
            Self::CommitTs => f.write_str("v.commitTs()"),
            Self::Id(table) => write!(f, "v.id(\"{table}\")"),
            Self::Literal(value) => write!(f, "v.literal({value})"),
            Self::Array(element) => write!(f, "v.array({element})"),
            Self::Record { keys, values } => write!(f, "v.record({keys}, {values})"),
            Self::Object(object) => write!(f, "{object}"),
            Self::Union(members) => {
                f.write_str("v.union(")?;
                for (position, member) in members.iter().enumerate() {
                    if position > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{member}")?;
                }
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for ObjectValidator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("v.object({")?;
        for (position, (name, field)) in self.fields.iter().enumerate() {
            if position > 0 {
                f.write_str(", ")?;
            }
            write_key(name, f)?;
            if field.optional {
                write!(f, ": v.optional({})", field.validator)?;
            } else {
                write!(f, ": {}", field.validator)?;
            }
        }
        f.write_str("})")
    }
}

/// Longest rendering of a value or validator in a message, in bytes.
const MAX_RENDERED: usize = 4096;

/// The rendering of anything, cut at a length that a message can carry.
pub(super) fn abbreviated(item: &dyn fmt::Display) -> String {
    let mut text = item.to_string();
    if text.len() > MAX_RENDERED {
        text.truncate(text.floor_char_boundary(MAX_RENDERED));
        text.push('…');
    }
    text
}
