//! `/api/deploy2/…`: pushes of functions, as the official CLI makes them.

use super::caller;
use super::functions::{Params, require_admin, require_key};
use super::incoming::Incoming;
use crate::Error;
use crate::deployment::Shared;
use crate::push::{PrepareSchema, PushConfig, StartPush, schema_status};
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::http::HeaderMap;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tower_http::decompression::RequestDecompressionLayer;

/// Of a push, after decompression.
const MAX_PUSH: usize = 200_000_000;
/// The longest that a request waits for the check of documents.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

type AppState = State<Arc<Shared>>;
type Answer = Result<Json<Value>, Error>;

/// The routes below `base`.
pub(super) fn router(base: &str) -> Router<Arc<Shared>> {
    let at = |path: &str| format!("{base}/api{path}");
    Router::new()
        .route(&at("/deploy2/evaluate_schema"), post(evaluate_schema))
        .route(&at("/deploy2/evaluate_push"), post(evaluate))
        .route(&at("/deploy2/start_push"), post(start))
        .route(&at("/deploy2/wait_for_schema"), post(wait_for_schema))
        .route(&at("/deploy2/finish_push"), post(finish))
        .route(
            &at("/deploy2/report_push_completed"),
            post(report_completed),
        )
        .route(&at("/get_config_hashes"), post(config_hashes))
        .route(&at("/prepare_schema"), post(prepare_schema))
        .route(&at("/push_config"), post(push_config))
        .layer(RequestDecompressionLayer::new())
        .layer(DefaultBodyLimit::max(MAX_PUSH))
        .route(&at("/schema_state/{id}"), get(schema_state))
        .route(&at("/v1/get_canonical_urls"), get(canonical_urls))
}

/// A request that may say in its body who sends it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    admin_key: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WaitBody {
    admin_key: Option<String>,
    schema_change: Value,
    #[serde(default)]
    timeout_ms: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FinishBody {
    admin_key: Option<String>,
    start_push: Value,
    #[serde(default)]
    dry_run: bool,
}

/// What is there already, so that it need not be sent. Nothing is said to be: see [`StartPush`].
async fn config_hashes(State(shared): AppState, incoming: Incoming<Signed>) -> Answer {
    require_key(
        &shared,
        &incoming.caller,
        incoming.body.admin_key.as_deref(),
    )?;
    Ok(Json(json!({
        "config": { "functions": "convex/", "authInfo": [] },
        "moduleHashes": [],
        "udfServerVersion": null,
        "nodeVersion": null,
    })))
}

/// Advice before a push: how long its indexes and checks may take. There is none to give, since documents are in
/// memory; what is wrong with the functions, `start_push` says.
async fn evaluate_schema(State(shared): AppState, incoming: Incoming<Signed>) -> Answer {
    require_key(
        &shared,
        &incoming.caller,
        incoming.body.admin_key.as_deref(),
    )?;
    Ok(Json(
        json!({ "componentSchemaEvaluations": {}, "newComponentDefinitions": [] }),
    ))
}

async fn evaluate(State(shared): AppState, incoming: Incoming<StartPush>) -> Answer {
    let mut push = incoming.body;
    require_key(&shared, &incoming.caller, push.admin_key.take().as_deref())?;
    let change = shared.push_changes(push).await?;
    Ok(Json(json!({ "schemaChange": change })))
}

async fn start(State(shared): AppState, incoming: Incoming<StartPush>) -> Answer {
    let mut push = incoming.body;
    require_key(&shared, &incoming.caller, push.admin_key.take().as_deref())?;
    shared.start_push(push).await.map(Json)
}

async fn wait_for_schema(State(shared): AppState, incoming: Incoming<WaitBody>) -> Answer {
    let WaitBody {
        admin_key,
        schema_change,
        timeout_ms,
    } = incoming.body;
    require_key(&shared, &incoming.caller, admin_key.as_deref())?;
    let timeout = Duration::from_millis(timeout_ms).min(LONGEST_WAIT);
    let status = shared
        .wait_for_schema(id_in(&schema_change)?, timeout)
        .await?;
    Ok(Json(schema_status(&status, &schema_change)))
}

async fn finish(State(shared): AppState, incoming: Incoming<FinishBody>) -> Answer {
    let FinishBody {
        admin_key,
        start_push,
        dry_run,
    } = incoming.body;
    require_key(&shared, &incoming.caller, admin_key.as_deref())?;
    let id = id_in(&start_push)?.to_owned();
    let own = shared.clone();
    let finish = async move { own.finish_push(&id, dry_run).await };
    to_its_end(&shared, finish).await.map(Json)
}

/// In a task of its own: a client that goes away must not stop the change half-way.
async fn to_its_end<T: Send + 'static>(
    shared: &Shared,
    change: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let ended = shared.tasks.spawn(change).await;
    ended.map_err(|error| Error::internal(error.to_string()))?
}

async fn prepare_schema(State(shared): AppState, incoming: Incoming<PrepareSchema>) -> Answer {
    let mut schema = incoming.body;
    require_key(
        &shared,
        &incoming.caller,
        schema.admin_key.take().as_deref(),
    )?;
    shared.prepare_schema(schema).await.map(Json)
}

async fn schema_state(
    State(shared): AppState,
    Path(id): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    shared.schema_state(&id, LONGEST_WAIT).await.map(Json)
}

async fn push_config(State(shared): AppState, incoming: Incoming<PushConfig>) -> Answer {
    let mut push = incoming.body;
    require_key(&shared, &incoming.caller, push.admin_key.take().as_deref())?;
    let own = shared.clone();
    to_its_end(&shared, async move { own.push_config(push).await }).await?;
    Ok(Json(Value::Null))
}

/// How long the steps took, as the CLI saw it: nobody asks here.
async fn report_completed(State(shared): AppState, incoming: Incoming<Signed>) -> Answer {
    require_key(
        &shared,
        &incoming.caller,
        incoming.body.admin_key.as_deref(),
    )?;
    Ok(Json(Value::Null))
}

async fn canonical_urls(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let (cloud, site) = shared.engine.origins();
    Ok(Json(
        json!({ "convexCloudUrl": cloud, "convexSiteUrl": site }),
    ))
}

/// The id that an answer of ours carries.
fn id_in(answer: &Value) -> Result<&str, Error> {
    answer["pushId"].as_str().ok_or_else(|| {
        Error::bad_request(
            "BadPush",
            "The push is not one that this deployment has begun; push again.",
        )
    })
}
