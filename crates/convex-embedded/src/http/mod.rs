//! The HTTP function API, the meta routes and the door to the sync socket.

mod actions;
mod app_metrics;
mod body;
mod connectors;
mod copies;
mod deploy;
mod environment;
mod functions;
mod incoming;
mod logs;
mod meta;
mod metrics;
mod run;
mod snapshots;
mod storage;

use crate::Error;
use crate::auth::{Caller, Credential, acting_identity};
use crate::deployment::Shared;
use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get, post};
use std::sync::Arc;
use std::time::Duration;
use tower_http::cors::{AllowHeaders, AllowOrigin, CorsLayer};

/// 16 MiB of arguments, and the rest of the request.
const MAX_BODY: usize = (16 << 20) + 2000;
/// What the socket reads at all. Longer than what it accepts, because a frame that was not read to its end
/// cannot be answered.
const MAX_FRAME: usize = 64 << 20;
/// What the socket reads at a time. The library clears as much before every attempt to read, also when there
/// is nothing, and a socket that is told of a commit attempts to read as well.
const READ_BUFFER: usize = 4 << 10;
/// From this version on the npm client puts transitions together again.
const CHUNKS_SINCE: semver::Version = semver::Version::new(1, 28, 0);

/// All routes of a deployment.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let mut router = Router::new();
    // With limits of their own.
    let mut larger = Router::new();
    // A base URL with a trailing slash makes clients ask for `//api/…`, and not every server that this router
    // is part of collapses slashes.
    for base in ["", "/"] {
        let at = |path: &str| format!("{base}{path}");
        router = router
            .route(&at("/api/sync"), any(sync))
            .route(&at("/api/{version}/sync"), any(sync_version))
            .route(
                &at("/api/query"),
                get(functions::query_get).post(functions::query),
            )
            .route(&at("/api/mutation"), post(functions::mutation))
            .route(&at("/api/action"), post(functions::action))
            .route(&at("/api/function"), post(functions::function))
            .route(&at("/api/query_ts"), post(functions::query_ts))
            .route(&at("/api/query_at_ts"), post(functions::query_at_ts))
            .route(&at("/api/query_batch"), post(functions::query_batch))
            .route(&at("/api/run/{*path}"), post(run::run))
            .route(&at("/api/run_test_function"), post(run::run_test_function))
            .route(
                &at("/api/update_environment_variables"),
                post(environment::update),
            )
            .route(
                &at("/api/v1/update_environment_variables"),
                post(environment::update),
            )
            .route(
                &at("/api/v1/list_environment_variables"),
                get(environment::list),
            )
            .route(&at("/api/v1/copy_data"), post(copies::copy))
            .route(&at("/api/stream_function_logs"), get(logs::functions))
            .route(&at("/api/stream_udf_execution"), get(logs::executions))
            .route(&at("/api/storage/upload"), post(storage::upload))
            .route(&at("/api/storage/{name}"), get(storage::download))
            .route(&at("/api/check_admin_key"), get(meta::check_admin_key))
            .route(&at("/instance_name"), get(meta::instance_name))
            .route(&at("/instance_version"), get(meta::version))
            .route(&at("/version"), get(meta::version))
            .route(&at("/metrics"), get(metrics::metrics))
            .route(&at("/echo"), post(meta::echo));
        larger = larger
            .merge(app_metrics::router(base))
            .merge(connectors::router(base))
            .merge(deploy::router(base))
            .merge(snapshots::router(base));
    }
    router
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .merge(larger)
        .layer(cors())
        // Not below the layer: these answer browsers' questions themselves.
        .nest_service("/http", action_router(shared.clone()))
        .with_state(shared)
}

/// The HTTP actions alone, at the root.
pub(crate) fn action_router(shared: Arc<Shared>) -> Router {
    actions::router().with_state(shared)
}

/// Browsers always ask first, because of the client's header and the JSON content type.
fn cors() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(AllowOrigin::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .allow_methods([
            Method::GET,
            Method::POST,
            Method::OPTIONS,
            Method::PATCH,
            Method::DELETE,
            Method::PUT,
        ])
        .allow_credentials(true)
        .max_age(Duration::from_secs(86_400))
}

/// Rust and Python: the version is in a header, and they take no chunks.
async fn sync(
    State(shared): State<Arc<Shared>>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    if let Err(error) = body::client_version(&headers) {
        return error.into_response();
    }
    accept(shared, upgrade, false)
}

/// Browsers: the version is in the path, because scripts cannot set headers.
async fn sync_version(
    State(shared): State<Arc<Shared>>,
    Path(version): Path<String>,
    upgrade: WebSocketUpgrade,
) -> Response {
    match semver::Version::parse(&version) {
        Ok(version) => accept(shared, upgrade, version >= CHUNKS_SINCE),
        Err(_) => Error::bad_request(
            "InvalidVersion",
            format!("`{version}` is not a client version."),
        )
        .into_response(),
    }
}

fn accept(shared: Arc<Shared>, upgrade: WebSocketUpgrade, chunks: bool) -> Response {
    if shared.stop.is_cancelled() {
        return Error::shutting_down().into_response();
    }
    let upgrade = upgrade
        .max_message_size(MAX_FRAME)
        .max_frame_size(MAX_FRAME)
        .read_buffer_size(READ_BUFFER);
    // A task that a stop waits for, so that the close frame goes out.
    let tasks = shared.tasks.clone();
    upgrade.on_upgrade(move |socket| async move {
        drop(tasks.spawn(crate::socket::serve(socket, shared, chunks)))
    })
}

/// Who sends a request.
async fn caller(
    shared: &Shared,
    headers: &HeaderMap,
    admin_key: Option<&str>,
) -> Result<Arc<Caller>, Error> {
    let header = match headers.get(header::AUTHORIZATION) {
        Some(value) => Some(value.to_str().map_err(|_| {
            Error::bad_request("InvalidAuthHeader", "The Authorization header is not text.")
        })?),
        None => None,
    };
    let caller = match Credential::parse(header, admin_key)? {
        Credential::None => Caller::anonymous(),
        Credential::User(token) => shared.user(&token).await?,
        Credential::Admin { key, acting_as } => {
            shared.admin.check(&key)?;
            Caller::admin(acting_identity(acting_as)?)
        }
    };
    Ok(Arc::new(caller))
}
