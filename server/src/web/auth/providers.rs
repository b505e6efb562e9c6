//! GET `/auth/github`, `/auth/oidc/{id}`, and the ways back.

use super::browser::{FLOW, SameSite, Visitor, other_cookie, own_path, session_cookie};
use super::{redirect, refuse, unavailable};
use crate::identity::{Arrival, Landed, Refused, Session};
use crate::web::dispatch::App;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use identity::oauth::FLOW_LIFETIME;

/// Which way, through which provider.
pub(super) struct Step {
    provider: String,
    is_return: bool,
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
        let next = parameter("next").and_then(|next| own_path(&next));
        return depart(app, &step.provider, next, session.as_ref()).await;
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
        Err(refused) => refused_at(session.as_ref(), &refused),
    }
}

async fn depart(
    app: &App,
    provider: &str,
    next: Option<String>,
    session: Option<&Session>,
) -> Response {
    match app.accounts.depart(provider, next, session).await {
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Ok(Some(departure)) => {
            // The way back begins elsewhere, so the cookie has to come along.
            let cookie = other_cookie(app, FLOW, &departure.cookie, FLOW_LIFETIME, SameSite::Lax);
            redirect(&departure.url, [cookie])
        }
        Err(refused) => refused_at(session, &refused),
    }
}

/// Whoever is signed in came from the account page.
fn refused_at(session: Option<&Session>, refused: &Refused) -> Response {
    match session {
        Some(_) => refuse("link", "/account", refused, Vec::new()),
        None => refuse("sign-in", "/sign-in", refused, Vec::new()),
    }
}
