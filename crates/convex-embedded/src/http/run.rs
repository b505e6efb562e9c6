//! `/api/run/{module/path}/{function}`: a function by its address.

use super::body::json;
use super::caller;
use super::functions::{CallBody, Params, kind_of, respond};
use crate::Error;
use crate::deployment::Shared;
use crate::functions::Entrance;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;

#[derive(Deserialize)]
struct RunBody {
    #[serde(default)]
    args: Json,
    #[serde(default)]
    format: Option<String>,
}

pub(super) async fn run(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
    Query(params): Query<Params>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Error> {
    let RunBody { args, format } = json(&headers, &body)?;
    let (module, export) = path.rsplit_once('/').ok_or_else(|| {
        Error::bad_request(
            "InvalidFunctionPath",
            "The address must end in `/{module}/{function}`.",
        )
    })?;
    let path = format!("{module}:{export}");
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    let kind = kind_of(&shared, &path);
    respond(
        &shared,
        &headers,
        CallBody::new(path, args, format),
        caller,
        kind,
        Entrance::Public,
    )
    .await
}
