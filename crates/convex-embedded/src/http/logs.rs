//! What functions did lately, to be followed by administrators.

use super::caller;
use super::functions::require_admin;
use crate::Error;
use crate::deployment::Shared;
use crate::executions::Filter;
use crate::functions::request_id_of;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long an answer waits for something to say.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Params {
    admin_key: Option<String>,
    /// Milliseconds since the Unix epoch, from the answer before; 0 at first.
    #[serde(default)]
    cursor: f64,
    /// With the number of a request of the session: only what that request did.
    session_id: Option<String>,
    client_request_counter: Option<u64>,
}

/// Ends of executions, and lines of actions as they are printed.
pub(super) async fn functions(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    stream(&shared, params, &headers, false).await
}

/// Ends of executions only.
pub(super) async fn executions(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<Params>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    stream(&shared, params, &headers, true).await
}

async fn stream(
    shared: &Shared,
    params: Params,
    headers: &HeaderMap,
    completions: bool,
) -> Result<Response, Error> {
    let caller = caller(shared, headers, params.admin_key.as_deref()).await?;
    require_admin(&caller)?;
    let request = params.session_id.zip(params.client_request_counter);
    let filter = Filter {
        completions,
        request: request.map(|(session, counter)| request_id_of(&session, counter)),
        ..Filter::default()
    };
    let executions = &shared.engine.executions;
    let page = tokio::select! {
        page = executions.after(params.cursor, &filter, LONGEST_WAIT) => page,
        () = shared.stop.cancelled() => return Err(Error::shutting_down()),
    };
    let answer = json!({ "entries": page.entries, "newCursor": page.cursor });
    Ok(Json(answer).into_response())
}
