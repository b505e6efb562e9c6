//! What the server gives to a request's rendering, and what server functions call.

use std::sync::Arc;

use async_trait::async_trait;
use convex_sync::Outcome;
use convex_typed::{Action, ConvexError, ErrorKind, Function, Mutation, Query, to_json};
use leptos::prelude::{provide_context, use_context};

use crate::cell::decode;

/// One request's access to the deployment: made per request, bound to its identity and to one
/// timestamp.
///
/// Paths are canonical (`module:export`, without `.js`), arguments are the JSON text of the argument
/// object, results are encoded JSON text as the deployment wrote it.
#[async_trait]
pub trait QueryBackend: Send + Sync + 'static {
    /// Runs a query. All queries of one backend see the same snapshot.
    async fn query(&self, path: &str, args: &str) -> Outcome;

    /// Runs a mutation, for server functions. Queries of this backend need not see its effects.
    async fn mutation(&self, path: &str, args: &str) -> Outcome;

    /// Runs an action, for server functions.
    async fn action(&self, path: &str, args: &str) -> Outcome;

    /// The snapshot's timestamp, once it is known. The browser connects with it, so that it never
    /// falls behind what the document shows. Asked after the last query.
    fn timestamp(&self) -> Option<u64>;

    /// Base address of the deployment for the browser, if it is not the page's own origin.
    fn deployment_url(&self) -> Option<String> {
        None
    }
}

#[derive(Clone)]
pub(super) struct BackendContext(pub(super) Arc<dyn QueryBackend>);

/// Gives the request its backend. Call it where the server provides the context of a page or of a
/// server function (the `additional_context` of `leptos_axum`), not in a component.
pub fn provide_query_backend(backend: Arc<dyn QueryBackend>) {
    provide_context(BackendContext(backend));
}

/// Runs a query in a server function.
pub async fn call_query<F: Query>(_query: F, args: F::Args) -> Result<F::Returns, ConvexError> {
    let (backend, args) = prepare::<F>(&args)?;
    decode(&backend.query(F::PATH, &args).await?)
}

/// Runs a mutation in a server function.
pub async fn call_mutation<F: Mutation>(
    _mutation: F,
    args: F::Args,
) -> Result<F::Returns, ConvexError> {
    let (backend, args) = prepare::<F>(&args)?;
    decode(&backend.mutation(F::PATH, &args).await?)
}

/// Runs an action in a server function.
pub async fn call_action<F: Action>(_action: F, args: F::Args) -> Result<F::Returns, ConvexError> {
    let (backend, args) = prepare::<F>(&args)?;
    decode(&backend.action(F::PATH, &args).await?)
}

fn prepare<F: Function>(args: &F::Args) -> Result<(Arc<dyn QueryBackend>, String), ConvexError> {
    let context = use_context::<BackendContext>().ok_or_else(|| {
        ConvexError::new(
            ErrorKind::Closed,
            "this request has no deployment: the server must call provide_query_backend",
        )
    })?;
    Ok((context.0, to_json(args)))
}
