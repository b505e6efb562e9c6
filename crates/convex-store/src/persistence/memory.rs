//! Persistence that lasts as long as its handles.

use std::{collections::BTreeMap, sync::Arc};

use convex_values::DocumentId;
use parking_lot::Mutex;

use super::{CommitBatch, DocumentSink, Erasure, Persistence, StoredDocument, StoredMetadata};
use crate::{
    Timestamp,
    catalog::{IndexId, MetadataChange},
    error::PersistenceError,
};

/// Keeps everything in memory. A clone is another handle to the same content: opening a store on a clone
/// of what another store was opened on is what a restart is to a file.
#[derive(Clone, Debug, Default)]
pub struct MemoryPersistence {
    content: Arc<Mutex<Content>>,
}

#[derive(Debug)]
struct Version {
    sequence: u64,
    ts: Timestamp,
    json: Arc<str>,
}

#[derive(Debug, Default)]
struct Content {
    metadata: StoredMetadata,
    documents: BTreeMap<DocumentId, Version>,
}

impl MemoryPersistence {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Persistence for MemoryPersistence {
    fn load_metadata(&mut self) -> Result<StoredMetadata, PersistenceError> {
        Ok(self.content.lock().metadata.clone())
    }

    fn load_documents(&mut self, sink: &mut DocumentSink<'_>) -> Result<(), PersistenceError> {
        for (&id, version) in &self.content.lock().documents {
            sink(StoredDocument {
                sequence: version.sequence,
                ts: version.ts,
                id,
                json: &version.json,
            })?;
        }
        Ok(())
    }

    fn append(&mut self, group: &[CommitBatch]) -> Result<(), PersistenceError> {
        let mut content = self.content.lock();
        for batch in group {
            content.apply(batch);
        }
        Ok(())
    }

    fn prune(&mut self, _: Timestamp) -> Result<(), PersistenceError> {
        Ok(())
    }

    fn erase(&mut self, _: Erasure) -> Result<(), PersistenceError> {
        Ok(())
    }
}

impl Content {
    fn apply(&mut self, batch: &CommitBatch) {
        self.metadata.latest = batch.ts;
        for change in &batch.metadata {
            self.apply_metadata(change);
        }
        for write in &batch.documents {
            self.metadata.next_sequence = write.sequence + 1;
            match &write.document {
                Some(document) => self.documents.insert(
                    write.id,
                    Version {
                        sequence: write.sequence,
                        ts: batch.ts,
                        json: document.json().clone(),
                    },
                ),
                None => self.documents.remove(&write.id),
            };
        }
    }

    fn apply_metadata(&mut self, change: &MetadataChange) {
        let metadata = &mut self.metadata;
        match change {
            MetadataChange::CreateTable { number, name } => {
                metadata.tables.push((*number, name.clone()))
            }
            MetadataChange::CreateIndex(record) => {
                metadata.last_index = IndexId(metadata.last_index.0.max(record.id.0));
                metadata.indexes.push(record.clone());
            }
            MetadataChange::DropIndex(id) => metadata.indexes.retain(|index| index.id != *id),
            MetadataChange::SetSchema { namespace, json } => {
                metadata.schemas.insert(*namespace, json.clone());
            }
        }
    }
}
