//! Request ids, and the text of failures as clients see them.

use crate::hex;
use crate::outcome::{FunctionFailure, FunctionResult};
use convex_host::Host;
use sha2::{Digest as _, Sha256};
use std::sync::Arc;

/// The request id of a socket request: the same for every attempt, so that logs can be matched.
pub(crate) fn request_id_of(session: &str, request: impl std::fmt::Display) -> String {
    let hash = Sha256::digest(format!("{session}|{request}"));
    hex::encode(&hash[..8])
}

/// A request id of a request that has no name of its own.
pub(crate) fn random_request_id(host: &dyn Host) -> String {
    let mut bytes = [0; 8];
    host.fill_random(&mut bytes);
    hex::encode(&bytes)
}

/// Gives failures their final text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Presenter {
    /// Whether the text of failures stays on the server. Data of application errors always travels.
    pub(crate) redact: bool,
}

impl Presenter {
    pub(crate) fn failure(self, failure: &FunctionFailure, request_id: &str) -> FunctionFailure {
        let line = format!("[Request ID: {request_id}] Server Error");
        let message = if self.redact {
            line
        } else {
            format!("{line}\n{}", failure.message)
        };
        FunctionFailure {
            message: Arc::from(message),
            data: failure.data.clone(),
        }
    }

    pub(crate) fn result(self, result: &FunctionResult, request_id: &str) -> FunctionResult {
        match &result.value {
            Ok(_) => result.clone(),
            Err(failure) => {
                note(failure, request_id);
                FunctionResult {
                    value: Err(self.failure(failure, request_id)),
                    log_lines: result.log_lines.clone(),
                }
            }
        }
    }
}

/// Whoever asks about a failure names its request, so the log does, too. Without the message, which may quote what
/// a person wrote: that is told at the level `info`, and by `npx convex logs`.
fn note(failure: &FunctionFailure, request_id: &str) {
    if failure.data.is_none() {
        let class = failure.message.split(':').next().unwrap_or_default();
        let mut lines = failure.message.lines().map(str::trim);
        let frame = lines.find(|line| line.starts_with("at "));
        tracing::warn!(
            target: "convex_functions",
            request = request_id,
            at = frame,
            "a function failed: {}",
            class.lines().next().unwrap_or_default(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redaction_keeps_the_data_and_drops_the_text() {
        let failure = FunctionFailure {
            message: Arc::from("Uncaught Error: secret"),
            data: Some(Arc::from("1")),
        };
        let shown = Presenter { redact: false }.failure(&failure, "00ff");
        assert_eq!(
            &*shown.message,
            "[Request ID: 00ff] Server Error\nUncaught Error: secret"
        );
        let redacted = Presenter { redact: true }.failure(&failure, "00ff");
        assert_eq!(&*redacted.message, "[Request ID: 00ff] Server Error");
        assert_eq!(redacted.data.as_deref(), Some("1"));
        assert_eq!(request_id_of("s", 3).len(), 16);
    }
}
