//! What the deployment says about itself.

use super::caller;
use super::functions::Params;
use crate::deployment::Shared;
use crate::{Error, ErrorClass};
use axum::Json;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde_json::json;
use std::sync::Arc;

pub(super) async fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

pub(super) async fn instance_name(State(shared): State<Arc<Shared>>) -> String {
    shared.engine.name.clone()
}

/// Sends back what comes, as it comes: nothing of it is kept.
pub(super) async fn echo(body: Body) -> Body {
    body
}

/// Whether the admin key fits, for tools that ask before they begin.
pub(super) async fn check_admin_key(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let caller = caller(&shared, &headers, params.admin_key.as_deref()).await?;
    if !caller.is_admin() {
        return Err(Error::new(
            ErrorClass::Forbidden,
            "BadDeployKey",
            "The admin key is missing or belongs to another deployment.",
        ));
    }
    Ok(Json(json!({ "success": true, "allowedOps": [], "isReadOnly": false })).into_response())
}
