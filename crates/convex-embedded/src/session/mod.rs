//! One sync connection as a state machine without I/O.
//!
//! Text frames, verified identities, finished requests and evaluated queries go in; frames to send and work
//! to start come out of [`Session::poll`]. The machine reads no clock and knows neither sockets nor the
//! store, which is what lets a property test run it through arbitrary interleavings. Its invariants:
//!
//! - every Transition starts exactly where the previous one ended, and timestamps never decrease;
//! - all results of a Transition describe the snapshot at its end timestamp, under its end identity;
//! - mutations run one after another, in arrival order; a response is sent before any Transition that
//!   shows its effect, and a Transition at or after its timestamp follows;
//! - nothing is handled while a credential is being verified.

mod inbound;
mod queries;
mod requests;
mod timers;
mod transitions;

pub use queries::{Evaluated, Plan, PlannedQuery, QuerySpec};
pub use requests::{Completion, Request};

use crate::auth::Caller;
use crate::wire::{ClientMessage, ServerMessage, StateVersion, Token};
use queries::QueryState;
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

/// Most mutations that may wait on one connection.
pub const MAX_PENDING_MUTATIONS: usize = 1000;
/// Most actions that may run for one connection.
pub const MAX_RUNNING_ACTIONS: usize = 1000;
/// Most queries that one connection may be subscribed to.
pub const MAX_QUERIES: usize = 10_000;
/// Most bytes of a connection's queries, its requests that wait or run, and its messages that wait for a
/// credential. Room for four requests of the largest size.
pub const MAX_HELD_BYTES: usize = 80 << 20;
/// Most bytes of responses that may wait for a client that does not read.
pub const MAX_UNSENT_BYTES: usize = 64 << 20;
/// Longest session id; official clients send UUIDs.
const MAX_SESSION_ID: usize = 64;
/// Silence after which the server says `Ping`.
pub const PING_AFTER: Duration = Duration::from_secs(15);
/// Silence after which the client is taken for gone.
pub const DROP_AFTER: Duration = Duration::from_secs(120);
/// Transitions that may wait for a slow reader before further changes are coalesced.
const MAX_UNSENT_TRANSITIONS: usize = 2;

/// The two clocks the machine needs, read by its driver.
#[derive(Debug, Clone, Copy, Default)]
pub struct Now {
    /// For silence on the connection.
    pub monotonic: Duration,
    /// Seconds since the Unix epoch, for the expiry of tokens.
    pub unix_secs: u64,
}

/// What a frame belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frame {
    /// A message of its own.
    Message,
    /// A Transition that goes on in the next frame.
    Part,
    /// The end of a Transition, or all of it.
    Transition,
}

/// Something the driver has to do.
#[derive(Debug)]
pub enum Effect {
    /// Send one text frame, then say so: [`Session::on_sent`].
    Send {
        /// The frame.
        text: String,
        /// What it belongs to.
        frame: Frame,
    },
    /// Verify a credential and answer with [`Session::on_verified`].
    Verify(Token),
    /// Run a mutation and answer with [`Session::on_mutation_done`].
    Mutate(Request),
    /// Run an action and answer with [`Session::on_action_done`].
    Act(Request),
    /// Evaluate queries at one snapshot and answer with [`Session::on_evaluated`].
    Evaluate(Plan),
    /// Close the socket. Nothing follows.
    Close {
        /// Close code; none for a close frame without status.
        code: Option<u16>,
        /// Short code, at most 123 bytes.
        reason: String,
    },
}

/// State of one connection.
#[derive(Debug)]
pub struct Session {
    /// Whether large transitions may be sent in chunks.
    chunks: bool,
    session_id: Option<Arc<str>>,
    caller: Arc<Caller>,
    /// Authenticate messages received.
    authenticates: u32,
    /// Newest query set version received.
    query_set: u32,
    queries: BTreeMap<u32, QueryState>,
    /// Removed after a result was sent: the id and the query set version of the removal.
    removed: Vec<(u32, u32)>,
    /// End of the last Transition.
    sent: StateVersion,
    /// Messages received while a credential is verified.
    inbox: VecDeque<(ClientMessage, usize)>,
    verifying: bool,
    mutations: VecDeque<(Request, usize)>,
    mutating: bool,
    /// Ids of running actions and the bytes of their messages.
    acting: Vec<(u32, usize)>,
    /// See [`MAX_HELD_BYTES`].
    held_bytes: usize,
    evaluating: Option<Plan>,
    /// Evaluated while a mutation of this connection was committing; its response must go first.
    held: Option<Evaluated>,
    /// A commit touched a query since the last plan.
    stale: bool,
    /// A Transition at or after this timestamp must be sent even if it is empty.
    owed: Option<u64>,
    unsent_transitions: usize,
    /// See [`MAX_UNSENT_BYTES`].
    unsent_bytes: usize,
    transitions: u64,
    last_sent: Duration,
    last_heard: Duration,
    effects: VecDeque<Effect>,
    closed: bool,
}

impl Session {
    /// A fresh connection of an anonymous caller.
    pub fn new(now: Now, chunks: bool) -> Self {
        Self {
            chunks,
            session_id: None,
            caller: Arc::new(Caller::anonymous()),
            authenticates: 0,
            query_set: 0,
            queries: BTreeMap::new(),
            removed: Vec::new(),
            sent: StateVersion::default(),
            inbox: VecDeque::new(),
            verifying: false,
            mutations: VecDeque::new(),
            mutating: false,
            acting: Vec::new(),
            held_bytes: 0,
            evaluating: None,
            held: None,
            stale: false,
            owed: None,
            unsent_transitions: 0,
            unsent_bytes: 0,
            transitions: 0,
            last_sent: now.monotonic,
            last_heard: now.monotonic,
            effects: VecDeque::new(),
            closed: false,
        }
    }

    /// The next thing to do, or nothing until further input.
    pub fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether a Close has been emitted.
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Bytes of its queries, its requests, and messages that wait: see [`MAX_HELD_BYTES`].
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// The caller as of the last verified credential.
    pub fn caller(&self) -> &Arc<Caller> {
        &self.caller
    }

    fn send(&mut self, now: Now, message: &ServerMessage) {
        self.last_sent = now.monotonic;
        let text = message.to_text();
        // One alone always goes, however large.
        let late = self.unsent_bytes > 0 && self.unsent_bytes + text.len() > MAX_UNSENT_BYTES;
        self.unsent_bytes += text.len();
        self.effects.push_back(Effect::Send {
            text,
            frame: Frame::Message,
        });
        if late {
            self.close(Some(1013), "ClientReadsTooSlowly");
        }
    }

    /// Makes room in the connection's budget. False if there is none, which ends the connection.
    fn hold(&mut self, bytes: usize) -> bool {
        self.held_bytes += bytes;
        let fits = self.held_bytes <= MAX_HELD_BYTES;
        if !fits {
            self.close(Some(1013), "TooManyConcurrentRequests");
        }
        fits
    }

    fn release(&mut self, bytes: usize) {
        self.held_bytes = self.held_bytes.saturating_sub(bytes);
    }

    /// Ends the connection; whatever was queued behind is dropped.
    fn close(&mut self, code: Option<u16>, reason: &str) {
        if std::mem::replace(&mut self.closed, true) {
            return;
        }
        self.inbox.clear();
        self.mutations.clear();
        self.held = None;
        let mut end = reason.len().min(123);
        while !reason.is_char_boundary(end) {
            end -= 1;
        }
        self.effects.push_back(Effect::Close {
            code,
            reason: reason[..end].to_owned(),
        });
    }

    /// The client broke the protocol and must not repeat itself.
    fn fatal(&mut self, now: Now, error: impl Into<String>) {
        self.send(
            now,
            &ServerMessage::FatalError {
                error: error.into(),
            },
        );
        self.close(None, "");
    }

    fn auth_error(&mut self, now: Now, error: impl Into<String>, update_attempted: bool) {
        let base_version = self.sent.identity;
        self.send(
            now,
            &ServerMessage::AuthError {
                error: error.into(),
                base_version,
                update_attempted,
            },
        );
        self.close(None, "");
    }

    /// Notices lazily that the accepted token has expired. True if the connection may go on.
    fn caller_is_current(&mut self, now: Now) -> bool {
        if !self.caller.is_expired(now.unix_secs) {
            return true;
        }
        self.auth_error(
            now,
            "The token has expired; authenticate again with a fresh one.",
            false,
        );
        false
    }
}
