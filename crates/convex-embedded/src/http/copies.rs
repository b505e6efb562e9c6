//! Copies of all data, for whoever holds the admin key and finds them beside the deployment's own.

use super::caller;
use super::functions::{Params, require_admin};
use crate::Error;
use crate::deployment::Shared;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde_json::{Value, json};
use std::sync::Arc;

pub(super) async fn copy(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Json<Value>, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    Ok(Json(json!({ "ts": shared.copy().await? })))
}
