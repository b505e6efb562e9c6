//! Tokens for the browser's socket, and the keys that prove them.

use super::{Visitor, internal, private, unavailable};
use crate::web::dispatch::App;
use crate::web::operator::operates;
use crate::web::pages::token_for;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use identity::ISSUER;
use serde_json::json;

/// A token for the session; `null` without one, which is no error: the page for signing in asks, too.
pub(super) async fn mint(app: &App, visitor: Visitor, is_at_hand: bool) -> Response {
    let token = match visitor.session(app).await {
        Ok(None) => return private(axum::Json(json!({ "token": null })).into_response()),
        Ok(Some(session)) => token_for(app, &session, operates(is_at_hand, Some(&session))),
        Err(why) => return unavailable(&why),
    };
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
