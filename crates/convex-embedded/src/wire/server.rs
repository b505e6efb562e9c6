//! Server → client messages, written straight to text: results are encoded JSON already and are copied, not parsed.

use super::encode_ts;
use crate::outcome::FunctionFailure;
use std::fmt::Write as _;
use std::sync::Arc;

/// What a client has asked for so far, and the snapshot its results describe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StateVersion {
    /// Newest query set version.
    pub query_set: u32,
    /// Number of identity changes.
    pub identity: u32,
    /// Snapshot.
    pub ts: u64,
}

/// A change of one query's result.
#[derive(Debug, Clone, PartialEq)]
pub enum QueryChange {
    /// A new value.
    Updated {
        /// The client's id.
        query_id: u32,
        /// Encoded JSON.
        value: Arc<str>,
        /// `[LEVEL] text` lines.
        log_lines: Arc<[String]>,
        /// To be returned when the client subscribes again.
        journal: Option<String>,
    },
    /// The function failed.
    Failed {
        /// The client's id.
        query_id: u32,
        /// Text for the developer.
        message: Arc<str>,
        /// Encoded JSON; marks an application error.
        data: Option<Arc<str>>,
        /// `[LEVEL] text` lines.
        log_lines: Arc<[String]>,
        /// To be returned when the client subscribes again.
        journal: Option<String>,
    },
    /// The subscription ended.
    Removed {
        /// The client's id.
        query_id: u32,
    },
}

/// One message of the server.
#[derive(Debug, Clone, PartialEq)]
pub enum ServerMessage {
    /// From one consistent state of the client's queries to the next.
    Transition {
        /// Must equal the previous transition's end.
        start: StateVersion,
        /// The new state.
        end: StateVersion,
        /// What differs.
        changes: Vec<QueryChange>,
    },
    /// A mutation ran. `Ok` carries encoded JSON and the commit's timestamp.
    MutationResponse {
        /// The client's id.
        request_id: u32,
        /// Value and timestamp, or text and data.
        result: Result<(Arc<str>, u64), FunctionFailure>,
        /// `[LEVEL] text` lines.
        log_lines: Arc<[String]>,
    },
    /// An action ran.
    ActionResponse {
        /// The client's id.
        request_id: u32,
        /// Value, or text and data.
        result: Result<Arc<str>, FunctionFailure>,
        /// `[LEVEL] text` lines.
        log_lines: Arc<[String]>,
    },
    /// The credential was refused or has expired; the socket closes next.
    AuthError {
        /// Why.
        error: String,
        /// Identity version of the last transition.
        base_version: u32,
        /// Whether the error answers an Authenticate.
        update_attempted: bool,
    },
    /// The client broke the protocol; it must not try again.
    FatalError {
        /// Why.
        error: String,
    },
    /// Keep-alive.
    Ping,
}

impl ServerMessage {
    /// The text frame.
    pub fn to_text(&self) -> String {
        let mut out = String::with_capacity(256);
        match self {
            Self::Transition {
                start,
                end,
                changes,
            } => write_transition(&mut out, start, end, changes),
            Self::MutationResponse {
                request_id,
                result,
                log_lines,
            } => {
                open_response(&mut out, "MutationResponse", *request_id, result.is_ok());
                match result {
                    Ok((value, ts)) => {
                        out.push_str(value);
                        let _ = write!(out, r#","ts":"{}""#, encode_ts(*ts));
                    }
                    Err(failure) => write_failure(&mut out, failure),
                }
                close_with_lines(&mut out, log_lines);
            }
            Self::ActionResponse {
                request_id,
                result,
                log_lines,
            } => {
                open_response(&mut out, "ActionResponse", *request_id, result.is_ok());
                match result {
                    Ok(value) => out.push_str(value),
                    Err(failure) => write_failure(&mut out, failure),
                }
                close_with_lines(&mut out, log_lines);
            }
            Self::AuthError {
                error,
                base_version,
                update_attempted,
            } => {
                out.push_str(r#"{"type":"AuthError","error":"#);
                write_string(&mut out, error);
                let _ = write!(
                    out,
                    r#","baseVersion":{base_version},"authUpdateAttempted":{update_attempted}}}"#
                );
            }
            Self::FatalError { error } => {
                out.push_str(r#"{"type":"FatalError","error":"#);
                write_string(&mut out, error);
                out.push('}');
            }
            Self::Ping => out.push_str(r#"{"type":"Ping"}"#),
        }
        out
    }
}

fn write_transition(
    out: &mut String,
    start: &StateVersion,
    end: &StateVersion,
    changes: &[QueryChange],
) {
    out.push_str(r#"{"type":"Transition","startVersion":"#);
    write_version(out, start);
    out.push_str(r#","endVersion":"#);
    write_version(out, end);
    out.push_str(r#","modifications":["#);
    for (position, change) in changes.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_change(out, change);
    }
    out.push_str("]}");
}

fn write_version(out: &mut String, version: &StateVersion) {
    let StateVersion {
        query_set,
        identity,
        ts,
    } = version;
    let _ = write!(
        out,
        r#"{{"querySet":{query_set},"identity":{identity},"ts":"{}"}}"#,
        encode_ts(*ts)
    );
}

fn write_change(out: &mut String, change: &QueryChange) {
    match change {
        QueryChange::Updated {
            query_id,
            value,
            log_lines,
            journal,
        } => {
            let _ = write!(
                out,
                r#"{{"type":"QueryUpdated","queryId":{query_id},"value":{value}"#
            );
            write_lines_and_journal(out, log_lines, journal.as_deref());
        }
        QueryChange::Failed {
            query_id,
            message,
            data,
            log_lines,
            journal,
        } => {
            let _ = write!(
                out,
                r#"{{"type":"QueryFailed","queryId":{query_id},"errorMessage":"#
            );
            write_string(out, message);
            if let Some(data) = data {
                let _ = write!(out, r#","errorData":{data}"#);
            }
            write_lines_and_journal(out, log_lines, journal.as_deref());
        }
        QueryChange::Removed { query_id } => {
            let _ = write!(out, r#"{{"type":"QueryRemoved","queryId":{query_id}}}"#);
        }
    }
}

fn write_lines_and_journal(out: &mut String, log_lines: &[String], journal: Option<&str>) {
    write_lines(out, log_lines);
    out.push_str(r#","journal":"#);
    match journal {
        Some(journal) => write_string(out, journal),
        None => out.push_str("null"),
    }
    out.push('}');
}

fn open_response(out: &mut String, kind: &str, request_id: u32, success: bool) {
    let _ = write!(
        out,
        r#"{{"type":"{kind}","requestId":{request_id},"success":{success},"result":"#
    );
}

fn write_failure(out: &mut String, failure: &FunctionFailure) {
    write_string(out, &failure.message);
    if let Some(data) = &failure.data {
        let _ = write!(out, r#","errorData":{data}"#);
    }
}

fn close_with_lines(out: &mut String, log_lines: &[String]) {
    write_lines(out, log_lines);
    out.push('}');
}

fn write_lines(out: &mut String, log_lines: &[String]) {
    out.push_str(r#","logLines":["#);
    for (position, line) in log_lines.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        write_string(out, line);
    }
    out.push(']');
}

/// A JSON string literal.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push_str(&serde_json::Value::from(text).to_string());
}
