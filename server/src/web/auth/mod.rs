//! Everything below `/auth` and `/.well-known`, and the outbox: accounts as browsers see them.
//!
//! Forms are plain posts that a page of ours has to send; each is answered with See Other, to where the person
//! wanted to go or back to the form with the reason. Nothing here decides anything: `identity` does.

mod browser;
mod export;
mod fields;
mod forms;
mod outbox;
mod providers;
mod tokens;

pub(super) use browser::Visitor;
pub(super) use outbox::is_there as has_outbox;

use super::dispatch::App;
use super::operator::is_at_hand;
use super::problem::Problem;
use super::reference::Reference;
use crate::identity::{Refused, Unavailable};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

pub(super) async fn answer(app: &Arc<App>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    match *request.method() {
        Method::GET => read(app, &path, request).await,
        Method::POST => act(app, &path, request).await,
        _ => Problem::WrongMethod("GET, POST").into_response(),
    }
}

/// The page of mails that could not be sent, for whoever sits at this machine.
pub(super) fn outbox(app: &App, request: &Request) -> Response {
    outbox::page(app, request)
}

async fn read(app: &Arc<App>, path: &str, request: Request) -> Response {
    if let Some(ticket) = path.strip_prefix("/auth/owner/") {
        return forms::redeem(app, ticket, request).await;
    }
    if let Some(ticket) = path.strip_prefix("/auth/invite/") {
        return forms::invite(app, ticket);
    }
    if let Some(provider) = path.strip_prefix("/auth/").and_then(providers::parse) {
        return providers::answer(app, provider, request).await;
    }
    match path {
        "/auth/export" => export::answer(app, request).await,
        "/.well-known/jwks.json" => tokens::key_set(app),
        "/.well-known/openid-configuration" => tokens::discovery(app),
        _ if forms::find(path).is_some() || path == "/auth/token" => {
            Problem::WrongMethod("POST").into_response()
        }
        _ => Problem::NotFound.into_response(),
    }
}

async fn act(app: &Arc<App>, path: &str, request: Request) -> Response {
    let form = forms::find(path);
    let link = path.strip_prefix("/auth/").and_then(providers::parse);
    let link = link.filter(|step| !step.is_return);
    if form.is_none() && link.is_none() && path != "/auth/token" {
        return Problem::NotFound.into_response();
    }
    if let Err(refusal) = app.origins.check_same_origin(&request) {
        return refusal.into_response();
    }
    match (form, link) {
        (Some(form), _) => forms::answer(app, form, request).await,
        (None, Some(step)) => providers::link(app, &step, request).await,
        (None, None) => {
            let (uri, is_at_hand) = (request.uri().clone(), is_at_hand(app, &request));
            tokens::mint(app, Visitor::of(app, &request), &uri, is_at_hand).await
        }
    }
}

/// See Other: whatever the method was, the next request is a GET.
pub(super) fn redirect(to: &str, cookies: impl IntoIterator<Item = String>) -> Response {
    let mut response = StatusCode::SEE_OTHER.into_response();
    let headers = response.headers_mut();
    // What is no header value is no address of ours either.
    let to = HeaderValue::from_str(to).unwrap_or(HeaderValue::from_static("/"));
    headers.insert(LOCATION, to);
    for cookie in cookies {
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    private(response)
}

/// Empties a browser whose person leaves: the cookie, and what the pages keep there, such as drafts, which is not
/// for whoever uses it next.
pub(super) fn emptied(app: &App, response: Response) -> Response {
    without_session(app, response, "\"cache\", \"storage\"")
}

/// Tells a browser that its session is over, by time or from elsewhere. What was written there without a network
/// waits for whoever wrote it; the pages show it to nobody else.
pub(super) fn ended(app: &App, response: Response) -> Response {
    without_session(app, response, "\"cache\"")
}

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

fn without_session(app: &App, mut response: Response, forgotten: &'static str) -> Response {
    let headers = response.headers_mut();
    if let Ok(cookie) = HeaderValue::from_str(&browser::session_cookie(app, None)) {
        headers.append(SET_COOKIE, cookie);
    }
    headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static(forgotten));
    response
}

fn private(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// For what nobody on the other side can help.
fn internal(why: &dyn std::fmt::Display) -> Response {
    tracing::error!(%why, "request failed");
    Problem::Internal.into_response()
}

/// The deployment, where sessions are kept, does not answer.
pub(super) fn unavailable(why: &Unavailable) -> Response {
    tracing::error!(%why, "request failed");
    Problem::Unavailable.into_response()
}

/// Named and guarded as the other cookies are.
pub(super) fn refusal_cookie(app: &App) -> app::RefusalCookie {
    app::RefusalCookie {
        name: app.origins.cookie_name(app::RefusalCookie::BASE),
        is_secure: app.origins.is_secure(),
    }
}

/// Back to the page of a form, which says why.
fn refuse(
    app: &App,
    form: &str,
    page: &str,
    refused: &Refused,
    values: Vec<(String, String)>,
) -> Response {
    let mut reference = None;
    if let Refused::Unavailable(why) = refused {
        let name = Reference::new(&*app.host);
        tracing::error!(%why, reference = name.as_str(), "request failed");
        reference = Some(name.as_str().to_owned());
    }
    let refusal = app::Refusal {
        form: form.to_owned(),
        code: refused.code().to_owned(),
        message: refused.to_string(),
        values,
        reference,
    };
    redirect(page, [refusal.to_set_cookie(&refusal_cookie(app))])
}
