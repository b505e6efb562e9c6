//! HTTP/1.1 over keep-alive connections, with as little of the machine as possible: two cores are shared
//! with the server under test, so a heavy client would flatter nobody and hide the difference.

use crate::error::BenchError;
use crate::peers::{Conclave, Next};
use crate::report::Table;
use crate::stats::Samples;
use convex_host::{Host, SystemHost};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The status of an answer that carries what a function threw.
const FUNCTION_FAILED: u16 = 560;

/// One keep-alive connection.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// A whole answer, and when its first byte came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
    pub(crate) first_byte: Duration,
    pub(crate) total: Duration,
}

impl Answer {
    /// The first header of that (lower-case) name.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    /// What the function at `path` returned.
    pub(crate) fn value(&self, path: &str) -> Result<Value, BenchError> {
        let mut body: Value = serde_json::from_slice(&self.body)?;
        if body["status"] != "success" {
            return Err(BenchError::answer(path, body.to_string()));
        }
        Ok(body["value"].take())
    }
}

/// A request in bytes, ready to be sent many times.
pub(crate) fn request(
    method: &str,
    path: &str,
    host: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Vec<u8> {
    let mut text = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\n");
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() {
        if !headers.iter().any(|(name, _)| *name == "Content-Type") {
            text.push_str("Content-Type: application/json\r\n");
        }
        text.push_str(&format!("Content-Length: {}\r\n", body.len()));
    } else if method == "POST" {
        text.push_str("Content-Length: 0\r\n");
    }
    text.push_str("\r\n");
    text.push_str(body);
    text.into_bytes()
}

/// A call of `/api/query` or `/api/mutation`, in bytes.
pub(crate) fn call_bytes(
    host: &str,
    headers: &[(&str, &str)],
    kind: &str,
    path: &str,
    args: &Value,
) -> Vec<u8> {
    let body = json!({ "path": path, "args": args, "format": "json" });
    let target = format!("/api/{kind}");
    request("POST", &target, host, headers, &body.to_string())
}

impl Connection {
    pub(crate) async fn open(host: &str) -> Result<Self, BenchError> {
        let stream = TcpStream::connect(host).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(1 << 16),
        })
    }

    /// Sends one request and reads the whole answer.
    pub(crate) async fn send(
        &mut self,
        host: &dyn Host,
        request: &[u8],
    ) -> Result<Answer, BenchError> {
        let start = host.monotonic();
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let mut first_byte = None;
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(BenchError::answer("server", "closed the connection"));
            }
            first_byte.get_or_insert_with(|| host.monotonic() - start);
            if let Some((head_end, body)) = complete(&self.buffer) {
                let head = String::from_utf8_lossy(&self.buffer[..head_end]).into_owned();
                let status = head
                    .get(9..12)
                    .and_then(|code| code.parse().ok())
                    .unwrap_or(0);
                let first_byte = first_byte.unwrap_or_default();
                return Ok(Answer {
                    status,
                    head,
                    body,
                    first_byte,
                    total: host.monotonic() - start,
                });
            }
        }
    }
}

/// The end of the head and the decoded body, once the message is complete.
fn complete(buffer: &[u8]) -> Option<(usize, Vec<u8>)> {
    let head_end = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&buffer[..head_end]).to_ascii_lowercase();
    let body = &buffer[head_end + 4..];
    if head.contains("transfer-encoding: chunked") {
        // The cheap test first: decoding from the start on every read would cost more than the server.
        return body
            .ends_with(b"0\r\n\r\n")
            .then(|| unchunk(body))
            .flatten()
            .map(|body| (head_end, body));
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"))
        .and_then(|length| length.trim().parse().ok())
        .unwrap_or(0);
    (body.len() >= length).then(|| (head_end, body[..length].to_vec()))
}

fn unchunk(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::with_capacity(rest.len());
    loop {
        let line_end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = std::str::from_utf8(&rest[..line_end]).ok()?;
        let size = usize::from_str_radix(size.split(';').next()?.trim(), 16).ok()?;
        rest = rest.get(line_end + 2..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}

/// What a load test sends.
pub(crate) trait Requests: Send + Sync + 'static {
    /// The request of that number. Of 16 connections the first sends 0, 16, 32, …
    fn request(&self, number: usize) -> Cow<'_, [u8]>;
}

/// One after the other, over and over.
impl Requests for Vec<Vec<u8>> {
    fn request(&self, number: usize) -> Cow<'_, [u8]> {
        Cow::Borrowed(&self[number % self.len()])
    }
}

/// Requests a second and their times.
pub(crate) struct Load {
    pub(crate) per_second: f64,
    pub(crate) first_byte: Samples,
    pub(crate) total: Samples,
    /// Answers that said that the function failed; they count nowhere else.
    pub(crate) failed: usize,
}

/// Drives `address` with `requests` over so many connections until the time is up.
///
/// # Errors
/// If any answer is none of a success.
pub(crate) async fn load(
    address: &str,
    requests: Arc<impl Requests>,
    connections: usize,
    seconds: u64,
) -> Result<Load, BenchError> {
    let load = load_that_may_fail(address, requests, connections, seconds).await?;
    match load.failed {
        0 => Ok(load),
        failed => Err(BenchError::answer(
            address,
            format!("{failed} calls failed"),
        )),
    }
}

/// As [`load`], where functions may fail.
pub(crate) async fn load_that_may_fail(
    address: &str,
    requests: Arc<impl Requests>,
    connections: usize,
    seconds: u64,
) -> Result<Load, BenchError> {
    let host = Arc::new(SystemHost::new());
    let deadline = Duration::from_secs(seconds);
    let drive = |first: usize| {
        let (host, requests, address) =
            (Arc::clone(&host), Arc::clone(&requests), address.to_owned());
        async move {
            let mut connection = Connection::open(&address).await?;
            let (mut samples, mut failed) = (Vec::new(), 0);
            let mut number = first;
            while host.monotonic() < deadline {
                let request = requests.request(number);
                let answer = connection.send(host.as_ref(), &request).await?;
                match answer.status {
                    200 => samples.push((answer.first_byte, answer.total)),
                    FUNCTION_FAILED => failed += 1,
                    status => {
                        let body = String::from_utf8_lossy(&answer.body).into_owned();
                        return Err(BenchError::answer(&address, format!("{status} {body}")));
                    }
                }
                number += connections;
            }
            Ok::<_, BenchError>((samples, failed))
        }
    };
    let tasks: Vec<_> = (0..connections)
        .map(|first| tokio::spawn(drive(first)))
        .collect();
    let (mut first_byte, mut total, mut failed) = (Vec::new(), Vec::new(), 0);
    for task in tasks {
        let (samples, failures) = task
            .await
            .map_err(|error| BenchError::answer("load", error.to_string()))??;
        first_byte.extend(samples.iter().map(|(first, _)| *first));
        total.extend(samples.iter().map(|(_, total)| *total));
        failed += failures;
    }
    let elapsed = host.monotonic().as_secs_f64();
    Ok(Load {
        per_second: total.len() as f64 / elapsed,
        first_byte: Samples::new(first_byte),
        total: Samples::new(total),
        failed,
    })
}

/// The tasks page with 50 tasks: requests a second over 16 connections, first byte over one.
pub(crate) async fn measure_pages(
    table: &mut Table,
    conclave: &Conclave,
    next: Option<&Next>,
    seconds: u64,
) -> Result<(), BenchError> {
    let ours = page_load(&conclave.address, &conclave.cookie, seconds).await?;
    let theirs = match next {
        Some(next) => Some(page_load(&next.address, "", seconds).await?),
        None => None,
    };
    let (peer, ratio) = match &theirs {
        Some((load, _)) => (
            format!("{:.0}/s", load.per_second),
            format!("{:.1} × (bar 7 ×)", ours.0.per_second / load.per_second),
        ),
        None => ("–".into(), "–".into()),
    };
    table.row(
        "server-rendered /tasks, 50 tasks, 16 connections",
        format!("{:.0}/s", ours.0.per_second),
        peer,
        ratio,
    );
    let peer = theirs
        .as_ref()
        .map_or("–".into(), |(_, load)| load.first_byte.summary());
    table.row(
        "first byte of /tasks, warm, p50 / p95",
        ours.1.first_byte.summary(),
        peer,
        "bar p95 20 ms".into(),
    );
    Ok(())
}

async fn page_load(address: &str, cookie: &str, seconds: u64) -> Result<(Load, Load), BenchError> {
    let page = request(
        "GET",
        "/tasks",
        address,
        &[("Cookie", cookie), ("Accept", "text/html")],
        "",
    );
    let page = Arc::new(vec![page]);
    load(address, Arc::clone(&page), 4, 2).await?;
    let busy = load(address, Arc::clone(&page), 16, seconds).await?;
    let calm = load(address, page, 1, seconds.min(5)).await?;
    Ok((busy, calm))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunked_body_is_complete_only_with_its_last_chunk() {
        let whole = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        assert_eq!(
            complete(whole).map(|(_, body)| body),
            Some(b"abcde".to_vec())
        );
        assert!(complete(&whole[..whole.len() - 1]).is_none());
    }

    #[test]
    fn a_body_with_a_length_is_complete_at_that_length() {
        let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
        assert_eq!(complete(whole).map(|(_, body)| body), Some(b"ok".to_vec()));
        assert!(complete(&whole[..whole.len() - 1]).is_none());
    }
}
