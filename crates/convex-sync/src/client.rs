//! The client: brings queries, requests, identity and connection together.

mod exchange;

use std::{collections::VecDeque, mem, time::Duration};

use convex_typed::ConvexError;

use crate::{
    AuthState, ConnectionPhase, ConnectionState, Instant, LocalStore, Outcome, QueryKey, RequestId,
    auth::Auth,
    backoff::{self, Jitter},
    chunks::Chunks,
    queries::Queries,
    requests::{Kind, Requests},
    wire::{self, ServerMessage, Timestamp, Version},
};

/// A server that sends nothing for this long is gone; it pings at least every 15 s.
const INACTIVITY: Duration = Duration::from_secs(60);

/// An optimistic update with its arguments inside. Runs again over new results until its mutation is
/// confirmed or has failed.
pub type Layer = Box<dyn Fn(&mut LocalStore)>;

/// What the driver has to do; see [`Client::poll`].
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Open a socket to the deployment; answer with [`Client::on_open`] or [`Client::on_close`].
    OpenSocket,
    /// Close the socket, and bring no more events of it.
    CloseSocket,
    /// Send a text message.
    Send(String),
    /// Fetch a token; answer with [`Client::on_token`] and this number. With `force`, cached ones will
    /// not do.
    FetchToken {
        /// Whether the token must be new.
        force: bool,
        /// Names the request.
        attempt: u32,
    },
    /// What these queries show has changed, all at once; ask [`Client::result`].
    Changed(Vec<QueryKey>),
    /// A call has come to its end. What it changed is shown already.
    Settled(RequestId, Outcome),
    /// [`Client::connection_state`] has changed.
    Connection,
    /// [`Client::auth_state`] has changed.
    Auth,
    /// The deployment refuses this client for good; the text is for developers.
    Stopped(String),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Socket {
    /// Not started.
    Idle,
    /// Being opened, with patience until then.
    Opening { deadline: Instant },
    /// Open. `begun` once the first messages are sent: they wait for the first token.
    Open { deadline: Instant, begun: bool },
    /// To be opened again then.
    Waiting { until: Instant },
    /// To be opened again when there is a token.
    Parked,
    /// Never to be opened again.
    Closed,
}

/// What a new connection has to answer before it counts as healthy.
#[derive(Debug)]
struct Recovery {
    requests: Vec<RequestId>,
    results: bool,
}

/// The state machine. It is driven by calls, and after each of them by [`poll`](Self::poll) until
/// nothing is left, and by [`on_timer`](Self::on_timer) at [`timeout`](Self::timeout).
pub struct Client {
    session: String,
    socket: Socket,
    queries: Queries,
    requests: Requests,
    auth: Auth,
    /// Which failures say that the session has ended. None: they are outcomes as any other.
    ends_session: Option<fn(&ConvexError) -> bool>,
    chunks: Chunks,
    layers: Vec<(RequestId, Layer)>,
    view: LocalStore,
    version: Version,
    max_observed: Option<Timestamp>,
    connection_count: u32,
    retries: u32,
    recovery: Option<Recovery>,
    last_close_reason: String,
    jitter: Jitter,
    effects: VecDeque<Effect>,
    reported: (ConnectionState, AuthState),
}

impl Client {
    /// A client that has not started. `session` is a fresh UUID: together with a request's number it
    /// lets the deployment recognise a repeated mutation. `seed` is for the jitter of delays.
    pub fn new(session: String, seed: u64) -> Self {
        Self {
            session,
            socket: Socket::Idle,
            queries: Queries::default(),
            requests: Requests::default(),
            auth: Auth::new(),
            ends_session: None,
            chunks: Chunks::default(),
            layers: Vec::new(),
            view: LocalStore::default(),
            version: Version::default(),
            max_observed: None,
            connection_count: 0,
            retries: 0,
            recovery: None,
            last_close_reason: "InitialConnect".to_owned(),
            jitter: Jitter::new(seed),
            effects: VecDeque::new(),
            reported: (ConnectionState::default(), AuthState::Unauthenticated),
        }
    }

    /// What to do next; `None` until something happens.
    pub fn poll(&mut self) -> Option<Effect> {
        if self.effects.is_empty() {
            self.flush();
            self.report();
        }
        self.effects.pop_front()
    }

    /// When to call [`on_timer`](Self::on_timer). Changes with every other call.
    pub fn timeout(&self) -> Option<Instant> {
        let socket = match self.socket {
            Socket::Opening { deadline } | Socket::Open { deadline, .. } => Some(deadline),
            Socket::Waiting { until } => Some(until),
            Socket::Idle | Socket::Parked | Socket::Closed => None,
        };
        let auth = if self.socket == Socket::Closed {
            None
        } else {
            self.auth.timeout()
        };
        socket.into_iter().chain(auth).min()
    }

    // -- queries ---------------------------------------------------------------------------------

    /// Takes a result that came with the document. It is shown until the first live one arrives.
    pub fn preload(&mut self, key: QueryKey, outcome: Outcome) {
        self.queries.preload(key, outcome);
    }

    /// Never shows anything older than this.
    pub fn observe(&mut self, ts: Timestamp) {
        self.max_observed = self.max_observed.max(Some(ts));
    }

    /// Subscribes; each call needs one [`unsubscribe`](Self::unsubscribe). A result that is known
    /// already can be read at once.
    pub fn subscribe(&mut self, key: &QueryKey) {
        self.queries.subscribe(key);
        self.refresh();
    }

    /// Ends one subscription.
    pub fn unsubscribe(&mut self, key: &QueryKey) {
        if self.queries.unsubscribe(key) {
            self.refresh();
        }
    }

    /// What is to be seen of a subscribed query: the newest results with all optimistic updates.
    pub fn result(&self, key: &QueryKey) -> Option<&Outcome> {
        self.view.outcome(key)
    }

    // -- calls -----------------------------------------------------------------------------------

    /// Calls a mutation with the JSON text of its argument object.
    pub fn mutate(&mut self, path: &str, args: &str) -> RequestId {
        let id = self.requests.add(Kind::Mutation, path, args);
        self.refuse_if_closed();
        id
    }

    /// Shows what a mutation will probably change until it is confirmed or has failed; nothing if it has
    /// ended already. Not a part of [`mutate`](Self::mutate), so that a driver can send the call first:
    /// showing takes longer.
    pub fn overlay(&mut self, id: RequestId, layer: Layer) {
        if self.requests.is_open(id) {
            self.layers.push((id, layer));
            self.refresh();
        }
    }

    /// Calls an action with the JSON text of its argument object.
    pub fn act(&mut self, path: &str, args: &str) -> RequestId {
        let id = self.requests.add(Kind::Action, path, args);
        self.refuse_if_closed();
        id
    }

    // -- identity --------------------------------------------------------------------------------

    /// This client is of use to somebody only. While nobody is signed in nothing is sent, what is shown stays, and
    /// calls wait. A failure for which `ends_session` holds is no outcome: it asks for a new token, and the query or
    /// mutation is tried again with it. Whoever provides tokens gives only those of the person whose page this is.
    pub fn require_person(&mut self, ends_session: fn(&ConvexError) -> bool) {
        self.ends_session = Some(ends_session);
        self.auth.require();
    }

    /// There is a source of tokens, or it has a new user. Messages wait for the first token.
    pub fn set_auth(&mut self, now: Instant) {
        let step = self.auth.configure();
        self.follow(step, now);
    }

    /// Goes on without an identity.
    pub fn clear_auth(&mut self, now: Instant) {
        let step = self.auth.clear();
        self.follow(step, now);
    }

    /// Answers [`Effect::FetchToken`]: a token, none because nobody is signed in, or an error because
    /// it could not be found out.
    pub fn on_token(&mut self, attempt: u32, answer: Result<Option<String>, ()>, now: Instant) {
        let step = self.auth.token(attempt, answer, now, &mut self.jitter);
        self.follow(step, now);
    }

    /// Who the deployment takes this client for.
    pub fn auth_state(&self) -> AuthState {
        self.auth.state()
    }

    // -- connection ------------------------------------------------------------------------------

    /// Begins to connect.
    pub fn start(&mut self, now: Instant) {
        if self.socket == Socket::Idle {
            self.open(now);
        }
    }

    /// Stops for good. Open calls fail.
    pub fn close(&mut self) {
        self.stop("the client was closed");
    }

    /// Ends the wait for the next attempt, because there is reason to believe that it will work.
    pub fn nudge(&mut self, now: Instant) {
        if let Socket::Waiting { .. } = self.socket {
            self.open(now);
        }
    }

    /// The socket is open. `unix_millis` is the wall clock, which the deployment only compares with
    /// its own.
    pub fn on_open(&mut self, now: Instant, unix_millis: u64) {
        if !matches!(self.socket, Socket::Opening { .. }) {
            return;
        }
        self.socket = Socket::Open {
            deadline: now + INACTIVITY,
            begun: false,
        };
        let connect = wire::connect(
            &self.session,
            self.connection_count,
            &self.last_close_reason,
            self.max_observed,
            unix_millis,
        );
        self.connection_count += 1;
        // Harmless before the token is there, and it saves the deployment a special case.
        self.effects.push_back(Effect::Send(connect));
        let step = self.auth.begin(now);
        self.follow(step, now);
        self.begin();
    }

    /// The socket is closed, or could not be opened.
    pub fn on_close(&mut self, code: u16, reason: &str, now: Instant) {
        if matches!(self.socket, Socket::Opening { .. } | Socket::Open { .. }) {
            let reason = if reason.is_empty() {
                format!("closed with code {code}")
            } else {
                reason.to_owned()
            };
            self.disconnected(reason, now);
        }
    }

    /// A message has arrived.
    pub fn on_message(&mut self, text: &str, now: Instant) {
        let Socket::Open { deadline, .. } = &mut self.socket else {
            return;
        };
        *deadline = now + INACTIVITY;
        match ServerMessage::parse(text) {
            Ok(message) => self.message(message, now),
            Err(_) => self.give_up(backoff::INVALID_MESSAGE, now),
        }
    }

    /// Some time has passed.
    pub fn on_timer(&mut self, now: Instant) {
        match self.socket {
            Socket::Waiting { until } if until <= now => self.open(now),
            Socket::Opening { deadline } | Socket::Open { deadline, .. } if deadline <= now => {
                self.give_up(backoff::INACTIVE, now);
            }
            Socket::Closed => return,
            _ => {}
        }
        let step = self.auth.timer(now);
        self.follow(step, now);
    }

    /// The state of the connection.
    pub fn connection_state(&self) -> ConnectionState {
        ConnectionState {
            phase: match self.socket {
                Socket::Idle | Socket::Opening { .. } | Socket::Parked => {
                    ConnectionPhase::Connecting
                }
                Socket::Open { .. } => ConnectionPhase::Connected,
                Socket::Waiting { .. } => ConnectionPhase::Waiting,
                Socket::Closed => ConnectionPhase::Closed,
            },
            has_ever_connected: self.connection_count > 0,
            connection_count: self.connection_count,
            retries: self.retries,
            inflight_mutations: self.requests.count(Kind::Mutation),
            inflight_actions: self.requests.count(Kind::Action),
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("socket", &self.socket)
            .field("version", &self.version)
            .field("layers", &self.layers.len())
            .finish_non_exhaustive()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Layers may hold anything; they go before the rest.
        drop(mem::take(&mut self.layers));
    }
}
