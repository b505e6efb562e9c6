//! What the host functions of one context share: the Rust side of the call that it runs.

use crate::budget::Budget;
use crate::log::Log;
use crate::reply::Reply;
use crate::shim::Shim;
use crate::trusted::HostSlot;
use crate::{ActionHost, Env, Version};
use convex_host::Host;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use rquickjs::{Function, Persistent, Value};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

/// What the code in a context is allowed to do at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Phase {
    /// Modules are evaluated: fixed clock and seed, no operations.
    Loading,
    /// A query or mutation runs: fixed clock, seeded randomness, database operations.
    Transaction,
    /// An action runs: real clock and randomness, all operations.
    Action,
}

/// An operation that JavaScript has started and waits for.
#[derive(Debug)]
pub(crate) struct Op {
    /// Names the promise to settle.
    pub(crate) id: u32,
    pub(crate) kind: OpKind,
}

#[derive(Debug)]
pub(crate) enum OpKind {
    /// `Convex.asyncSyscall`.
    Syscall { op: String, args: String },
    /// A timer.
    Sleep { millis: f64 },
    /// Send a request, wait for the response's head.
    Fetch {
        request: String,
        body: Option<Vec<u8>>,
    },
    /// Wait for the next piece of a response's body.
    ReadBody { body: u32 },
    /// Forget operation `id`: its promise is settled already.
    Abort,
    /// Forget a response's body.
    DropBody { body: u32 },
}

/// What an operation came to.
#[derive(Debug)]
pub(crate) enum Settlement {
    Text(String),
    Bytes(Vec<u8>),
    Nothing,
    Failed {
        message: String,
        data: Option<String>,
    },
}

/// An unhandled rejection: the promise and the reason.
pub(crate) type Rejection = (Persistent<Value<'static>>, Persistent<Value<'static>>);

pub(crate) struct State {
    pub(crate) host: Arc<dyn Host>,
    pub(crate) shim: Arc<Shim>,
    pub(crate) budget: Budget,
    pub(crate) phase: Cell<Phase>,
    pub(crate) version: RefCell<Option<Arc<Version>>>,
    pub(crate) env: RefCell<Env>,
    pub(crate) log: RefCell<Log>,
    pub(crate) ops: RefCell<VecDeque<Op>>,
    /// Host of a running transaction.
    pub(crate) slot: HostSlot,
    /// Host of a running action.
    pub(crate) action_host: RefCell<Option<Arc<dyn ActionHost>>>,
    pub(crate) rejections: RefCell<Vec<Rejection>>,
    /// What JavaScript wants to be told of promises by.
    pub(crate) promised: RefCell<Option<Persistent<Function<'static>>>>,
    /// Whether it is being called.
    pub(crate) is_telling: Cell<bool>,
    pub(crate) observed_time: Cell<bool>,
    /// Where the response of a running HTTP action goes.
    pub(crate) reply: RefCell<Option<Reply>>,
    /// What modules have printed while they were evaluated; every call begins with it.
    loading_log: RefCell<Log>,
    unset_env: RefCell<BTreeSet<String>>,
    now_millis: Cell<f64>,
    rng: RefCell<ChaCha12Rng>,
}

impl State {
    pub(crate) fn new(host: Arc<dyn Host>, shim: Arc<Shim>) -> Self {
        Self {
            budget: Budget::new(host.clone()),
            host,
            shim,
            phase: Cell::new(Phase::Loading),
            version: RefCell::default(),
            env: RefCell::default(),
            log: RefCell::default(),
            ops: RefCell::default(),
            slot: HostSlot::default(),
            action_host: RefCell::default(),
            rejections: RefCell::default(),
            promised: RefCell::default(),
            is_telling: Cell::new(false),
            observed_time: Cell::new(false),
            reply: RefCell::default(),
            loading_log: RefCell::default(),
            unset_env: RefCell::default(),
            now_millis: Cell::new(LOADING_MILLIS),
            rng: RefCell::new(ChaCha12Rng::from_seed(LOADING_SEED)),
        }
    }

    /// Enters a phase with its clock and its seed.
    pub(crate) fn enter(&self, phase: Phase, now_millis: f64, seed: [u8; 32]) {
        self.phase.set(phase);
        self.now_millis.set(now_millis.trunc());
        *self.rng.borrow_mut() = ChaCha12Rng::from_seed(seed);
        self.observed_time.set(false);
    }

    /// Keeps what the evaluation of modules has left.
    pub(crate) fn seal(&self) {
        *self.loading_log.borrow_mut() = self.log.borrow().clone();
    }

    /// Forgets a call.
    pub(crate) fn rewind(&self) {
        *self.log.borrow_mut() = self.loading_log.borrow().clone();
        self.ops.borrow_mut().clear();
        self.rejections.borrow_mut().clear();
        self.action_host.replace(None);
        self.reply.replace(None);
    }

    /// The clock as JavaScript sees it.
    pub(crate) fn now(&self) -> f64 {
        match self.phase.get() {
            Phase::Loading => self.now_millis.get(),
            Phase::Transaction => {
                self.observed_time.set(true);
                self.now_millis.get()
            }
            Phase::Action => self.host.unix_millis().trunc(),
        }
    }

    /// The frozen clock, without looking at it.
    pub(crate) fn frozen_now(&self) -> f64 {
        self.now_millis.get()
    }

    /// Fills `buffer` with what the phase calls random.
    pub(crate) fn fill_random(&self, buffer: &mut [u8]) {
        if self.phase.get() == Phase::Action {
            self.host.fill_random(buffer);
        } else {
            self.rng.borrow_mut().fill_bytes(buffer);
        }
    }

    /// An environment variable; remembers those that module evaluation misses.
    pub(crate) fn env(&self, name: &str) -> Option<String> {
        let value = self.env.borrow().get(name).cloned();
        let mut unset = self.unset_env.borrow_mut();
        if value.is_none() && self.phase.get() == Phase::Loading && unset.len() < MAX_UNSET {
            unset.insert(name.to_owned());
        }
        value
    }

    /// The environment variables that module evaluation asked for in vain.
    pub(crate) fn unset_env(&self) -> Vec<String> {
        self.unset_env.borrow().iter().cloned().collect()
    }

    /// A seed for a nested call, from the same stream as the call's own randomness.
    pub(crate) fn derive_seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.rng.borrow_mut().fill_bytes(&mut seed);
        seed
    }

    pub(crate) fn push(&self, id: u32, kind: OpKind) {
        self.ops.borrow_mut().push_back(Op { id, kind });
    }

    pub(crate) fn next_op(&self) -> Option<Op> {
        self.ops.borrow_mut().pop_front()
    }
}

/// Enough to tell somebody what is missing.
const MAX_UNSET: usize = 32;

/// Clock and seed while modules are evaluated: constants, so that evaluating them ahead of time
/// cannot be told from evaluating them for a call.
pub(crate) const LOADING_MILLIS: f64 = 1_735_689_600_000.0;
pub(crate) const LOADING_SEED: [u8; 32] = *b"module evaluation is not random!";
