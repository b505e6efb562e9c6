//! Signing in by the owner's link, signing out, and tokens for the browser's socket.

use super::dispatch::App;
use crate::failure::Failure;
use crate::identity::Session;
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use std::sync::Arc;

pub(super) async fn answer(app: &Arc<App>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let is_read = request.method() == Method::GET;
    if let (true, Some(ticket)) = (is_read, path.strip_prefix("/auth/owner/")) {
        return sign_in(app, ticket, is_prefetch(request.headers())).await;
    }
    if is_read && path == "/.well-known/jwks.json" {
        return (
            [(CONTENT_TYPE, "application/jwk-set+json")],
            app.tokens.key_set().to_owned(),
        )
            .into_response();
    }
    let is_known = matches!(path.as_str(), "/auth/token" | "/auth/sign-out");
    if !is_known {
        return StatusCode::NOT_FOUND.into_response();
    }
    if request.method() != Method::POST {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    if let Err(refusal) = app.origins.check_same_origin(&request) {
        return refusal.into_response();
    }
    if path == "/auth/token" {
        token(app, request.headers())
    } else {
        sign_out(app, request.headers())
    }
}

/// The session that a request belongs to.
pub(super) fn session_of(app: &App, headers: &HeaderMap) -> Option<Session> {
    let name = app.origins.session_cookie();
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name)
        .find_map(|(_, secret)| app.sessions.find(secret))
}

/// Uses the ticket up. A link that does not work leads to the page that says how to get another one.
async fn sign_in(app: &Arc<App>, ticket: &str, is_prefetch: bool) -> Response {
    if is_prefetch {
        // A browser that only looks ahead must not use the link up.
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    }
    let redeemed = match app.links.check(ticket) {
        Some(ticket) => app.sessions.redeem(ticket),
        None => Ok(None),
    };
    match redeemed {
        Ok(Some(secret)) => {
            if let Some(session) = app.sessions.find(&secret) {
                app.pages.welcome(app, &session).await;
            }
            let cookie = cookie(app, &secret, app.sessions.lifetime().as_secs());
            redirect("/", cookie)
        }
        Ok(None) => redirect("/sign-in", None),
        Err(failure) => internal(&failure),
    }
}

fn is_prefetch(headers: &HeaderMap) -> bool {
    headers
        .get("sec-purpose")
        .and_then(|value| value.to_str().ok())
        .is_some_and(|purpose| purpose.contains("prefetch"))
}

fn sign_out(app: &App, headers: &HeaderMap) -> Response {
    if let Some(session) = session_of(app, headers) {
        app.pages.forget(&session);
        if let Err(failure) = app.sessions.end(&session) {
            return internal(&failure);
        }
    }
    redirect("/sign-in", cookie(app, "", 0))
}

fn token(app: &App, headers: &HeaderMap) -> Response {
    let Some(session) = session_of(app, headers) else {
        // Not an error: the page for signing in asks, too.
        return private(axum::Json(json!({ "token": null })).into_response());
    };
    match app.tokens.mint(&session.person) {
        Ok(token) => private(axum::Json(json!({ "token": token })).into_response()),
        Err(failure) => internal(&failure),
    }
}

fn cookie(app: &App, secret: &str, seconds: u64) -> Option<HeaderValue> {
    let name = app.origins.session_cookie();
    let secure = if app.origins.is_secure() {
        "; Secure"
    } else {
        ""
    };
    HeaderValue::from_str(&format!(
        "{name}={secret}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}"
    ))
    .ok()
}

/// See Other: whatever the method was, the next request is a GET.
pub(super) fn redirect(to: &'static str, cookie: Option<HeaderValue>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    response
        .headers_mut()
        .insert(LOCATION, HeaderValue::from_static(to));
    if let Some(cookie) = cookie {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    private(response)
}

fn private(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn internal(failure: &Failure) -> Response {
    tracing::error!(code = failure.code(), %failure, "request failed");
    let body = json!({ "code": "InternalServerError", "message": "Something went wrong on the server; its log says what." });
    private((StatusCode::INTERNAL_SERVER_ERROR, axum::Json(body)).into_response())
}
