//! Who is calling: JWTs of configured issuers, admin keys, and what user code sees of either.
//!
//! Nothing here knows functions or documents. Time comes in from the host, keys through [`KeySource`].

mod admin_key;
mod caller;
mod claims;
mod config;
mod header;
mod jwks;
mod sessions;
mod verify;

pub use admin_key::{AdminKeys, InstanceSecret};
pub use caller::{Caller, UserIdentity};
pub use config::{AuthConfig, Provider, ProviderKind};
pub use header::Credential;
pub(crate) use header::acting_identity;
pub use jwks::{Fetched, HttpKeySource, KeySource};
pub(crate) use sessions::{Presence, Sessions};
pub use verify::{Operators, Verifier};
