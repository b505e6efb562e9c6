//! Queries: at one timestamp, through the cache.

use super::cache::{Question, Watch};
use super::engine::{failure, storage_error};
use super::system_query::SystemQuery;
use super::{CallArgs, Callee, Deployed, Engine, Function, check_returns};
use crate::Error;
use crate::auth::Caller;
use crate::outcome::{FunctionFailure, FunctionResult, QueryOutcome};
use crate::syscalls::{Frame, FunctionHost, Run, SharedHost};
use convex_runtime::{FailureKind, FunctionKind, Invocation};
use convex_store::{ReadSet, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// A query as a transport received it.
pub(crate) struct QueryCall<'a> {
    pub(crate) callee: Callee<'a>,
    /// Read already: subscriptions ask again and again with the same.
    pub(crate) args: Result<CallArgs, String>,
    pub(crate) journal: Option<&'a str>,
    pub(crate) caller: &'a Arc<Caller>,
}

/// A run, with everything that decides how long its result is good.
pub(crate) struct Executed {
    pub(crate) outcome: Arc<QueryOutcome>,
    pub(crate) reads: ReadSet,
    pub(crate) identity_observed: bool,
    pub(crate) time_observed: bool,
    /// Where it told what functions did: the newest run that it knew of, as a position among executions.
    pub(crate) runs_observed: Option<f64>,
}

/// A result and, for subscribers, the watch over it.
pub(crate) type Answer = (Arc<QueryOutcome>, Option<Watch>);

impl Engine {
    /// Answers a query at `ts`. Failures of the function are results; errors are the deployment's.
    pub(crate) async fn query(
        self: &Arc<Self>,
        call: QueryCall<'_>,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
    ) -> Result<Answer, Error> {
        let QueryCall {
            callee,
            args,
            journal,
            caller,
        } = call;
        let system_query = SystemQuery::named(&callee, caller);
        if let (Some(query), Ok(args)) = (system_query, &args) {
            let args = args.clone();
            let component = query.component(&callee, &args);
            return self
                .system_query(query, component, args, caller, ts, waker)
                .await;
        }
        let deployed = self.deployed_at(ts).await;
        match callee.prepare(&deployed, FunctionKind::Query, args, caller) {
            Ok((function, args)) => {
                self.query_function(&deployed, function, args, journal, caller, ts, waker)
                    .await
            }
            Err(message) => Ok((failed(message), None)),
        }
    }

    /// As [`Self::query`], once the function is found.
    #[expect(clippy::too_many_arguments, reason = "the parts of one question")]
    pub(crate) async fn query_function(
        self: &Arc<Self>,
        deployed: &Arc<Deployed>,
        function: Function,
        args: CallArgs,
        journal: Option<&str>,
        caller: &Arc<Caller>,
        ts: Timestamp,
        waker: Option<&Arc<Notify>>,
    ) -> Result<Answer, Error> {
        let question = Arc::new(Question {
            version: deployed.number,
            path: function.key(),
            args: args.text().clone(),
            journal: journal.map(Arc::from),
        });
        let cache = self.cache.clone();
        let (component, name) = (function.home.path.clone(), function.path.shared());
        let has_run = AtomicBool::new(false);
        let run = || {
            has_run.store(true, Ordering::Relaxed);
            self.execute_query(
                deployed.clone(),
                function,
                args,
                journal.map(str::to_owned),
                caller.clone(),
                ts,
            )
        };
        let answer = cache
            .get(question, caller.cache_key(), ts, waker, run)
            .await;
        if !has_run.into_inner() {
            self.executions.hit(component, name);
        }
        answer
    }

    pub(super) async fn execute_query(
        self: &Arc<Self>,
        deployed: Arc<Deployed>,
        function: Function,
        args: CallArgs,
        journal: Option<String>,
        caller: Arc<Caller>,
        ts: Timestamp,
    ) -> Result<Executed, Error> {
        let _permit = self
            .queries
            .acquire()
            .await
            .map_err(|_| Error::shutting_down())?;
        let mut tx = self
            .store
            .begin_at(ts)
            .map_err(|error| storage_error(&error))?;
        tx.enter(function.home.namespace);
        let path = function.path.shared();
        let execution = self
            .executions
            .begin(FunctionKind::Query, path, "", &caller)
            .within(&function.home.path);
        if let Err(message) = args.check(&function, &tx) {
            let outcome = failed(message);
            self.report(&execution, &outcome.result);
            return Ok(Executed {
                outcome,
                reads: tx.read_set(),
                identity_observed: false,
                time_observed: false,
                runs_observed: None,
            });
        }
        let run = Arc::new(Run {
            engine: self.clone(),
            deployed,
            caller,
            request_id: String::new(),
            job: None,
            depth: 0,
        });
        let frame = Frame::new(&function, journal);
        let (lent, kept) = SharedHost::lend(FunctionHost::new(tx, run, frame));
        let invocation = self.invocation(&function, &args);
        let (outcome, lent) = self
            .runtime
            .run_transaction(&function.home.version, invocation, lent)
            .await;
        drop(lent);
        let host = kept.take_back().ok_or_else(|| {
            Error::internal("The runtime kept the transaction of a finished query.")
        })?;
        // Whether a run hits a limit depends on the machine's load too: like a look at the clock, it does not
        // hold for long.
        let stopped = outcome.result.as_ref().is_err_and(|error| {
            matches!(error.kind, FailureKind::Timeout | FailureKind::OutOfMemory)
        });
        let value = match outcome.result {
            Ok(text) => check_returns(&text, &function, &host.tx)
                .map(Arc::from)
                .map_err(FunctionFailure::text),
            Err(error) => Err(failure(error)?),
        };
        let log_lines = outcome
            .log_lines
            .into_iter()
            .chain(host.nested_lines)
            .collect();
        let result = FunctionResult { value, log_lines };
        self.report(&execution, &result);
        Ok(Executed {
            outcome: Arc::new(QueryOutcome {
                result,
                journal: host.frame.journal_out,
            }),
            reads: host.tx.read_set(),
            identity_observed: host.observed.identity,
            time_observed: outcome.observed_time || host.observed.time || stopped,
            runs_observed: None,
        })
    }

    /// A fresh execution: its own seed and clock.
    pub(super) fn invocation(&self, function: &Function, args: &CallArgs) -> Invocation {
        Invocation {
            function: function.path.with_extension(),
            kind: function.kind,
            args_json: args.text().to_string(),
            seed: self.host.seed(),
            now_millis: self.host.unix_millis().floor(),
            env: function.home.env.clone(),
            request_id: String::new(),
        }
    }
}

/// A failure that no run produced.
pub(super) fn failed(message: impl Into<String>) -> Arc<QueryOutcome> {
    Arc::new(QueryOutcome {
        result: FunctionResult::failed(message),
        journal: None,
    })
}
