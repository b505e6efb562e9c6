//! The address that functions know: always the same while the server runs, whether the program behind it runs,
//! has to be started first or has just died.

use super::nearby;
use super::supervisor::Supervisor;
use crate::failure::Failure;
use axum::Json;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use futures::StreamExt;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;

/// More than a context of any small model.
const REQUEST_MAX: usize = 1 << 20;

/// Kinds of errors, and what people read.
const NOT_RUNNING: (&str, &str) = (
    "model_unavailable",
    "The local model does not run at the moment: try again soon, or choose another model. The server's log says why.",
);
const ENDED: (&str, &str) = (
    "model_ended",
    "The local model has ended while it was asked: try again, or choose another model.",
);

#[derive(Clone)]
struct Gateway {
    supervisor: Supervisor,
    http: reqwest::Client,
    authorization: Arc<str>,
}

/// Listens on a free port of loopback; where comes back.
pub(super) async fn serve(supervisor: Supervisor, key: &str) -> Result<SocketAddr, Failure> {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let failed = |source| Failure::Listen { addr, source };
    let listener = TcpListener::bind(addr).await.map_err(failed)?;
    let addr = listener.local_addr().map_err(failed)?;
    let router = router(supervisor, key);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(addr)
}

/// What of the program others reach: it has more to offer than is good for them.
fn router(supervisor: Supervisor, key: &str) -> Router {
    let gateway = Gateway {
        supervisor,
        http: nearby(),
        authorization: format!("Bearer {key}").into(),
    };
    Router::new()
        .route("/v1/chat/completions", post(forward))
        .route("/v1/models", get(forward))
        .layer(DefaultBodyLimit::max(REQUEST_MAX))
        .layer(middleware::from_fn_with_state(gateway.clone(), admit))
        .with_state(gateway)
}

/// Only those who know the key: other people's programs, and pages in a browser, reach loopback as well.
async fn admit(State(gateway): State<Gateway>, request: Request, next: Next) -> Response {
    let sent = request.headers().get(AUTHORIZATION);
    let sent = sent.map_or(&b""[..], |value| value.as_bytes());
    // Digests, so that the time it takes says nothing about the key.
    if Sha256::digest(sent) != Sha256::digest(gateway.authorization.as_bytes()) {
        return refused(
            StatusCode::UNAUTHORIZED,
            "invalid_api_key",
            "The key is not right.",
        );
    }
    next.run(request).await
}

async fn forward(
    State(gateway): State<Gateway>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let lease = match gateway.supervisor.lease().await {
        Ok(lease) => lease,
        Err(refusal) => {
            tracing::warn!("the local model does not answer: {}", refusal.reason);
            return unavailable(NOT_RUNNING, refusal.retry_after);
        }
    };
    let mut request = gateway
        .http
        .request(method, format!("{}{}", lease.origin, uri.path()))
        .header(AUTHORIZATION, &*gateway.authorization)
        .body(body);
    if let Some(kind) = headers.get(CONTENT_TYPE) {
        request = request.header(CONTENT_TYPE, kind);
    }
    let answer = match request.send().await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::warn!(%error, "the local model has ended while it was asked");
            return unavailable(ENDED, Duration::from_secs(1));
        }
    };
    let status = answer.status();
    let kind = answer.headers().get(CONTENT_TYPE).cloned();
    // Whoever stops reading drops the stream, and with it the connection, which stops the program's work.
    let stream = answer.bytes_stream().map(move |piece| {
        let _in_use = &lease;
        piece
    });
    let mut response = (status, Body::from_stream(stream)).into_response();
    if let Some(kind) = kind {
        response.headers_mut().insert(CONTENT_TYPE, kind);
    }
    response
}

/// What is wrong with the program is the server's affair: it names files of this machine, and the answer reaches
/// everybody who chats.
fn unavailable((kind, message): (&str, &str), retry_after: Duration) -> Response {
    let seconds = retry_after.as_secs_f64().ceil().max(1.0) as u64;
    let mut response = refused(StatusCode::BAD_GATEWAY, kind, message);
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}

/// An error as clients of such endpoints expect it.
fn refused(status: StatusCode, kind: &str, message: &str) -> Response {
    let error = json!({ "error": { "message": message, "type": kind } });
    (status, Json(error)).into_response()
}
