//! The error of everything in this crate that reads untrusted input.

use std::fmt;

/// Why some input is not a valid value, name or definition: a short stable code for programs and a
/// sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    code: &'static str,
    message: String,
}

impl ValueError {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
        }
    }

    /// The stable code, such as `TooNestedError`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The sentence that says what is wrong and what is allowed.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ValueError {}
