//! Functions in Rust, in the place of a bundle's JavaScript.

use crate::{Analysis, FunctionError, Invocation, TransactionHost};
use futures::future::BoxFuture;

/// Queries and mutations for simulations: they know every thread and cannot afford an engine. Such functions ask
/// for the same operations, in the same text, as JavaScript does.
pub trait NativeFunctions: Send + Sync + 'static {
    /// What there is.
    fn analysis(&self) -> Analysis;

    /// Runs a query or mutation to its end, on the caller's task.
    fn call<'a>(
        &'a self,
        invocation: &'a Invocation,
        host: &'a mut dyn TransactionHost,
    ) -> BoxFuture<'a, Result<String, FunctionError>>;
}
