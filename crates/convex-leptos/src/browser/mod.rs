//! The browser's half: one socket, the sync client behind it, and the signals in front of it.

mod env;
mod shell;
mod socket;
mod token;

use std::{rc::Rc, sync::Arc};

use convex_sync::{AuthState, ConnectionState, QueryKey};
use leptos::{
    prelude::{
        AnyView, CustomAttribute, Effect, Get, IntoAny, LocalStorage, Signal, StoredValue,
        WithValue, provide_context,
    },
    reactive::effect::RenderEffect,
};
use shell::Shell;

use crate::{
    ConvexClient, TokenFetcher,
    call::{Layer, Report, closed},
    cell::Sink,
    payload::{ELEMENT_ID, Payload},
};

/// Keeps a subscription alive.
pub(crate) struct Watch {
    handle: Handle,
    key: QueryKey,
    id: u32,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.handle.with(|shell| shell.unwatch(&self.key, self.id));
    }
}

#[derive(Clone, Copy)]
pub(crate) struct Handle {
    shell: StoredValue<Rc<Shell>, LocalStorage>,
}

impl Handle {
    /// Nothing happens once the provider is gone.
    fn with<U>(self, f: impl FnOnce(&Rc<Shell>) -> U) -> Option<U> {
        let shell = self.shell.try_with_value(Rc::clone)?;
        Some(f(&shell))
    }

    pub(crate) fn watch(self, key: &QueryKey, sink: Arc<dyn Sink>) -> Watch {
        let id = self
            .with(|shell| shell.watch(key, sink))
            .unwrap_or_default();
        Watch {
            handle: self,
            key: key.clone(),
            id,
        }
    }

    pub(crate) fn mutate(
        self,
        path: &'static str,
        args: String,
        layer: Option<Layer>,
        report: Report,
    ) {
        match self.shell.try_with_value(Rc::clone) {
            Some(shell) => shell.call(|core| core.mutate(path, &args), layer, report),
            None => report(Err(closed())),
        }
    }

    pub(crate) fn act(self, path: &'static str, args: String, report: Report) {
        match self.shell.try_with_value(Rc::clone) {
            Some(shell) => shell.call(|core| core.act(path, &args), None, report),
            None => report(Err(closed())),
        }
    }

    pub(crate) fn connection(self) -> Signal<ConnectionState> {
        self.with(|shell| shell.connection())
            .map(Into::into)
            .unwrap_or_default()
    }

    pub(crate) fn auth(self) -> Signal<AuthState> {
        self.with(|shell| shell.auth())
            .map(Into::into)
            .unwrap_or_default()
    }

    pub(crate) fn refresh_auth(self) {
        self.with(|shell| shell.drive(|core| core.set_auth(env::now())));
    }

    pub(crate) fn sign_out(self) {
        self.with(|shell| shell.drive(|core| core.clear_auth(env::now())));
    }

    pub(crate) fn reconnect_now(self) {
        self.with(|shell| shell.drive(|core| core.nudge(env::now())));
    }
}

/// Provides the client and gives the view that claims the data script. The client goes live when the page
/// stands: whatever is taken up must show what the server rendered.
pub(crate) fn provide(
    token: Option<TokenFetcher>,
    standing: Option<Signal<bool>>,
) -> impl FnOnce() -> AnyView {
    let payload = env::document_text(ELEMENT_ID).and_then(|text| Payload::from_script_text(&text));
    let shell = Shell::new(payload.unwrap_or_default(), token);
    let handle = Handle {
        shell: StoredValue::new_local(shell),
    };
    provide_context(ConvexClient { handle });
    Effect::new(move |_| {
        if standing.is_none_or(|standing| standing.get()) {
            handle.with(Shell::start);
        }
    });
    || {
        leptos::html::script()
            .attr("type", "application/json")
            .attr("id", ELEMENT_ID)
            .into_any()
    }
}

/// Runs now and whenever a signal it read changes, until the owner is disposed.
pub(crate) fn run_tracked(mut f: Box<dyn FnMut()>) {
    StoredValue::new_local(RenderEffect::new(move |_| f()));
}
