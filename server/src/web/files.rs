//! GET `/files/…`: the bytes of an attachment, for whoever it belongs to. The address that the deployment itself
//! has for them lets in everybody who knows it, so no browser learns it.

use super::auth::{self, Visitor, redirect};
use super::dispatch::App;
use super::pages::sign_in_for;
use super::problem::Problem;
use crate::identity::{Session, Unavailable};
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// Files come from users: whatever they are, they run nothing here.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/// Where an attachment's bytes are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    content_type: String,
    /// The whole content, of what was pasted.
    text: Option<String>,
    /// The deployment's own address of the bytes.
    url: Option<String>,
}

pub(super) async fn answer(app: &App, attachment_id: &str, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let uri = request.uri().clone();
    drop(request);
    let session = match visitor.session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect(&sign_in_for(&uri), []),
        Err(why) => return auth::unavailable(&why),
    };
    match open(app, &session, attachment_id).await {
        Ok(Some(response)) => described(response),
        Ok(None) => Problem::NotFound.into_response(),
        Err(why) => auth::unavailable(&why),
    }
}

/// The bytes of one of somebody's attachments as the body of an answer; none if it is not theirs, or has no
/// bytes.
pub(super) async fn open(
    app: &App,
    session: &Session,
    attachment_id: &str,
) -> Result<Option<Response>, Unavailable> {
    let side = app.pages.side();
    let args = json!({ "attachmentId": attachment_id, "userId": session.person.user_id });
    let answer = side.internal_query("attachments:source", args).await;
    let answer = answer.map_err(|error| Unavailable(format!("attachments:source: {error}")))?;
    let source: Option<Source> = serde_json::from_str(&answer)
        .map_err(|error| Unavailable(format!("attachments:source: {error}")))?;
    let Some(source) = source else {
        return Ok(None);
    };
    let mut response = match (source.url, source.text) {
        (Some(url), _) => Response::new(side.stored(&url).await?),
        (None, Some(text)) => Response::new(Body::from(text)),
        (None, None) => return Ok(None),
    };
    if let Ok(content_type) = HeaderValue::from_str(&source.content_type) {
        response.headers_mut().insert(CONTENT_TYPE, content_type);
    }
    Ok(Some(response))
}

fn described(mut response: Response) -> Response {
    let fixed = [
        (CACHE_CONTROL, "private, no-store"),
        (CONTENT_DISPOSITION, "inline"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    for (name, value) in fixed {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
