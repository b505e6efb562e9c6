//! From JavaScript exceptions to the texts that people see.

use crate::shim::Shim;
use crate::version::Version;
use crate::{FailureKind, FunctionError};
use rquickjs::{Ctx, Exception};

/// Longest error text that leaves the runtime.
const MAX_MESSAGE_BYTES: usize = 64 << 10;

/// What `describe` of the shim says about a thrown value.
#[derive(Debug)]
pub(crate) struct Thrown {
    /// `Uncaught Name: message`.
    pub(crate) text: String,
    /// Frames as the engine writes them.
    pub(crate) stack: String,
    /// JSON text of the data of a `ConvexError`.
    pub(crate) data: Option<String>,
    /// Whether it is the engine's own out-of-memory error.
    pub(crate) out_of_memory: bool,
}

impl Thrown {
    pub(crate) fn into_error(self, version: &Version) -> FunctionError {
        if self.out_of_memory {
            return out_of_memory();
        }
        FunctionError {
            message: traced(self.text, &self.stack, version),
            data: self.data.and_then(|data| serde_json::from_str(&data).ok()),
            kind: FailureKind::User,
        }
    }
}

pub(crate) fn out_of_memory() -> FunctionError {
    FunctionError {
        message: "JavaScript execution ran out of memory (maximum memory usage: 64 MB)".into(),
        data: None,
        kind: FailureKind::OutOfMemory,
    }
}

pub(crate) fn never_resolves() -> FunctionError {
    FunctionError::user("Returned promise will never resolve")
}

/// The message and its frames in the developer's files, as far as there is room.
pub(crate) fn traced(mut message: String, stack: &str, version: &Version) -> String {
    truncate(&mut message);
    for frame in stack.lines().filter_map(|line| frame(line, version)) {
        if message.len() + frame.len() > MAX_MESSAGE_BYTES {
            break;
        }
        message.push_str("\n    at ");
        message.push_str(&frame);
    }
    message
}

fn truncate(message: &mut String) {
    if message.len() > MAX_MESSAGE_BYTES {
        message.truncate(message.floor_char_boundary(MAX_MESSAGE_BYTES));
    }
}

/// `name (path:line:column)` in the developer's files; `None` for frames of the engine and the shim.
fn frame(line: &str, version: &Version) -> Option<String> {
    let text = line.trim().strip_prefix("at ")?;
    let (name, place) = match text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once(" ("))
    {
        Some((name, place)) => (name, place),
        None => ("<anonymous>", text.strip_prefix("async ").unwrap_or(text)),
    };
    let (path_and_line, column) = place.rsplit_once(':')?;
    let (path, line) = path_and_line.rsplit_once(':')?;
    if Shim::owns(path) {
        return None;
    }
    let position = version
        .original_position(path, line.parse().ok()?, column.parse().ok()?)
        .unwrap_or_else(|| place.to_owned());
    Some(format!("{name} ({position})"))
}

/// Text of an error in code that has no shim around it: our own modules and compilation.
pub(crate) fn engine_text(ctx: &Ctx<'_>, error: &rquickjs::Error) -> String {
    if !error.is_exception() {
        return error.to_string();
    }
    let thrown = ctx.catch();
    let Some(exception) = thrown
        .clone()
        .into_object()
        .and_then(Exception::from_object)
    else {
        return "the engine threw something that is not an error".to_owned();
    };
    let message = exception.message().unwrap_or_default();
    match exception.stack() {
        Some(stack) if !stack.trim().is_empty() => format!("{message} ({})", stack.trim()),
        _ => message,
    }
}
