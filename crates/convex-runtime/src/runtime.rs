//! The public face: load versions, run calls.

use crate::action::HttpCall;
use crate::cancel::{Cancel, CancelOnDrop};
use crate::http::Clients;
use crate::pool::{Pool, Settings};
use crate::reply::{HttpPart, HttpRequest, Reply};
use crate::shim::Shim;
use crate::worker::{Counters, Shared, Worker, failed};
use crate::{
    ActionHost, Analysis, Bundle, BundleError, Env, FunctionError, FunctionKind, Invocation,
    NativeFunctions, NestedCalls, Outcome, RuntimeError, RuntimeOptions, Statistics, SyscallError,
    TransactionHost, Version, action, analyze,
};
use convex_host::Host;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// Runs functions of any number of versions on its own threads. Share it in an `Arc`; dropping it
/// stops the threads once running calls have ended.
pub struct Runtime(Kind);

enum Kind {
    JavaScript(Threads),
    Native(Arc<dyn NativeFunctions>),
}

struct Threads {
    transactions: Pool,
    /// By how many actions wait for the one that runs. Whoever waits holds a thread, so those it waits for
    /// must find others: as each depth has its own, the deepest always get on, and with them all.
    actions: Vec<Pool>,
    shared: Arc<Shared>,
}

impl Runtime {
    /// Starts the first threads and compiles the built-in JavaScript.
    ///
    /// # Errors
    /// If the operating system gives no threads.
    pub fn new(options: RuntimeOptions, host: Arc<dyn Host>) -> Result<Self, RuntimeError> {
        let shim = Shim::shared()?;
        let transactions = Settings {
            name: "convex-js",
            max_threads: options.transaction_workers.max(1),
            warm: options.warm_contexts,
            stacks: options.nesting + 1,
        };
        let actions = Settings {
            name: "convex-js-action",
            max_threads: options.max_actions.max(1),
            warm: options.warm_contexts.min(1),
            stacks: 1,
        };
        let shared = Arc::new(Shared {
            options,
            host,
            shim,
            http: Clients::default(),
            counters: Counters::default(),
        });
        let nested = Settings { warm: 0, ..actions };
        let mut depths = vec![Pool::new(Arc::clone(&shared), actions)?];
        depths.extend((0..shared.options.nesting).map(|_| Pool::idle(Arc::clone(&shared), nested)));
        Ok(Self(Kind::JavaScript(Threads {
            transactions: Pool::new(Arc::clone(&shared), transactions)?,
            actions: depths,
            shared,
        })))
    }

    /// Runs these functions instead of any bundle's, without a thread.
    pub fn native(functions: Arc<dyn NativeFunctions>) -> Self {
        Self(Kind::Native(functions))
    }

    /// What it has done so far.
    pub fn statistics(&self) -> Statistics {
        match &self.0 {
            Kind::JavaScript(threads) => threads.shared.counters.read(),
            Kind::Native(_) => Statistics::default(),
        }
    }

    /// How many queries and mutations compute at a time; native functions run on the tasks of their callers, so for them
    /// it is what a common machine has.
    pub fn transaction_workers(&self) -> usize {
        match &self.0 {
            Kind::JavaScript(threads) => threads.shared.options.transaction_workers.max(1),
            Kind::Native(_) => 8,
        }
    }

    /// Compiles a bundle. Nothing of it is evaluated yet.
    ///
    /// # Errors
    /// Syntax errors, imports that lead nowhere. Modules marked `"use node"` are left out:
    /// [`Version::node_modules`].
    pub async fn load(&self, bundle: Bundle) -> Result<Arc<Version>, BundleError> {
        let Kind::JavaScript(threads) = &self.0 else {
            return Ok(Arc::default());
        };
        let compiled = threads.run(|_| Version::compile(bundle)).await;
        compiled
            .unwrap_or_else(|| Err(engine_failed()))
            .map(Arc::new)
    }

    /// Evaluates all modules and lists what they export.
    ///
    /// # Errors
    /// A module that throws while it is evaluated, or whose validators cannot be exported.
    pub async fn analyze(&self, version: &Arc<Version>, env: Env) -> Result<Analysis, BundleError> {
        let threads = match &self.0 {
            Kind::JavaScript(threads) => threads,
            Kind::Native(functions) => return Ok(functions.analysis()),
        };
        let version = Arc::clone(version);
        let analysis = threads
            .run(move |worker| analyze::analyze(worker, &version, &env))
            .await;
        analysis.unwrap_or_else(|| Err(engine_failed()))
    }

    /// Runs a query or mutation on a worker thread and gives the host back.
    /// Dropping the future stops the function.
    pub async fn run_transaction(
        &self,
        version: &Arc<Version>,
        invocation: Invocation,
        mut host: Box<dyn TransactionHost>,
    ) -> (Outcome, Box<dyn TransactionHost>) {
        let threads = match &self.0 {
            Kind::JavaScript(threads) => threads,
            Kind::Native(functions) => {
                let result = functions.call(&invocation, &mut *host).await;
                let outcome = result.map_or_else(failed, returned);
                return (outcome, host);
            }
        };
        let cancel = CancelOnDrop(Arc::default());
        let seen = Arc::clone(&cancel.0);
        let version = Arc::clone(version);
        let (sender, receiver) = oneshot::channel();
        threads.transactions.submit(Box::new(move |worker| {
            if seen.is_cancelled() {
                return;
            }
            // The host outlives a panic: its transaction must be given back to be rolled back.
            let outcome =
                guarded(|| worker.run_transaction(&version, &invocation, &mut *host, 0, &seen));
            let _ = sender.send((outcome, host));
        }));
        match receiver.await {
            Ok(answer) => answer,
            Err(_) => (
                failed(FunctionError::system("The JavaScript thread is gone")),
                Box::new(LostHost),
            ),
        }
    }

    /// Runs an action on a thread of its own. Must be called within a tokio runtime that has time
    /// and I/O. Dropping the future stops the function. `depth` says how many actions wait for this one,
    /// each called by the one before; more than [`RuntimeOptions::nesting`] is a failure.
    pub async fn run_action(
        &self,
        version: &Arc<Version>,
        invocation: Invocation,
        host: Arc<dyn ActionHost>,
        depth: usize,
    ) -> Outcome {
        if invocation.kind != FunctionKind::Action {
            return failed(FunctionError::user(format!(
                "{} is not an action",
                invocation.function
            )));
        }
        let Kind::JavaScript(threads) = &self.0 else {
            return failed(no_native_actions());
        };
        let Some(pool) = threads.actions.get(depth) else {
            return failed(FunctionError::user(format!(
                "Actions may call actions at most {} deep; call a helper function instead, or schedule the action",
                threads.actions.len() - 1
            )));
        };
        submit_action(pool, version, invocation, None, host).await
    }

    /// Runs the HTTP action that the router in `http.js` finds for `request`. The response goes to
    /// `reply` as it is made; its end is the end of the channel. Without a route nothing is sent. Where
    /// and how it may be called is as for [`Self::run_action`].
    pub async fn run_http_action(
        &self,
        version: &Arc<Version>,
        invocation: Invocation,
        request: HttpRequest,
        host: Arc<dyn ActionHost>,
        reply: UnboundedSender<HttpPart>,
    ) -> Outcome {
        let Kind::JavaScript(threads) = &self.0 else {
            return failed(no_native_actions());
        };
        let reply = Reply::new(reply);
        let call = HttpCall { request, reply };
        match threads.actions.first() {
            Some(pool) => submit_action(pool, version, invocation, Some(call), host).await,
            None => failed(FunctionError::system("There are no threads for actions")),
        }
    }
}

impl Threads {
    async fn run<R: Send + 'static>(
        &self,
        run: impl FnOnce(&Worker) -> R + Send + 'static,
    ) -> Option<R> {
        let (sender, receiver) = oneshot::channel();
        self.transactions.submit(Box::new(move |worker| {
            // Nobody may be listening any more.
            let _ = sender.send(run(worker));
        }));
        receiver.await.ok()
    }
}

async fn submit_action(
    pool: &Pool,
    version: &Arc<Version>,
    invocation: Invocation,
    http: Option<HttpCall>,
    host: Arc<dyn ActionHost>,
) -> Outcome {
    let cancel = CancelOnDrop(Arc::default());
    let seen: Arc<Cancel> = Arc::clone(&cancel.0);
    let version = Arc::clone(version);
    // The driver of sockets and timers stays with the caller's runtime; connections outlive calls.
    let handle = tokio::runtime::Handle::current();
    let (sender, receiver) = oneshot::channel();
    pool.submit(Box::new(move |worker| {
        if seen.is_cancelled() {
            return;
        }
        let outcome = guarded(|| {
            handle.block_on(action::run(
                worker,
                &version,
                &invocation,
                http,
                host,
                &seen,
            ))
        });
        let _ = sender.send(outcome);
    }));
    receiver
        .await
        .unwrap_or_else(|_| failed(FunctionError::system("The JavaScript thread is gone")))
}

fn guarded(run: impl FnOnce() -> Outcome) -> Outcome {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| {
        tracing::error!("a function call panicked");
        failed(FunctionError::system("The function runtime failed"))
    })
}

fn returned(text: String) -> Outcome {
    Outcome {
        result: Ok(text),
        log_lines: Vec::new(),
        observed_time: false,
    }
}

fn no_native_actions() -> FunctionError {
    FunctionError::user("Native functions have no actions; load a bundle that has them")
}

fn engine_failed() -> BundleError {
    BundleError::new(
        "EngineFailed",
        "The JavaScript engine failed; report this with the functions that cause it.",
    )
}

/// Stands in for a host that went down with its thread.
struct LostHost;

impl TransactionHost for LostHost {
    fn syscall(&mut self, _: &str, _: &str) -> Result<String, SyscallError> {
        Err(SyscallError::new("The transaction is lost"))
    }

    fn async_syscall(
        &mut self,
        op: &str,
        args: &str,
        _: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        self.syscall(op, args)
    }
}
