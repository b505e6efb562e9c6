//! HTTP actions: at the root of a site of their own, or below a prefix, which they do not see.

use crate::auth::{Caller, Credential, acting_identity};
use crate::deployment::Shared;
use crate::functions::{UNUSABLE, random_request_id};
use crate::outcome::FunctionFailure;
use crate::{Error, ErrorClass};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use convex_runtime::{HttpPart, HttpRequest, HttpResponse};
use futures::stream;
use serde_json::{Value as Json, json};
use std::io;
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::JoinHandle;

/// Of a request; the runtime limits responses.
const MAX_BODY: usize = 20 << 20;

/// How a run ended: whether there was a route, or what failed.
type End = Result<Result<bool, FunctionFailure>, Error>;

pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new().fallback(answer)
}

async fn answer(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let deployed = shared.engine.deployed();
    if deployed.is_unusable() {
        let error = Error::new(ErrorClass::Unavailable, "FunctionsNotLoaded", UNUSABLE);
        return error.into_response();
    }
    if !deployed.has_http() {
        let text = "This Convex deployment does not have HTTP actions enabled.";
        return (StatusCode::NOT_FOUND, text).into_response();
    }
    if shared.stop.is_cancelled() {
        return Error::shutting_down().into_response();
    }
    match run(&shared, request).await {
        Ok(response) => response,
        Err(error) => error.into_response(),
    }
}

async fn run(shared: &Arc<Shared>, request: Request) -> Result<Response, Error> {
    let (parts, body) = request.into_parts();
    let caller = Arc::new(caller(shared, &parts.headers).await);
    let request = read(&parts, body).await?;
    let engine = &shared.engine;
    let request_id = random_request_id(&*engine.host);
    let (sender, mut response) = unbounded_channel();
    let action = engine
        .clone()
        .http_action(request, caller, request_id.clone(), sender);
    // In a task of its own: a request that goes away must not cut the action off.
    let run = shared.tasks.spawn(action);
    if let Some(HttpPart::Head(head)) = response.recv().await {
        return with_head(head, Body::from_stream(pieces(response, run)));
    }
    match ended(run).await? {
        Ok(true) => Err(Error::internal("an HTTP action ended without a response")),
        Ok(false) => Ok((StatusCode::NOT_FOUND, "No matching routes found").into_response()),
        Err(failure) => {
            let body = failed(&failure, &request_id, engine.presenter.redact);
            Ok((StatusCode::INTERNAL_SERVER_ERROR, axum::Json(body)).into_response())
        }
    }
}

/// A credential that is none of ours may well be the action's own affair: then the caller is unknown.
async fn caller(shared: &Shared, headers: &HeaderMap) -> Caller {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        return Caller::anonymous();
    };
    let verified = async {
        match Credential::parse(value.to_str().ok(), None).ok()? {
            Credential::None => None,
            Credential::User(token) => shared.user(&token).await.ok(),
            Credential::Admin { key, acting_as } => {
                shared.admin.check(&key).ok()?;
                acting_identity(acting_as).ok().map(Caller::admin)
            }
        }
    };
    verified.await.unwrap_or_else(Caller::unknown)
}

async fn read(parts: &Parts, body: Body) -> Result<HttpRequest, Error> {
    let body = axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| {
        Error::new(
            ErrorClass::BadRequest,
            "RequestTooLarge",
            "The request's body broke off or is larger than the 20 MiB that an HTTP action may be sent.",
        )
    })?;
    let has_body = !matches!(
        parts.method,
        Method::GET | Method::HEAD | Method::OPTIONS | Method::TRACE
    );
    Ok(HttpRequest {
        url: url_of(&parts.uri, &parts.headers),
        method: parts.method.as_str().to_owned(),
        path: parts.uri.path().to_owned(),
        headers: parts
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), characters(value)))
            .collect(),
        body: has_body.then(|| body.to_vec()),
    })
}

fn url_of(uri: &Uri, headers: &HeaderMap) -> String {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let forwarded = text(HeaderName::from_static("x-forwarded-proto"))
        .and_then(|schemes| schemes.split(',').next())
        .map(str::trim);
    let scheme = match forwarded {
        Some("https") => "https",
        _ => "http",
    };
    let authority = uri.authority().map(|authority| authority.as_str());
    let host = text(header::HOST).or(authority).unwrap_or("localhost");
    let path = uri.path();
    let query = uri.query().map(|query| format!("?{query}"));
    format!("{scheme}://{host}{path}{}", query.unwrap_or_default())
}

/// Header values are bytes; the web shows each as one character.
fn characters(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

fn bytes(value: &str) -> Vec<u8> {
    let bytes: Result<Vec<u8>, _> = value.chars().map(u8::try_from).collect();
    bytes.unwrap_or_else(|_| value.as_bytes().to_vec())
}

fn with_head(head: HttpResponse, body: Body) -> Result<Response, Error> {
    let bad = |what: &str| Error::internal(format!("an HTTP action answered with {what}"));
    let mut response = Response::new(body);
    *response.status_mut() =
        StatusCode::from_u16(head.status).map_err(|_| bad("a status that does not exist"))?;
    for (name, value) in &head.headers {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad("a bad header name"))?;
        // How the body is framed is between this server and its client.
        if matches!(
            name,
            header::CONTENT_LENGTH | header::TRANSFER_ENCODING | header::CONNECTION
        ) {
            continue;
        }
        let value =
            HeaderValue::from_bytes(&bytes(value)).map_err(|_| bad("a bad header value"))?;
        response.headers_mut().append(name, value);
    }
    Ok(response)
}

type Pieces = (UnboundedReceiver<HttpPart>, Option<JoinHandle<End>>);

/// The rest of the response; one whose action failed breaks off.
fn pieces(
    response: UnboundedReceiver<HttpPart>,
    run: JoinHandle<End>,
) -> impl stream::Stream<Item = io::Result<Bytes>> {
    stream::unfold(
        (response, Some(run)),
        |(mut response, mut run): Pieces| async move {
            loop {
                match response.recv().await {
                    Some(HttpPart::Body(chunk)) if chunk.is_empty() => {}
                    Some(HttpPart::Body(chunk)) => {
                        return Some((Ok(Bytes::from(chunk)), (response, run)));
                    }
                    Some(HttpPart::Head(_)) => {}
                    None => {
                        let broken = match ended(run.take()?).await {
                            Ok(Ok(_)) => return None,
                            Ok(Err(_)) | Err(_) => io::Error::other("the HTTP action failed"),
                        };
                        return Some((Err(broken), (response, None)));
                    }
                }
            }
        },
    )
}

async fn ended(run: JoinHandle<End>) -> End {
    run.await
        .map_err(|error| Error::internal(error.to_string()))?
}

fn failed(failure: &FunctionFailure, request_id: &str, redact: bool) -> Json {
    let line = format!("[Request ID: {request_id}] Server Error");
    let mut body = if redact {
        json!({ "code": line })
    } else {
        let first = failure.message.lines().next().unwrap_or_default();
        json!({ "code": format!("{line}: {first}"), "trace": *failure.message })
    };
    let data = failure.data.as_deref();
    if let Some(data) = data.and_then(|data| serde_json::from_str::<Json>(data).ok()) {
        body["data"] = data;
    }
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_action_sees_the_address_of_the_site() {
        let mut headers = HeaderMap::new();
        headers.insert(header::HOST, HeaderValue::from_static("a.example"));
        let url =
            |text: &'static str, headers: &HeaderMap| url_of(&Uri::from_static(text), headers);
        assert_eq!(url("/a%20b/?x=1", &headers), "http://a.example/a%20b/?x=1");
        headers.insert("x-forwarded-proto", HeaderValue::from_static("https, http"));
        assert_eq!(url("/", &headers), "https://a.example/");
    }

    #[test]
    fn header_values_keep_their_bytes() {
        let value = HeaderValue::from_bytes(b"caf\xe9").expect("a value");
        assert_eq!(bytes(&characters(&value)), b"caf\xe9");
    }
}
