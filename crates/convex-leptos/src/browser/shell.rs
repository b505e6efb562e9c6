//! Drives the sync client: carries out its effects and brings it the browser's events.

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
    sync::Arc,
};

use convex_sync::{AuthState, Client, ConnectionState, Effect, Instant, QueryKey, RequestId};
use leptos::prelude::{ArcRwSignal, Set};
use wasm_bindgen::{JsCast, closure::Closure};

use super::{env, socket::Socket};
use crate::{
    TokenFetcher,
    call::{Layer, Report},
    cell::Sink,
    payload::Payload,
};

/// The only socket of the page with everything around it. Never borrows across a call to the outside.
pub(crate) struct Shell {
    me: Weak<Shell>,
    core: RefCell<Client>,
    url: String,
    token: Option<TokenFetcher>,
    socket: RefCell<Option<Socket>>,
    listeners: RefCell<Vec<Listener>>,
    reports: RefCell<Vec<(RequestId, Report)>>,
    next_watch: Cell<u32>,
    connection: ArcRwSignal<ConnectionState>,
    auth: ArcRwSignal<AuthState>,
    pump: Pump,
    alarm: Alarm,
    revived: Closure<dyn FnMut()>,
}

/// Someone who listens to a query.
struct Listener {
    id: u32,
    key: QueryKey,
    sink: Arc<dyn Sink>,
}

/// Whether effects are being, or will soon be, carried out.
#[derive(Default)]
struct Pump {
    running: Cell<bool>,
    scheduled: Cell<bool>,
}

/// The one timer, set to the client's next deadline.
struct Alarm {
    callback: Closure<dyn FnMut()>,
    set: Cell<Option<(Instant, i32)>>,
}

impl Shell {
    pub(super) fn new(payload: Payload, token: Option<TokenFetcher>) -> Rc<Self> {
        let mut core = Client::new(env::session_id(), env::seed());
        if let Some(ts) = payload.timestamp {
            core.observe(ts);
        }
        for (key, outcome) in payload.results {
            core.preload(key, outcome);
        }
        Rc::new_cyclic(|me: &Weak<Self>| Self {
            me: me.clone(),
            core: RefCell::new(core),
            url: env::sync_url(payload.deployment_url.as_deref()),
            token,
            socket: RefCell::new(None),
            listeners: RefCell::default(),
            reports: RefCell::default(),
            next_watch: Cell::new(0),
            connection: ArcRwSignal::new(ConnectionState::default()),
            auth: ArcRwSignal::new(AuthState::default()),
            pump: Pump::default(),
            alarm: Alarm {
                callback: callback(me, |shell| shell.alarm_rang()),
                set: Cell::new(None),
            },
            revived: callback(me, |shell| shell.drive(|core| core.nudge(env::now()))),
        })
    }

    /// Begins to live: until here the page shows what the server rendered.
    pub(super) fn start(self: &Rc<Self>) {
        env::on_revival(&self.revived);
        let now = env::now();
        self.drive(|core| {
            if let Some(token) = &self.token {
                if let Some(ends_session) = token.ends_session {
                    core.require_person(ends_session);
                }
                core.set_auth(now);
            }
            core.start(now);
        });
        if self.token.is_none() {
            self.auth.set(AuthState::Unauthenticated);
        }
    }

    pub(super) fn connection(&self) -> ArcRwSignal<ConnectionState> {
        self.connection.clone()
    }

    pub(super) fn auth(&self) -> ArcRwSignal<AuthState> {
        self.auth.clone()
    }

    pub(super) fn watch(self: &Rc<Self>, key: &QueryKey, sink: Arc<dyn Sink>) -> u32 {
        let id = self.next_watch.get();
        self.next_watch.set(id.wrapping_add(1));
        let known = {
            let mut core = self.core.borrow_mut();
            core.subscribe(key);
            core.result(key).cloned()
        };
        let listener = Listener {
            id,
            key: key.clone(),
            sink: Arc::clone(&sink),
        };
        self.listeners.borrow_mut().push(listener);
        if let Some(outcome) = known {
            sink.outcome(&outcome);
        }
        self.schedule_pump();
        id
    }

    pub(super) fn unwatch(self: &Rc<Self>, key: &QueryKey, id: u32) {
        let removed = {
            let mut listeners = self.listeners.borrow_mut();
            let Some(position) = listeners.iter().position(|listener| listener.id == id) else {
                return;
            };
            listeners.swap_remove(position)
        };
        drop(removed);
        self.core.borrow_mut().unsubscribe(key);
        self.schedule_pump();
    }

    /// Starts a call. It is on its way when this returns, and what it changes optimistically is visible: in
    /// this order, because the deployment can work while the page is being changed.
    pub(super) fn call(
        &self,
        start: impl FnOnce(&mut Client) -> RequestId,
        layer: Option<Layer>,
        report: Report,
    ) {
        let id = start(&mut self.core.borrow_mut());
        self.reports.borrow_mut().push((id, report));
        self.pump();
        if let Some(layer) = layer {
            self.drive(|core| core.overlay(id, layer));
        }
    }

    /// Changes the client and carries out what follows.
    pub(super) fn drive(&self, f: impl FnOnce(&mut Client)) {
        f(&mut self.core.borrow_mut());
        self.pump();
    }

    pub(super) fn socket_opened(self: &Rc<Self>) {
        self.drive(|core| core.on_open(env::now(), env::unix_millis()));
    }

    pub(super) fn socket_message(&self, text: &str) {
        self.drive(|core| core.on_message(text, env::now()));
    }

    pub(super) fn socket_closed(&self, code: u16, reason: &str) {
        self.socket.take();
        self.drive(|core| core.on_close(code, reason, env::now()));
    }

    /// Subscriptions made in one go travel in one message, and their results arrive together.
    fn schedule_pump(self: &Rc<Self>) {
        if self.pump.running.get() || self.pump.scheduled.replace(true) {
            return;
        }
        let me = self.me.clone();
        leptos::task::spawn_local(async move {
            if let Some(shell) = me.upgrade() {
                shell.pump();
            }
        });
    }

    fn pump(&self) {
        self.pump.scheduled.set(false);
        if self.pump.running.replace(true) {
            // The pump that is running will see what is new.
            return;
        }
        loop {
            let effect = self.core.borrow_mut().poll();
            let Some(effect) = effect else { break };
            self.perform(effect);
        }
        self.pump.running.set(false);
        self.set_alarm();
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket => self.open_socket(),
            Effect::CloseSocket => drop(self.socket.take()),
            Effect::Send(text) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&text);
                }
            }
            Effect::FetchToken { force, attempt } => self.fetch_token(force, attempt),
            Effect::Changed(keys) => keys.iter().for_each(|key| self.show(key)),
            Effect::Settled(id, outcome) => {
                let report = {
                    let mut reports = self.reports.borrow_mut();
                    let position = reports.iter().position(|(waiting, _)| *waiting == id);
                    position.map(|position| reports.swap_remove(position))
                };
                if let Some((_, report)) = report {
                    report(outcome);
                }
            }
            Effect::Connection => {
                let state = self.core.borrow().connection_state();
                self.connection.set(state);
            }
            Effect::Auth => {
                let state = self.core.borrow().auth_state();
                self.auth.set(state);
            }
            Effect::Stopped(message) => {
                leptos::logging::error!("Convex has stopped, reload the page: {message}");
            }
        }
    }

    fn open_socket(&self) {
        let socket = Socket::open(&self.url, &self.me);
        let failed = socket.is_none();
        *self.socket.borrow_mut() = socket;
        if failed {
            self.core.borrow_mut().on_close(1006, "", env::now());
        }
    }

    fn fetch_token(&self, force: bool, attempt: u32) {
        let (me, token) = (self.me.clone(), self.token.clone());
        leptos::task::spawn_local(async move {
            let answer = match token {
                Some(token) => token.fetch(force).await,
                None => Ok(None),
            };
            if let Some(shell) = me.upgrade() {
                shell.drive(|core| core.on_token(attempt, answer.map_err(|_| ()), env::now()));
            }
        });
    }

    fn show(&self, key: &QueryKey) {
        let outcome = self.core.borrow().result(key).cloned();
        let sinks: Vec<Arc<dyn Sink>> = {
            let listeners = self.listeners.borrow();
            listeners
                .iter()
                .filter(|listener| listener.key == *key)
                .map(|listener| Arc::clone(&listener.sink))
                .collect()
        };
        for sink in sinks {
            match &outcome {
                Some(outcome) => sink.outcome(outcome),
                None => sink.pending(false),
            }
        }
    }

    fn set_alarm(&self) {
        let due = self.core.borrow().timeout();
        if self.alarm.set.get().map(|(due, _)| due) == due {
            return;
        }
        let Some(window) = web_sys::window() else {
            return;
        };
        if let Some((_, id)) = self.alarm.set.take() {
            window.clear_timeout_with_handle(id);
        }
        if let Some(due) = due {
            let millis = due.0.saturating_sub(env::now().0).min(i32::MAX as u64) as i32;
            let function = self.alarm.callback.as_ref().unchecked_ref();
            let id = window.set_timeout_with_callback_and_timeout_and_arguments_0(function, millis);
            self.alarm.set.set(id.ok().map(|id: i32| (due, id)));
        }
    }

    fn alarm_rang(&self) {
        self.alarm.set.set(None);
        self.drive(|core| core.on_timer(env::now()));
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        env::off_revival(&self.revived);
        if let (Some((_, id)), Some(window)) = (self.alarm.set.take(), web_sys::window()) {
            window.clear_timeout_with_handle(id);
        }
    }
}

fn callback(me: &Weak<Shell>, f: impl Fn(&Rc<Shell>) + 'static) -> Closure<dyn FnMut()> {
    let me = me.clone();
    Closure::new(move || {
        if let Some(shell) = me.upgrade() {
            f(&shell);
        }
    })
}
