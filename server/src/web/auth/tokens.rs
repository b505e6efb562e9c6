//! Tokens for the browser's socket, and the keys that prove them.

use super::{Visitor, internal, private, unavailable};
use crate::identity::Session;
use crate::web::dispatch::App;
use axum::http::Uri;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identity::ISSUER;
use serde_json::json;

/// The id of the person for whom a page asks: it may have been left open by somebody else.
pub(super) fn wanted(address: &Uri) -> Option<&str> {
    address.query()?.strip_prefix("person=")
}

/// A token for the session; `null` without one, which is no error: the page for signing in asks, too. A page that
/// is another person's gets none either: what was written there is nobody else's to send.
pub(super) async fn mint(app: &App, visitor: Visitor, wanted: Option<&str>) -> Response {
    let session = match visitor.session(app).await {
        Ok(session) => session,
        Err(why) => return unavailable(&why),
    };
    let is_own = |session: &Session| wanted.is_none_or(|wanted| wanted == session.person.user_id);
    let Some(session) = session.filter(is_own) else {
        return private(axum::Json(json!({ "token": null })).into_response());
    };
    let token = app.tokens.mint(&session.person, &session.id);
    match token {
        Ok(token) => private(axum::Json(json!({ "token": token })).into_response()),
        Err(why) => internal(&why),
    }
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
