//! `/api/query`, `/api/mutation`, `/api/action` and their relatives.

use super::body::{answer, client_version, envelope, format, json};
use super::caller;
use crate::auth::Caller;
use crate::deployment::Shared;
use crate::functions::{
    ActionCall, CallArgs, Entrance, MutationCall, QueryCall, random_request_id,
};
use crate::wire::{decode_ts, encode_ts};
use crate::{Error, ErrorClass, FunctionPath, FunctionResult};
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use convex_runtime::FunctionKind;
use convex_store::Timestamp;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CallBody {
    path: String,
    #[serde(default)]
    args: Json,
    #[serde(default)]
    format: Option<String>,
    #[serde(default)]
    component_path: Option<String>,
    #[serde(default)]
    ts: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct BatchBody {
    queries: Vec<CallBody>,
}

#[derive(Deserialize, Default)]
pub(super) struct Params {
    #[serde(rename = "adminKey")]
    pub(super) admin_key: Option<String>,
    path: Option<String>,
    args: Option<String>,
    format: Option<String>,
}

type AppState = State<Arc<Shared>>;

pub(super) async fn query(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    client_version(&headers)?;
    let call: CallBody = json(&headers, &body)?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    let ts = shared.engine.latest();
    one_query(&shared, &headers, call, &caller, ts)
        .await
        .map(answer)
}

pub(super) async fn query_get(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    client_version(&headers)?;
    let path = params.path.ok_or_else(|| {
        Error::bad_request(
            "MissingPath",
            "The query parameter `path` names the function.",
        )
    })?;
    let args = match &params.args {
        Some(text) => serde_json::from_str(text).map_err(|error| {
            Error::bad_request(
                "BadArgs",
                format!("The query parameter `args` is not JSON: {error}."),
            )
        })?,
        None => Json::Null,
    };
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    let call = CallBody {
        path,
        args,
        format: params.format,
        component_path: None,
        ts: None,
    };
    let ts = shared.engine.latest();
    one_query(&shared, &headers, call, &caller, ts)
        .await
        .map(answer)
}

pub(super) async fn query_ts(State(shared): AppState) -> Response {
    answer(format!(
        r#"{{"ts":"{}"}}"#,
        encode_ts(shared.engine.latest().0)
    ))
}

pub(super) async fn query_at_ts(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let call: CallBody = json(&headers, &body)?;
    let ts = call.ts.as_deref().and_then(decode_ts).ok_or_else(|| {
        Error::bad_request(
            "BadTimestamp",
            "`ts` must be a timestamp from `/api/query_ts`.",
        )
    })?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    one_query(&shared, &headers, call, &caller, Timestamp(ts))
        .await
        .map(answer)
}

/// All queries of the batch at one snapshot.
pub(super) async fn query_batch(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let batch: BatchBody = json(&headers, &body)?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    let ts = shared.engine.latest();
    let mut results = Vec::with_capacity(batch.queries.len());
    for call in batch.queries {
        results.push(one_query(&shared, &headers, call, &caller, ts).await?);
    }
    Ok(answer(format!(r#"{{"results":[{}]}}"#, results.join(","))))
}

pub(super) async fn mutation(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    client_version(&headers)?;
    let call: CallBody = json(&headers, &body)?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    respond(
        &shared,
        &headers,
        call,
        caller,
        FunctionKind::Mutation,
        Entrance::Public,
    )
    .await
}

pub(super) async fn action(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    client_version(&headers)?;
    let call: CallBody = json(&headers, &body)?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    respond(
        &shared,
        &headers,
        call,
        caller,
        FunctionKind::Action,
        Entrance::Public,
    )
    .await
}

/// Any function of any kind, for administrators.
pub(super) async fn function(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let call: CallBody = json(&headers, &body)?;
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    if !caller.is_admin() {
        return Err(Error::new(
            ErrorClass::Forbidden,
            "AdminRequired",
            "This endpoint needs the admin key in the Authorization header.",
        ));
    }
    let kind = kind_of(&shared, &call.path);
    respond(&shared, &headers, call, caller, kind, Entrance::Admin).await
}

/// What the function is; a missing one is looked for as a query, which gives the right failure.
pub(super) fn kind_of(shared: &Shared, path: &str) -> FunctionKind {
    let path = FunctionPath::parse(path).ok();
    let deployed = shared.engine.deployed();
    path.and_then(|path| deployed.function(&path).map(|function| function.kind))
        .unwrap_or(FunctionKind::Query)
}

async fn one_query(
    shared: &Shared,
    headers: &HeaderMap,
    call: CallBody,
    caller: &Arc<Caller>,
    ts: Timestamp,
) -> Result<String, Error> {
    let format = format(call.format.as_deref(), headers)?;
    let engine = &shared.engine;
    let query = QueryCall {
        path: &call.path,
        component: call.component_path.as_deref(),
        args: CallArgs::from_json(call.args),
        journal: None,
        caller,
        entrance: Entrance::Public,
    };
    let (outcome, _) = engine.query(query, ts, None).await?;
    Ok(envelope(
        engine,
        &outcome.result,
        &random_request_id(&*engine.host),
        format,
    ))
}

/// Runs a function of a known kind and wraps its result.
pub(super) async fn respond(
    shared: &Shared,
    headers: &HeaderMap,
    call: CallBody,
    caller: Arc<Caller>,
    kind: FunctionKind,
    entrance: Entrance,
) -> Result<Response, Error> {
    let format = format(call.format.as_deref(), headers)?;
    let request_id = random_request_id(&*shared.engine.host);
    let result = run(shared, call, caller, kind, entrance, request_id.clone()).await?;
    Ok(answer(envelope(
        &shared.engine,
        &result,
        &request_id,
        format,
    )))
}

async fn run(
    shared: &Shared,
    call: CallBody,
    caller: Arc<Caller>,
    kind: FunctionKind,
    entrance: Entrance,
    request_id: String,
) -> Result<FunctionResult, Error> {
    let engine = shared.engine.clone();
    let CallBody {
        path,
        args,
        component_path,
        ..
    } = call;
    // In a task of its own: a client that goes away must not leave the outcome of a write to chance.
    let run = async move {
        let component = component_path.as_deref();
        match kind {
            FunctionKind::Mutation => {
                let call = MutationCall {
                    path: &path,
                    component,
                    args,
                    caller,
                    entrance,
                    key: None,
                    request_id,
                    signal: None,
                };
                engine.mutation(call).await.map(|(result, _)| result)
            }
            FunctionKind::Action => {
                engine
                    .action(ActionCall {
                        path: &path,
                        component,
                        args,
                        caller,
                        entrance,
                        request_id,
                    })
                    .await
            }
            FunctionKind::Query | FunctionKind::HttpAction => {
                let call = QueryCall {
                    path: &path,
                    component,
                    args: CallArgs::from_json(args),
                    journal: None,
                    caller: &caller,
                    entrance,
                };
                let ts = engine.latest();
                engine
                    .query(call, ts, None)
                    .await
                    .map(|(outcome, _)| outcome.result.clone())
            }
        }
    };
    shared
        .tasks
        .spawn(run)
        .await
        .map_err(|error| Error::internal(error.to_string()))?
}

impl CallBody {
    pub(super) fn new(path: String, args: Json, format: Option<String>) -> Self {
        Self {
            path,
            args,
            format,
            component_path: None,
            ts: None,
        }
    }
}
