//! GET `/files/…`: the bytes of an attachment, or a part of them, for whoever it belongs to. The address that the deployment itself
//! has for them lets in everybody who knows it, so no browser learns it.

use super::auth::{self, Visitor, redirect};
use super::dispatch::App;
use super::headers;
use super::pages::sign_in_for;
use super::problem::Problem;
use crate::identity::{Session, Unavailable};
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE,
    CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_RANGE, RANGE,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

/// Files come from users: whatever they are, they run nothing here.
const POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/// What of a request says which bytes it is about.
const ABOUT_BYTES: [HeaderName; 2] = [RANGE, IF_RANGE];

/// What is said of bytes with them.
const OF_BYTES: [HeaderName; 4] = [ACCEPT_RANGES, CONTENT_LENGTH, CONTENT_RANGE, ETAG];

/// What somebody asks of a file: all of it, a part, or only what can be said of it.
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) headers: HeaderMap,
}

impl Asked {
    pub(super) fn all() -> Self {
        Self {
            method: Method::GET,
            headers: HeaderMap::new(),
        }
    }

    fn by(request: &Request) -> Self {
        Self {
            method: request.method().clone(),
            headers: only(&ABOUT_BYTES, request.headers()),
        }
    }
}

fn only(names: &[HeaderName], headers: &HeaderMap) -> HeaderMap {
    let named = names
        .iter()
        .filter_map(|name| Some((name.clone(), headers.get(name)?.clone())));
    named.collect()
}

/// Where an attachment's bytes are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Source {
    name: String,
    content_type: String,
    /// The whole content, of what was pasted.
    text: Option<String>,
    /// The deployment's own address of the bytes.
    url: Option<String>,
}

pub(super) async fn answer(app: &App, attachment_id: &str, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let uri = request.uri().clone();
    let asked = Asked::by(&request);
    drop(request);
    let session = match visitor.session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect(&sign_in_for(&uri), []),
        Err(why) => return auth::unavailable(&why),
    };
    match open(app, &session, attachment_id, asked).await {
        Ok(Some(response)) => response,
        Ok(None) => Problem::NotFound.into_response(),
        Err(why) => auth::unavailable(&why),
    }
}

/// What is asked of one of somebody's attachments; none if it is not theirs, or has no bytes.
pub(super) async fn open(
    app: &App,
    session: &Session,
    attachment_id: &str,
    asked: Asked,
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
    let found = match (&source.url, &source.text) {
        (Some(url), _) => side.stored(url, asked).await?,
        // Small, so it comes as a whole whatever part is asked for.
        (None, Some(text)) => pasted(text),
        (None, None) => return Ok(None),
    };
    let (found, body) = found.into_parts();
    let mut response = (found.status, body).into_response();
    *response.headers_mut() = only(&OF_BYTES, &found.headers);
    describe(response.headers_mut(), &source);
    Ok(Some(response))
}

fn pasted(text: &str) -> Response {
    let length = HeaderValue::from(text.len());
    ([(CONTENT_LENGTH, length)], text.to_owned()).into_response()
}

/// What is said of a file, whatever of it is asked for.
fn describe(headers: &mut HeaderMap, source: &Source) {
    let disposition = format!("inline; filename*={}", headers::encoded(&source.name));
    let named = [
        (CONTENT_TYPE, &source.content_type),
        (CONTENT_DISPOSITION, &disposition),
    ];
    for (name, value) in named {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    let fixed = [
        (CACHE_CONTROL, "private, no-store"),
        (CONTENT_SECURITY_POLICY, POLICY),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
