//! What generated code is made of: ids that know their table, function handles, pagination types,
//! the client-side error, and serde helpers for the values that JSON cannot carry.
//!
//! The crate knows neither a protocol nor a framework: no sockets, no signals, no storage. Generated
//! code, the sync client, the Leptos bindings and applications may depend on it; it depends on serde
//! only, because all of it ends up in the browser.
//!
//! # What generated code looks like
//!
//! ```
//! use convex_typed::{Function, Id, Query, TableName};
//! use serde::{Deserialize, Serialize};
//!
//! /// The `tasks` table.
//! #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
//! pub struct Tasks;
//! impl TableName for Tasks {
//!     const NAME: &'static str = "tasks";
//! }
//!
//! /// Arguments of `tasks:get`. Fields stand in alphabetical order of their wire names.
//! #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! pub struct GetArgs {
//!     pub task_id: String,
//! }
//!
//! #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
//! pub struct Task {
//!     #[serde(rename = "_creationTime", with = "convex_typed::float64")]
//!     pub creation_time: f64,
//!     #[serde(rename = "_id")]
//!     pub id: Id<Tasks>,
//!     #[serde(default, skip_serializing_if = "Option::is_none", with = "convex_typed::int64")]
//!     pub tokens: Option<i64>,
//! }
//!
//! /// `tasks:get`
//! #[derive(Debug, Clone, Copy)]
//! pub struct Get;
//! impl Function for Get {
//!     const PATH: &'static str = "tasks:get";
//!     type Args = GetArgs;
//!     type Returns = Option<Task>;
//! }
//! impl Query for Get {}
//!
//! let json = r#"{"_creationTime":5,"_id":"jd7","tokens":{"$integer":"BQAAAAAAAAA="}}"#;
//! let task: Task = serde_json::from_str(json).unwrap();
//! assert_eq!(task.tokens, Some(5));
//! assert_eq!(serde_json::to_string(&task).unwrap(), json);
//! ```

pub mod codec;
mod error;
mod function;
mod id;
mod pagination;

pub use codec::{bytes, float64, int64, optional_nullable};
pub use error::{ConvexError, ErrorKind};
pub use function::{Action, Function, Mutation, NoArgs, PaginatedQuery, Query, Wire};
pub use id::{Id, TableName};
pub use pagination::{PageStatus, PaginationOptions, PaginationResult};

/// The type of `v.any()`: any encoded JSON value.
pub type Any = serde_json::Value;
