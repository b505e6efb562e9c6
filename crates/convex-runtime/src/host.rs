//! What functions ask of the deployment: syscalls, in text.
//!
//! Arguments and results are JSON text exactly as `convex/server` writes and reads it. This crate
//! looks into neither; it only orders the calls.

use crate::{Invocation, Outcome, SyscallError, Version};
use futures::future::BoxFuture;
use std::sync::Arc;

/// The deployment behind a query or mutation. Calls arrive one at a time, in the order in which the
/// function issued them.
pub trait TransactionHost: Send {
    /// `Convex.syscall`: answered while the function waits.
    ///
    /// # Errors
    /// Thrown at the caller's place.
    fn syscall(&mut self, op: &str, args: &str) -> Result<String, SyscallError>;

    /// `Convex.asyncSyscall`. A nested call (`1.0/runUdf`) goes through `nested`, which may be given
    /// this very host or another one.
    ///
    /// # Errors
    /// Rejects the promise.
    fn async_syscall(
        &mut self,
        op: &str,
        args: &str,
        nested: &dyn NestedCalls,
    ) -> Result<String, SyscallError>;
}

/// Runs functions inside a running query or mutation.
pub trait NestedCalls {
    /// Runs `invocation` in a fresh context on this thread and returns when it is done. It is of `version`, or of its
    /// parent's. The child's seed follows from its parent's and its clock is its parent's, whatever `invocation` says.
    /// Depth is limited; beyond it the outcome is an error.
    fn run(
        &self,
        version: Option<&Arc<Version>>,
        invocation: Invocation,
        host: &mut dyn TransactionHost,
    ) -> Outcome;
}

/// The deployment behind an action. At most eight calls are in flight at a time.
pub trait ActionHost: Send + Sync {
    /// The action has printed these lines since it was said last, `[LEVEL] text` each. The outcome has them all again.
    fn printed(&self, lines: &[String]) {
        let _ = lines;
    }

    /// `Convex.syscall`: answered while the action waits.
    ///
    /// # Errors
    /// Thrown at the caller's place.
    fn syscall(&self, op: &str, args: &str) -> Result<String, SyscallError> {
        let _ = args;
        Err(SyscallError::unknown_operation(op))
    }

    /// `Convex.asyncSyscall`. The future is dropped if the action ends first.
    fn async_syscall(
        &self,
        op: &str,
        args: &str,
    ) -> BoxFuture<'static, Result<String, SyscallError>>;
}
