//! Runs Convex functions: QuickJS contexts, the environment that functions expect, limits that hold.
//!
//! The crate takes a [`Bundle`] of ES modules, compiles it once to a [`Version`], says what it exports
//! ([`Analysis`]), and runs single calls of it ([`Invocation`] in, [`Outcome`] out). What a function asks
//! of its deployment arrives as text at a [`TransactionHost`] or [`ActionHost`]. Deliberately unknown
//! here: documents, transactions, validators, identities, protocols, retries. `convex-embedded` is the
//! only crate that depends on this one; tools may, to analyse a bundle.
//!
//! # How a call runs
//!
//! - Each call finds an engine runtime and a context as if made for it: our own JavaScript evaluated, its
//!   module loaded, nothing else. Queries and mutations share such contexts one after the other, because the
//!   memory of the engine is put back byte by byte when a call has ended (`arena`); an action has one of its
//!   own. Loading ahead cannot be observed: modules load with a fixed clock, a fixed seed and without
//!   operations. A context whose call was stopped is thrown away.
//! - Contexts have no compiler. They load bytecode made by this process from the bundle; `eval` and
//!   `new Function` cannot work.
//! - Queries and mutations run on a few threads with large stacks: JavaScript until it is idle, one
//!   syscall, JavaScript again, so that the order of everything follows from code and answers. Nested
//!   calls run on the caller's thread, in another context.
//! - Actions have a thread each while they run. Their operations are plain Rust futures between which
//!   JavaScript runs; a busy loop holds up no other action.
//! - Time is measured by [`convex_host::Host`] and counts only while JavaScript runs; the interrupt
//!   handler cannot be caught. Memory is bounded per context. A call that hits a limit ends alone.
//!
//! # What it costs
//!
//! `examples/costs.rs`: medians of 300 calls in a release build, functions built from `convex/server`
//! 1.48, on two cores busy with other work (so the ratios say more than the times):
//!
//! | call | native check of plain values | without |
//! |---|---|---|
//! | query that collects 50 documents of 470 bytes | 0.94 ms | 4.0 ms |
//! | query that reads them as one page | 0.71 ms | 4.0 ms (2.0 at best) |
//! | mutation with two writes | 0.28 ms | 0.33 ms |
//!
//! Against evaluating the modules for each call, putting the memory back saves, for Conclave's own functions over
//! HTTP (processor time of the whole server per call, 2026-11-26, release build): `tasks:search` without a hit 3.9 ms
//! against 0.57 ms, `todos:create` 3.0 against 1.1, `auth:upsertUser` 2.2 against 0.4.
//!
//! Packages that keep passwords run scrypt in JavaScript, for which a mutation has no time; its native shortcut
//! (`shortcuts`) makes N = 16,384 with r = 16 out of 5 to 8 s about 0.15 s (2026-11-27, release build).
//!
//! # Not here
//!
//! `"use node"` modules are not loaded. `WebAssembly`, BYOB readers and the parts of `crypto.subtle` that `crypto.js` does
//! not name do not exist; `Intl` speaks the languages of `locales.js`, and English to everybody else.

mod action;
mod analysis;
mod analyze;
mod arena;
mod budget;
mod bundle;
mod cancel;
mod compile;
mod error;
mod errors;
mod host;
mod http;
mod invocation;
mod isolate;
mod log;
mod native;
mod options;
mod plain;
mod pool;
mod reply;
mod runtime;
mod shim;
mod shortcuts;
mod source_map;
mod statistics;
mod transaction;
mod trusted;
mod version;
mod warm;
mod worker;

pub use analysis::{Analysis, AnalyzedFunction, HttpRoute};
pub use bundle::{Bundle, ModuleSource, NodePackage};
pub use error::{BundleError, RuntimeError, SyscallError};
pub use host::{ActionHost, NestedCalls, TransactionHost};
pub use invocation::{
    Env, FailureKind, FunctionError, FunctionKind, Invocation, Outcome, Visibility,
};
pub use native::NativeFunctions;
pub use options::RuntimeOptions;
pub use reply::{HttpPart, HttpRequest, HttpResponse};
pub use runtime::Runtime;
pub use statistics::Statistics;
pub use version::Version;
