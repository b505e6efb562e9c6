//! What the client subscribes to, and the plans to evaluate it.

use crate::auth::Caller;
use crate::outcome::QueryOutcome;
use crate::wire::AddQuery;
use serde_json::Value as Json;
use std::sync::Arc;

/// A query as the client named it.
#[derive(Debug, PartialEq)]
pub struct QuerySpec {
    /// The caller's spelling of the path.
    pub udf_path: String,
    /// Positional arguments, still encoded.
    pub args: Json,
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
}

impl QueryState {
    pub(super) fn new(add: AddQuery) -> Self {
        let spec = QuerySpec {
            udf_path: add.udf_path,
            args: add.args,
            component_path: add.component_path,
        };
        Self {
            spec: Arc::new(spec),
            journal: add.journal,
            sent: None,
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
