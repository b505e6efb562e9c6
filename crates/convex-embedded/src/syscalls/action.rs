//! The deployment behind an action: every operation is a transaction of its own.

use super::args::parse;
use super::{Run, meta, vectors};
use crate::FunctionPath;
use crate::components::Instance;
use crate::executions::Execution;
use crate::functions::{Address, CallArgs};
use convex_runtime::{ActionHost, FunctionKind, SyscallError};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;

/// See the module's documentation.
pub(crate) struct DeploymentActionHost {
    pub(crate) run: Arc<Run>,
    pub(crate) function: FunctionPath,
    /// The component that it runs in.
    pub(crate) home: Arc<Instance>,
    pub(crate) execution: Execution,
}

#[derive(Deserialize)]
struct CallJson {
    #[serde(flatten)]
    address: Address,
    #[serde(default)]
    args: Json,
}

impl ActionHost for DeploymentActionHost {
    fn printed(&self, lines: &[String]) {
        self.run.engine.executions.print(&self.execution, lines);
    }

    fn async_syscall(
        &self,
        op: &str,
        args: &str,
    ) -> BoxFuture<'static, Result<String, SyscallError>> {
        let (run, home) = (self.run.clone(), &self.home);
        match op {
            "1.0/actions/query" => call(run, home, FunctionKind::Query, op, args),
            "1.0/actions/mutation" => call(run, home, FunctionKind::Mutation, op, args),
            "1.0/actions/action" => call(run, home, FunctionKind::Action, op, args),
            "1.0/actions/schedule" => own_transaction(run, home, "1.0/schedule", args),
            "1.0/actions/cancel_job" => own_transaction(run, home, "1.0/cancel_job", args),
            op if op.starts_with("1.0/storage") => own_transaction(run, home, op, args),
            "1.0/actions/vectorSearch" => vectors::search(run, home.namespace, op, args),
            "1.0/getUserIdentity" => ready(meta::identity(&run)),
            _ => ready(meta::answer(&run, home, &self.function, op, args)),
        }
    }
}

fn ready(result: Result<String, SyscallError>) -> BoxFuture<'static, Result<String, SyscallError>> {
    std::future::ready(result).boxed()
}

fn call(
    run: Arc<Run>,
    home: &Instance,
    kind: FunctionKind,
    op: &str,
    args: &str,
) -> BoxFuture<'static, Result<String, SyscallError>> {
    let parsed = parse::<CallJson>(op, args).and_then(|call| {
        let function = run
            .deployed
            .internal_function(&call.address.resolve(&home.path)?, kind)?
            .clone();
        let args = CallArgs::from_json(call.args).map_err(SyscallError::new)?;
        Ok((function, args))
    });
    match parsed {
        Ok((function, args)) => {
            async move { run.engine.call_from_action(&run, function, args).await }.boxed()
        }
        Err(error) => ready(Err(error)),
    }
}

/// An operation that mutations have too, committed at once.
fn own_transaction(
    run: Arc<Run>,
    home: &Arc<Instance>,
    op: &str,
    args: &str,
) -> BoxFuture<'static, Result<String, SyscallError>> {
    let (home, op, args) = (home.clone(), op.to_owned(), args.to_owned());
    async move { run.engine.own_transaction(&run, &home, op, args).await }.boxed()
}
