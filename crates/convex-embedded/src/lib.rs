//! A Convex-compatible deployment inside one process.
//!
//! Puts values, store and JavaScript runtime together: runs queries, mutations and actions with their
//! validators, caches and invalidates query results, keeps subscriptions over the sync socket, serves the HTTP
//! function API, verifies callers. [`Deployment`] is the whole of it; `deployment.router()` goes into any axum
//! server. The crate does not know what the functions are about, who serves its router, or where its secrets
//! are kept. The server depends on it, and tests; browser crates never do.
//!
//! HTTP actions are served below `/http`, files below `/api/storage`; cron jobs and scheduled functions run on
//! their own; the official CLI pushes functions, reads logs and data, imports and exports. The app may use components,
//! which have all of that for themselves. `"use node"` modules run where there is a Node.js; where there is none they
//! are left out with a warning, or refused where they are pushed, and everything around them works.

pub mod auth;
mod clock;
mod commits;
mod components;
mod connectors;
mod copies;
mod crons;
mod deployment;
mod environment;
mod error;
mod executions;
mod files;
mod function_path;
mod functions;
#[doc(hidden)]
pub mod fuzz;
mod hex;
mod http;
mod node;
mod outcome;
mod push;
mod scheduler;
pub mod session;
mod snapshots;
mod socket;
mod syscalls;
mod tasks;
pub mod wire;

pub use auth::{Caller, InstanceSecret};
pub use copies::{CopyPlace, Empty, copy_data};
pub use deployment::{Deployment, DeploymentOptions};
pub use environment::{StoredEnvironment, ValueCipher, VariableChanges, Variables};
pub use error::{Error, ErrorClass, Stopping};
pub use files::{DirectoryFiles, Draft, FileBytes, FileReader, MemoryFiles};
pub use function_path::FunctionPath;
pub use node::{NodeLauncher, NodeProcess};
pub use outcome::{FunctionFailure, FunctionResult, QueryOutcome};
pub use socket::Link;

pub use convex_runtime::{Bundle, ModuleSource, NativeFunctions, NodePackage, RuntimeOptions};
pub use convex_store::{Durability, Persistence, SqlitePersistence};
