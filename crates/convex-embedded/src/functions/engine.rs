//! Everything a run needs, in one place.

use super::turnover::InForce;
use super::{Cache, Deployed, Presenter};
use crate::Error;
use crate::components::SITE_URL;
use crate::environment::SealedVariables;
use crate::executions::{Execution, Executions};
use crate::files::Files;
use crate::node::Node;
use crate::outcome::{FunctionFailure, FunctionResult};
use crate::syscalls::CursorKey;
use convex_host::Host;
use convex_runtime::{FailureKind, FunctionError, Runtime};
use convex_store::{ErrorClass as StoreClass, Store, StoreError, Timestamp};
use std::sync::Arc;
use tokio::sync::{Mutex as AsyncMutex, Notify, RwLock as AsyncRwLock, Semaphore, watch};

/// Runs functions. Shared by all transports.
pub(crate) struct Engine {
    pub(crate) store: Store,
    pub(crate) runtime: Runtime,
    pub(crate) node: Node,
    pub(crate) host: Arc<dyn Host>,
    /// The deployment's name.
    pub(crate) name: String,
    pub(crate) cursors: CursorKey,
    pub(crate) files: Arc<Files>,
    pub(crate) sealed_variables: SealedVariables,
    pub(crate) presenter: Presenter,
    pub(crate) cache: Arc<Cache>,
    /// What functions did lately.
    pub(crate) executions: Executions,
    /// Number of the version in force. Every connection listens.
    pub(crate) deployments: watch::Sender<u64>,
    /// Told whenever a job may have become due sooner.
    pub(crate) jobs_changed: Notify,
    /// Told whenever a cron job may have become due sooner.
    pub(crate) crons_changed: Notify,
    pub(super) queries: Semaphore,
    /// Held while a query is answered of which its connection has more than anybody waits for: of all such queries
    /// no more are answered at a time than leave every other worker free.
    pub(crate) patient: Semaphore,
    pub(super) mutations: Semaphore,
    /// Held shared by mutations; the last attempt of one that keeps conflicting holds it alone.
    pub(super) gate: AsyncRwLock<()>,
    /// Held by mutations that run again after a conflict, one lane per table.
    lanes: [AsyncMutex<()>; LANES],
    pub(super) in_force: InForce,
}

/// What an engine is made of.
pub(crate) struct EngineParts {
    pub(crate) store: Store,
    pub(crate) runtime: Runtime,
    pub(crate) node: Node,
    pub(crate) host: Arc<dyn Host>,
    pub(crate) name: String,
    pub(crate) cursors: CursorKey,
    pub(crate) files: Files,
    pub(crate) sealed_variables: SealedVariables,
    pub(crate) redact: bool,
    pub(crate) deployed: Deployed,
}

/// Queries and mutations of a deployment that run at once, each.
const CONCURRENT: usize = 16;
const LANES: usize = 16;

impl Engine {
    pub(crate) fn new(parts: EngineParts) -> Arc<Self> {
        let EngineParts {
            store,
            runtime,
            node,
            host,
            name,
            cursors,
            files,
            sealed_variables,
            redact,
            deployed,
        } = parts;
        let executions = Executions::new(host.clone());
        Arc::new(Self {
            cache: Arc::new(Cache::new(store.clone(), host.clone(), executions.watch())),
            executions,
            patient: Semaphore::new((runtime.transaction_workers() / 2).max(1)),
            store,
            runtime,
            node,
            host,
            name,
            cursors,
            files: Arc::new(files),
            sealed_variables,
            presenter: Presenter { redact },
            deployments: watch::Sender::new(0),
            jobs_changed: Notify::new(),
            crons_changed: Notify::new(),
            queries: Semaphore::new(CONCURRENT),
            mutations: Semaphore::new(CONCURRENT),
            gate: AsyncRwLock::new(()),
            lanes: std::array::from_fn(|_| AsyncMutex::new(())),
            in_force: InForce::new(deployed),
        })
    }

    /// The functions in force.
    pub(crate) fn deployed(&self) -> Arc<Deployed> {
        self.in_force.now()
    }

    /// Where those queue who lost a conflict over this table. Tables may share one.
    pub(super) fn lane(&self, table: &str) -> &AsyncMutex<()> {
        let hash = table.bytes().fold(0usize, |hash, byte| {
            hash.wrapping_mul(31).wrapping_add(usize::from(byte))
        });
        &self.lanes[hash % LANES]
    }

    /// Where clients reach the deployment, and where its HTTP actions are.
    pub(crate) fn origins(&self) -> (String, String) {
        let cloud = self.files.origin();
        let site = self.deployed().env.get(SITE_URL).cloned();
        let site = site.unwrap_or_else(|| format!("{cloud}/http"));
        (cloud.to_owned(), site)
    }

    /// What functions print, and what they throw, is for the operator and developers to see.
    pub(super) fn report(&self, execution: &Execution, result: &FunctionResult) {
        let (function, request) = (execution.identifier(), execution.request_id());
        for line in result.log_lines.iter() {
            // What a function calls an error is one for whoever runs the deployment.
            if line.starts_with("[ERROR]") {
                tracing::warn!(target: "convex_functions", %function, %request, "{line}");
            } else {
                tracing::info!(target: "convex_functions", %function, %request, "{line}");
            }
        }
        if let Err(failure) = &result.value {
            tracing::info!(target: "convex_functions", %function, %request, "{}", failure.message);
        }
        self.executions.end(execution, result);
    }

    /// The newest timestamp.
    pub(crate) fn latest(&self) -> Timestamp {
        self.store.latest()
    }
}

/// An error of the store that is nobody's function's fault.
pub(crate) fn storage_error(error: &StoreError) -> Error {
    let class = match error.class() {
        StoreClass::BadRequest => crate::ErrorClass::BadRequest,
        StoreClass::Retry | StoreClass::Storage => crate::ErrorClass::Unavailable,
    };
    Error::new(class, error.code(), error.to_string())
}

/// What a run threw. A failure of the engine itself is an error of the deployment, not of the function.
pub(crate) fn failure(error: FunctionError) -> Result<FunctionFailure, Error> {
    match error.kind {
        FailureKind::System | FailureKind::Cancelled => Err(Error::internal(error.message)),
        FailureKind::User | FailureKind::Timeout | FailureKind::OutOfMemory => {
            Ok(FunctionFailure {
                message: Arc::from(error.message),
                data: error.data.map(|data| Arc::from(canonical(data))),
            })
        }
    }
}

fn canonical(data: serde_json::Value) -> String {
    let text = data.to_string();
    convex_values::Value::from_json(data).map_or(text, |value| value.to_json_string())
}
