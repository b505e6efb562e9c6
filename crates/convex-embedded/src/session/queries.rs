//! What the client subscribes to, and the plans to evaluate it.

use crate::auth::Caller;
use crate::functions::CallArgs;
use crate::outcome::QueryOutcome;
use crate::wire::AddQuery;
use std::sync::Arc;

/// A query as the client named it.
#[derive(Debug)]
pub struct QuerySpec {
    /// The caller's spelling of the path.
    pub udf_path: String,
    /// The arguments, or what is wrong with them: read once, because every evaluation needs them.
    pub(crate) args: Result<CallArgs, String>,
    /// Absent or empty for the app itself.
    pub component_path: Option<String>,
}

/// One subscription of this connection.
#[derive(Debug)]
pub(super) struct QueryState {
    pub(super) spec: Arc<QuerySpec>,
    /// The newest journal: from the Add, then from each result.
    pub(super) journal: Option<String>,
    /// The last result sent.
    pub(super) sent: Option<Arc<QueryOutcome>>,
    /// About what the client makes this process remember.
    pub(super) bytes: usize,
}

impl QueryState {
    pub(super) fn new(add: AddQuery) -> Self {
        let spec = QuerySpec {
            udf_path: add.udf_path,
            args: CallArgs::from_json(add.args),
            component_path: add.component_path,
        };
        let texts = [spec.component_path.as_ref(), add.journal.as_ref()];
        let bytes = spec.udf_path.len()
            + texts.into_iter().flatten().map(String::len).sum::<usize>()
            + spec.args.as_ref().map_or(0, CallArgs::size);
        Self {
            spec: Arc::new(spec),
            journal: add.journal,
            sent: None,
            bytes,
        }
    }
}

/// Queries to evaluate at one snapshot under one identity.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Query set version that the results will acknowledge.
    pub query_set: u32,
    /// Identity version that the results will acknowledge.
    pub identity: u32,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The snapshot must not be older than this.
    pub min_ts: u64,
    /// What to evaluate.
    pub queries: Vec<PlannedQuery>,
}

/// One query of a plan.
#[derive(Debug, Clone)]
pub struct PlannedQuery {
    /// The client's id.
    pub query_id: u32,
    /// Path and arguments.
    pub spec: Arc<QuerySpec>,
    /// The newest journal.
    pub journal: Option<String>,
}

/// The answer to a plan.
#[derive(Debug)]
pub struct Evaluated {
    /// The snapshot all results describe.
    pub ts: u64,
    /// A result for every query of the plan, in its order.
    pub results: Vec<Arc<QueryOutcome>>,
}
