//! The browser's half: one socket, the sync client behind it, and the signals in front of it.

use std::sync::Arc;

use convex_sync::{AuthState, ConnectionState, QueryKey};
use futures::channel::oneshot;
use leptos::{
    prelude::{ArcRwSignal, LocalStorage, Signal, StoredValue, WithValue, provide_context},
    reactive::{computed::ArcAsyncDerived, effect::RenderEffect},
};

use crate::{
    ConvexClient, TokenFetcher,
    call::{Layer, Report, closed},
    cell::Sink,
    payload::{ELEMENT_ID, Payload},
};

/// Keeps a subscription alive.
pub(crate) struct Watch;

#[derive(Clone, Copy)]
pub(crate) struct Handle {
    shell: StoredValue<Shell, LocalStorage>,
}

struct Shell {
    preloaded: Payload,
    connection: ArcRwSignal<ConnectionState>,
    auth: ArcRwSignal<AuthState>,
}

impl Handle {
    pub(crate) fn watch(self, key: &QueryKey, sink: Arc<dyn Sink>) -> Watch {
        let known = self
            .shell
            .try_with_value(|shell| {
                shell
                    .preloaded
                    .results
                    .iter()
                    .find(|(known, _)| known == key)
                    .map(|(_, outcome)| outcome.clone())
            })
            .flatten();
        if let Some(outcome) = known {
            sink.outcome(&outcome);
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
        self.shell
            .with_value(|shell| shell.connection.clone())
            .into()
    }

    pub(crate) fn auth(self) -> Signal<AuthState> {
        self.shell.with_value(|shell| shell.auth.clone()).into()
    }

    pub(crate) fn refresh_auth(self) {}

    pub(crate) fn sign_out(self) {}

    pub(crate) fn reconnect_now(self) {}
}

/// Provides the client and gives the view that claims the data script.
pub(crate) fn provide(_token: Option<TokenFetcher>) -> impl FnOnce() -> leptos::prelude::AnyView {
    let preloaded = read_document().unwrap_or_default();
    let shell = Shell {
        preloaded,
        connection: ArcRwSignal::default(),
        auth: ArcRwSignal::default(),
    };
    provide_context(ConvexClient {
        handle: Handle {
            shell: StoredValue::new_local(shell),
        },
    });
    || {
        use leptos::prelude::*;
        leptos::html::script()
            .r#type("application/json")
            .id(ELEMENT_ID)
            .into_any()
    }
}

fn read_document() -> Option<Payload> {
    let text = web_sys::window()?
        .document()?
        .get_element_by_id(ELEMENT_ID)?
        .text_content()?;
    Payload::from_script_text(&text)
}

/// Runs now and whenever a signal it read changes, until the owner is disposed.
pub(crate) fn run_tracked(mut f: Box<dyn FnMut()>) {
    let effect = RenderEffect::new(move |_| f());
    StoredValue::new_local(effect);
}

/// Makes a navigation wait until the query has something to show.
pub(crate) fn hold_navigation(settled: Option<oneshot::Receiver<()>>) {
    let Some(settled) = settled else { return };
    let settled = std::cell::RefCell::new(Some(settled));
    let gate = ArcAsyncDerived::new_unsync(move || {
        let settled = settled.borrow_mut().take();
        async move {
            if let Some(settled) = settled {
                // A query that is gone holds nothing back.
                let _ = settled.await;
            }
        }
    });
    StoredValue::new(gate);
}
