//! The handle that hooks find in the context: the same methods on the server and in the browser.

use std::sync::Arc;

use convex_sync::{AuthState, ConnectionState, QueryKey};
use leptos::prelude::{Signal, use_context};

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
use crate::browser as platform;
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
use crate::server as platform;
use crate::{
    call::{Layer, Report},
    cell::Sink,
};

pub(crate) use platform::{Watch, run_tracked};

/// The client of the enclosing [`ConvexProvider`](crate::ConvexProvider). `Copy`.
#[derive(Clone, Copy)]
pub struct ConvexClient {
    pub(crate) handle: platform::Handle,
}

impl ConvexClient {
    pub(crate) fn from_context() -> Option<Self> {
        use_context()
    }

    /// Tells the sink about the query's outcomes: at once if one is known, and until the watch is
    /// dropped.
    pub(crate) fn watch(self, key: &QueryKey, sink: Arc<dyn Sink>) -> Watch {
        self.handle.watch(key, sink)
    }

    pub(crate) fn mutate(
        self,
        path: &'static str,
        args: String,
        layer: Option<Layer>,
        report: Report,
    ) {
        self.handle.mutate(path, args, layer, report);
    }

    pub(crate) fn act(self, path: &'static str, args: String, report: Report) {
        self.handle.act(path, args, report);
    }

    /// The connection's state. **Server** and **hydrating**: connecting, never connected.
    pub fn connection(self) -> Signal<ConnectionState> {
        self.handle.connection()
    }

    /// Who the deployment takes this client for. **Server** and **hydrating**: loading.
    pub fn auth(self) -> Signal<AuthState> {
        self.handle.auth()
    }

    /// Fetches the token again, after signing in or when the account changed.
    /// **Server**: does nothing.
    pub fn refresh_auth(self) {
        self.handle.refresh_auth();
    }

    /// Goes on without an identity; all queries are answered anew. **Server**: does nothing.
    pub fn sign_out(self) {
        self.handle.sign_out();
    }

    /// Tries to connect now instead of waiting for the next attempt. **Server**: does nothing.
    pub fn reconnect_now(self) {
        self.handle.reconnect_now();
    }
}

/// The client of the enclosing provider.
///
/// **Server**, **hydrating**, **browser**: gives the handle.
///
/// # Panics
/// If there is no [`ConvexProvider`](crate::ConvexProvider) above.
#[track_caller]
#[expect(
    clippy::expect_used,
    reason = "a missing provider is a mistake in the program, found at its first render"
)]
pub fn use_convex() -> ConvexClient {
    ConvexClient::from_context().expect("use_convex: put a <ConvexProvider> around this component")
}

/// The connection's state.
///
/// **Server** and **hydrating**: connecting, never connected, so that both render the same.
/// **Browser**: follows the socket. Show a note while
/// [`is_interrupted`](ConnectionState::is_interrupted).
pub fn use_connection_state() -> Signal<ConnectionState> {
    match ConvexClient::from_context() {
        Some(client) => client.connection(),
        None => Signal::stored(ConnectionState::default()),
    }
}

/// Who the deployment takes this page for.
///
/// **Server** and **hydrating**: [`AuthState::Loading`]. **Browser**: follows the token's life.
pub fn use_auth_state() -> Signal<AuthState> {
    match ConvexClient::from_context() {
        Some(client) => client.auth(),
        None => Signal::stored(AuthState::default()),
    }
}
