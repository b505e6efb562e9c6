//! Tokens for the browser's socket, and the keys that prove them.

use super::{Visitor, internal, private, unavailable};
use crate::web::dispatch::App;
use crate::web::operator::operates;
use crate::web::pages::token_for;
use axum::http::Uri;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identity::ISSUER;
use serde_json::json;

/// A token for the session; `null` without one, which is no error: the page for signing in asks, too. `why` says
/// that there was one, and has ended.
///
/// A page names the person whose it is: what another one may read is not for it, whoever is signed in here by now.
pub(super) async fn mint(app: &App, visitor: Visitor, uri: &Uri, is_at_hand: bool) -> Response {
    let session = match visitor.session(app).await {
        Ok(session) => session,
        Err(why) => return unavailable(&why),
    };
    let token = match session {
        None if visitor.has_cookie() => return answered(json!({ "token": null, "why": "ended" })),
        None => return answered(json!({ "token": null })),
        Some(session) if !is_for(uri, &session.person.user_id) => {
            return answered(json!({ "token": null, "why": "other" }));
        }
        Some(session) => token_for(app, &session, operates(is_at_hand, Some(&session))),
    };
    match token {
        Ok(token) => answered(json!({ "token": token })),
        Err(why) => internal(&why),
    }
}

fn answered(body: serde_json::Value) -> Response {
    private(axum::Json(body).into_response())
}

/// Whether a token is wanted for this person, or for whoever is signed in.
fn is_for(uri: &Uri, person: &str) -> bool {
    let query = uri.query().unwrap_or("").as_bytes();
    let mut wanted = url::form_urlencoded::parse(query).filter(|(name, _)| name == "person");
    wanted.all(|(_, wanted)| wanted == person)
}

pub(super) fn key_set(app: &App) -> Response {
    let content_type = [(CONTENT_TYPE, "application/jwk-set+json")];
    (content_type, app.tokens.key_set()).into_response()
}

/// What an OpenID Connect client needs for checking our tokens; nobody else can get any, so there are no
/// addresses for that.
pub(super) fn discovery(app: &App) -> Response {
    axum::Json(json!({
        "issuer": ISSUER,
        "jwks_uri": format!("{}/.well-known/jwks.json", app.origins.public()),
        "response_types_supported": ["id_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "claims_supported": ["iss", "aud", "sub", "sid", "name", "email", "email_verified", "picture", "iat", "exp"],
    }))
    .into_response()
}
