//! `/api/run/{module/path}/{function}`: a function by its address. `/api/run_test_function`: a query by its source.

use super::body::{answer, envelope, format};
use super::functions::{CallBody, kind_of, require_key, respond};
use super::incoming::Incoming;
use crate::Error;
use crate::components::ComponentPath;
use crate::deployment::Shared;
use crate::functions::{CallArgs, Entrance, random_request_id};
use axum::extract::{Path, State};
use axum::response::Response;
use convex_runtime::ModuleSource;
use serde::Deserialize;
use serde_json::Value as Json;
use std::sync::Arc;

#[derive(Deserialize)]
pub(super) struct RunBody {
    #[serde(default)]
    args: Json,
    #[serde(default)]
    format: Option<String>,
}

pub(super) async fn run(
    State(shared): State<Arc<Shared>>,
    Path(path): Path<String>,
    incoming: Incoming<RunBody>,
) -> Result<Response, Error> {
    let (module, export) = path.rsplit_once('/').ok_or_else(|| {
        Error::bad_request(
            "InvalidFunctionPath",
            "The address must end in `/{module}/{function}`.",
        )
    })?;
    let path = format!("{module}:{export}");
    let kind = kind_of(&shared, &path, None);
    let Incoming {
        headers,
        caller,
        body: RunBody { args, format },
    } = incoming;
    let incoming = Incoming {
        headers,
        caller,
        body: CallBody::new(path, args, format),
    };
    respond(&shared, incoming, kind, Entrance::Public).await
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TestBody {
    admin_key: Option<String>,
    #[serde(default)]
    args: Json,
    bundle: ModuleSource,
    format: Option<String>,
    /// As `_system/frontend/components:list` gives it: its path.
    component_id: Option<String>,
}

pub(super) async fn run_test_function(
    State(shared): State<Arc<Shared>>,
    incoming: Incoming<TestBody>,
) -> Result<Response, Error> {
    let Incoming {
        headers,
        caller,
        body,
    } = incoming;
    require_key(&shared, &caller, body.admin_key.as_deref())?;
    let format = format(body.format.as_deref(), &headers)?;
    let engine = &shared.engine;
    let args = CallArgs::from_json(body.args);
    let component = ComponentPath::from(body.component_id.as_deref().unwrap_or_default());
    let result = engine
        .adhoc_query(body.bundle, &component, args, caller)
        .await?;
    let request_id = random_request_id(&*engine.host);
    Ok(answer(envelope(engine, &result, &request_id, format)))
}
