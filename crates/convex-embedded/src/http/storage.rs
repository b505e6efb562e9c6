//! `/api/storage/…`: uploads to the addresses that functions hand out, and the files themselves.

use crate::deployment::Shared;
use crate::files::{self, File, FileReader, Fresh, Stored};
use crate::functions::storage_error;
use crate::{Error, ErrorClass};
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use convex_store::Transaction;
use futures::{StreamExt as _, stream};
use serde::Deserialize;
use serde_json::json;
use std::io::{self, SeekFrom};
use std::ops::Range;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, channel};

/// 1 GiB.
const MAX_FILE: u64 = 1 << 30;
const PIECE: usize = 64 << 10;
/// Pieces that may wait between the network and the disk.
const PIECES: usize = 4;
const DIGEST: HeaderName = HeaderName::from_static("digest");

#[derive(Deserialize)]
pub(super) struct UploadParams {
    #[serde(default)]
    token: String,
}

/// Takes the body as a file.
pub(super) async fn upload(
    State(shared): State<Arc<Shared>>,
    Query(params): Query<UploadParams>,
    request: Request,
) -> Result<Response, Error> {
    let engine = shared.engine.clone();
    let namespace = engine.files.tokens.check(&params.token, &*engine.host)?;
    let (parts, body) = request.into_parts();
    let text = |name: HeaderName| {
        let value = parts
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok());
        value.map(str::to_owned)
    };
    let (content_type, digest) = (text(header::CONTENT_TYPE), text(DIGEST));
    let (stored, fresh) = receive(&shared, body).await?;
    check_digest(digest.as_deref(), &stored)?;
    // In a task of its own: a client that goes away must not separate the bytes from their documents.
    let commit = async move {
        let insert = |tx: &mut Transaction| {
            tx.enter(namespace);
            files::insert(tx, &stored, content_type.as_deref())
        };
        let id = engine.write(insert).await;
        // After an error the commit may have happened all the same; if not, the next start sweeps.
        fresh.keep();
        id
    };
    let committed = shared.tasks.spawn(commit).await;
    let id = committed.map_err(|error| Error::internal(error.to_string()))??;
    Ok(axum::Json(json!({ "storageId": id.to_text() })).into_response())
}

/// Writes the body on a thread that may wait for the disk.
async fn receive(shared: &Shared, body: Body) -> Result<(Stored, Fresh), Error> {
    let (sender, pieces) = channel(PIECES);
    let engine = shared.engine.clone();
    let writing = tokio::task::spawn_blocking(move || {
        let incoming = engine.files.create(&*engine.host);
        incoming.and_then(|incoming| write(incoming, pieces))
    });
    let mut body = body.into_data_stream();
    while let Some(piece) = body.next().await {
        // What was written goes with its handle.
        let piece = piece.map_err(|_| {
            Error::bad_request("UploadBroken", "The upload broke off; send it again.")
        })?;
        if sender.send(piece).await.is_err() {
            break;
        }
    }
    drop(sender);
    let written = writing.await;
    match written.map_err(|error| Error::internal(error.to_string()))? {
        Ok(file) => Ok(file),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => Err(Error::bad_request(
            "FileTooLarge",
            format!("A file may have at most {MAX_FILE} bytes."),
        )),
        Err(error) => Err(Error::new(
            ErrorClass::Unavailable,
            "StorageFailed",
            format!("The file could not be written ({error}); try again later."),
        )),
    }
}

fn write(
    mut incoming: files::Incoming,
    mut pieces: Receiver<Bytes>,
) -> io::Result<(Stored, Fresh)> {
    while let Some(piece) = pieces.blocking_recv() {
        incoming.write(&piece)?;
        if incoming.size() > MAX_FILE {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    incoming.finish()
}

/// `Digest: sha-256=<base64>`, if it was sent.
fn check_digest(digest: Option<&str>, stored: &Stored) -> Result<(), Error> {
    let Some(digest) = digest else { return Ok(()) };
    let expected = digest
        .split_once('=')
        .filter(|(algorithm, _)| algorithm.trim().eq_ignore_ascii_case("sha-256"));
    let Some((_, expected)) = expected else {
        return Err(Error::bad_request(
            "BadDigest",
            "The Digest header must be `sha-256=<base64>`.",
        ));
    };
    let actual = STANDARD.encode(stored.sha256);
    if expected.trim() == actual {
        return Ok(());
    }
    Err(Error::bad_request(
        "Sha256Mismatch",
        format!("Sha256 mismatch: the content has {actual}."),
    ))
}

/// A file, or the part of it that is asked for.
pub(super) async fn download(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Error> {
    if !files::is_name(&name) {
        return Err(Error::bad_request(
            "InvalidStoragePath",
            "The address does not name a stored file; get it from `ctx.storage.getUrl`.",
        ));
    }
    let missing = || {
        let sentence = "There is no such file, or it was deleted.";
        Error::new(ErrorClass::NotFound, "FileNotFound", sentence)
    };
    let found = files::find_anywhere(&mut shared.engine.store.begin(), &name);
    let file = found
        .map_err(|error| storage_error(&error))?
        .ok_or_else(missing)?;
    let etag = format!("\"{}\"", file.sha256);
    if is_known(&headers, &etag) {
        let mut response = StatusCode::NOT_MODIFIED.into_response();
        describe(response.headers_mut(), &file, &etag);
        return Ok(response);
    }
    let (status, part) = match wanted(&headers, &etag, file.size) {
        Wanted::All => (StatusCode::OK, 0..file.size),
        Wanted::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Wanted::Nothing => return Ok(unsatisfiable(file.size)),
    };
    let body = if method == Method::HEAD {
        Body::empty()
    } else {
        let bytes = shared.engine.files.bytes.clone();
        let opened = tokio::task::spawn_blocking(move || bytes.open(&name)).await;
        let opened = opened.map_err(|error| Error::internal(error.to_string()))?;
        read(opened.map_err(|_| missing())?, part.clone())
    };
    let mut response = (status, body).into_response();
    describe(response.headers_mut(), &file, &etag);
    let length = part.end - part.start;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{}", part.start, part.end - 1, file.size);
        set(headers, header::CONTENT_RANGE, &range);
    } else {
        set(headers, DIGEST, &format!("sha-256={}", file.sha256));
    }
    Ok(response)
}

/// What is said of a file with every answer. Files come from users: whatever they are, they run nothing here.
fn describe(headers: &mut HeaderMap, file: &File, etag: &str) {
    let content_type = file.content_type.as_deref();
    set(
        headers,
        header::CONTENT_TYPE,
        content_type.unwrap_or("application/octet-stream"),
    );
    set(headers, header::ETAG, etag);
    let fixed = [
        (header::ACCEPT_RANGES, "bytes"),
        (header::CACHE_CONTROL, "private, max-age=2592000"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
        ),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// Values that cannot be a header are left out.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

fn unsatisfiable(size: u64) -> Response {
    let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    let headers = response.headers_mut();
    set(headers, header::CONTENT_RANGE, &format!("bytes */{size}"));
    response
}

fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get_all(header::IF_NONE_MATCH).iter();
    let mut known = known
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','))
        .map(|tag| tag.trim().trim_start_matches("W/"));
    known.any(|tag| tag == etag || tag == "*")
}

#[derive(Debug, PartialEq)]
enum Wanted {
    All,
    Part(Range<u64>),
    Nothing,
}

/// Which bytes the request asks for. What cannot be read is no request for a part.
fn wanted(headers: &HeaderMap, etag: &str, size: u64) -> Wanted {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    if text(header::IF_RANGE).is_some_and(|tag| tag != etag) {
        return Wanted::All;
    }
    let Some(ranges) = text(header::RANGE).and_then(|text| text.strip_prefix("bytes=")) else {
        return Wanted::All;
    };
    if ranges.contains(',') {
        return Wanted::Nothing;
    }
    let Some((first, last)) = ranges.trim().split_once('-') else {
        return Wanted::All;
    };
    let part = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) if last >= first => first..(last + 1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(last)) if first.is_empty() => size.saturating_sub(last)..size,
        _ => return Wanted::All,
    };
    match part.is_empty() {
        true => Wanted::Nothing,
        false => Wanted::Part(part),
    }
}

/// Reads on a thread that may wait for the disk, no faster than the client takes it.
pub(super) fn read(mut reader: Box<dyn FileReader>, part: Range<u64>) -> Body {
    let (sender, pieces) = channel::<io::Result<Bytes>>(PIECES);
    tokio::task::spawn_blocking(move || {
        let mut left = part.end - part.start;
        let mut piece = reader
            .seek(SeekFrom::Start(part.start))
            .map(|_| vec![0; PIECE]);
        while left > 0 {
            let next = piece
                .as_mut()
                .map_err(|error| io::Error::from(error.kind()));
            let next = next.and_then(|buffer| next_piece(&mut *reader, buffer, left));
            left -= next.as_ref().map_or(left, |bytes| bytes.len() as u64);
            // Nobody listens any more if the client went away.
            if sender.blocking_send(next).is_err() {
                return;
            }
        }
    });
    Body::from_stream(stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    }))
}

fn next_piece(reader: &mut dyn FileReader, buffer: &mut [u8], left: u64) -> io::Result<Bytes> {
    let length = buffer
        .len()
        .min(usize::try_from(left).unwrap_or(usize::MAX));
    match reader.read(&mut buffer[..length])? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        read => Ok(Bytes::copy_from_slice(&buffer[..read])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_several_are_refused() {
        let wanted = |range: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, HeaderValue::from_static(range));
            super::wanted(&headers, "\"e\"", 10)
        };
        assert_eq!(wanted("bytes=0-3"), Wanted::Part(0..4));
        assert_eq!(wanted("bytes=4-"), Wanted::Part(4..10));
        assert_eq!(wanted("bytes=-3"), Wanted::Part(7..10));
        assert_eq!(wanted("bytes=8-99"), Wanted::Part(8..10));
        for nothing in ["bytes=10-", "bytes=0-1,3-4", "bytes=-0"] {
            assert_eq!(wanted(nothing), Wanted::Nothing, "{nothing}");
        }
        for all in [
            "bytes=3-1",
            "bytes=a-b",
            "bytes=7",
            "lines=1-2",
            "bytes=--1",
        ] {
            assert_eq!(wanted(all), Wanted::All, "{all}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, HeaderValue::from_static("bytes=0-3"));
        headers.insert(header::IF_RANGE, HeaderValue::from_static("\"other\""));
        assert_eq!(super::wanted(&headers, "\"e\"", 10), Wanted::All);
    }
}
