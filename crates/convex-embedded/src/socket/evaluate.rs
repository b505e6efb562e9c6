//! Evaluating a connection's queries at one timestamp.

use crate::Error;
use crate::functions::{Callee, Engine, Entrance, QueryCall, Watch, request_id_of};
use crate::outcome::QueryOutcome;
use crate::session::{Evaluated, Plan, PlannedQuery};
use convex_store::Timestamp;
use futures::future::BoxFuture;
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Queries of one connection that run at once.
const PARALLEL_QUERIES: usize = 20;
/// Queries that a page shows, and more. Those after them are answered a few at a time, whoever asks, so that others
/// find a worker.
const URGENT: usize = 64;
/// How long a snapshot that the connection has seen may take to appear.
const CATCH_UP: Duration = Duration::from_secs(5);

type Answer = Result<(Arc<QueryOutcome>, Option<Watch>), Error>;

/// All queries of a plan at one timestamp, the newest there is.
pub(super) async fn evaluate(
    engine: Arc<Engine>,
    plan: Plan,
    waker: Arc<Notify>,
) -> Result<(Evaluated, Vec<Watch>), Error> {
    wait_for(&engine, Timestamp(plan.min_ts)).await?;
    let mut attempts = 0;
    loop {
        let ts = engine.latest();
        match evaluate_at(&engine, &plan, ts, &waker).await {
            // The snapshot went out of reach while queries waited for their turn.
            Err(error) if error.code == "SnapshotTooOld" && attempts < 3 => attempts += 1,
            result => return result,
        }
    }
}

async fn evaluate_at(
    engine: &Arc<Engine>,
    plan: &Plan,
    ts: Timestamp,
    waker: &Arc<Notify>,
) -> Result<(Evaluated, Vec<Watch>), Error> {
    let answers = plan
        .queries
        .iter()
        .enumerate()
        .map(|(nth, planned)| answer(engine, plan, planned, nth < URGENT, ts, waker))
        .collect::<Vec<_>>();
    let answers: Vec<_> = futures::stream::iter(answers)
        .buffered(PARALLEL_QUERIES)
        .try_collect()
        .await?;
    let (results, watches): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
    Ok((
        Evaluated { ts: ts.0, results },
        watches.into_iter().flatten().collect(),
    ))
}

fn answer<'a>(
    engine: &'a Arc<Engine>,
    plan: &'a Plan,
    planned: &'a PlannedQuery,
    is_urgent: bool,
    ts: Timestamp,
    waker: &'a Arc<Notify>,
) -> BoxFuture<'a, Answer> {
    async move {
        // Never closed, so a turn comes.
        let _turn = match is_urgent {
            true => None,
            false => engine.patient.acquire().await.ok(),
        };
        let call = QueryCall {
            callee: Callee {
                path: &planned.spec.udf_path,
                component: planned.spec.component_path.as_deref(),
                entrance: Entrance::Public,
            },
            args: planned.spec.args.clone(),
            journal: planned.journal.as_deref(),
            caller: &plan.caller,
        };
        let (outcome, watch) = engine.query(call, ts, Some(waker)).await?;
        Ok((shown(engine, outcome, planned.query_id), watch))
    }
    .boxed()
}

/// A failure gets a request id that stays the same while the query lives, so that an unchanged failure is
/// recognised as such.
fn shown(engine: &Engine, outcome: Arc<QueryOutcome>, query_id: u32) -> Arc<QueryOutcome> {
    if outcome.result.value.is_ok() {
        return outcome;
    }
    let result = engine
        .presenter
        .result(&outcome.result, &request_id_of("query", query_id));
    Arc::new(QueryOutcome {
        result,
        journal: outcome.journal.clone(),
    })
}

/// A connection must never see an older state than before. What it has seen is there already, unless
/// something is badly wrong.
async fn wait_for(engine: &Engine, ts: Timestamp) -> Result<(), Error> {
    if engine.latest() >= ts {
        return Ok(());
    }
    let mut commits = engine.store.watch();
    let reached = tokio::time::timeout(CATCH_UP, commits.wait_for(|latest| *latest >= ts)).await;
    match reached {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(_)) => Err(Error::shutting_down()),
        Err(_) => Err(Error::internal(
            "A connection has seen a newer state than the store has.",
        )),
    }
}
