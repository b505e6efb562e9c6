//! GET `/chats/…/export?format=…`: one chat as a file, `markdown` or `json`. The deployment writes it in pieces, and
//! each is asked for when the browser has taken the one before. What is in attached text files is put in here.

use super::auth::{self, Visitor, redirect};
use super::dispatch::App;
use super::files;
use super::pages::sign_in_for;
use super::problem::Problem;
use crate::identity::{Session, Unavailable};
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, Uri};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Deserialize;
use serde_json::json;
use std::collections::VecDeque;
use std::fmt::Write;
use std::io;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Markdown,
    Json,
}

impl Format {
    /// The one that is asked for; Markdown, which people can read, where none is.
    fn of(uri: &Uri) -> Self {
        let query = uri.query().unwrap_or("").as_bytes();
        let asks_for_json =
            url::form_urlencoded::parse(query).any(|pair| pair == ("format".into(), "json".into()));
        match asks_for_json {
            true => Self::Json,
            false => Self::Markdown,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }

    fn content_type(self) -> &'static str {
        match self {
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Json => "application/json",
        }
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Markdown => "md",
            Self::Json => "json",
        }
    }
}

/// Bytes of an attached text that are read at most: more than can be attached.
const TEXT_MAX: usize = 2 << 20;

/// Some of the file.
#[derive(Deserialize)]
struct Piece {
    title: String,
    parts: VecDeque<Part>,
    /// What to ask for next.
    next: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Part {
    text: String,
    /// The attachment whose text comes behind that, as a JSON string.
    file_id: Option<String>,
}

/// One person's chat, on its way.
struct Transcript {
    app: Arc<App>,
    session: Session,
    chat_id: String,
    format: Format,
}

/// The id of a chat in the path of its file.
pub(super) fn chat_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix("chats/")?.strip_suffix("/export")?;
    (!id.is_empty() && !id.contains('/')).then_some(id)
}

pub(super) async fn answer(app: &Arc<App>, chat_id: &str, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let uri = request.uri().clone();
    drop(request);
    let session = match visitor.session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect(&sign_in_for(&uri), []),
        Err(why) => return auth::unavailable(&why),
    };
    let transcript = Transcript {
        app: app.clone(),
        session,
        chat_id: chat_id.to_owned(),
        format: Format::of(&uri),
    };
    match transcript.piece("").await {
        Ok(Some(first)) => transcript.download(first),
        Ok(None) => Problem::NotFound.into_response(),
        Err(why) => auth::unavailable(&why),
    }
}

impl Transcript {
    async fn piece(&self, cursor: &str) -> Result<Option<Piece>, Unavailable> {
        // Anew each time: neither a token nor a timestamp lasts as long as somebody may take for a file.
        let backend = self.app.pages.backend(&self.app, Some(&self.session)).await;
        let args =
            json!({ "chatId": self.chat_id, "format": self.format.name(), "cursor": cursor });
        let answer = backend.query("exports:chat", &args.to_string()).await;
        let answer = answer.map_err(|error| Unavailable(format!("exports:chat: {error}")))?;
        serde_json::from_str(&answer).map_err(|error| Unavailable(format!("exports:chat: {error}")))
    }

    fn download(self, first: Piece) -> Response {
        let disposition = disposition(&first.title, self.format.ending());
        let content_type = self.format.content_type();
        let parts = stream::try_unfold((self, first), |(transcript, mut piece)| async {
            while piece.parts.is_empty() {
                let Some(cursor) = piece.next else {
                    return Ok(None);
                };
                piece = transcript.following(&cursor).await?;
            }
            let Some(part) = piece.parts.pop_front() else {
                return Ok(None);
            };
            let text = transcript.written(part).await?;
            Ok::<_, io::Error>(Some((text, (transcript, piece))))
        });
        let mut response = Response::new(Body::from_stream(parts));
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
        if let Ok(disposition) = HeaderValue::from_str(&disposition) {
            headers.insert(CONTENT_DISPOSITION, disposition);
        }
        response
    }

    /// Breaks the file off where it cannot go on: half of one must not look like all of it.
    async fn following(&self, cursor: &str) -> io::Result<Piece> {
        let piece = self.piece(cursor).await;
        let piece = piece.map_err(|Unavailable(why)| io::Error::other(why))?;
        piece.ok_or_else(|| io::Error::other("the chat is gone"))
    }

    /// The part's text, and behind it that of its file: `null` where the file is gone by now.
    async fn written(&self, part: Part) -> io::Result<String> {
        let Some(file_id) = part.file_id else {
            return Ok(part.text);
        };
        let found = files::open(&self.app, &self.session, &file_id).await;
        let found = found.map_err(|Unavailable(why)| io::Error::other(why))?;
        let text = match found {
            Some(response) => {
                let bytes = to_bytes(response.into_body(), TEXT_MAX).await;
                let bytes = bytes.map_err(io::Error::other)?;
                Some(String::from_utf8_lossy(&bytes).into_owned())
            }
            None => None,
        };
        Ok(format!("{}{}", part.text, json!(text)))
    }
}

/// Says that the answer is a file of this name (RFC 6266).
fn disposition(title: &str, ending: &str) -> String {
    let mut name = String::new();
    for byte in title.trim().bytes() {
        match byte.is_ascii_alphanumeric() {
            true => name.push(char::from(byte)),
            false => {
                let _ = write!(name, "%{byte:02X}");
            }
        }
    }
    format!("attachment; filename=\"chat.{ending}\"; filename*=UTF-8''{name}.{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_file_of_a_chat_has_its_path() {
        assert_eq!(chat_of("chats/k1/export"), Some("k1"));
        for other in [
            "chats/k1",
            "chats//export",
            "chats/a/b/export",
            "chats/export",
            "export",
        ] {
            assert_eq!(chat_of(other), None, "{other}");
        }
    }

    #[test]
    fn markdown_is_what_nobody_has_to_ask_for() {
        for (uri, format) in [
            ("/chats/k/export", Format::Markdown),
            ("/chats/k/export?format=markdown", Format::Markdown),
            ("/chats/k/export?format=json", Format::Json),
            ("/chats/k/export?x=y&format=json", Format::Json),
        ] {
            assert_eq!(Format::of(&uri.parse().unwrap()), format, "{uri}");
        }
    }

    #[test]
    fn a_title_names_its_file_and_says_nothing_else_to_the_browser() {
        assert_eq!(
            disposition("Tee \"für\" zwei\r\n", "md"),
            "attachment; filename=\"chat.md\"; filename*=UTF-8''Tee%20%22f%C3%BCr%22%20zwei.md"
        );
    }
}
