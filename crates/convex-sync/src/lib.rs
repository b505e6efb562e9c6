//! The browser's side of the sync protocol as a state machine: messages, instants and randomness in,
//! messages and timers out.
//!
//! The crate does no I/O, reads no clock, draws no randomness and knows no framework; values travel
//! through it as encoded JSON text. `convex-leptos` drives it in the browser, tests drive it natively.

mod auth;
mod backoff;
mod chunks;
mod client;
mod key;
mod local_store;
mod pager;
mod queries;
mod requests;
mod status;
mod time;
pub mod wire;

pub use client::{Client, Effect, Layer};
pub use key::{QueryKey, canonical_path};
pub use local_store::LocalStore;
pub use pager::{PageInfo, Pager, PagerStep};
pub use requests::RequestId;
pub use status::{AuthState, ConnectionPhase, ConnectionState};
pub use time::Instant;

use std::sync::Arc;

use convex_typed::ConvexError;

/// What a query or a call came to: encoded JSON text, or the failure.
pub type Outcome = Result<Arc<str>, ConvexError>;
