//! One call of one function: what goes in and what comes out.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Environment variables as functions see them, system-provided ones included.
pub type Env = Arc<BTreeMap<String, String>>;

/// What a function is, by the marker on its export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum FunctionKind {
    /// Reads at one timestamp, deterministic.
    Query,
    /// Reads and writes in one transaction, deterministic.
    Mutation,
    /// No transaction; may do I/O.
    Action,
    /// An action from `Request` to `Response`.
    HttpAction,
}

impl fmt::Display for FunctionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Query => "Query",
            Self::Mutation => "Mutation",
            Self::Action => "Action",
            Self::HttpAction => "HttpAction",
        })
    }
}

/// Who may call a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Visibility {
    /// Everyone.
    Public,
    /// Other functions, the scheduler and administrators.
    Internal,
}

/// A call. The caller has looked the function up and checked its arguments.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// `dir/file.js:name`; `.js` and `:default` may be missing.
    pub function: String,
    /// How the function is to be called; must be what it is.
    pub kind: FunctionKind,
    /// JSON text of an array with one object: `[{…}]`.
    pub args_json: String,
    /// Seed of this execution's randomness; a retry takes a new one.
    pub seed: [u8; 32],
    /// Frozen clock of queries and mutations, whole milliseconds since the epoch.
    /// Actions see the real clock.
    pub now_millis: f64,
    /// What `process.env` shows.
    pub env: Env,
    /// Passed to actions; empty otherwise.
    pub request_id: String,
}

/// What a call did.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// JSON text of the returned value as the function encoded it (keys in no particular order), or the failure.
    pub result: Result<String, FunctionError>,
    /// `[LOG] 'text' 1`, in order; those of nested calls are the caller's to place.
    pub log_lines: Vec<String>,
    /// Whether the code looked at the clock, so that a cached result must expire.
    pub observed_time: bool,
}

/// A call that failed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct FunctionError {
    /// `Uncaught Name: message`, then one line per mapped frame.
    pub message: String,
    /// Encoded Convex value carried by a `ConvexError`.
    pub data: Option<serde_json::Value>,
    /// Whose fault it is.
    pub kind: FailureKind,
}

impl FunctionError {
    pub(crate) fn user(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            data: None,
            kind: FailureKind::User,
        }
    }

    pub(crate) fn system(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            data: None,
            kind: FailureKind::System,
        }
    }
}

/// Classes of failures. All but `System` are deterministic as far as the caller is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum FailureKind {
    /// The function threw, or was called wrongly.
    User,
    /// The function used up its time.
    Timeout,
    /// The function used up its memory.
    OutOfMemory,
    /// The caller went away.
    Cancelled,
    /// The engine failed; trying again may help.
    System,
}
