//! Reading and changing environment variables, for administrators.

use super::caller;
use super::functions::{Params, require_admin};
use super::incoming::Incoming;
use crate::Error;
use crate::deployment::Shared;
use crate::environment::VariableChanges;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct UpdateBody {
    changes: Vec<Change>,
}

#[derive(Deserialize)]
struct Change {
    name: String,
    /// None removes the variable.
    value: Option<String>,
}

pub(super) async fn update(
    State(shared): State<Arc<Shared>>,
    incoming: Incoming<UpdateBody>,
) -> Result<Response, Error> {
    require_admin(&incoming.caller)?;
    let changes = incoming.body.changes.into_iter();
    let changes: VariableChanges = changes.map(|change| (change.name, change.value)).collect();
    // In a task of its own: a client that goes away must not stop the change half-way.
    let apply = {
        let shared = shared.clone();
        async move { shared.update_variables(&changes).await }
    };
    let applied = shared.tasks.spawn(apply).await;
    applied.map_err(|error| Error::internal(error.to_string()))??;
    Ok(Json(json!({})).into_response())
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let variables = shared.engine.variables()?;
    Ok(Json(json!({ "environmentVariables": variables })).into_response())
}
