//! The Convex value model: values, their JSON form, total order and index key bytes, document ids,
//! sizes and limits, names, field paths, validators and schema definitions.
//!
//! Everything here is a pure function of its input. The crate knows no storage, no JavaScript and no
//! protocol message, and touches no clock or randomness. Every native crate may depend on it.

pub mod base32;
mod decode;
mod display;
mod encode;
mod error;
pub mod id;
pub mod key;
pub mod limits;
pub mod names;
mod path;
pub mod schema;
pub mod validator;
mod value;

pub use decode::{decode_fields, decode_optional, decode_optional_str, decode_written};
pub use encode::{COMMIT_TS_JSON, JsonFormat, write_json_string, write_object_json};
pub use error::ValueError;
pub use id::{DocumentId, IdError, InternalId, TableNumber};
pub use path::FieldPath;
pub use value::{Object, Value};
