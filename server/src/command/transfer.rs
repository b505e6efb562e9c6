//! `conclave export` and `conclave import`: the official zip, through the server that uses the data.

use super::DataOption;
use super::running::{self, Running};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::output;
use clap::{Args, ValueEnum};
use convex_host::Host;
use futures::StreamExt as _;
use reqwest::Method;
use serde_json::{Value as Json, json};
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Between two questions how far it is.
const ASK_EVERY: Duration = Duration::from_millis(100);
/// Of a file that is sent.
const PART: u64 = 5 << 20;

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    data: DataOption,
    /// The file to write; there must be none of this name.
    #[arg(long, value_name = "FILE")]
    to: PathBuf,
    /// With the bytes of stored files.
    #[arg(long)]
    include_file_storage: bool,
}

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    data: DataOption,
    /// A zip that an export has written.
    #[arg(long, value_name = "FILE")]
    from: PathBuf,
    /// What becomes of documents that are there.
    #[arg(long, value_enum, default_value_t)]
    mode: Mode,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum Mode {
    /// Tables that have documents are refused.
    #[default]
    RequireEmpty,
    /// They stay beside those of the file.
    Append,
    /// They go, in tables that the file has.
    Replace,
    /// They go, in all tables.
    ReplaceAll,
}

impl Mode {
    fn name(self) -> &'static str {
        match self {
            Self::RequireEmpty => "requireEmpty",
            Self::Append => "append",
            Self::Replace => "replace",
            Self::ReplaceAll => "replaceAll",
        }
    }
}

/// Has the server write an export, and fetches it.
pub(super) fn export(options: Export, host: Arc<dyn Host>) -> Result<(), Failure> {
    let directory = DataDir::existing(&options.data.data)?;
    super::serve::start(async {
        let server = Running::of(&directory, host.as_ref())?;
        let with_files = options.include_file_storage;
        let path = format!("/api/export/request/zip?includeStorage={with_files}");
        server.ask(&path).await?;
        let query = ("_system/cli/exports:getLatest", json!({}));
        let export = settled(&server, &query, &["requested", "in_progress"]).await?;
        let start = export["start_ts"].as_str().unwrap_or_default();
        if export["state"] != "completed" {
            return Err(failed(
                "ExportFailed",
                "the export failed; the server's log says why",
            ));
        }
        let request = server.request(Method::GET, &format!("/api/export/zip/{start}"));
        let answer = running::answer(request).await?;
        let to = &options.to;
        let fetched = fetch(answer, to).await;
        if fetched.is_err() {
            // Half an export looks like one.
            let _ = fs::remove_file(to);
        }
        fetched?;
        output::line(&format!("The documents are in {}.", to.display()));
        Ok(())
    })
}

async fn fetch(answer: reqwest::Response, to: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(to).map_err(Failure::file("create", to))?;
    let mut bytes = answer.bytes_stream();
    while let Some(piece) = bytes.next().await {
        let piece = piece.map_err(running::unanswered)?;
        file.write_all(&piece).map_err(Failure::file("write", to))?;
    }
    file.sync_all().map_err(Failure::file("write", to))
}

/// Sends a file, and has the server read it.
pub(super) fn import(options: Import, host: Arc<dyn Host>) -> Result<(), Failure> {
    let directory = DataDir::existing(&options.data.data)?;
    super::serve::start(async {
        let server = Running::of(&directory, host.as_ref())?;
        let started = server.ask("/api/import/start_upload").await?;
        let token = started["uploadToken"].as_str().unwrap_or_default();
        let parts = send(&server, token, &options.from).await?;
        let import = json!({ "mode": options.mode.name(), "format": "zip" });
        let body = json!({ "import": import, "uploadToken": token, "partTokens": parts });
        let request = server.request(Method::POST, "/api/import/finish_upload");
        let id = running::json(request.json(&body)).await?["importId"].clone();
        let query = ("_system/cli/queryImport", json!({ "importId": id }));
        let begun = settled(&server, &query, &["uploaded", "in_progress"]).await?;
        check(&begun)?;
        let request = server.request(Method::POST, "/api/perform_import");
        running::json(request.json(&json!({ "importId": id }))).await?;
        let waiting = ["uploaded", "waiting_for_confirmation", "in_progress"];
        let ended = settled(&server, &query, &waiting).await?;
        check(&ended)?;
        let rows = ended["state"]["num_rows_written"].as_str().unwrap_or("0");
        output::line(&format!("{rows} documents were imported."));
        Ok(())
    })
}

async fn send(server: &Running, token: &str, from: &Path) -> Result<Vec<Json>, Failure> {
    let file = File::open(from).map_err(Failure::file("open", from))?;
    let mut parts = Vec::new();
    loop {
        let mut part = Vec::new();
        let read = (&file).take(PART).read_to_end(&mut part);
        if read.map_err(Failure::file("read", from))? == 0 && !parts.is_empty() {
            return Ok(parts);
        }
        let number = parts.len() + 1;
        let path = format!("/api/import/upload_part?uploadToken={token}&partNumber={number}");
        let request = server.request(Method::POST, &path);
        let request = request.header("content-type", "application/octet-stream");
        parts.push(running::json(request.body(part)).await?);
    }
}

fn check(import: &Json) -> Result<(), Failure> {
    let state = &import["state"];
    if state["state"] == "failed" {
        let message = state["error_message"].as_str().unwrap_or_default();
        return Err(failed("ImportFailed", message));
    }
    Ok(())
}

/// What a system query says once the state is none of these.
async fn settled(
    server: &Running,
    (path, args): &(&str, Json),
    passing: &[&str],
) -> Result<Json, Failure> {
    loop {
        let body = json!({ "path": path, "args": args, "format": "json" });
        let request = server.request(Method::POST, "/api/query").json(&body);
        let mut answer = running::json(request).await?;
        let value = answer["value"].take();
        // An import has its state one level deeper than an export.
        let state = value["state"]["state"].as_str().or(value["state"].as_str());
        match state {
            Some(state) if passing.contains(&state) => tokio::time::sleep(ASK_EVERY).await,
            Some(_) => return Ok(value),
            None => return Err(failed("BadAnswer", "the server's answer cannot be read")),
        }
    }
}

fn failed(code: &str, message: &str) -> Failure {
    Failure::Deployment {
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
