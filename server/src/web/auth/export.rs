//! GET `/auth/export`: everything that is the caller's, as a zip of one JSON file per table. It is written
//! while it is sent, so that it needs no room however much there is.

use super::{Visitor, private, redirect, unavailable};
use crate::web::dispatch::App;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use convex_leptos::{ConvexError, QueryBackend};
use futures::stream;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::io::{self, Write};
use std::sync::Arc;
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Rows of one question to the deployment.
const PAGE_SIZE: usize = 100;

/// Pieces that wait for a slow browser at most, in either direction.
const WAITING_MAX: usize = 8;

/// What the writer of the zip is told.
enum Piece {
    File(String),
    Text(String),
}

/// What is sent: bytes, or the end with an error, which cuts the download off so that nobody takes half of it
/// for all.
type Sent = Result<Bytes, io::Error>;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    page: Vec<Box<RawValue>>,
    is_done: bool,
    continue_cursor: String,
}

pub(super) async fn answer(app: &Arc<App>, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    let session = match visitor.session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect("/sign-in?next=%2Faccount", []),
        Err(why) => return unavailable(&why),
    };
    let backend = app.pages.backend(app, Some(&session)).await;
    let tables = match tables(&backend).await {
        Ok(tables) => tables,
        Err(error) => {
            tracing::error!(%error, "cannot export");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let mut response = Body::from_stream(zipped(backend, tables)).into_response();
    let headers = response.headers_mut();
    let disposition = HeaderValue::from_static("attachment; filename=\"conclave.zip\"");
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    private(response)
}

async fn tables(backend: &Arc<dyn QueryBackend>) -> Result<Vec<String>, ConvexError> {
    let answer = backend.query("exports:tables", "{}").await?;
    serde_json::from_str(&answer).map_err(|error| malformed(&error))
}

/// The zip, as it comes.
fn zipped(backend: Arc<dyn QueryBackend>, tables: Vec<String>) -> impl stream::Stream<Item = Sent> {
    let (pieces, writing) = mpsc::channel(WAITING_MAX);
    let (sender, receiver) = mpsc::channel(WAITING_MAX);
    let failing = sender.clone();
    tokio::task::spawn_blocking(move || {
        let failing = sender.clone();
        if let Err(error) = write(writing, Pipe(sender)) {
            let _ = failing.blocking_send(Err(io::Error::other(error)));
        }
    });
    tokio::spawn(async move {
        if let Err(error) = read(&backend, tables, &pieces).await {
            tracing::error!(%error, "an export ends early");
            let _ = failing.send(Err(io::Error::other(error))).await;
        }
    });
    stream::unfold(receiver, |mut receiver| async move {
        let sent = receiver.recv().await?;
        Some((sent, receiver))
    })
}

/// Asks for the rows, page by page, all of them at one timestamp.
async fn read(
    backend: &Arc<dyn QueryBackend>,
    tables: Vec<String>,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), ConvexError> {
    for table in tables {
        if pieces
            .send(Piece::File(format!("{table}.json")))
            .await
            .is_err()
        {
            return Ok(());
        }
        let mut cursor = None;
        let mut before = "[\n";
        loop {
            let options = json!({ "numItems": PAGE_SIZE, "cursor": cursor });
            let args = json!({ "table": table, "paginationOpts": options }).to_string();
            let answer = backend.query("exports:page", &args).await?;
            let page: Page = serde_json::from_str(&answer).map_err(|error| malformed(&error))?;
            let mut text = String::new();
            for row in &page.page {
                text.push_str(before);
                text.push_str(row.get());
                before = ",\n";
            }
            if page.is_done {
                text.push_str(if before == "[\n" { "[]\n" } else { "\n]\n" });
            }
            // Whoever asked has gone away; so does this.
            if pieces.send(Piece::Text(text)).await.is_err() {
                return Ok(());
            }
            if page.is_done {
                break;
            }
            cursor = Some(page.continue_cursor);
        }
    }
    Ok(())
}

fn write(mut pieces: mpsc::Receiver<Piece>, pipe: Pipe) -> zip::result::ZipResult<()> {
    let mut zip = ZipWriter::new_stream(pipe);
    let options = SimpleFileOptions::default();
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::File(name) => zip.start_file(name, options)?,
            Piece::Text(text) => zip.write_all(text.as_bytes())?,
        }
    }
    zip.finish().map(drop)
}

/// Hands bytes to the browser; an error once it has gone away.
struct Pipe(mpsc::Sender<Sent>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .blocking_send(Ok(Bytes::copy_from_slice(bytes)))
            .map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn malformed(error: &serde_json::Error) -> ConvexError {
    ConvexError::new(convex_leptos::ErrorKind::Decode, error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_trait::async_trait;
    use futures::StreamExt;
    use std::io::Read;

    /// Two tables: three rows on two pages, and none.
    struct Rows {
        fails: bool,
    }

    #[async_trait]
    impl QueryBackend for Rows {
        async fn query(&self, _path: &str, args: &str) -> Result<Arc<str>, ConvexError> {
            let args: serde_json::Value = serde_json::from_str(args).unwrap();
            let (table, cursor) = (&args["table"], &args["paginationOpts"]["cursor"]);
            let page = match (table.as_str().unwrap(), cursor.as_str()) {
                ("tasks", None) => {
                    json!({ "page": [1, 2], "isDone": false, "continueCursor": "c" })
                }
                ("tasks", Some("c")) if self.fails => {
                    return Err(ConvexError::new(convex_leptos::ErrorKind::Server, "gone"));
                }
                ("tasks", Some("c")) => {
                    json!({ "page": [{ "a": 3 }], "isDone": true, "continueCursor": "" })
                }
                _ => json!({ "page": [], "isDone": true, "continueCursor": "" }),
            };
            Ok(Arc::from(page.to_string()))
        }

        async fn mutation(&self, _path: &str, _args: &str) -> Result<Arc<str>, ConvexError> {
            unreachable!("an export changes nothing")
        }

        async fn action(&self, _path: &str, _args: &str) -> Result<Arc<str>, ConvexError> {
            unreachable!("an export changes nothing")
        }

        fn timestamp(&self) -> Option<u64> {
            None
        }
    }

    async fn export(fails: bool) -> Vec<Sent> {
        let tables = ["tasks", "memories"].map(str::to_owned).to_vec();
        zipped(Arc::new(Rows { fails }), tables).collect().await
    }

    #[tokio::test]
    async fn an_export_holds_every_row_of_every_table() {
        let parts: Vec<Bytes> = export(false)
            .await
            .into_iter()
            .map(Result::unwrap)
            .collect();
        let mut zip = zip::ZipArchive::new(io::Cursor::new(parts.concat())).unwrap();
        let mut file = |name: &str| {
            let mut text = String::new();
            zip.by_name(name)
                .unwrap()
                .read_to_string(&mut text)
                .unwrap();
            text
        };
        assert_eq!(file("tasks.json"), "[\n1,\n2,\n{\"a\":3}\n]\n");
        assert_eq!(file("memories.json"), "[]\n");
    }

    #[tokio::test]
    async fn an_export_that_cannot_go_on_is_cut_off_instead_of_ending_well() {
        assert!(export(true).await.iter().any(Result::is_err));
    }
}
