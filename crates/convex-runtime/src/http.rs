//! `fetch` below JavaScript: one request, its head, then its body piece by piece.

use futures::StreamExt;
use futures::stream::BoxStream;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Client, Method, redirect};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::OnceLock;

const MAX_REDIRECTS: usize = 20;

/// Connections are shared by all actions. Made on first use: many deployments never fetch.
#[derive(Default)]
pub(crate) struct Clients {
    following: OnceLock<Client>,
    direct: OnceLock<Client>,
}

impl Clients {
    fn get(&self, redirect: Redirect) -> Result<&Client, String> {
        let (cell, policy) = match redirect {
            Redirect::Follow => (&self.following, redirect::Policy::limited(MAX_REDIRECTS)),
            Redirect::Manual | Redirect::Error => (&self.direct, redirect::Policy::none()),
        };
        if let Some(client) = cell.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .redirect(policy)
            .build()
            .map_err(|error| chain(&error))?;
        Ok(cell.get_or_init(|| client))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Redirect {
    Follow,
    Manual,
    Error,
}

#[derive(Deserialize)]
struct Request {
    url: String,
    method: String,
    redirect: Redirect,
    headers: Vec<(String, String)>,
}

/// What `fetch.js` builds a `Response` from.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    status: u16,
    status_text: String,
    headers: Vec<(String, String)>,
    url: String,
    redirected: bool,
    /// Names the body for `next_chunk`; `None` if there is none.
    body: Option<u32>,
}

type Body = BoxStream<'static, reqwest::Result<Vec<u8>>>;

/// Open response bodies of one action.
#[derive(Default)]
pub(crate) struct Bodies {
    last: RefCell<u32>,
    open: RefCell<HashMap<u32, Body>>,
}

impl Bodies {
    /// Sends a request; the JSON text of the response's head.
    pub(crate) async fn send(
        &self,
        clients: &Clients,
        request: &str,
        body: Option<Vec<u8>>,
    ) -> Result<String, String> {
        let request: Request = serde_json::from_str(request).map_err(|error| error.to_string())?;
        let method = Method::from_bytes(request.method.as_bytes())
            .map_err(|_| format!("Invalid method: {}", request.method))?;
        let is_head = method == Method::HEAD;
        let mut builder = clients
            .get(request.redirect)?
            .request(method, &request.url)
            .headers(headers(&request.headers)?);
        if let Some(body) = body {
            builder = builder.body(body);
        }
        let response = builder
            .send()
            .await
            .map_err(|error| format!("fetch failed: {}", chain(&error)))?;
        let status = response.status();
        if request.redirect == Redirect::Error && status.is_redirection() {
            return Err("fetch failed: unexpected redirect".into());
        }
        let url = response.url().to_string();
        let mut head = Head {
            status: status.as_u16(),
            status_text: status.canonical_reason().unwrap_or_default().to_owned(),
            headers: response
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), latin1(value)))
                .collect(),
            redirected: without_fragment(&url) != without_fragment(&request.url)
                && request.redirect == Redirect::Follow,
            url,
            body: None,
        };
        if !is_head && !matches!(status.as_u16(), 204 | 205 | 304) {
            let stream = response
                .bytes_stream()
                .map(|chunk| chunk.map(|chunk| chunk.to_vec()));
            head.body = Some(self.keep(stream.boxed()));
        }
        serde_json::to_string(&head).map_err(|error| error.to_string())
    }

    fn keep(&self, body: Body) -> u32 {
        *self.last.borrow_mut() += 1;
        let number = *self.last.borrow();
        self.open.borrow_mut().insert(number, body);
        number
    }

    /// The next piece; `None` at the end, or if the body was dropped.
    pub(crate) async fn next_chunk(&self, number: u32) -> Result<Option<Vec<u8>>, String> {
        let body = self.open.borrow_mut().remove(&number);
        let Some(mut body) = body else {
            return Ok(None);
        };
        match body.next().await {
            None => Ok(None),
            Some(Ok(chunk)) => {
                self.open.borrow_mut().insert(number, body);
                Ok(Some(chunk))
            }
            Some(Err(error)) => Err(format!("The response body broke off: {}", chain(&error))),
        }
    }

    /// Closes the connection unless the body is complete.
    pub(crate) fn drop_body(&self, number: u32) {
        self.open.borrow_mut().remove(&number);
    }
}

fn headers(pairs: &[(String, String)]) -> Result<HeaderMap, String> {
    let mut headers = HeaderMap::new();
    for (name, value) in pairs {
        let name = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| format!("Invalid header name: {name}"))?;
        let value =
            HeaderValue::from_str(value).map_err(|_| format!("Invalid value of header {name}"))?;
        headers.append(name, value);
    }
    Ok(headers)
}

/// Header values are bytes; the web shows each as one character.
fn latin1(value: &HeaderValue) -> String {
    value.as_bytes().iter().copied().map(char::from).collect()
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url).trim_end_matches('/')
}

/// An error with its causes: the outer one alone says only that sending failed.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text
}
