//! The package that was pushed last: its bytes a stored file, what it is a document.

use crate::Error;
use crate::components::AppSource;
use crate::files::{self, Files, Fresh, Stored};
use crate::functions::{Engine, storage_error};
use crate::hex;
use convex_store::{
    Document, KeyInterval, Namespace, Order, Store, StoreError, SystemTable, Transaction,
};
use convex_values::{DocumentId, Object, Value};
use sha2::{Digest as _, Sha256};
use std::io::{self, Read as _};
use std::sync::Arc;

/// At most one document.
const TABLE: &str = "_pushed_functions";

pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        namespace: Namespace::ROOT,
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// A package whose bytes are safe and which no commit names yet. Dropped, it takes its bytes with it.
pub(crate) struct Package {
    stored: Stored,
    fresh: Fresh,
    pushed_at: f64,
}

impl Package {
    /// Writes the bytes.
    pub(crate) async fn store(engine: &Arc<Engine>, source: &AppSource) -> Result<Self, Error> {
        let json =
            serde_json::to_vec(source).map_err(|error| Error::internal(error.to_string()))?;
        let pushed_at = engine.host.unix_millis();
        let engine = engine.clone();
        let write = move || {
            let mut incoming = engine.files.create(&*engine.host)?;
            incoming.write(&json)?;
            incoming.finish()
        };
        let written = tokio::task::spawn_blocking(write).await;
        let written = written.map_err(|error| Error::internal(error.to_string()))?;
        let (stored, fresh) = written.map_err(|error| {
            Error::new(
                crate::ErrorClass::Unavailable,
                "StorageFailed",
                format!("The pushed functions could not be written ({error}); push again later."),
            )
        })?;
        Ok(Self {
            stored,
            fresh,
            pushed_at,
        })
    }

    /// Makes it the one in force over the program's own functions, instead of the one before.
    pub(crate) fn write(&self, tx: &mut Transaction, over: &str) -> Result<(), StoreError> {
        remove(tx)?;
        let link = files::keep(tx, &self.stored)?;
        let text = |name: &str, text: String| (name.to_owned(), Value::String(text));
        let fields = Object::from([
            text("file", self.stored.name.clone()),
            text("link", link.to_text()),
            text("over", over.to_owned()),
            text("sha256", hex::encode(&self.stored.sha256)),
            ("pushedAt".to_owned(), Value::Float64(self.pushed_at)),
        ]);
        tx.insert_system(TABLE, fields).map(drop)
    }

    /// A commit names it, or may do so.
    pub(crate) fn keep(self) {
        self.fresh.keep();
    }
}

/// Puts the program's own functions in force again.
pub(crate) fn remove(tx: &mut Transaction) -> Result<(), StoreError> {
    while let Some(document) = current(tx)? {
        tx.delete_system(document.id())?;
        let link = text(&document, "link").parse::<DocumentId>();
        if let Ok(link) = link
            && tx.get_system(link)?.is_some()
        {
            tx.delete_system(link)?;
        }
    }
    Ok(())
}

/// What was pushed last.
pub(crate) struct Pushed {
    pub(crate) source: AppSource,
    /// Milliseconds since the epoch.
    pub(crate) pushed_at: f64,
    /// Of the package, in hexadecimal.
    pub(crate) sha256: String,
}

/// The pushed functions that are in force over the program's own, if any are. Blocks.
pub(crate) fn in_force(store: &Store, files: &Files, own: &str) -> Result<Option<Pushed>, Error> {
    let found = current(&mut store.begin()).map_err(|error| storage_error(&error))?;
    let Some(document) = found else {
        return Ok(None);
    };
    if text(&document, "over") != own {
        tracing::warn!(
            "the program's functions have changed since others were pushed: its own are in force now; push again to replace them"
        );
        return Ok(None);
    }
    let unreadable = |why: &dyn std::fmt::Display| {
        Error::internal(format!(
            "The pushed functions cannot be read ({why}); restore the files of the data directory from a backup."
        ))
    };
    let bytes = read(files, text(&document, "file")).map_err(|error| unreadable(&error))?;
    if hex::encode(&Sha256::digest(&bytes)) != text(&document, "sha256") {
        return Err(unreadable(&"they are not what was written"));
    }
    let source = serde_json::from_slice(&bytes).map_err(|error| unreadable(&error))?;
    let pushed_at = document.value().field("pushedAt").and_then(Value::as_f64);
    Ok(Some(Pushed {
        source,
        pushed_at: pushed_at.unwrap_or_default(),
        sha256: text(&document, "sha256").to_owned(),
    }))
}

fn read(files: &Files, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    files.bytes.open(name)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn current(tx: &mut Transaction) -> Result<Option<Arc<Document>>, StoreError> {
    let Some(index) = tx.system_table_index(TABLE)? else {
        return Ok(None);
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    Ok(scan.next(tx)?.map(|(_, document)| document))
}

fn text<'a>(document: &'a Document, field: &str) -> &'a str {
    let value = document.value().field(field);
    value.and_then(Value::as_str).unwrap_or_default()
}
