//! Exports and imports, as the official CLI asks for them.

use super::caller;
use super::functions::{Params, require_admin};
use super::incoming::Incoming;
use super::storage::read;
use crate::deployment::Shared;
use crate::snapshots::{ImportRequest, find_export};
use crate::{Error, ErrorClass};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Path, Query, Request, State};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// Of an upload: 5 MiB, or more for files that would have more than 10,000.
const MAX_PART: usize = 128 << 20;

type AppState = State<Arc<Shared>>;

/// The routes below `base`.
pub(super) fn router(base: &str) -> Router<Arc<Shared>> {
    let at = |path: &str| format!("{base}/api{path}");
    Router::new()
        .route(&at("/export/request/zip"), post(request_export))
        .route(&at("/export/zip/{export}"), get(download_export))
        .route(&at("/import/start_upload"), post(start_upload))
        .route(&at("/import/upload_part"), post(upload_part))
        .route(&at("/import/finish_upload"), post(finish_upload))
        .route(&at("/perform_import"), post(perform_import))
        .route(&at("/cancel_import"), post(cancel_import))
        .layer(DefaultBodyLimit::max(MAX_PART))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ExportParams {
    admin_key: Option<String>,
    #[serde(default)]
    include_storage: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PartParams {
    admin_key: Option<String>,
    upload_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FinishBody {
    import: ImportRequest,
    upload_token: String,
    part_tokens: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImportBody {
    import_id: String,
}

async fn request_export(
    State(shared): AppState,
    Query(params): Query<ExportParams>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    shared.start_export(params.include_storage).await?;
    Ok(Json(json!({})).into_response())
}

async fn download_export(
    State(shared): AppState,
    Path(export): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let engine = &shared.engine;
    let missing = || {
        let sentence = "There is no such export, or it is not complete.";
        Error::new(ErrorClass::NotFound, "ExportNotFound", sentence)
    };
    let found = find_export(&mut engine.store.begin(), &export)?;
    let (name, size) = found.ok_or_else(missing)?;
    let bytes = engine.files.bytes.clone();
    let opened = tokio::task::spawn_blocking(move || bytes.open(&name)).await;
    let opened = opened.map_err(|error| Error::internal(error.to_string()))?;
    let body = read(opened.map_err(|_| missing())?, 0..size);
    let file_name = format!("snapshot_{}_{export}.zip", engine.name);
    let headers = [
        (CONTENT_TYPE, "application/zip".to_owned()),
        (CONTENT_LENGTH, size.to_string()),
        (
            CONTENT_DISPOSITION,
            format!("attachment; filename={file_name}"),
        ),
    ];
    Ok((headers, body).into_response())
}

async fn start_upload(
    State(shared): AppState,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    Ok(Json(json!({ "uploadToken": shared.start_upload() })).into_response())
}

async fn upload_part(
    State(shared): AppState,
    Query(params): Query<PartParams>,
    request: Request,
) -> Result<Response, Error> {
    let caller = caller(&shared, request.headers(), params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let body = match Bytes::from_request(request, &shared).await {
        Ok(body) => body,
        Err(rejection) => return Ok(rejection.into_response()),
    };
    let part = shared.upload_part(&params.upload_token, body).await?;
    Ok(Json(part).into_response())
}

async fn finish_upload(
    State(shared): AppState,
    incoming: Incoming<FinishBody>,
) -> Result<Response, Error> {
    require_admin(&incoming.caller)?;
    let FinishBody {
        import,
        upload_token,
        part_tokens,
    } = incoming.body;
    let id = shared
        .finish_upload(import, &upload_token, &part_tokens)
        .await?;
    Ok(Json(json!({ "importId": id })).into_response())
}

async fn perform_import(
    State(shared): AppState,
    incoming: Incoming<ImportBody>,
) -> Result<Response, Error> {
    require_admin(&incoming.caller)?;
    shared.perform_import(&incoming.body.import_id).await?;
    Ok(Json(json!({})).into_response())
}

async fn cancel_import(
    State(shared): AppState,
    incoming: Incoming<ImportBody>,
) -> Result<Response, Error> {
    require_admin(&incoming.caller)?;
    shared.cancel_import(&incoming.body.import_id).await?;
    Ok(Json(json!({})).into_response())
}
