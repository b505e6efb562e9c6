//! `/api/query`, `/api/mutation`, `/api/action` and their relatives.

use super::body::{answer, client_version, envelope, format};
use super::caller;
use super::incoming::Incoming;
use crate::auth::Caller;
use crate::components::ComponentPath;
use crate::deployment::Shared;
use crate::functions::{
    ActionCall, CallArgs, Callee, Entrance, MutationCall, QueryCall, random_request_id,
};
use crate::wire::{decode_ts, encode_ts};
use crate::{Error, ErrorClass, FunctionPath, FunctionResult};
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
    incoming: Incoming<CallBody>,
) -> Result<Response, Error> {
    let ts = shared.engine.latest();
    one_query(&shared, incoming, ts).await
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
    let incoming = Incoming {
        caller: caller(&shared, &headers, params.admin_key.as_deref()).await?,
        body: CallBody::new(path, args, params.format),
        headers,
    };
    let ts = shared.engine.latest();
    one_query(&shared, incoming, ts).await
}

pub(super) async fn query_ts(State(shared): AppState) -> Response {
    answer(format!(
        r#"{{"ts":"{}"}}"#,
        encode_ts(shared.engine.latest().0)
    ))
}

pub(super) async fn query_at_ts(
    State(shared): AppState,
    incoming: Incoming<CallBody>,
) -> Result<Response, Error> {
    let ts = incoming.body.ts.as_deref().and_then(decode_ts);
    let ts = ts.ok_or_else(|| {
        Error::bad_request(
            "BadTimestamp",
            "`ts` must be a timestamp from `/api/query_ts`.",
        )
    })?;
    one_query(&shared, incoming, Timestamp(ts)).await
}

/// All queries of the batch at one snapshot.
pub(super) async fn query_batch(
    State(shared): AppState,
    incoming: Incoming<BatchBody>,
) -> Result<Response, Error> {
    let Incoming {
        headers,
        caller,
        body: batch,
    } = incoming;
    let ts = shared.engine.latest();
    let mut results = Vec::with_capacity(batch.queries.len());
    for call in batch.queries {
        results.push(query_text(&shared, &headers, call, &caller, ts).await?);
    }
    Ok(answer(format!(r#"{{"results":[{}]}}"#, results.join(","))))
}

pub(super) async fn mutation(
    State(shared): AppState,
    incoming: Incoming<CallBody>,
) -> Result<Response, Error> {
    respond(&shared, incoming, FunctionKind::Mutation, Entrance::Public).await
}

pub(super) async fn action(
    State(shared): AppState,
    incoming: Incoming<CallBody>,
) -> Result<Response, Error> {
    respond(&shared, incoming, FunctionKind::Action, Entrance::Public).await
}

/// Any function of any kind, for administrators.
pub(super) async fn function(
    State(shared): AppState,
    incoming: Incoming<CallBody>,
) -> Result<Response, Error> {
    require_admin(&incoming.caller)?;
    let body = &incoming.body;
    let kind = kind_of(&shared, &body.path, body.component_path.as_deref());
    respond(&shared, incoming, kind, Entrance::Admin).await
}

/// Refuses whoever does not hold the admin key.
pub(super) fn require_admin(caller: &Caller) -> Result<(), Error> {
    if caller.is_admin() {
        return Ok(());
    }
    Err(Error::new(
        ErrorClass::Forbidden,
        "AdminRequired",
        "This endpoint needs the admin key in the Authorization header.",
    ))
}

/// Lets administrators pass, by their header or by the key in the body.
pub(super) fn require_key(
    shared: &Shared,
    caller: &Caller,
    key: Option<&str>,
) -> Result<(), Error> {
    match key {
        Some(key) if !caller.is_admin() => shared.admin.check(key),
        _ => require_admin(caller),
    }
}

/// What the function is; a missing one is looked for as a query, which gives the right failure.
pub(super) fn kind_of(shared: &Shared, path: &str, component: Option<&str>) -> FunctionKind {
    let path = FunctionPath::parse(path).ok();
    let deployed = shared.engine.deployed();
    let component = ComponentPath::from(component.unwrap_or_default());
    let function = deployed
        .component(&component)
        .zip(path.as_ref())
        .and_then(|(component, path)| component.function(path));
    function.map_or(FunctionKind::Query, |function| function.kind)
}

async fn one_query(
    shared: &Shared,
    incoming: Incoming<CallBody>,
    ts: Timestamp,
) -> Result<Response, Error> {
    let Incoming {
        headers,
        caller,
        body,
    } = incoming;
    query_text(shared, &headers, body, &caller, ts)
        .await
        .map(answer)
}

async fn query_text(
    shared: &Shared,
    headers: &HeaderMap,
    mut call: CallBody,
    caller: &Arc<Caller>,
    ts: Timestamp,
) -> Result<String, Error> {
    let args = CallArgs::from_json(call.args.take());
    let format = format(call.format.as_deref(), headers)?;
    let engine = &shared.engine;
    let query = QueryCall {
        callee: call.callee(Entrance::Public),
        args,
        journal: None,
        caller,
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
    incoming: Incoming<CallBody>,
    kind: FunctionKind,
    entrance: Entrance,
) -> Result<Response, Error> {
    let Incoming {
        headers,
        caller,
        body: call,
    } = incoming;
    let format = format(call.format.as_deref(), &headers)?;
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
    mut call: CallBody,
    caller: Arc<Caller>,
    kind: FunctionKind,
    entrance: Entrance,
    request_id: String,
) -> Result<FunctionResult, Error> {
    let engine = shared.engine.clone();
    // In a task of its own: a client that goes away must not leave the outcome of a write to chance.
    let run = async move {
        let args = CallArgs::from_json(call.args.take());
        let callee = call.callee(entrance);
        match kind {
            FunctionKind::Mutation => {
                let call = MutationCall {
                    callee,
                    args,
                    caller,
                    key: None,
                    request_id,
                    signal: None,
                };
                engine.mutation(call).await.map(|(result, _)| result)
            }
            FunctionKind::Action => {
                let call = ActionCall {
                    callee,
                    args,
                    caller,
                    request_id,
                };
                engine.action(call).await
            }
            FunctionKind::Query | FunctionKind::HttpAction => {
                let call = QueryCall {
                    callee,
                    args,
                    journal: None,
                    caller: &caller,
                };
                let answer = engine.query(call, engine.latest(), None).await;
                answer.map(|(outcome, _)| outcome.result.clone())
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

    fn callee(&self, entrance: Entrance) -> Callee<'_> {
        Callee {
            path: &self.path,
            component: self.component_path.as_deref(),
            entrance,
        }
    }
}
