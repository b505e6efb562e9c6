//! `ctx.runQuery` and `ctx.runMutation` inside a query or mutation: the same transaction, a fresh context.

use super::args::parse;
use super::{Frame, FunctionHost, store_error};
use crate::functions::{Address, CallArgs, check_returns};
use convex_runtime::{FunctionKind, Invocation, NestedCalls, Outcome, SyscallError};
use convex_store::{Limits, Usage};
use serde::Deserialize;
use serde_json::Value as Json;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RunArgs {
    udf_type: UdfType,
    args: Json,
    #[serde(flatten)]
    address: Address,
    #[serde(default)]
    transaction_limits: Option<LimitsJson>,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "camelCase")]
enum UdfType {
    Query,
    Mutation,
    SnapshotQuery,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct LimitsJson {
    bytes_read: Option<usize>,
    bytes_written: Option<usize>,
    database_queries: Option<usize>,
    documents_read: Option<usize>,
    documents_written: Option<usize>,
    functions_scheduled: Option<usize>,
    scheduled_function_args_bytes: Option<usize>,
}

impl FunctionHost {
    /// `1.0/runUdf`.
    pub(super) fn run_udf(
        &mut self,
        args: &str,
        nested: &dyn NestedCalls,
    ) -> Result<String, SyscallError> {
        let args: RunArgs = parse("1.0/runUdf", args)?;
        let kind = match args.udf_type {
            UdfType::Query | UdfType::SnapshotQuery => FunctionKind::Query,
            UdfType::Mutation => FunctionKind::Mutation,
        };
        if self.frame.kind == FunctionKind::Query && args.udf_type != UdfType::Query {
            return Err(SyscallError::new(format!(
                "Cannot call a {kind} function from a Query function"
            )));
        }
        let target = args.address.resolve(&self.frame.home.path)?;
        let function = self.run.deployed.internal_function(&target, kind)?.clone();
        let call = CallArgs::from_json(args.args).map_err(SyscallError::new)?;
        let namespace = function.home.namespace;
        self.tx
            .within(namespace, |tx| call.check(&function, tx))
            .map_err(SyscallError::new)?;
        let invocation = Invocation {
            function: function.path.with_extension(),
            kind,
            args_json: call.text().to_string(),
            // The runtime derives the child's seed and clock from its parent's.
            seed: [0; 32],
            now_millis: 0.0,
            env: function.home.env.clone(),
            request_id: String::new(),
        };
        let frame = Frame::new(&function, None);
        if args.udf_type == UdfType::SnapshotQuery {
            return self.run_on_snapshot(frame, invocation, nested, &function);
        }
        self.run_in_transaction(
            frame,
            invocation,
            nested,
            &function,
            args.transaction_limits,
        )
    }

    /// The child's writes are dropped if it fails; what it read and used stays.
    fn run_in_transaction(
        &mut self,
        frame: Frame,
        invocation: Invocation,
        nested: &dyn NestedCalls,
        function: &crate::functions::Function,
        limits: Option<LimitsJson>,
    ) -> Result<String, SyscallError> {
        let checkpoint = self.tx.checkpoint();
        let (jobs, files) = (self.jobs.len(), self.fresh_files.len());
        let own_limits = self.tx.limits();
        self.tx.set_limits(budget(
            own_limits,
            self.tx.usage(),
            &limits.unwrap_or_default(),
        ));
        let parent = std::mem::replace(&mut self.frame, frame);
        let namespace = self.tx.enter(function.home.namespace);
        let outcome = nested.run(Some(&function.home.version), invocation, self);
        self.tx.set_limits(own_limits);
        let result = self.child_result(outcome, function);
        self.tx.enter(namespace);
        self.frame = parent;
        if result.is_err() {
            self.tx.rollback_to(checkpoint);
            self.jobs.truncate(jobs);
            self.fresh_files.truncate(files);
        }
        result
    }

    /// Reads the snapshot the transaction began at: its own writes are invisible, and nothing read here
    /// can cause a conflict.
    fn run_on_snapshot(
        &mut self,
        frame: Frame,
        invocation: Invocation,
        nested: &dyn NestedCalls,
        function: &crate::functions::Function,
    ) -> Result<String, SyscallError> {
        let tx = self
            .run
            .engine
            .store
            .begin_at(self.tx.begin_ts())
            .map_err(store_error)?;
        let mut host = FunctionHost::new(tx, self.run.clone(), frame);
        let outcome = nested.run(Some(&function.home.version), invocation, &mut host);
        let result = host.child_result(outcome, function);
        self.nested_lines.append(&mut host.nested_lines);
        result
    }

    fn child_result(
        &mut self,
        outcome: Outcome,
        function: &crate::functions::Function,
    ) -> Result<String, SyscallError> {
        self.observed.time |= outcome.observed_time;
        self.nested_lines.extend(outcome.log_lines);
        let text = outcome.result.map_err(SyscallError::from)?;
        check_returns(&text, function, &self.tx).map_err(SyscallError::new)
    }
}

/// The child's budget: on top of what was used, and within the caller's own.
fn budget(own: Limits, used: Usage, asked: &LimitsJson) -> Limits {
    let within = |asked: Option<usize>, used: usize, own: usize| {
        asked.map_or(own, |more| used.saturating_add(more).min(own))
    };
    Limits {
        documents_read: within(
            asked.documents_read,
            used.documents_read,
            own.documents_read,
        ),
        bytes_read: within(asked.bytes_read, used.bytes_read, own.bytes_read),
        database_queries: within(
            asked.database_queries,
            used.database_queries,
            own.database_queries,
        ),
        documents_written: within(
            asked.documents_written,
            used.documents_written,
            own.documents_written,
        ),
        bytes_written: within(asked.bytes_written, used.bytes_written, own.bytes_written),
        functions_scheduled: within(
            asked.functions_scheduled,
            used.functions_scheduled,
            own.functions_scheduled,
        ),
        scheduled_args_bytes: within(
            asked.scheduled_function_args_bytes,
            used.scheduled_args_bytes,
            own.scheduled_args_bytes,
        ),
    }
}
