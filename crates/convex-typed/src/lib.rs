//! What generated code is made of: ids that know their table, function handles, pagination types,
//! the client-side error, and how values are read from JSON and written.
//!
//! The crate knows neither a protocol nor a framework: no sockets, no signals, no storage. Generated
//! code, the sync client, the Leptos bindings and applications may depend on it; it depends on next to
//! nothing, because all of it ends up in the browser.
//!
//! # What generated code looks like
//!
//! ```
//! use convex_typed::{Function, Id, Query, TableName, Wire, from_json, to_json};
//! use convex_typed::json::{Json, Misfits, Object};
//!
//! /// The `tasks` table.
//! #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
//! pub struct Tasks;
//! impl TableName for Tasks {
//!     const NAME: &'static str = "tasks";
//! }
//!
//! #[derive(Debug, Clone, PartialEq)]
//! pub struct Task {
//!     pub creation_time: f64,
//!     pub id: Id<Tasks>,
//!     pub tokens: Option<i64>,
//! }
//!
//! // Fields stand in alphabetical order of their wire names.
//! impl Wire for Task {
//!     fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
//!         let fields = misfits.fields(json);
//!         Self {
//!             creation_time: fields.required("_creationTime", misfits),
//!             id: fields.required("_id", misfits),
//!             tokens: fields.optional("tokens", misfits),
//!         }
//!     }
//!
//!     fn write(&self, out: &mut String) {
//!         let mut object = Object::new(out);
//!         object.required("_creationTime", &self.creation_time);
//!         object.required("_id", &self.id);
//!         object.optional("tokens", &self.tokens);
//!         object.end();
//!     }
//! }
//!
//! # use convex_typed::NoArgs;
//! /// `tasks:newest`
//! #[derive(Debug, Clone, Copy)]
//! pub struct Newest;
//! impl Function for Newest {
//!     const PATH: &'static str = "tasks:newest";
//!     type Args = NoArgs;
//!     type Returns = Option<Task>;
//! }
//! impl Query for Newest {}
//!
//! let json = r#"{"_creationTime":5,"_id":"jd7","tokens":{"$integer":"BQAAAAAAAAA="}}"#;
//! let task: Task = from_json(json).unwrap();
//! assert_eq!(task.tokens, Some(5));
//! assert_eq!(to_json(&task), json);
//! ```

mod error;
mod function;
mod id;
pub mod json;
mod pagination;
mod wire;

pub use error::{ConvexError, ErrorKind};
pub use function::{Action, Function, Mutation, NoArgs, PaginatedQuery, Query};
pub use id::{Id, TableName};
pub use pagination::{PageStatus, PaginationOptions, PaginationResult};
pub use wire::{Wire, from_json, read, read_variant, to_json};

/// The type of `v.any()`: any encoded JSON value.
pub type Any = serde_json::Value;
