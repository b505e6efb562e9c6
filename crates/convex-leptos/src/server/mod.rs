//! The server's half: queries go to the request's backend, and their results into the document.

mod backend;
mod preload;
mod script;
mod turns;

use std::sync::Arc;

use convex_sync::{AuthState, ConnectionState, QueryKey};
use leptos::prelude::{ReadValue, Signal, StoredValue, provide_context, untrack, use_context};

use backend::BackendContext;
pub use backend::{QueryBackend, call_action, call_mutation, call_query, provide_query_backend};
use preload::Preload;
pub use turns::Turns;

use crate::{
    ConvexClient, TokenFetcher,
    call::{Layer, Report, closed},
    cell::Sink,
};

/// A watch on the server ends with the request; there is nothing to undo.
pub(crate) struct Watch;

#[derive(Clone, Copy)]
pub(crate) struct Handle {
    preload: StoredValue<Arc<Preload>>,
}

impl Handle {
    pub(crate) fn watch(self, key: &QueryKey, sink: Arc<dyn Sink>) -> Watch {
        if let Some(preload) = self.preload.try_read_value() {
            preload.ask(key, sink);
        }
        Watch
    }

    pub(crate) fn mutate(
        self,
        _path: &'static str,
        _args: String,
        _layer: Option<Layer>,
        report: Report,
    ) {
        report(Err(closed()));
    }

    pub(crate) fn act(self, _path: &'static str, _args: String, report: Report) {
        report(Err(closed()));
    }

    pub(crate) fn connection(self) -> Signal<ConnectionState> {
        Signal::stored(ConnectionState::default())
    }

    pub(crate) fn auth(self) -> Signal<AuthState> {
        Signal::stored(AuthState::default())
    }

    pub(crate) fn refresh_auth(self) {}

    pub(crate) fn sign_out(self) {}

    pub(crate) fn reconnect_now(self) {}
}

/// Provides the client and gives the view that must follow everything that uses it.
pub(crate) fn provide(
    _token: Option<TokenFetcher>,
    _standing: Option<Signal<bool>>,
) -> impl FnOnce() -> script::PayloadScript {
    let backend = use_context::<BackendContext>().map(|context| context.0);
    let turns = use_context::<Turns>().unwrap_or_default();
    let preload = Arc::new(Preload::new(backend, turns));
    provide_context(ConvexClient {
        handle: Handle {
            preload: StoredValue::new(Arc::clone(&preload)),
        },
    });
    move || script::PayloadScript::new(preload)
}

/// Runs once: nothing changes while a page is rendered.
pub(crate) fn run_tracked(f: Box<dyn FnMut()>) {
    untrack(f);
}
