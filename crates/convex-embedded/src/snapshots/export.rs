//! Exports: begun by a request, written by a task, fetched when they are complete.

use super::rows::{self, EXPORTS, begin, drop_bytes, link, newest, text};
use super::{Snapshots, archive};
use crate::Error;
use crate::deployment::Shared;
use crate::files::{Fresh, Stored};
use crate::functions::{Engine, storage_error};
use convex_store::{Document, Patch, StoreError, Transaction};
use convex_values::{DocumentId, Object, Value};
use std::sync::Arc;

impl Shared {
    /// Begins an export, with the bytes of files if they are wanted.
    pub(crate) async fn start_export(&self, with_files: bool) -> Result<(), Error> {
        let Snapshots { exporting, .. } = &self.snapshots;
        let Ok(running) = exporting.clone().try_lock_owned() else {
            return Err(Error::bad_request(
                "ExportInProgress",
                "An export is being written already; wait for it to finish.",
            ));
        };
        let engine = self.engine.clone();
        let tx = engine.store.begin();
        let ts = int(tx.begin_ts().0);
        let first = Object::from([
            ("state".to_owned(), Value::String("in_progress".to_owned())),
            ("start_ts".to_owned(), ts),
        ]);
        let id = engine.write(|tx| begin(tx, EXPORTS, first.clone())).await?;
        self.tasks.spawn(async move {
            let _running = running;
            if let Err(error) = run(&engine, id, tx, with_files).await {
                tracing::error!(%error, "an export failed");
                let state = Value::String("failed".to_owned());
                let patch = Patch::from([("state".to_owned(), Some(state))]);
                let fail = |tx: &mut Transaction| tx.patch_system(id, patch.clone()).map(drop);
                if let Err(error) = engine.write(fail).await {
                    tracing::error!(%error, "a failed export could not be marked as such");
                }
            }
        });
        Ok(())
    }
}

async fn run(
    engine: &Arc<Engine>,
    id: DocumentId,
    mut tx: Transaction,
    with_files: bool,
) -> Result<(), Error> {
    let writer = engine.clone();
    let write = move || archive::write(&writer, &mut tx, with_files);
    let written = tokio::task::spawn_blocking(write).await;
    let written = written.map_err(|error| Error::internal(error.to_string()))?;
    let (stored, fresh) = written.map_err(Error::internal)?;
    complete(engine, id, &stored, fresh).await
}

/// Names the bytes, and drops those of exports before.
async fn complete(
    engine: &Engine,
    id: DocumentId,
    stored: &Stored,
    fresh: Fresh,
) -> Result<(), Error> {
    let now = int(engine.host.unix_nanos());
    let write = |tx: &mut Transaction| {
        for old in newest(tx, EXPORTS)? {
            if old.id() != id {
                drop_bytes(tx, &old)?;
                tx.delete_system(old.id())?;
            }
        }
        let mut patch = link(tx, stored)?;
        let state = Value::String("completed".to_owned());
        patch.insert("state".to_owned(), Some(state));
        patch.insert("complete_ts".to_owned(), Some(now.clone()));
        let key = Value::String(stored.name.clone());
        patch.insert("zip_object_key".to_owned(), Some(key));
        tx.patch_system(id, patch).map(drop)
    };
    let written = engine.write(write).await;
    // After an error the commit may have happened all the same; if not, the next start sweeps.
    fresh.keep();
    written
}

/// The bytes of a complete export, named by its timestamp or by its document: their name and size.
pub(crate) fn find(tx: &mut Transaction, wanted: &str) -> Result<Option<(String, u64)>, Error> {
    let is_it = |document: &Arc<Document>| {
        let start = document.value().field("start_ts");
        let is_started = wanted
            .parse()
            .is_ok_and(|ts| start == Some(&Value::Int64(ts)));
        is_started || document.id().to_text() == wanted
    };
    let all = newest(tx, EXPORTS).map_err(|error: StoreError| storage_error(&error))?;
    let found = all.into_iter().find(is_it);
    let found = found.filter(|document| !rows::text(document, "file").is_empty());
    Ok(found.map(|document| {
        let size = document.value().field("size").and_then(Value::as_f64);
        (
            text(&document, "file").to_owned(),
            size.unwrap_or_default() as u64,
        )
    }))
}

fn int(number: u64) -> Value {
    Value::Int64(i64::try_from(number).unwrap_or(i64::MAX))
}
