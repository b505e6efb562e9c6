//! What a function run gives back, in the form every transport shares: encoded JSON text.

use convex_store::Timestamp;
use convex_values::{COMMIT_TS_JSON, Value};
use serde_json::json;
use std::sync::Arc;

/// What a user's function threw, or why it could not run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionFailure {
    /// Text for the developer, without the request id line.
    pub message: Arc<str>,
    /// Encoded JSON of a `ConvexError`'s data; its presence marks an application error.
    pub data: Option<Arc<str>>,
}

impl FunctionFailure {
    /// A failure without data.
    pub fn text(message: impl Into<String>) -> Self {
        Self {
            message: Arc::from(message.into()),
            data: None,
        }
    }

    /// A failure whose sentence is for people to read, with a short code.
    pub(crate) fn told(code: &str, sentence: String) -> Self {
        let data = json!({ "code": code, "message": sentence });
        Self {
            message: Arc::from(sentence),
            data: Some(Arc::from(data.to_string())),
        }
    }
}

/// The result of one function run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FunctionResult {
    /// Encoded JSON, or the failure.
    pub value: Result<Arc<str>, FunctionFailure>,
    /// `[LEVEL] text` lines.
    pub log_lines: Arc<[String]>,
}

impl FunctionResult {
    /// The result of a mutation that was committed then, whose timestamp it may have asked for.
    pub(crate) fn committed_at(mut self, ts: Timestamp) -> Self {
        if let Ok(value) = &mut self.value
            && value.contains(COMMIT_TS_JSON)
        {
            let known = Value::Int64(ts.0.cast_signed()).to_json_string();
            *value = Arc::from(value.replace(COMMIT_TS_JSON, &known));
        }
        self
    }

    /// A failure that produced no log lines.
    pub fn failed(message: impl Into<String>) -> Self {
        Self {
            value: Err(FunctionFailure::text(message)),
            log_lines: Arc::from([]),
        }
    }
}

/// The result of a query, with its journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryOutcome {
    /// Value or failure, and log lines.
    pub result: FunctionResult,
    /// Where the query's page ended, if it paginated.
    pub journal: Option<String>,
}
