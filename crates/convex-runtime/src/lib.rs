//! Runs Convex functions in QuickJS.

mod action;
mod analysis;
mod analyze;
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
mod options;
mod plain;
mod pool;
mod runtime;
mod shim;
mod source_map;
mod transaction;
mod trusted;
mod version;
mod worker;

pub use analysis::{Analysis, AnalyzedFunction, HttpRoute};
pub use bundle::{Bundle, ModuleSource};
pub use error::{BundleError, RuntimeError, SyscallError};
pub use host::{ActionHost, NestedCalls, TransactionHost};
pub use invocation::{
    Env, FailureKind, FunctionError, FunctionKind, Invocation, Outcome, Visibility,
};
pub use options::RuntimeOptions;
pub use runtime::Runtime;
pub use version::Version;
