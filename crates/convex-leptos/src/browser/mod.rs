//! The browser's half: one socket, the sync client behind it, and the signals in front of it.

mod env;
mod shell;
mod socket;
mod token;

use std::{cell::RefCell, rc::Rc, sync::Arc, time::Duration};

use convex_sync::{AuthState, ConnectionState, QueryKey};
use futures::channel::oneshot;
use leptos::{
    prelude::{
        AnyView, CustomAttribute, Effect, IntoAny, LocalStorage, Signal, StoredValue, WithValue,
        provide_context, set_timeout,
    },
    reactive::{computed::ArcAsyncDerived, effect::RenderEffect, owner::Owner},
};
use shell::Shell;

use crate::{
    ConvexClient, TokenFetcher,
    call::{Layer, Report, closed},
    cell::Sink,
    payload::{ELEMENT_ID, Payload},
};

/// How often to look whether the page stands.
const LOOK_AGAIN: Duration = Duration::from_millis(5);

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
            Some(shell) => shell.call(|core| core.mutate(path, &args, layer), report),
            None => report(Err(closed())),
        }
    }

    pub(crate) fn act(self, path: &'static str, args: String, report: Report) {
        match self.shell.try_with_value(Rc::clone) {
            Some(shell) => shell.call(|core| core.act(path, &args), report),
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

/// Provides the client and gives the view that claims the data script.
pub(crate) fn provide(token: Option<TokenFetcher>) -> impl FnOnce() -> AnyView {
    let payload = env::document_text(ELEMENT_ID).and_then(|text| Payload::from_script_text(&text));
    let shell = Shell::new(payload.unwrap_or_default(), token);
    let handle = Handle {
        shell: StoredValue::new_local(shell),
    };
    provide_context(ConvexClient { handle });
    let context = Owner::current_shared_context();
    let hydrating = move || {
        let context = context.as_ref();
        context.is_some_and(|context| context.during_hydration())
    };
    Effect::new(move |_| start(handle, hydrating.clone()));
    || {
        leptos::html::script()
            .attr("type", "application/json")
            .attr("id", ELEMENT_ID)
            .into_any()
    }
}

/// Goes live when the page stands: whatever is taken up must show what the server rendered. Effects run
/// earlier than that where a page's code is still on its way.
fn start(handle: Handle, hydrating: impl Fn() -> bool + 'static) {
    if hydrating() {
        set_timeout(move || start(handle, hydrating), LOOK_AGAIN);
    } else {
        handle.with(Shell::start);
    }
}

/// Runs now and whenever a signal it read changes, until the owner is disposed.
pub(crate) fn run_tracked(mut f: Box<dyn FnMut()>) {
    StoredValue::new_local(RenderEffect::new(move |_| f()));
}

/// Makes a navigation wait until the query has something to show.
pub(crate) fn hold_navigation(settled: Option<oneshot::Receiver<()>>) {
    let Some(settled) = settled else { return };
    let settled = RefCell::new(Some(settled));
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
