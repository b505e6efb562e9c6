//! Messages of the client, and the credential that may hold them up.

use super::queries::QueryState;
use super::{Effect, MAX_QUERIES, MAX_SESSION_ID, Now, Session};
use crate::Error;
use crate::auth::Caller;
use crate::wire::{ClientMessage, QuerySetChange, Token};
use std::sync::Arc;

/// Messages that may wait behind one credential.
const MAX_INBOX: usize = 4096;

impl Session {
    /// A text frame arrived.
    pub fn on_text(&mut self, now: Now, text: &str) {
        if self.closed {
            return;
        }
        self.last_heard = now.monotonic;
        match ClientMessage::parse(text) {
            Ok(message) if self.verifying && self.inbox.len() >= MAX_INBOX => {
                drop(message);
                self.close(Some(1013), "TooManyConcurrentRequests");
            }
            Ok(message) if self.verifying => {
                if self.hold(text.len()) {
                    self.inbox.push_back((message, text.len()));
                }
            }
            Ok(message) => self.handle(now, message, text.len()),
            Err(error) => self.fatal(now, error),
        }
    }

    /// A frame arrived that no client of ours sends.
    pub fn on_bad_frame(&mut self, now: Now, error: &str) {
        if !self.closed {
            self.fatal(now, error);
        }
    }

    /// The answer to [`Effect::Verify`].
    pub fn on_verified(&mut self, now: Now, result: Result<Caller, Error>) {
        if self.closed {
            return;
        }
        self.verifying = false;
        match result {
            Ok(caller) => self.caller = Arc::new(caller),
            Err(error) if error.is_auth() => return self.auth_error(now, error.to_string(), true),
            Err(error) => return self.close(Some(error.close_code()), &error.code),
        }
        while !self.verifying && !self.closed {
            let Some((message, bytes)) = self.inbox.pop_front() else {
                break;
            };
            self.release(bytes);
            self.handle(now, message, bytes);
        }
        self.plan_if_needed(now);
    }

    /// The session that the caller's token belongs to has ended. The client fetches a new token, and gets
    /// one only if somebody signed in again.
    pub fn on_session_ended(&mut self, now: Now) {
        if !self.closed {
            self.auth_error(now, "The session has ended; sign in again.", false);
        }
    }

    fn handle(&mut self, now: Now, message: ClientMessage, bytes: usize) {
        match message {
            // What the client has seen on earlier connections needs no regard: this process never shows
            // what it may take back, and starts past whatever one before it showed. A client that has seen
            // more comes from other data, and starts anew.
            ClientMessage::Connect { session_id, .. } => self.connect(now, &session_id),
            ClientMessage::ModifyQuerySet {
                base_version,
                new_version,
                changes,
            } => {
                self.modify_query_set(now, base_version, new_version, changes);
            }
            ClientMessage::Mutation(message) => self.enqueue_mutation(now, message, bytes),
            ClientMessage::Action(message) => self.start_action(now, message, bytes),
            ClientMessage::Authenticate {
                base_version,
                token,
            } => self.authenticate(base_version, token),
            ClientMessage::Event => {}
        }
    }

    fn connect(&mut self, now: Now, session_id: &str) {
        if self.session_id.is_some() {
            return self.fatal(now, "Connect was sent twice on one socket.");
        }
        if session_id.len() > MAX_SESSION_ID {
            return self.fatal(
                now,
                format!("A session id has at most {MAX_SESSION_ID} characters; use a UUID."),
            );
        }
        self.session_id = Some(Arc::from(session_id));
    }

    fn authenticate(&mut self, base_version: u32, token: Token) {
        if base_version != self.authenticates {
            return self.close(Some(1011), "InternalServerError");
        }
        self.authenticates += 1;
        self.verifying = true;
        self.effects.push_back(Effect::Verify(token));
    }

    fn modify_query_set(&mut self, now: Now, base: u32, new: u32, changes: Vec<QuerySetChange>) {
        if base != self.query_set || new <= base {
            let current = self.query_set;
            return self.fatal(now, format!("Base version {base} of a query set change does not match the current version {current}."));
        }
        self.query_set = new;
        for change in changes {
            match change {
                QuerySetChange::Add(add) if self.queries.contains_key(&add.query_id) => {
                    return self
                        .fatal(now, format!("Query id {} is in use already.", add.query_id));
                }
                QuerySetChange::Add(_) if self.queries.len() >= MAX_QUERIES => {
                    return self.fatal(
                        now,
                        format!(
                            "One connection may be subscribed to at most {MAX_QUERIES} queries."
                        ),
                    );
                }
                QuerySetChange::Add(add) => {
                    let query_id = add.query_id;
                    let query = QueryState::new(add);
                    if !self.hold(query.bytes) {
                        return;
                    }
                    self.queries.insert(query_id, query);
                }
                QuerySetChange::Remove { query_id } => {
                    let Some(query) = self.queries.remove(&query_id) else {
                        continue;
                    };
                    self.release(query.bytes);
                    if query.sent.is_some() {
                        self.removed.push((query_id, new));
                    }
                }
            }
        }
        self.plan_if_needed(now);
    }
}
