//! Convex for Leptos: a provider and hooks over `convex-sync`, with server rendering.
//!
//! Every hook works in three places and documents each: on the **server** it asks the request's
//! [`QueryBackend`] and the page waits for the answer; while **hydrating** it reads the answers out of
//! the document, so that the first render in the browser is the server's; in the **browser** it stays
//! subscribed. The crate knows no function of an application, no routes and no styles; applications
//! depend on it, and servers for [`QueryBackend`].
//!
//! # A live list
//!
//! ```ignore
//! #[component]
//! fn Tasks() -> impl IntoView {
//!     let tasks = use_query(api::tasks::Recent, || NoArgs {});
//!     view! {
//!         <Transition>
//!             {move || match tasks.get() {
//!                 QueryState::Ready(tasks) => view! { <List tasks/> }.into_any(),
//!                 QueryState::Failed(error) => view! { <p>{error.user_message()}</p> }.into_any(),
//!                 QueryState::Pending | QueryState::Skipped => ().into_any(),
//!             }}
//!         </Transition>
//!     }
//! }
//! ```
//!
//! Reading a query under `<Suspense>` or `<Transition>` makes the server wait for it, so the HTML is
//! complete. Use `SsrMode::Async` for such routes: then all queries of the page are in the document,
//! too. In the browser a navigation does not wait: the new page begins with [`QueryState::Pending`].
//!
//! # Parts
//!
//! - [`ConvexProvider`] once, around everything that uses hooks;
//! - [`use_query`], [`use_query_with_options`], [`use_paginated_query`] read;
//! - [`use_mutation`], [`use_action`] call;
//! - [`use_connection_state`], [`use_auth_state`], [`use_convex`] tell about the connection;
//! - [`provide_query_backend`] and [`Turns`] on the server, and [`call_query`], [`call_mutation`],
//!   [`call_action`] in server functions.

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
mod browser;
mod call;
mod cell;
mod client;
mod optimistic;
mod paginated;
#[cfg_attr(
    not(feature = "hydrate"),
    allow(dead_code, reason = "reading back is the browser's half")
)]
mod payload;
mod provider;
mod query;
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
mod server;
mod state;
mod token;

pub use call::{CallFuture, UseAction, UseMutation, use_action, use_mutation};
pub use client::{ConvexClient, use_auth_state, use_connection_state, use_convex};
pub use convex_sync::{AuthState, ConnectionPhase, ConnectionState};
pub use convex_typed::{
    Action, ConvexError, ErrorKind, Function, Id, Mutation, NoArgs, PaginatedQuery,
    PaginationOptions, PaginationResult, Query, TableName,
};
pub use optimistic::OptimisticStore;
pub use paginated::{PaginationStatus, UsePaginatedQuery, use_paginated_query};
pub use provider::ConvexProvider;
pub use query::{UseQuery, UseQueryOptions, use_query, use_query_with_options};
#[cfg(not(all(feature = "hydrate", not(feature = "ssr"))))]
pub use server::{
    QueryBackend, Turns, call_action, call_mutation, call_query, provide_query_backend,
};
pub use state::QueryState;
pub use token::TokenFetcher;
