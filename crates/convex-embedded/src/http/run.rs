//! `/api/run/{module/path}/{function}`: a function by its address.

use super::functions::{CallBody, kind_of, respond};
use super::incoming::Incoming;
use crate::Error;
use crate::deployment::Shared;
use crate::functions::Entrance;
use axum::extract::{Path, State};
use axum::response::Response;
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
    let kind = kind_of(&shared, &path);
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
