//! Imports: uploaded in parts, checked, confirmed, written in one transaction.

use super::apply;
use super::parse::{self, Format, Parsed, parse};
use super::rows::{IMPORTS, begin, drop_bytes, failed, link, state, text};
use crate::deployment::Shared;
use crate::files::{Fresh, Stored, random_name};
use crate::functions::Engine;
use crate::{Error, ErrorClass};
use axum::body::Bytes;
use convex_store::{CommitError, Committed, Document, Patch, StoreError, Transaction};
use convex_values::{DocumentId, Object, Value};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::io::{self, Read};
use std::sync::Arc;

/// What happens to the documents that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Mode {
    /// There must be none.
    RequireEmpty,
    /// They stay.
    Append,
    /// Those of the imported tables go.
    Replace,
    /// Those of all tables go.
    ReplaceAll,
}

impl Mode {
    pub(super) fn replaces(self) -> bool {
        matches!(self, Self::Replace | Self::ReplaceAll)
    }
}

/// What is to be imported.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ImportRequest {
    pub(crate) table_name: Option<String>,
    pub(crate) component_path: Option<String>,
    pub(crate) mode: Mode,
    pub(crate) format: Format,
}

/// An import that the data knows.
struct Import {
    file: String,
    table: Option<String>,
    mode: Mode,
    format: Format,
}

impl Shared {
    /// Begins an upload; gives its token.
    pub(crate) fn start_upload(&self) -> String {
        let token = random_name(&*self.engine.host);
        self.snapshots.uploads.begin(token.clone());
        token
    }

    /// Keeps a part of an upload; gives the part's token.
    pub(crate) async fn upload_part(&self, upload: &str, bytes: Bytes) -> Result<String, Error> {
        let uploads = &self.snapshots.uploads;
        if !uploads.is_known(upload) {
            return Err(unknown_upload());
        }
        let part = store(&self.engine, move |write| write(&bytes)).await?;
        uploads.add(upload, part).ok_or_else(unknown_upload)
    }

    /// Ends an upload and begins to check what it has brought; gives the id of the import.
    pub(crate) async fn finish_upload(
        &self,
        request: ImportRequest,
        upload: &str,
        parts: &[String],
    ) -> Result<String, Error> {
        if request
            .component_path
            .as_deref()
            .is_some_and(|path| !path.is_empty())
        {
            return Err(Error::bad_request(
                "InvalidComponent",
                "Only the app's own tables can be imported; leave --component out.",
            ));
        }
        let parts = self
            .snapshots
            .uploads
            .take(upload, parts)
            .ok_or_else(unknown_upload)?;
        let engine = self.engine.clone();
        let (stored, fresh) = join(&engine, parts).await?;
        let optional = |value: &Option<String>| value.clone().map_or(Value::Null, Value::String);
        let first = Object::from([
            ("state".to_owned(), state(json!({ "state": "uploaded" }))),
            ("table".to_owned(), optional(&request.table_name)),
            (
                "mode".to_owned(),
                Value::from_json(json!(request.mode)).unwrap_or(Value::Null),
            ),
            (
                "format".to_owned(),
                Value::String(format!("{:?}", request.format)),
            ),
        ]);
        let insert = |tx: &mut Transaction| {
            let id = begin(tx, IMPORTS, first.clone())?;
            let patch = link(tx, &stored)?;
            tx.patch_system(id, patch)?;
            Ok(id)
        };
        let id = engine.write(insert).await;
        fresh.keep();
        let id = id?;
        self.tasks
            .spawn(async move { conclude(&engine, id, check(&engine, id).await).await });
        Ok(id.to_text())
    }

    /// Writes what was checked, on a task of its own.
    pub(crate) async fn perform_import(&self, id: &str) -> Result<(), Error> {
        let engine = self.engine.clone();
        let id = self
            .move_import(
                id,
                json!({ "state": "in_progress", "progress_message": "Importing" }),
            )
            .await?;
        self.tasks
            .spawn(async move { conclude(&engine, id, perform(&engine, id).await).await });
        Ok(())
    }

    /// Ends an import that waits to be confirmed.
    pub(crate) async fn cancel_import(&self, id: &str) -> Result<(), Error> {
        let canceled = json!({ "state": "failed", "error_message": "Import canceled" });
        self.move_import(id, canceled).await.map(drop)
    }

    /// Takes an import that waits to be confirmed to another state.
    async fn move_import(&self, id: &str, next: serde_json::Value) -> Result<DocumentId, Error> {
        let next = state(next);
        let change = |tx: &mut Transaction| {
            let Some(id) = tx.normalize_id(IMPORTS, id) else {
                return Ok(None);
            };
            let waits =
                |document: Arc<Document>| state_name(&document) == "waiting_for_confirmation";
            if !tx.get_system(id)?.is_some_and(waits) {
                return Ok(None);
            }
            set_state(tx, id, next.clone())?;
            Ok(Some(id))
        };
        let moved = self.engine.write(change).await?;
        moved.ok_or_else(|| {
            Error::bad_request(
                "ImportNotWaiting",
                "There is no such import that waits to be confirmed; import the file again.",
            )
        })
    }
}

/// Reads the file and asks for a confirmation.
async fn check(engine: &Arc<Engine>, id: DocumentId) -> Result<(), String> {
    let (import, parsed) = read(engine, id).await?;
    let described = apply::describe(&mut engine.store.begin(), &parsed, import.mode);
    let (message, deletes) = described?;
    let waiting = state(json!({
        "state": "waiting_for_confirmation",
        "message_to_confirm": message,
        "require_manual_confirmation": deletes,
    }));
    let written = engine.write(|tx| set_state(tx, id, waiting.clone())).await;
    written.map_err(|error| error.to_string())
}

/// Writes everything, and that it is done, in one transaction while no mutation runs.
async fn perform(engine: &Arc<Engine>, id: DocumentId) -> Result<(), String> {
    let (import, parsed) = read(engine, id).await?;
    let files = store_files(engine, &import, &parsed).await?;
    let (stored, fresh): (Vec<Stored>, Vec<Fresh>) = files.into_iter().unzip();
    let _alone = engine.no_mutations().await;
    let engine = engine.clone();
    let write = move || -> Result<Result<Committed, CommitError>, String> {
        loop {
            let mut tx = engine.store.begin();
            let written = apply::write(&mut tx, &parsed, &stored, import.mode)?;
            finish(&mut tx, id, written).map_err(|error| error.to_string())?;
            match engine.store.commit_blocking(tx) {
                Err(error) if error.is_retriable() => {}
                committed => return Ok(committed),
            }
        }
    };
    let written = tokio::task::spawn_blocking(write).await;
    let committed = written.map_err(|error| error.to_string())?;
    // What was refused needs no files. After an error the commit may have happened all the same; if not, the next
    // start sweeps.
    let committed = committed?;
    fresh.into_iter().for_each(Fresh::keep);
    committed.map(drop).map_err(|error| error.to_string())
}

fn finish(tx: &mut Transaction, id: DocumentId, written: usize) -> Result<(), StoreError> {
    if let Some(document) = tx.get_system(id)? {
        drop_bytes(tx, &document)?;
    }
    let count = Value::Int64(i64::try_from(written).unwrap_or(i64::MAX));
    let mut completed = Object::from([("state".to_owned(), Value::String("completed".to_owned()))]);
    completed.insert("num_rows_written".to_owned(), count);
    set_state(tx, id, Value::Object(completed))
}

/// What failed becomes the import's state, and its bytes go.
async fn conclude(engine: &Arc<Engine>, id: DocumentId, outcome: Result<(), String>) {
    let Err(message) = outcome else { return };
    let fail = |tx: &mut Transaction| {
        if let Some(document) = tx.get_system(id)? {
            drop_bytes(tx, &document)?;
        }
        set_state(tx, id, failed(&message))
    };
    if let Err(error) = engine.write(fail).await {
        tracing::error!(%error, "a failed import could not be marked as such");
    }
}

async fn read(engine: &Arc<Engine>, id: DocumentId) -> Result<(Import, Parsed), String> {
    let found = engine.store.begin().get_system(id);
    let document = found.map_err(|error| error.to_string())?;
    let import = document
        .as_deref()
        .and_then(Import::of)
        .ok_or("the import is gone")?;
    let engine = engine.clone();
    let read = move || {
        let reader = engine.files.bytes.open(&import.file);
        let reader = reader.map_err(|error| error.to_string())?;
        let parsed = parse(reader, import.format, import.table.as_deref())?;
        Ok((import, parsed))
    };
    let parsed = tokio::task::spawn_blocking(read).await;
    parsed.map_err(|error| error.to_string())?
}

/// Copies the files of an export to files of ours.
async fn store_files(
    engine: &Arc<Engine>,
    import: &Import,
    parsed: &Parsed,
) -> Result<Vec<(Stored, Fresh)>, String> {
    let ids: Vec<DocumentId> = parsed
        .files
        .iter()
        .flatten()
        .filter_map(|row| row.id)
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (engine, file) = (engine.clone(), import.file.clone());
    let copy = move || {
        let reader = engine
            .files
            .bytes
            .open(&file)
            .map_err(|error| error.to_string())?;
        let mut archive = parse::archive(reader)?;
        let names = parse::names(&archive)?;
        let copy_one = |id: DocumentId| {
            let stem = format!("{}/{id}", crate::files::STORAGE_TABLE);
            let is_it = |name: &&String| {
                name.strip_prefix(&stem)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let name = names
                .iter()
                .find(is_it)
                .ok_or_else(|| format!("the file {id} has no bytes"))?;
            let mut entry = archive.by_name(name).map_err(|error| error.to_string())?;
            let mut incoming = engine
                .files
                .create(&*engine.host)
                .map_err(|error| error.to_string())?;
            copy_to(&mut entry, |bytes| incoming.write(bytes))
                .map_err(|error| error.to_string())?;
            incoming.finish().map_err(|error| error.to_string())
        };
        ids.into_iter().map(copy_one).collect()
    };
    let copied = tokio::task::spawn_blocking(copy).await;
    copied.map_err(|error| error.to_string())?
}

fn copy_to(
    reader: &mut impl Read,
    mut write: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(()),
            read => write(&buffer[..read])?,
        }
    }
}

/// The parts as one file.
async fn join(engine: &Arc<Engine>, parts: Vec<(Stored, Fresh)>) -> Result<(Stored, Fresh), Error> {
    let bytes = engine.files.bytes.clone();
    store(engine, move |write| {
        for (part, _) in &parts {
            copy_to(&mut bytes.open(&part.name)?, &mut *write)?;
        }
        Ok(())
    })
    .await
}

/// Writes a file of ours on a thread that may wait for the disk.
async fn store(
    engine: &Arc<Engine>,
    fill: impl FnOnce(&mut dyn FnMut(&[u8]) -> io::Result<()>) -> io::Result<()> + Send + 'static,
) -> Result<(Stored, Fresh), Error> {
    let engine = engine.clone();
    let write = move || {
        let mut incoming = engine.files.create(&*engine.host)?;
        fill(&mut |bytes| incoming.write(bytes))?;
        incoming.finish()
    };
    let written = tokio::task::spawn_blocking(write).await;
    let written = written.map_err(|error| Error::internal(error.to_string()))?;
    written.map_err(|error| {
        let sentence = format!("The upload could not be written ({error}); try again later.");
        Error::new(ErrorClass::Unavailable, "StorageFailed", sentence)
    })
}

impl Import {
    fn of(document: &Document) -> Option<Self> {
        let format = [
            Format::Csv,
            Format::JsonLines,
            Format::JsonArray,
            Format::Zip,
        ];
        let is_named = |format: &Format| format!("{format:?}") == text(document, "format");
        let table = text(document, "table");
        Some(Self {
            file: text(document, "file").to_owned(),
            table: (!table.is_empty()).then(|| table.to_owned()),
            mode: serde_json::from_value(json!(text(document, "mode"))).ok()?,
            format: format.into_iter().find(is_named)?,
        })
    }
}

pub(super) fn state_name(document: &Document) -> &str {
    let state = document.value().field("state");
    let name = state.and_then(|state| state.field("state"));
    name.and_then(Value::as_str).unwrap_or_default()
}

pub(super) fn set_state(
    tx: &mut Transaction,
    id: DocumentId,
    state: Value,
) -> Result<(), StoreError> {
    let patch = Patch::from([("state".to_owned(), Some(state))]);
    tx.patch_system(id, patch).map(drop)
}

fn unknown_upload() -> Error {
    Error::bad_request(
        "UnknownUpload",
        "The upload is not known, or not all of its parts are; import the file again.",
    )
}
