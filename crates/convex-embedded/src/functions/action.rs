//! Actions, and what they ask of other functions: each operation a transaction of its own.

use super::engine::failure;
use super::mutation::MutationRun;
use super::{CallArgs, Callee, Engine, Function, check_returns};
use crate::auth::Caller;
use crate::components::Instance;
use crate::outcome::{FunctionFailure, FunctionResult};
use crate::syscalls::{DeploymentActionHost, Frame, FunctionHost, Run};
use crate::{Error, FunctionPath};
use convex_runtime::{
    FunctionKind, Invocation, NestedCalls, Outcome, SyscallError, TransactionHost as _, Version,
};
use convex_values::DocumentId;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use std::sync::Arc;

/// An action as a transport received it.
pub(crate) struct ActionCall<'a> {
    pub(crate) callee: Callee<'a>,
    pub(crate) args: Result<CallArgs, String>,
    pub(crate) caller: Arc<Caller>,
    pub(crate) request_id: String,
}

impl Engine {
    /// Runs an action.
    pub(crate) async fn action(
        self: &Arc<Self>,
        call: ActionCall<'_>,
    ) -> Result<FunctionResult, Error> {
        let ActionCall {
            callee,
            args,
            caller,
            request_id,
        } = call;
        match callee.prepare(&self.deployed(), FunctionKind::Action, args, &caller) {
            Ok((function, args)) => {
                self.run_action(function, args, caller, request_id, None, 0)
                    .await
            }
            Err(message) => Ok(FunctionResult::failed(message)),
        }
    }

    /// As [`Self::action`], once the function is found. `depth` counts the actions that wait for this one.
    /// Boxed, because actions call actions.
    pub(crate) fn run_action(
        self: &Arc<Self>,
        function: Function,
        args: CallArgs,
        caller: Arc<Caller>,
        request_id: String,
        job: Option<DocumentId>,
        depth: usize,
    ) -> BoxFuture<'static, Result<FunctionResult, Error>> {
        let engine = self.clone();
        async move {
            let deployed = engine.deployed();
            let names = || {
                let mut tx = engine.store.begin();
                tx.enter(function.home.namespace);
                tx
            };
            let mut invocation = engine.invocation(&function, &args);
            invocation.request_id.clone_from(&request_id);
            let version = function.home.version.clone();
            let path = function.path.shared();
            let execution = engine
                .executions
                .begin(FunctionKind::Action, path, &request_id, &caller)
                .within(&function.home.path);
            if let Err(message) = args.check(&function, &names()) {
                let result = FunctionResult::failed(message);
                engine.report(&execution, &result);
                return Ok(result);
            }
            let run = Arc::new(Run {
                engine: engine.clone(),
                deployed,
                caller,
                request_id,
                job,
                depth,
            });
            let host = Arc::new(DeploymentActionHost {
                run,
                function: function.path.clone(),
                home: function.home.clone(),
                execution: execution.clone(),
            });
            let outcome = if version.is_node_module(function.path.module()) {
                engine.node.run(&version, &invocation, host, depth).await
            } else {
                let runtime = &engine.runtime;
                runtime.run_action(&version, invocation, host, depth).await
            };
            let value = match outcome.result {
                Ok(text) => check_returns(&text, &function, &names())
                    .map(Arc::from)
                    .map_err(FunctionFailure::text),
                Err(error) => Err(failure(error)?),
            };
            let result = FunctionResult {
                value,
                log_lines: outcome.log_lines.into(),
            };
            engine.report(&execution, &result);
            Ok(result)
        }
        .boxed()
    }

    /// `ctx.runQuery`, `ctx.runMutation` and `ctx.runAction` of an action.
    pub(crate) async fn call_from_action(
        self: &Arc<Self>,
        run: &Arc<Run>,
        function: Function,
        args: CallArgs,
    ) -> Result<String, SyscallError> {
        // Who calls is the app's business: components are not told.
        let caller = match function.home.path.is_root() {
            true => run.caller.clone(),
            false => Arc::new(Caller::anonymous()),
        };
        let result = match function.kind {
            FunctionKind::Query => {
                let answer = self
                    .query_function(
                        &run.deployed,
                        function,
                        args,
                        None,
                        &caller,
                        self.latest(),
                        None,
                    )
                    .await;
                answer.map(|(outcome, _)| outcome.result.clone())
            }
            FunctionKind::Mutation => {
                let mutation = MutationRun {
                    deployed: run.deployed.clone(),
                    function,
                    args,
                    caller,
                    key: None,
                    request_id: run.request_id.clone(),
                    signal: None,
                    job: None,
                };
                self.run_mutation(mutation).await.map(|(result, _)| result)
            }
            FunctionKind::Action | FunctionKind::HttpAction => {
                let (request_id, depth) = (run.request_id.clone(), run.depth + 1);
                self.run_action(function, args, caller, request_id, None, depth)
                    .await
            }
        };
        match result
            .map_err(|error| SyscallError::new(error.to_string()))?
            .value
        {
            Ok(value) => Ok(value.to_string()),
            Err(failure) => Err(SyscallError {
                message: failure.message.to_string(),
                data: failure
                    .data
                    .and_then(|data| serde_json::from_str(&data).ok()),
            }),
        }
    }

    /// Schedules, cancels, or works with files on behalf of an action: committed at once.
    pub(crate) async fn own_transaction(
        self: &Arc<Self>,
        run: &Arc<Run>,
        home: &Arc<Instance>,
        op: String,
        args: String,
    ) -> Result<String, SyscallError> {
        let frame_of = FunctionPath::parse("_system:action")
            .map_err(|error| SyscallError::new(error.message))?;
        let (op, args) = (Arc::<str>::from(op), Arc::<str>::from(args));
        let mut attempt = 0;
        loop {
            let frame = Frame::of(frame_of.clone(), home.clone(), FunctionKind::Action);
            let mut host = FunctionHost::new(self.store.begin(), run.clone(), frame);
            let (op, args) = (op.clone(), args.clone());
            // Files are read and written on the way.
            let answered = tokio::task::spawn_blocking(move || {
                let answer = host.async_syscall(&op, &args, &NoNestedCalls)?;
                Ok::<_, SyscallError>((answer, host))
            });
            let (answer, host) = answered
                .await
                .map_err(|error| SyscallError::new(error.to_string()))??;
            match self.commit(host).await {
                Ok(_) => return Ok(answer),
                Err(error) if error.is_retriable() => {
                    attempt += 1;
                    tokio::time::sleep(self.backoff(attempt)).await;
                }
                Err(error) => return Err(SyscallError::new(error.to_string())),
            }
        }
    }
}

/// These operations run no function.
pub(super) struct NoNestedCalls;

impl NestedCalls for NoNestedCalls {
    fn run(
        &self,
        _: Option<&Arc<Version>>,
        _: Invocation,
        _: &mut dyn convex_runtime::TransactionHost,
    ) -> Outcome {
        Outcome {
            result: Ok("null".to_owned()),
            log_lines: Vec::new(),
            observed_time: false,
        }
    }
}
