//! HTTP actions: what goes in and what comes out.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::UnboundedSender;

/// What a response may hold in all.
const MAX_RESPONSE: usize = 20 << 20;

/// A request for an HTTP action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HttpRequest {
    /// The whole address, as the action sees it.
    pub url: String,
    /// Upper-case method.
    pub method: String,
    /// The path to route on.
    pub path: String,
    /// In order, several of one name allowed. Bytes beyond ASCII are one character each.
    pub headers: Vec<(String, String)>,
    /// Left out for methods whose requests have none.
    #[serde(skip)]
    pub body: Option<Vec<u8>>,
}

/// The head of a response.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct HttpResponse {
    /// 200 to 599.
    pub status: u16,
    /// As in [`HttpRequest::headers`].
    pub headers: Vec<(String, String)>,
}

/// A part of a response; the head comes first and once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HttpPart {
    /// Status and headers.
    Head(HttpResponse),
    /// The next piece of the body.
    Body(Vec<u8>),
}

/// The way of a response out of its context.
pub(crate) struct Reply {
    parts: UnboundedSender<HttpPart>,
    sent: usize,
}

impl Reply {
    pub(crate) fn new(parts: UnboundedSender<HttpPart>) -> Self {
        Self { parts, sent: 0 }
    }

    pub(crate) fn head(&mut self, json: &str) -> Result<(), String> {
        let head = serde_json::from_str(json).map_err(|error| error.to_string())?;
        // Nobody may be listening any more; that is known with the first piece of the body.
        let _ = self.parts.send(HttpPart::Head(head));
        Ok(())
    }

    /// False if nobody reads any more.
    pub(crate) fn body(&mut self, chunk: Vec<u8>) -> Result<bool, String> {
        self.sent += chunk.len();
        if self.sent > MAX_RESPONSE {
            return Err(format!(
                "The response is larger than the {} MiB that an HTTP action may answer",
                MAX_RESPONSE >> 20
            ));
        }
        Ok(self.parts.send(HttpPart::Body(chunk)).is_ok())
    }
}
