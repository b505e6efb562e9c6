//! GET `/auth/export`: everything that is the caller's, as a zip: one JSON file per table, lists of accounts and
//! sessions, and the bytes of attachments. It is spooled to a temporary file before the first byte is sent: how
//! fast a browser takes it must not decide how long the deployment is asked for rows.

use super::{Visitor, private, redirect, unavailable};
use crate::identity::{Session, Unavailable};
use crate::web::dispatch::App;
use crate::web::files::{self, Asked};
use async_trait::async_trait;
use axum::body::Body;
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{StreamExt, stream};
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::sync::Arc;
use tokio::io::AsyncReadExt;
use tokio::sync::mpsc;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Rows of one question to the deployment.
const PAGE_SIZE: usize = 100;

/// Pieces that wait for the disk at most.
const WAITING_MAX: usize = 8;

/// Bytes of the file that are read at a time.
const CHUNK: usize = 64 << 10;

/// What is exported beside the tables, as the queries for people give it: name and query.
const LISTS: [(&str, &str); 2] = [("accounts", "accounts:mine"), ("sessions", "sessions:mine")];

/// What the writer of the zip is told.
enum Piece {
    File(String),
    Bytes(Bytes),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    page: Vec<Box<RawValue>>,
    is_done: bool,
    continue_cursor: String,
}

/// What is exported of a row of `attachments`.
#[derive(Deserialize)]
struct Attachment {
    #[serde(rename = "_id")]
    id: String,
}

/// Where the caller's data comes from.
#[async_trait]
trait Source: Sync {
    async fn query(&self, path: &str, args: &str) -> Result<Arc<str>, Unavailable>;

    /// The bytes of an attachment, if it has any.
    async fn file(&self, attachment_id: &str) -> Result<Option<Body>, Unavailable>;
}

struct Owner<'a> {
    app: &'a App,
    session: Session,
}

#[async_trait]
impl Source for Owner<'_> {
    async fn query(&self, path: &str, args: &str) -> Result<Arc<str>, Unavailable> {
        // Anew each time: neither a token nor a timestamp lasts as long as a large export.
        let backend = self.app.pages.backend(self.app, Some(&self.session)).await;
        let answer = backend.query(path, args).await;
        answer.map_err(|error| Unavailable(format!("{path}: {error}")))
    }

    async fn file(&self, attachment_id: &str) -> Result<Option<Body>, Unavailable> {
        let found = files::open(self.app, &self.session, attachment_id, Asked::all()).await?;
        Ok(found.map(Response::into_body))
    }
}

pub(super) async fn answer(app: &Arc<App>, request: Request) -> Response {
    let visitor = Visitor::of(app, &request);
    // Its body is no part of what is awaited from here on.
    drop(request);
    let session = match visitor.session(app).await {
        Ok(Some(session)) => session,
        Ok(None) => return redirect("/sign-in?next=%2Faccount", []),
        Err(why) => return unavailable(&why),
    };
    match spool(&Owner { app, session }).await {
        Ok(file) => download(file).await,
        Err(why) => unavailable(&why),
    }
}

async fn download(mut file: File) -> Response {
    let length = match file
        .seek(io::SeekFrom::End(0))
        .and_then(|length| file.rewind().map(|()| length))
    {
        Ok(length) => length,
        Err(error) => return unavailable(&broken(&error)),
    };
    let file = tokio::fs::File::from_std(file);
    let chunks = stream::try_unfold(file, |mut file| async move {
        let mut chunk = Vec::with_capacity(CHUNK);
        let read = file.read_buf(&mut chunk).await?;
        Ok::<_, io::Error>((read > 0).then(|| (Bytes::from(chunk), file)))
    });
    let mut response = Body::from_stream(chunks).into_response();
    let headers = response.headers_mut();
    let disposition = HeaderValue::from_static("attachment; filename=\"conclave.zip\"");
    headers.insert(CONTENT_DISPOSITION, disposition);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/zip"));
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    private(response)
}

/// Writes the whole zip to a file that has no name and goes away with its last handle.
async fn spool(source: &dyn Source) -> Result<File, Unavailable> {
    let (pieces, writing) = mpsc::channel(WAITING_MAX);
    let written = tokio::task::spawn_blocking(move || write(writing));
    let read = read(source, &pieces).await;
    drop(pieces);
    let written = written
        .await
        .map_err(|error| Unavailable(error.to_string()))?;
    // Where the disk is full, reading ends early and well.
    let file = written.map_err(|error| broken(&error))?;
    read.map(|()| file)
}

async fn read(source: &dyn Source, pieces: &mpsc::Sender<Piece>) -> Result<(), Unavailable> {
    let tables = source.query("exports:tables", "{}").await?;
    let tables: Vec<String> = serde_json::from_str(&tables).map_err(|error| malformed(&error))?;
    for (name, path) in LISTS {
        let list = source.query(path, "{}").await?;
        send(pieces, Piece::File(format!("{name}.json"))).await?;
        send(
            pieces,
            Piece::Bytes(Bytes::copy_from_slice(list.as_bytes())),
        )
        .await?;
    }
    let mut attachments = Vec::new();
    for table in tables {
        send(pieces, Piece::File(format!("{table}.json"))).await?;
        let mut cursor = None;
        let mut before = "[\n";
        loop {
            let options = json!({ "numItems": PAGE_SIZE, "cursor": cursor });
            let args = json!({ "table": table, "paginationOpts": options }).to_string();
            let answer = source.query("exports:page", &args).await?;
            let page: Page = serde_json::from_str(&answer).map_err(|error| malformed(&error))?;
            let mut text = String::new();
            for row in &page.page {
                text.push_str(before);
                text.push_str(row.get());
                before = ",\n";
                if table == "attachments" {
                    let row: Attachment =
                        serde_json::from_str(row.get()).map_err(|error| malformed(&error))?;
                    attachments.push(row.id);
                }
            }
            if page.is_done {
                text.push_str(if before == "[\n" { "[]\n" } else { "\n]\n" });
            }
            send(pieces, Piece::Bytes(Bytes::from(text))).await?;
            if page.is_done {
                break;
            }
            cursor = Some(page.continue_cursor);
        }
    }
    for id in attachments {
        read_file(source, &id, pieces).await?;
    }
    Ok(())
}

/// An attachment's bytes, under its id: names that people give may lead anywhere.
async fn read_file(
    source: &dyn Source,
    id: &str,
    pieces: &mpsc::Sender<Piece>,
) -> Result<(), Unavailable> {
    let Some(body) = source.file(id).await? else {
        return Ok(());
    };
    send(pieces, Piece::File(format!("files/{id}"))).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        send(pieces, Piece::Bytes(chunk.map_err(|error| broken(&error))?)).await?;
    }
    Ok(())
}

async fn send(pieces: &mpsc::Sender<Piece>, piece: Piece) -> Result<(), Unavailable> {
    let sent = pieces.send(piece).await;
    sent.map_err(|_| Unavailable("the export cannot be written".to_owned()))
}

fn write(mut pieces: mpsc::Receiver<Piece>) -> zip::result::ZipResult<File> {
    let mut zip = ZipWriter::new(tempfile::tempfile()?);
    let options = SimpleFileOptions::default();
    while let Some(piece) = pieces.blocking_recv() {
        match piece {
            Piece::File(name) => zip.start_file(name, options)?,
            Piece::Bytes(bytes) => zip.write_all(&bytes)?,
        }
    }
    zip.finish()
}

fn broken(error: &dyn std::fmt::Display) -> Unavailable {
    Unavailable(format!("an export: {error}"))
}

fn malformed(error: &serde_json::Error) -> Unavailable {
    Unavailable(format!("an export: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// Two tables: three rows on two pages, and a file of two.
    struct Rows {
        fails: bool,
    }

    #[async_trait]
    impl Source for Rows {
        async fn query(&self, path: &str, args: &str) -> Result<Arc<str>, Unavailable> {
            let args: serde_json::Value = serde_json::from_str(args).unwrap();
            let (table, cursor) = (&args["table"], &args["paginationOpts"]["cursor"]);
            let last = |rows| json!({ "page": rows, "isDone": true, "continueCursor": "" });
            let answer = match (path, table.as_str(), cursor.as_str()) {
                ("exports:tables", ..) => json!(["tasks", "attachments", "memories"]),
                (_, Some("tasks"), None) => {
                    json!({ "page": [1, 2], "isDone": false, "continueCursor": "c" })
                }
                (_, Some("tasks"), Some("c")) if self.fails => {
                    return Err(Unavailable("gone".to_owned()));
                }
                (_, Some("tasks"), Some("c")) => last(json!([{ "a": 3 }])),
                (_, Some("attachments"), _) => last(json!([{ "_id": "k1" }, { "_id": "k2" }])),
                (_, Some(_), _) => last(json!([])),
                (list, None, _) => json!([list]),
            };
            Ok(Arc::from(answer.to_string()))
        }

        async fn file(&self, attachment_id: &str) -> Result<Option<Body>, Unavailable> {
            Ok((attachment_id == "k1").then(|| Body::from("bytes")))
        }
    }

    #[tokio::test]
    async fn an_export_holds_every_row_of_every_table_the_lists_and_the_files() {
        let response = download(spool(&Rows { fails: false }).await.unwrap()).await;
        let length = response.headers()[CONTENT_LENGTH]
            .to_str()
            .unwrap()
            .to_owned();
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20)
            .await
            .unwrap();
        assert_eq!(length, bytes.len().to_string());
        let mut zip = zip::ZipArchive::new(io::Cursor::new(bytes)).unwrap();
        assert_eq!(zip.len(), 6);
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
        assert_eq!(file("accounts.json"), "[\"accounts:mine\"]");
        assert_eq!(file("sessions.json"), "[\"sessions:mine\"]");
        assert_eq!(file("files/k1"), "bytes");
    }

    #[tokio::test]
    async fn an_export_that_cannot_be_finished_is_refused_before_its_first_byte() {
        assert!(spool(&Rows { fails: true }).await.is_err());
    }
}
