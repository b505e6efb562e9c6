//! What the endpoints of the function API have in common: a JSON body, and somebody who sends it.

use super::body::{client_version, json};
use super::{MAX_BODY, caller};
use crate::auth::Caller;
use crate::deployment::Shared;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts as _, Query, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// A request with a JSON body whose sender is known. Credentials come before the body: only administrators have more
/// of it read than the arguments of a function may be, also where pushes may be larger and the key could be inside.
pub(super) struct Incoming<B> {
    pub(super) headers: HeaderMap,
    pub(super) caller: Arc<Caller>,
    pub(super) body: B,
}

/// The credential of those who cannot set headers.
#[derive(Deserialize, Default)]
struct AdminKey {
    #[serde(rename = "adminKey")]
    admin_key: Option<String>,
}

impl<B: DeserializeOwned + Send> FromRequest<Arc<Shared>> for Incoming<B> {
    type Rejection = Response;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Query(AdminKey { admin_key }) = Query::from_request_parts(&mut parts, shared)
            .await
            .map_err(|rejection| rejection.into_response())?;
        let headers = parts.headers.clone();
        let sent = async {
            client_version(&headers)?;
            caller(shared, &headers, admin_key.as_deref()).await
        };
        let caller = sent.await.map_err(crate::Error::into_response)?;
        let mut request = Request::from_parts(parts, body);
        if !caller.is_admin() {
            DefaultBodyLimit::max(MAX_BODY).apply(&mut request);
        }
        let bytes = Bytes::from_request(request, shared)
            .await
            .map_err(|rejection| rejection.into_response())?;
        let body = json(&headers, &bytes).map_err(crate::Error::into_response)?;
        Ok(Self {
            headers,
            caller,
            body,
        })
    }
}
