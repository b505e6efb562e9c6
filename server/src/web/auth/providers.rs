//! GET `/auth/github`, `/auth/oidc/{id}`, and the ways back; POST of the former, which links.

use super::browser::{FLOW, SameSite, Visitor, other_cookie, session_cookie};
use super::outbox::escaped;
use super::{private, redirect, refuse, unavailable};
use crate::identity::{Arrival, Departure, Landed, Refused, Session};
use crate::web::dispatch::App;
use crate::web::problem::Problem;
use app::own_path;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{REFRESH, SET_COOKIE};
use axum::response::{Html, IntoResponse, Response};
use identity::oauth::FLOW_LIFETIME;

/// Which way, through which provider.
pub(super) struct Step {
    provider: String,
    pub(super) is_return: bool,
}

/// From the part of the address behind `/auth/`.
pub(super) fn parse(rest: &str) -> Option<Step> {
    let (rest, is_return) = match rest.strip_suffix("/callback") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let provider = match rest.split_once('/') {
        None if rest == "github" => "github".to_owned(),
        Some(("oidc", id)) if !id.is_empty() && !id.contains('/') => format!("oidc:{id}"),
        _ => return None,
    };
    Some(Step {
        provider,
        is_return,
    })
}

pub(super) async fn answer(app: &App, step: Step, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let query = request.uri().query().unwrap_or("").to_owned();
    drop(request);
    let session = match visitor.session(app).await {
        Ok(session) => session,
        Err(why) => return unavailable(&why),
    };
    let parameter = |name: &str| {
        url::form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    if !step.is_return {
        if session.is_some() {
            // Any page can lead a browser here; only a form of ours links anything.
            return redirect("/account", []);
        }
        let next = parameter("next").and_then(|next| own_path(&next).map(str::to_owned));
        return depart(app, &step.provider, next).await;
    }
    let arrival = Arrival {
        code: parameter("code"),
        state: parameter("state"),
        issuer: parameter("iss"),
        cookie: visitor.flow.clone(),
        invitation: visitor.invitation.clone(),
    };
    let landed = app
        .accounts
        .arrive(&step.provider, arrival, session.as_ref(), &visitor.client)
        .await;
    let forget = other_cookie(app, FLOW, "", FLOW_LIFETIME, SameSite::Lax);
    match landed {
        Ok(Landed::SignedIn { secret, next }) => {
            let cookies = [session_cookie(app, Some(&secret)), forget];
            redirect(next.as_deref().unwrap_or("/"), cookies)
        }
        Ok(Landed::Linked { next }) => {
            redirect(next.as_deref().unwrap_or("/account?done=linked"), [forget])
        }
        Err(refused) => refused_at(app, session.as_ref(), &refused),
    }
}

async fn depart(app: &App, provider: &str, next: Option<String>) -> Response {
    match app.accounts.depart(provider, next, None).await {
        Ok(None) => Problem::NotFound.into_response(),
        Ok(Some(departure)) => redirect(&departure.url, [flow_cookie(app, &departure)]),
        Err(refused) => refused_at(app, None, &refused),
    }
}

/// Sends whoever is signed in to a provider for another way to sign in.
pub(super) async fn link(app: &App, step: &Step, request: Request) -> Response {
    let session = match Visitor::of(app, &request).session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect("/sign-in", []),
        Err(why) => return unavailable(&why),
    };
    let departure = app.accounts.depart(&step.provider, None, Some(&session));
    match departure.await {
        Ok(None) => Problem::NotFound.into_response(),
        Ok(Some(departure)) => lead_on(&departure.url, &flow_cookie(app, &departure)),
        Err(refused) => refused_at(app, Some(&session), &refused),
    }
}

/// The way back begins elsewhere, so the cookie has to come along.
fn flow_cookie(app: &App, departure: &Departure) -> String {
    other_cookie(app, FLOW, &departure.cookie, FLOW_LIFETIME, SameSite::Lax)
}

/// A page that leads on by itself: browsers hold all addresses to which the answer of a form redirects
/// against the `form-action` of the form's page, and nobody knows all of a provider's.
fn lead_on(url: &str, cookie: &str) -> Response {
    let link = escaped(url);
    let mut response = Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Conclave</title></head>\
         <body><p><a href=\"{link}\">Go on</a></p></body></html>"
    ))
    .into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (REFRESH, format!("0; url={url}")),
        (SET_COOKIE, cookie.to_owned()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(name, value);
        }
    }
    private(response)
}

/// Whoever is signed in came from the account page.
fn refused_at(app: &App, session: Option<&Session>, refused: &Refused) -> Response {
    match session {
        Some(_) => refuse(app, "link", "/account", refused, Vec::new()),
        None => refuse(app, "sign-in", "/sign-in", refused, Vec::new()),
    }
}
