//! JSON text, read piece by piece and written piece by piece.
//!
//! Everything here ends up in the browser, where a reader that is generated for each type would be most of
//! what is loaded. So there is one reader: an object becomes its fields as slices of the text, and what they
//! hold is read by name. Values that nobody asks for stay text.

mod number;
mod read;
mod write;

use std::{borrow::Cow, error, fmt};

pub use read::{Fields, Json, Misfits};
pub use write::{Object, write_array, write_text};

pub(crate) use number::{read_number, write_number};

/// A text that is no JSON, or not what was expected in this place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    problem: Cow<'static, str>,
    /// Where, from the inside out.
    place: Vec<Cow<'static, str>>,
}

impl Misfit {
    /// Says what is wrong, as a phrase such as `a number is expected`.
    pub fn new(problem: impl Into<Cow<'static, str>>) -> Self {
        Self {
            problem: problem.into(),
            place: Vec::new(),
        }
    }

    /// The same, seen from the value around: in its field or item of this name.
    #[must_use]
    pub fn within(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.place.push(name.into());
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem)?;
        for (depth, name) in self.place.iter().rev().enumerate() {
            f.write_str(if depth == 0 { " at `" } else { "." })?;
            f.write_str(name)?;
        }
        f.write_str(if self.place.is_empty() { "" } else { "`" })
    }
}

impl error::Error for Misfit {}
