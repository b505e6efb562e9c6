use super::files::Asked;
use super::guard::origin_of;
use crate::failure::Failure;
use crate::identity::Unavailable;
use async_trait::async_trait;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use convex_leptos::{ConvexError, ErrorKind, QueryBackend};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// What a call came to: encoded JSON text, or the failure.
pub(crate) type Outcome = Result<Arc<str>, ConvexError>;

/// A deployment elsewhere, reached over its HTTP API.
pub(crate) struct Remote {
    url: String,
    /// `scheme://host[:port]` of the address.
    origin: String,
    /// Lets this server, and nobody else, call internal functions.
    admin_key: String,
    client: reqwest::Client,
}

/// Whom a call is for.
#[derive(Clone, Copy)]
enum Credential<'a> {
    Nobody,
    User(&'a str),
    Admin,
}

/// A page that waits longer than this for a connection, or for an answer, is better off with an error.
const CONNECT_WITHIN: Duration = Duration::from_secs(5);
const ANSWER_WITHIN: Duration = Duration::from_secs(30);
/// A file may be large, and whoever fetches it slow.
const FILE_WITHIN: Duration = Duration::from_secs(10 * 60);

/// Bytes of a bad answer that the log shows.
const LOGGED: usize = 2000;

impl Remote {
    /// From the address that `--convex-url` names.
    pub(crate) fn new(url: &str, admin_key: &str) -> Result<Self, Failure> {
        let url = url.trim_end_matches('/');
        let origin = origin_of(url).ok_or_else(|| Failure::BadUrl(url.to_owned()))?;
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT_WITHIN)
            .timeout(ANSWER_WITHIN)
            .build()
            .map_err(|error| Failure::Stopped(std::io::Error::other(error)))?;
        Ok(Self {
            url: url.to_owned(),
            origin,
            admin_key: admin_key.to_owned(),
            client,
        })
    }

    /// Where browsers find it: what a page's policy lets them call.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// Calls an internal query or mutation.
    pub(crate) async fn call_internal(&self, endpoint: &str, path: &str, args: &str) -> Outcome {
        self.call(endpoint, Credential::Admin, path, args, None)
            .await
    }

    /// What is asked of the bytes under the address that a function has got for a stored file.
    pub(crate) async fn stored(&self, url: &str, asked: Asked) -> Result<Response, Unavailable> {
        let failed = |error: reqwest::Error| Unavailable(format!("a stored file: {error}"));
        let request = self.client.request(asked.method, url);
        let request = request.headers(asked.headers).timeout(FILE_WITHIN);
        let answer = request.send().await.map_err(failed)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let body = Body::from_stream(answer.bytes_stream());
        Ok((status, headers, body).into_response())
    }

    async fn call(
        &self,
        endpoint: &str,
        credential: Credential<'_>,
        path: &str,
        args: &str,
        ts: Option<&str>,
    ) -> Outcome {
        let path = serde_json::Value::from(path);
        let ts = ts
            .map(|ts| format!(",\"ts\":{}", serde_json::Value::from(ts)))
            .unwrap_or_default();
        let body =
            format!("{{\"path\":{path},\"args\":[{args}],\"format\":\"convex_encoded_json\"{ts}}}");
        let text = self.post(endpoint, credential, body).await?;
        read_envelope(&text)
    }

    async fn post(
        &self,
        endpoint: &str,
        credential: Credential<'_>,
        body: String,
    ) -> Result<String, ConvexError> {
        let mut request = self
            .client
            .post(format!("{}/api/{endpoint}", self.url))
            .header("content-type", "application/json")
            .body(body);
        request = match credential {
            Credential::Nobody => request,
            Credential::User(token) => request.bearer_auth(token),
            Credential::Admin => {
                request.header("authorization", format!("Convex {}", self.admin_key))
            }
        };
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        let status = answer.status();
        let text = answer.text().await.map_err(|error| unreachable(&error))?;
        // 560 carries the same envelope as 200: the function itself failed.
        if status.is_success() || status.as_u16() == 560 {
            Ok(text)
        } else {
            // What a stranger's server says is for the log: error texts travel with the page.
            tracing::warn!(endpoint, %status, body = excerpt(&text), "the deployment refused a request");
            let message = format!(
                "The deployment answered {status}. Try again later; the server's log says more."
            );
            Err(ConvexError::new(ErrorKind::Server, message))
        }
    }
}

/// Enough of an answer to recognise it.
fn excerpt(text: &str) -> &str {
    &text[..text.floor_char_boundary(LOGGED)]
}

fn unreachable(error: &reqwest::Error) -> ConvexError {
    tracing::warn!(%error, "the deployment cannot be reached");
    ConvexError::new(
        ErrorKind::ConnectionLost,
        "The deployment cannot be reached. Try again later; the server's log says more.",
    )
}

/// One request's view of a remote deployment, all queries at one timestamp.
pub(crate) struct RemoteBackend {
    remote: Arc<Remote>,
    token: Option<String>,
    /// Base64 as the deployment gave it; asked for once, by the first query.
    timestamp: OnceCell<String>,
}

#[derive(Deserialize)]
struct Timestamp {
    ts: String,
}

/// Flat, because values keep the text that the deployment wrote, which tagged enums cannot.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    #[serde(default, deserialize_with = "present")]
    value: Option<Box<RawValue>>,
    #[serde(default)]
    error_message: Option<String>,
    #[serde(default, deserialize_with = "present")]
    error_data: Option<Box<RawValue>>,
}

/// A `null` that is there is a value; only a missing one is none.
fn present<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(from).map(Some)
}

impl RemoteBackend {
    pub(crate) fn new(remote: Arc<Remote>, token: Option<String>) -> Self {
        Self {
            remote,
            token,
            timestamp: OnceCell::new(),
        }
    }

    async fn call(&self, endpoint: &str, path: &str, args: &str, ts: Option<&str>) -> Outcome {
        let credential = self
            .token
            .as_deref()
            .map_or(Credential::Nobody, Credential::User);
        self.remote.call(endpoint, credential, path, args, ts).await
    }

    async fn snapshot(&self) -> Result<&str, ConvexError> {
        let fetch = async {
            let text = self
                .remote
                .post("query_ts", Credential::Nobody, "{}".to_owned())
                .await?;
            serde_json::from_str::<Timestamp>(&text)
                .map(|it| it.ts)
                .map_err(|error| malformed(&error))
        };
        self.timestamp
            .get_or_try_init(|| fetch)
            .await
            .map(String::as_str)
    }
}

fn read_envelope(text: &str) -> Outcome {
    let envelope: Envelope = serde_json::from_str(text).map_err(|error| malformed(&error))?;
    match (envelope.value, envelope.error_message) {
        (_, Some(message)) => {
            let data = envelope.error_data.map(|data| Arc::from(data.get()));
            Err(ConvexError::from_wire(message, data))
        }
        (Some(value), None) => Ok(Arc::from(value.get())),
        (None, None) => Err(ConvexError::new(
            ErrorKind::Decode,
            "The deployment answered neither a value nor an error.",
        )),
    }
}

fn malformed(error: &serde_json::Error) -> ConvexError {
    tracing::warn!(%error, "the deployment answered something else");
    ConvexError::new(
        ErrorKind::Decode,
        "The deployment answered something that is no result; check that its address names a Convex deployment.",
    )
}

#[async_trait]
impl QueryBackend for RemoteBackend {
    async fn query(&self, path: &str, args: &str) -> Outcome {
        let ts = self.snapshot().await?;
        self.call("query_at_ts", path, args, Some(ts)).await
    }

    async fn mutation(&self, path: &str, args: &str) -> Outcome {
        self.call("mutation", path, args, None).await
    }

    async fn action(&self, path: &str, args: &str) -> Outcome {
        self.call("action", path, args, None).await
    }

    fn timestamp(&self) -> Option<u64> {
        use base64::Engine;
        let text = self.timestamp.get()?;
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .ok()?;
        Some(u64::from_le_bytes(bytes.try_into().ok()?))
    }

    fn deployment_url(&self) -> Option<String> {
        Some(self.remote.url.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_keep_the_text_that_the_deployment_wrote() {
        let value = read_envelope(r#"{"status":"success","value":{"n": 1.0}}"#).unwrap();
        assert_eq!(&*value, r#"{"n": 1.0}"#);
        let null = read_envelope(r#"{"status":"success","value":null}"#).unwrap();
        assert_eq!(&*null, "null");
        let error =
            read_envelope(r#"{"status":"error","errorMessage":"no","errorData":{"code":"X"}}"#)
                .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Application);
        assert_eq!(error.data_json(), Some(r#"{"code":"X"}"#));
        assert_eq!(
            read_envelope("<html>").unwrap_err().kind(),
            ErrorKind::Decode
        );
    }

    #[test]
    fn something_that_is_no_address_is_refused() {
        let remote = |url: &str| Remote::new(url, "key");
        assert_eq!(remote("convex.cloud").err().unwrap().code(), "BadUrl");
        assert_eq!(remote("ftp://a.b").err().unwrap().code(), "BadUrl");
        let below = remote("http://a.b:8080/c;d").unwrap();
        assert_eq!(below.origin(), "http://a.b:8080");
        let remote = remote("https://X.convex.cloud:443/").unwrap();
        assert_eq!(remote.url, "https://X.convex.cloud:443");
        assert_eq!(remote.origin(), "https://x.convex.cloud");
    }
}
