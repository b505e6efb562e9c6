//! Streaming export for connectors: by GET with parameters, or by POST with the same in a JSON body.

use super::caller;
use super::functions::{Params, require_admin};
use super::incoming::Incoming;
use crate::Error;
use crate::connectors::{Selection, column_names, deltas, json_schemas, listing};
use crate::deployment::Shared;
use crate::functions::Engine;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::routing::get;
use axum::{Json, Router};
use convex_values::JsonFormat;
use serde::Deserialize;
use serde_json::{Value, json};
use std::sync::Arc;

type AppState = State<Arc<Shared>>;
type Answer = Result<Json<Value>, Error>;

/// The routes below `base`.
pub(super) fn router(base: &str) -> Router<Arc<Shared>> {
    let at = |path: &str| format!("{base}/api{path}");
    Router::new()
        .route(&at("/list_snapshot"), get(list_get).post(list_post))
        .route(&at("/document_deltas"), get(deltas_get).post(deltas_post))
        .route(&at("/json_schemas"), get(schemas))
        .route(&at("/get_table_column_names"), get(columns))
        .route(&at("/test_streaming_export_connection"), get(test))
}

/// What is asked for. Numbers and trees may come as text, from the query string.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Request {
    admin_key: Option<String>,
    snapshot: Option<Value>,
    cursor: Option<Value>,
    format: Option<String>,
    table_name: Option<String>,
    component: Option<String>,
    selection: Option<Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct SchemaParams {
    admin_key: Option<String>,
    delta_schema: bool,
    format: Option<String>,
    by_component: bool,
}

async fn list_get(
    State(shared): AppState,
    Query(request): Query<Request>,
    headers: HeaderMap,
) -> Answer {
    admit(&shared, &headers, request.admin_key.as_deref()).await?;
    list(&shared, request).await
}

async fn list_post(State(shared): AppState, incoming: Incoming<Request>) -> Answer {
    require_admin(&incoming.caller)?;
    list(&shared, incoming.body).await
}

async fn deltas_get(
    State(shared): AppState,
    Query(request): Query<Request>,
    headers: HeaderMap,
) -> Answer {
    admit(&shared, &headers, request.admin_key.as_deref()).await?;
    changes(&shared, request).await
}

async fn deltas_post(State(shared): AppState, incoming: Incoming<Request>) -> Answer {
    require_admin(&incoming.caller)?;
    changes(&shared, incoming.body).await
}

async fn list(shared: &Shared, request: Request) -> Answer {
    let snapshot = request.snapshot.as_ref().map(timestamp).transpose()?;
    let (selection, format) = request.wanted()?;
    let cursor = match request.cursor {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text),
        Some(other) => Some(other.to_string()),
    };
    let list =
        move |engine: &Engine| listing(engine, snapshot, cursor.as_deref(), &selection, format);
    off_thread(shared, list).await
}

async fn changes(shared: &Shared, request: Request) -> Answer {
    let (selection, format) = request.wanted()?;
    let cursor = request.cursor.as_ref().ok_or_else(bad_timestamp)?;
    let cursor = timestamp(cursor)?;
    let read = move |engine: &Engine| deltas(engine, cursor, &selection, format);
    off_thread(shared, read).await
}

async fn schemas(
    State(shared): AppState,
    Query(params): Query<SchemaParams>,
    headers: HeaderMap,
) -> Answer {
    admit(&shared, &headers, params.admin_key.as_deref()).await?;
    let format = format(params.format.as_deref())?;
    let tables = json_schemas(&shared.engine, params.delta_schema, format);
    Ok(Json(if params.by_component {
        json!({ "": tables })
    } else {
        tables
    }))
}

async fn columns(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Answer {
    admit(&shared, &headers, params.admin_key.as_deref()).await?;
    let tables = column_names(&shared.engine).into_iter();
    let tables = tables.map(|(name, columns)| json!({ "name": name, "columns": columns }));
    Ok(Json(
        json!({ "byComponent": { "": tables.collect::<Vec<_>>() } }),
    ))
}

async fn test(State(shared): AppState, Query(params): Query<Params>, headers: HeaderMap) -> Answer {
    admit(&shared, &headers, params.admin_key.as_deref()).await?;
    Ok(Json(Value::Null))
}

async fn admit(shared: &Shared, headers: &HeaderMap, key: Option<&str>) -> Result<(), Error> {
    require_admin(&*caller(shared, headers, key).await?)
}

async fn off_thread(
    shared: &Shared,
    read: impl FnOnce(&Engine) -> Result<Value, Error> + Send + 'static,
) -> Answer {
    let engine = shared.engine.clone();
    let read = tokio::task::spawn_blocking(move || read(&engine)).await;
    read.map_err(|error| Error::internal(error.to_string()))?
        .map(Json)
}

impl Request {
    fn wanted(&self) -> Result<(Selection, JsonFormat), Error> {
        let is_elsewhere = self.component.as_ref().is_some_and(|it| !it.is_empty());
        let selection = match (&self.selection, &self.table_name) {
            (Some(tree), _) => Selection::read(tree.clone())?,
            (None, _) if is_elsewhere => Selection::read(json!({}))?,
            (None, Some(table)) => Selection::table(table),
            (None, None) => Selection::all(),
        };
        Ok((selection, format(self.format.as_deref())?))
    }
}

fn format(name: Option<&str>) -> Result<JsonFormat, Error> {
    let name = name.unwrap_or("json");
    name.parse().map_err(|_| {
        Error::bad_request(
            "BadFormat",
            format!("Unknown format `{name}`; use `json` or `convex_encoded_json`."),
        )
    })
}

fn timestamp(json: &Value) -> Result<u64, Error> {
    let number = match json {
        Value::String(text) => text.parse().ok(),
        json => json.as_u64(),
    };
    number.ok_or_else(bad_timestamp)
}

fn bad_timestamp() -> Error {
    Error::bad_request(
        "BadTimestamp",
        "`cursor` and `snapshot` are timestamps: whole numbers from an answer before.",
    )
}
