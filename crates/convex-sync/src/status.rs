//! What the client tells its user about itself.

/// The connection, as a status line would show it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConnectionState {
    /// Where the connection stands.
    pub phase: ConnectionPhase,
    /// Whether a socket has ever been open.
    pub has_ever_connected: bool,
    /// How many sockets have been opened.
    pub connection_count: u32,
    /// Failed attempts since the last healthy connection.
    pub retries: u32,
    /// Mutations whose outcome is not known yet.
    pub inflight_mutations: u32,
    /// Actions whose outcome is not known yet.
    pub inflight_actions: u32,
}

impl ConnectionState {
    /// Whether the socket is open.
    pub fn is_connected(&self) -> bool {
        self.phase == ConnectionPhase::Connected
    }

    /// Whether a connection that once worked is gone: the moment for a note on the page.
    pub fn is_interrupted(&self) -> bool {
        self.has_ever_connected && !self.is_connected()
    }

    /// Whether there is no connection and the last attempt to have one failed: what is not there yet will not
    /// come soon.
    pub fn is_failing(&self) -> bool {
        !self.is_connected() && self.retries > 0
    }

    /// Whether anything sent waits for its outcome.
    pub fn has_inflight_requests(&self) -> bool {
        self.inflight_mutations > 0 || self.inflight_actions > 0
    }
}

/// Where the connection stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ConnectionPhase {
    /// A socket is being opened, or will be as soon as the page is alive.
    #[default]
    Connecting,
    /// The socket is open.
    Connected,
    /// The last attempt failed; the next one waits for its time.
    Waiting,
    /// Stopped for good: by the page, or by a fatal error that a new connection would meet again.
    Closed,
}

/// Who the deployment takes this client for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AuthState {
    /// A token is being fetched or confirmed.
    #[default]
    Loading,
    /// The deployment has accepted the token.
    Authenticated,
    /// There is no token, or none that the deployment accepts.
    Unauthenticated,
}
