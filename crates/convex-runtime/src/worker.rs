//! What one JavaScript thread knows: its warm isolates, and how to run calls on them.

use crate::cancel::Cancel;
use crate::http::Clients;
use crate::isolate::{Isolate, Phase, Progress, State};
use crate::shim::Shim;
use crate::warm::Warm;
use crate::{
    Env, FunctionError, FunctionKind, Invocation, NestedCalls, Outcome, RuntimeOptions, Statistics,
    TransactionHost, Version, bundle, errors, transaction,
};
use convex_host::Host;
use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Shared by all threads.
pub(crate) struct Shared {
    pub(crate) options: RuntimeOptions,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) shim: Arc<Shim>,
    pub(crate) http: Clients,
    pub(crate) counters: Counters,
}

/// What all threads have done since the start: see [`Statistics`].
#[derive(Default)]
pub(crate) struct Counters {
    loads: AtomicU64,
    rewinds: AtomicU64,
}

impl Counters {
    pub(crate) fn read(&self) -> Statistics {
        Statistics {
            loads: self.loads.load(Ordering::Relaxed),
            rewinds: self.rewinds.load(Ordering::Relaxed),
        }
    }
}

/// Everything that decides what a loaded isolate looks like.
#[derive(Clone)]
pub(crate) struct Key {
    version: Arc<Version>,
    module: String,
    env: Env,
}

impl Key {
    pub(crate) fn new(version: &Arc<Version>, module: String, env: &Env) -> Self {
        Self {
            version: Arc::clone(version),
            module,
            env: Arc::clone(env),
        }
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.version, &other.version)
            && self.module == other.module
            && (Arc::ptr_eq(&self.env, &other.env) || self.env == other.env)
    }
}

/// One JavaScript thread.
pub(crate) struct Worker {
    pub(crate) shared: Arc<Shared>,
    warm: RefCell<Warm<Key, Isolate>>,
}

impl Worker {
    pub(crate) fn new(shared: Arc<Shared>, warm_limit: usize) -> Self {
        Self {
            shared,
            warm: RefCell::new(Warm::new(warm_limit)),
        }
    }

    /// An isolate with a module loaded; on failure the outcome of the whole call.
    pub(crate) fn isolate(&self, key: &Key, cancel: &Arc<Cancel>) -> Result<Isolate, Box<Outcome>> {
        let loaded = self.warm.borrow_mut().take(key);
        if let Some(isolate) = loaded {
            return Ok(isolate);
        }
        let blank = self.warm.borrow_mut().blank.pop();
        let mut isolate = match blank {
            Some(isolate) => isolate,
            None => self
                .new_isolate()
                .map_err(|error| Box::new(failed(error)))?,
        };
        match self.load(&mut isolate, key, Some(Arc::clone(cancel))) {
            Ok(()) => Ok(isolate),
            Err(error) => Err(Box::new(self.finish(isolate, Err(error)))),
        }
    }

    pub(crate) fn new_isolate(&self) -> Result<Isolate, FunctionError> {
        let Shared {
            options,
            host,
            shim,
            ..
        } = &*self.shared;
        Isolate::new(options, Arc::clone(host), Arc::clone(shim)).map_err(|error| {
            FunctionError::system(format!("No JavaScript context can be made: {error}"))
        })
    }

    fn load(
        &self,
        isolate: &mut Isolate,
        key: &Key,
        cancel: Option<Arc<Cancel>>,
    ) -> Result<(), FunctionError> {
        if key.version.module(&key.module).is_none() {
            let module = &key.module;
            return Err(FunctionError::user(format!(
                "Could not find module '{module}'."
            )));
        }
        self.shared.counters.loads.fetch_add(1, Ordering::Relaxed);
        isolate.load(
            &key.version,
            &key.module,
            &key.env,
            self.shared
                .options
                .loading(key.version.load_took(&key.module)),
            cancel,
        )
    }

    /// Puts a used isolate aside.
    pub(crate) fn retire(&self, isolate: Isolate) {
        self.warm.borrow_mut().retire(isolate);
    }

    /// Frees what was used, if there is no end to the calls.
    pub(crate) fn clean_if_many(&self) {
        if self.warm.borrow().has_many_used() {
            self.clean();
        }
    }

    /// Frees what was used.
    pub(crate) fn clean(&self) {
        let used = self.warm.borrow_mut().take_used();
        drop(used);
    }

    /// Makes one isolate ahead of time; `false` if there are enough.
    pub(crate) fn warm_one(&self) -> bool {
        let wanted = self.warm.borrow().wanted();
        if let Some(key) = wanted {
            return self.warm_module(key);
        }
        if self.warm.borrow().has_blank() {
            return false;
        }
        match self.new_isolate() {
            Ok(isolate) => {
                self.warm.borrow_mut().blank.push(isolate);
                true
            }
            Err(_) => false,
        }
    }

    fn warm_module(&self, key: Key) -> bool {
        let blank = self.warm.borrow_mut().blank.pop();
        let Ok(mut isolate) = blank.map_or_else(|| self.new_isolate(), Ok) else {
            return false;
        };
        let loaded = self.load(&mut isolate, &key, None);
        let mut warm = self.warm.borrow_mut();
        if loaded.is_ok() {
            warm.keep(key, isolate);
        } else {
            warm.give_up(&key);
            warm.retire(isolate);
        }
        true
    }

    /// Runs a query or mutation, nested ones included.
    pub(crate) fn run_transaction(
        &self,
        version: &Arc<Version>,
        invocation: &Invocation,
        host: &mut dyn TransactionHost,
        depth: usize,
        cancel: &Arc<Cancel>,
    ) -> Outcome {
        if !matches!(
            invocation.kind,
            FunctionKind::Query | FunctionKind::Mutation
        ) {
            let message = format!("{} is not a query or mutation", invocation.function);
            return failed(FunctionError::user(message));
        }
        let (module, export) = bundle::split_function_path(&invocation.function);
        let key = Key::new(version, module, &invocation.env);
        let isolate = match self.isolate(&key, cancel) {
            Ok(isolate) => isolate,
            Err(outcome) => return *outcome,
        };
        isolate.seal();
        let state = &isolate.state;
        state.enter(Phase::Transaction, invocation.now_millis, invocation.seed);
        let allowance = self.shared.options.transaction();
        state.budget.allow(allowance, Some(Arc::clone(cancel)));
        let nested = Nested {
            worker: self,
            version,
            parent: state,
            depth,
            cancel,
        };
        let result = state.slot.lend(host, || {
            transaction::drive(&isolate, invocation, &export, &nested)
        });
        let outcome = outcome(&isolate, result);
        self.reuse(key, isolate);
        outcome
    }

    /// Keeps a used isolate for the next call of the same module, if it can be made as it was.
    fn reuse(&self, key: Key, mut isolate: Isolate) {
        if !isolate.rewind() {
            return self.retire(isolate);
        }
        self.shared.counters.rewinds.fetch_add(1, Ordering::Relaxed);
        self.warm.borrow_mut().keep(key, isolate);
    }

    /// Collects what a call left behind.
    pub(crate) fn finish(
        &self,
        isolate: Isolate,
        result: Result<String, FunctionError>,
    ) -> Outcome {
        let outcome = outcome(&isolate, result);
        self.retire(isolate);
        outcome
    }

    /// What a settled, rejected or stuck promise means for a call that waits for nothing else.
    pub(crate) fn conclude(
        isolate: &Isolate,
        call: &crate::isolate::Call,
        progress: Progress,
    ) -> Result<String, FunctionError> {
        match progress {
            Progress::Fulfilled => isolate.result(call),
            Progress::Rejected(error) => Err(error),
            Progress::Pending => Err(errors::never_resolves()),
        }
    }
}

fn outcome(isolate: &Isolate, result: Result<String, FunctionError>) -> Outcome {
    Outcome {
        result,
        log_lines: isolate.state.log.borrow_mut().take(),
        observed_time: isolate.state.observed_time.get(),
    }
}

pub(crate) fn failed(error: FunctionError) -> Outcome {
    Outcome {
        result: Err(error),
        log_lines: Vec::new(),
        observed_time: false,
    }
}

/// Lends the thread to functions called by a running function.
struct Nested<'a> {
    worker: &'a Worker,
    version: &'a Arc<Version>,
    parent: &'a State,
    depth: usize,
    cancel: &'a Arc<Cancel>,
}

impl NestedCalls for Nested<'_> {
    fn run(
        &self,
        version: Option<&Arc<Version>>,
        mut invocation: Invocation,
        host: &mut dyn TransactionHost,
    ) -> Outcome {
        let depth = self.depth + 1;
        if depth > self.worker.shared.options.nesting {
            return failed(FunctionError::user(
                "Cross component call depth limit exceeded",
            ));
        }
        invocation.seed = self.parent.derive_seed();
        invocation.now_millis = self.parent.frozen_now();
        let version = version.unwrap_or(self.version);
        let outcome = self
            .worker
            .run_transaction(version, &invocation, host, depth, self.cancel);
        let mut log = self.parent.log.borrow_mut();
        for line in &outcome.log_lines {
            log.append(line.clone());
        }
        if outcome.observed_time {
            self.parent.observed_time.set(true);
        }
        outcome
    }
}
