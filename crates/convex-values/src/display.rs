//! Values as people write them, for messages.

use std::fmt;

use crate::{Value, encode};

/// As in source code: `{name: "a", tags: [1.0, 5n]}`. Float64 always shows a dot and int64 an `n`, so
/// that a message about the wrong one of them can be understood.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Int64(number) => write!(f, "{number}n"),
            Self::CommitTs => f.write_str("commitTs"),
            Self::Float64(number) => write!(f, "{number:?}"),
            Self::Boolean(value) => write!(f, "{value}"),
            Self::String(text) => write_text(text, f),
            Self::Bytes(bytes) => {
                f.write_str("b\"")?;
                bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
                f.write_str("\"")
            }
            Self::Array(elements) => {
                f.write_str("[")?;
                for (position, element) in elements.iter().enumerate() {
                    separate(position, f)?;
                    write!(f, "{element}")?;
                }
                f.write_str("]")
            }
            Self::Object(fields) => {
                f.write_str("{")?;
                for (position, (name, value)) in fields.iter().enumerate() {
                    separate(position, f)?;
                    write_key(name, f)?;
                    write!(f, ": {value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn separate(position: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if position > 0 {
        f.write_str(", ")
    } else {
        Ok(())
    }
}

fn write_text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut quoted = String::with_capacity(text.len() + 2);
    encode::write_json_string(text, &mut quoted);
    f.write_str(&quoted)
}

/// A key, quoted unless it is an identifier.
pub(crate) fn write_key(name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if crate::names::check_identifier(name).is_ok() {
        f.write_str(name)
    } else {
        write_text(name, f)
    }
}
