//! A copy of everything that a transaction sees, in another persistence.
//!
//! Nobody waits for it: it is made from the snapshot, beside whatever is committed meanwhile, and holds no lock. It
//! has the latest versions only, with their numbers and timestamps, and ids and keys as they are.

use std::sync::Arc;

use crate::{
    Timestamp,
    catalog::MetadataChange,
    document::Document,
    error::StoreError,
    key::KeyInterval,
    persistence::{CommitBatch, EntryWrite, Persistence, VersionWrite},
    transaction::Transaction,
};

/// What is appended at once.
const CHUNK: usize = 1_024;

impl Transaction {
    /// Writes what the transaction began with into an empty persistence. Blocks.
    ///
    /// # Errors
    /// If the persistence cannot be written.
    pub fn copy_to(&self, target: &mut dyn Persistence) -> Result<Timestamp, StoreError> {
        let snapshot = self.snapshot();
        let catalog = &snapshot.catalog;
        let mut tables: Vec<_> = catalog.tables().cloned().collect();
        tables.sort_by_key(|table| table.number);
        let mut indexes: Vec<_> = tables.iter().flat_map(|table| &table.indexes).collect();
        indexes.sort_by_key(|index| index.id);
        let mut first = batch(Timestamp::ZERO);
        let created = tables.iter().map(|table| MetadataChange::CreateTable {
            number: table.number,
            name: table.stored_name().into_owned(),
        });
        first.metadata.extend(created);
        let created = indexes.iter().map(|index| index.record());
        first
            .metadata
            .extend(created.map(MetadataChange::CreateIndex));
        let schemas = catalog.schemas();
        let schemas = schemas.map(|(namespace, schema)| MetadataChange::SetSchema {
            namespace,
            json: schema.json.to_string(),
        });
        first.metadata.extend(schemas);
        target.append(&[first])?;

        let by_id = tables.iter().map(|table| table.by_id().id);
        let mut documents: Vec<_> = by_id.flat_map(|index| snapshot.documents(index)).collect();
        documents.sort_by_key(|document| document.sequence());
        for chunk in documents.chunks(CHUNK) {
            target.append(&versions(chunk))?;
        }
        for table in &tables {
            // The entries of `by_id` follow from the documents.
            for index in &table.indexes[1..] {
                let all = KeyInterval::all();
                let entries = snapshot.range(index.id, &all).into_iter().flatten();
                let mut entries = entries.map(|(key, document)| EntryWrite {
                    index: index.id,
                    key: key.clone(),
                    document: Some(document.id()),
                });
                loop {
                    let mut next = batch(snapshot.ts);
                    next.entries.extend(entries.by_ref().take(CHUNK));
                    if next.entries.is_empty() {
                        break;
                    }
                    target.append(&[next])?;
                }
            }
        }
        target.append(&[batch(snapshot.ts)])?;
        Ok(snapshot.ts)
    }
}

/// One batch for each commit that versions are of.
fn versions(documents: &[&Arc<Document>]) -> Vec<CommitBatch> {
    let commits = documents.chunk_by(|one, next| one.commit_ts() == next.commit_ts());
    let batches = commits.map(|documents| {
        let ts = documents[0].commit_ts().unwrap_or_default();
        let versions = documents.iter().map(|document| VersionWrite {
            sequence: document.sequence().unwrap_or_default(),
            id: document.id(),
            supersedes: None,
            document: Some(Arc::clone(document)),
        });
        CommitBatch {
            documents: versions.collect(),
            ..batch(ts)
        }
    });
    batches.collect()
}

fn batch(ts: Timestamp) -> CommitBatch {
    CommitBatch {
        ts,
        metadata: Vec::new(),
        documents: Vec::new(),
        entries: Vec::new(),
    }
}
