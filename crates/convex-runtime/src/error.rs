//! Errors of this crate: a stable code, and a sentence that says what to do.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A bundle that cannot be loaded: the developer has to change the functions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleError {
    /// Stable short code (`ModuleThrew`, `SyntaxError`, `UnresolvedImport`, …).
    pub code: &'static str,
    /// What is wrong and where, with mapped frames if the code threw.
    pub message: String,
}

impl BundleError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }
}

impl fmt::Display for BundleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.message)
    }
}

impl std::error::Error for BundleError {}

/// The runtime itself cannot start.
#[derive(Debug, thiserror::Error)]
pub enum RuntimeError {
    /// The operating system refused a worker thread.
    #[error(
        "JsThreads: cannot start a JavaScript worker thread ({0}); lower the number of workers or raise the process limits."
    )]
    Thread(#[from] std::io::Error),
    /// The engine refused our own JavaScript: the build is broken.
    #[error(
        "JsShim: the built-in JavaScript does not load ({0}); this build of the server is broken, reinstall it."
    )]
    Shim(String),
}

/// A syscall that failed. It becomes a JavaScript rejection that user code may catch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct SyscallError {
    /// Text of the JavaScript error.
    pub message: String,
    /// Encoded Convex value of a `ConvexError`, if it is one.
    pub data: Option<serde_json::Value>,
}

impl SyscallError {
    /// A plain error.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            data: None,
        }
    }

    /// The answer to a synchronous operation that does not exist.
    pub fn unknown_operation(op: &str) -> Self {
        Self::new(format!("Unknown operation {op}"))
    }

    /// The answer to an asynchronous operation that does not exist; clients test for this text.
    pub fn unknown_async_operation(op: &str) -> Self {
        Self::new(format!("Unknown async operation {op}"))
    }
}

impl From<crate::FunctionError> for SyscallError {
    /// What a caller sees of a failed nested call: the full inner text, the data unchanged.
    fn from(error: crate::FunctionError) -> Self {
        Self {
            message: error.message,
            data: error.data,
        }
    }
}
