//! What functions ask of the deployment: the syscalls of `convex/server`, answered from one transaction.
//!
//! [`FunctionHost`] stands behind a query or mutation, `ActionHost` behind an action. Neither knows how its
//! caller got here; the runner decides who may run what, and commits.

mod action;
mod args;
mod cursor;
mod expr;
mod jobs;
mod meta;
mod nested;
mod page;
mod reads;
mod rows;
mod search;
mod storage;
mod vectors;
mod writes;

pub(crate) use action::DeploymentActionHost;
pub(crate) use cursor::{CursorKey, Fingerprint};
pub(crate) use jobs::{COMPONENT, JOBS_TABLE, JobState};

use crate::FunctionPath;
use crate::auth::Caller;
use crate::components::Instance;
use crate::files::Fresh;
use crate::functions::{Deployed, Engine, Function};
use convex_runtime::{FunctionKind, NestedCalls, SyscallError, TransactionHost};
use convex_store::{StoreError, Transaction};
use convex_values::DocumentId;
use parking_lot::Mutex;
use rows::Rows;
use std::collections::HashMap;
use std::sync::Arc;

/// One top-level run: what all functions nested in it share.
pub(crate) struct Run {
    pub(crate) engine: Arc<Engine>,
    pub(crate) deployed: Arc<Deployed>,
    pub(crate) caller: Arc<Caller>,
    pub(crate) request_id: String,
    /// The scheduled job this run is, if it is one.
    pub(crate) job: Option<DocumentId>,
    /// How many actions wait for this one, each called by the one before.
    pub(crate) depth: usize,
}

/// What belongs to one function of a run; a nested call has its own.
pub(crate) struct Frame {
    pub(crate) function: FunctionPath,
    /// The component that it runs in.
    pub(crate) home: Arc<Instance>,
    pub(crate) kind: FunctionKind,
    streams: HashMap<u64, Rows>,
    next_stream: u64,
    paginated: bool,
    journal_in: Option<String>,
    pub(crate) journal_out: Option<String>,
}

impl Frame {
    pub(crate) fn new(function: &Function, journal_in: Option<String>) -> Self {
        let Function {
            path, home, kind, ..
        } = function;
        Self {
            journal_in,
            ..Self::of(path.clone(), home.clone(), *kind)
        }
    }

    /// Of something that runs as if it were a function of a component.
    pub(crate) fn of(function: FunctionPath, home: Arc<Instance>, kind: FunctionKind) -> Self {
        Self {
            function,
            home,
            kind,
            streams: HashMap::new(),
            next_stream: 0,
            paginated: false,
            journal_in: None,
            journal_out: None,
        }
    }
}

/// What a result depends on besides the documents it read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Observed {
    pub(crate) identity: bool,
    pub(crate) time: bool,
}

/// The deployment behind a query or mutation, or behind one operation of an action.
pub(crate) struct FunctionHost {
    pub(crate) tx: Transaction,
    pub(crate) run: Arc<Run>,
    pub(crate) frame: Frame,
    pub(crate) observed: Observed,
    /// Jobs scheduled so far.
    pub(crate) jobs: Vec<DocumentId>,
    /// Files stored so far; their bytes go with them unless the transaction commits.
    pub(crate) fresh_files: Vec<Fresh>,
    /// Log lines of nested calls.
    pub(crate) nested_lines: Vec<String>,
}

impl FunctionHost {
    pub(crate) fn new(mut tx: Transaction, run: Arc<Run>, frame: Frame) -> Self {
        tx.enter(frame.home.namespace);
        Self {
            tx,
            run,
            frame,
            observed: Observed::default(),
            jobs: Vec::new(),
            fresh_files: Vec::new(),
            nested_lines: Vec::new(),
        }
    }

    fn require_mutation(&self, op: &str) -> Result<(), SyscallError> {
        match self.frame.kind {
            // An action's operations are transactions of their own.
            FunctionKind::Mutation | FunctionKind::Action => Ok(()),
            kind => Err(SyscallError::new(format!(
                "The operation {op} is not available in a {kind}; call it from a mutation."
            ))),
        }
    }
}

impl TransactionHost for FunctionHost {
    fn syscall(&mut self, op: &str, args: &str) -> Result<String, SyscallError> {
        match op {
            "1.0/queryStream" => self.query_stream(args),
            "1.0/queryCleanup" => self.query_cleanup(args),
            "1.0/db/normalizeId" => self.normalize_id(args),
            "1.0/getSnapshotTs" => Ok(self.snapshot_ts()),
            "1.0/componentArgument" => Ok("{}".to_owned()),
            _ => Err(SyscallError::unknown_operation(op)),
        }
    }

    fn async_syscall(
        &mut self,
        op: &str,
        args: &str,
        nested: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        match op {
            "1.0/get" => self.get(args),
            "1.0/queryStreamNext" => self.query_stream_next(args),
            "1.0/queryPage" => self.query_page(args),
            "1.0/count" => self.count(args),
            "1.0/insert" => self.insert(args),
            "1.0/shallowMerge" => self.shallow_merge(args),
            "1.0/replace" => self.replace(args),
            "1.0/remove" => self.remove(args),
            "1.0/runUdf" => self.run_udf(args, nested),
            "1.0/schedule" => self.schedule(args),
            "1.0/cancel_job" => self.cancel_job(args),
            "1.0/getUserIdentity" => self.user_identity(),
            "1.0/getTransactionMetrics" => Ok(self.transaction_metrics()),
            op if op.starts_with("1.0/storage") => self.storage(op, args),
            // A query's result is shared: it must not hold one caller's credential.
            "1.0/getRequestMetadata" => {
                self.require_mutation(op)?;
                meta::answer(&self.run, &self.frame.home, &self.frame.function, op, args)
            }
            _ => meta::answer(&self.run, &self.frame.home, &self.frame.function, op, args),
        }
    }
}

/// Lends a [`FunctionHost`] to the runtime, which gives back a box of unknown content.
pub(crate) struct SharedHost(Arc<Mutex<FunctionHost>>);

impl SharedHost {
    /// A handle for the runtime and one to take the host back with.
    pub(crate) fn lend(host: FunctionHost) -> (Box<dyn TransactionHost>, Self) {
        let shared = Arc::new(Mutex::new(host));
        (Box::new(Self(shared.clone())), Self(shared))
    }

    /// The host again, once the runtime has let go of its handle.
    pub(crate) fn take_back(self) -> Option<FunctionHost> {
        Arc::into_inner(self.0).map(Mutex::into_inner)
    }
}

impl TransactionHost for SharedHost {
    fn syscall(&mut self, op: &str, args: &str) -> Result<String, SyscallError> {
        self.0.lock().syscall(op, args)
    }

    fn async_syscall(
        &mut self,
        op: &str,
        args: &str,
        nested: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        self.0.lock().async_syscall(op, args, nested)
    }
}

pub(crate) fn store_error(error: StoreError) -> SyscallError {
    SyscallError::new(error.to_string())
}

pub(crate) fn not_supported(what: &str) -> SyscallError {
    SyscallError::new(format!("{what} is not supported yet by this deployment."))
}
