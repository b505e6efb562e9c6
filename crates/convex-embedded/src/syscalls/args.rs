//! Reading the arguments of syscalls, and the words of refusals.

use convex_runtime::SyscallError;
use convex_values::DocumentId;
use serde::Deserialize;
use std::fmt::Display;

/// Reads a syscall's JSON text.
pub(crate) fn parse<'a, T: Deserialize<'a>>(op: &str, args: &'a str) -> Result<T, SyscallError> {
    serde_json::from_str(args).map_err(|error| {
        SyscallError::new(format!("Invalid arguments for the syscall {op}: {error}."))
    })
}

/// The text that functions see of a bad argument.
pub(crate) fn invalid(argument: &str, api: &str, detail: impl Display) -> SyscallError {
    SyscallError::new(format!(
        "Invalid argument `{argument}` for `{api}`: {detail}"
    ))
}

/// Reads a document id.
pub(crate) fn document_id(text: &str, api: &str) -> Result<DocumentId, SyscallError> {
    text.parse().map_err(|_| {
        invalid(
            "id",
            api,
            format!("Unable to decode ID: `{text}` is not a document id."),
        )
    })
}
