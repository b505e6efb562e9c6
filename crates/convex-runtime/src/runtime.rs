//! The public face: load versions, run calls.

use crate::{
    ActionHost, Analysis, Bundle, BundleError, Env, FunctionError, Invocation, Outcome, RuntimeError, RuntimeOptions,
    TransactionHost, Version,
};
use convex_host::Host;
use std::sync::Arc;

/// Runs functions of any number of versions on its own threads. Cheap to share in an `Arc`;
/// dropping it stops the threads once running calls have ended.
pub struct Runtime {
    _options: RuntimeOptions,
    _host: Arc<dyn Host>,
}

impl Runtime {
    /// Starts the worker threads and compiles the built-in JavaScript.
    ///
    /// # Errors
    /// If the operating system gives no threads.
    pub fn new(options: RuntimeOptions, host: Arc<dyn Host>) -> Result<Self, RuntimeError> {
        Ok(Self {
            _options: options,
            _host: host,
        })
    }

    /// Compiles a bundle. Nothing of it is evaluated yet.
    ///
    /// # Errors
    /// Syntax errors, imports that lead nowhere, `"use node"` modules.
    pub async fn load(&self, _bundle: Bundle) -> Result<Arc<Version>, BundleError> {
        Err(BundleError::new("NotReady", "not ready"))
    }

    /// Evaluates all modules and lists what they export.
    ///
    /// # Errors
    /// A module that throws while it is evaluated, or whose validators cannot be exported.
    pub async fn analyze(&self, _version: &Arc<Version>, _env: Env) -> Result<Analysis, BundleError> {
        Err(BundleError::new("NotReady", "not ready"))
    }

    /// Runs a query or mutation on a worker thread and gives the host back.
    /// Dropping the future stops the function.
    pub async fn run_transaction(
        &self,
        _version: &Arc<Version>,
        _invocation: Invocation,
        host: Box<dyn TransactionHost>,
    ) -> (Outcome, Box<dyn TransactionHost>) {
        let outcome = Outcome {
            result: Err(FunctionError::system("not ready")),
            log_lines: Vec::new(),
            observed_time: false,
        };
        (outcome, host)
    }

    /// Runs an action on a thread of its own. Needs a tokio runtime with time and I/O.
    /// Dropping the future stops the function.
    pub async fn run_action(
        &self,
        _version: &Arc<Version>,
        _invocation: Invocation,
        _host: Arc<dyn ActionHost>,
    ) -> Outcome {
        Outcome {
            result: Err(FunctionError::system("not ready")),
            log_lines: Vec::new(),
            observed_time: false,
        }
    }
}
