//! Runs Convex functions in QuickJS.

mod analysis;
mod bundle;
mod error;
mod host;
mod invocation;
mod options;
mod runtime;
mod version;

pub use analysis::{Analysis, AnalyzedFunction, HttpRoute};
pub use bundle::{Bundle, ModuleSource};
pub use error::{BundleError, RuntimeError, SyscallError};
pub use host::{ActionHost, NestedCalls, TransactionHost};
pub use invocation::{Env, FailureKind, FunctionError, FunctionKind, Invocation, Outcome, Visibility};
pub use options::RuntimeOptions;
pub use runtime::Runtime;
pub use version::Version;
