//! The product's pages: what people see and touch, rendered on the server and kept live in the browser.
//!
//! It deliberately does not know where the deployment is, how it is reached, or any secret: it knows the
//! typed functions of `convex-api` and the hooks of `convex-leptos`. The `server` crate depends on it
//! with the feature `ssr`, `frontend` with `hydrate`; nothing else may.
//!
//! A page is a [lazy route](routes): its code is a chunk of its own. Everything that changes something
//! is a real `<form method="post">` towards one of the [form handlers](server_fns), which a browser with
//! script takes over with a mutation over the live connection.

// The view types of a page nest deeply.
#![recursion_limit = "256"]
#![allow(
    missing_docs,
    unreachable_pub,
    reason = "the component, route and server macros make items of their own that nobody can document"
)]

mod actions;
mod components;
mod layout;
mod leaf;
mod node;
mod pages;
mod palette;
mod platform;
mod routes;
mod served;
mod text;

#[cfg(feature = "ssr")]
mod identity;
#[cfg(feature = "ssr")]
mod notices;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
pub mod server_fns;
#[cfg(feature = "ssr")]
mod shell;

#[cfg(feature = "ssr")]
pub use identity::{Operates, Problem, Refusal, RefusalCookie, SignInOptions};
#[cfg(feature = "ssr")]
pub use pages::offline::document as offline_document;
#[cfg(feature = "ssr")]
pub use request::{cookie_of, own_path};
pub use routes::{App, AppProps};
#[cfg(feature = "ssr")]
pub use shell::{RenderedAt, shell};
