//! The seam to what outlives the process.

mod faulty;
mod memory;
mod sqlite;

use std::{collections::BTreeMap, sync::Arc};

use convex_values::{DocumentId, TableNumber};

pub use faulty::{Fault, FaultyPersistence};
pub use memory::MemoryPersistence;
pub use sqlite::{Durability, SqliteOptions, SqlitePersistence};

use crate::{
    Timestamp,
    catalog::{IndexId, IndexRecord, MetadataChange},
    document::Document,
    error::PersistenceError,
    key::KeyBytes,
    namespace::Namespace,
};

/// Everything one commit writes. A group of these is appended whole or not at all.
#[derive(Clone, Debug)]
pub struct CommitBatch {
    /// The commit's timestamp.
    pub ts: Timestamp,
    /// Tables and indexes, in order; they come before the documents that need them.
    pub metadata: Vec<MetadataChange>,
    /// New versions of documents.
    pub documents: Vec<VersionWrite>,
    /// Index entries that appear or disappear. The `by_id` indexes are not among them: they follow from
    /// the versions.
    pub entries: Vec<EntryWrite>,
}

/// A new version of a document.
#[derive(Clone, Debug)]
pub struct VersionWrite {
    /// The version's number in the log; ascending, never used before.
    pub sequence: u64,
    /// The document.
    pub id: DocumentId,
    /// The number of the version that this one supersedes.
    pub supersedes: Option<u64>,
    /// The content; `None` if the document was deleted.
    pub document: Option<Arc<Document>>,
}

/// An index entry that appears or disappears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryWrite {
    /// The index.
    pub index: IndexId,
    /// The key.
    pub key: KeyBytes,
    /// The document that is now under the key; `None` if there is none any more.
    pub document: Option<DocumentId>,
}

/// The metadata that a store begins with.
#[derive(Clone, Debug, Default)]
pub struct StoredMetadata {
    /// The timestamp of the last commit.
    pub latest: Timestamp,
    /// The number that the next version gets at least.
    pub next_sequence: u64,
    /// All tables, by their stored names.
    pub tables: Vec<(TableNumber, String)>,
    /// All indexes, the built-in ones included, ascending by id.
    pub indexes: Vec<IndexRecord>,
    /// The active schemas, in the JSON form of their definitions.
    pub schemas: BTreeMap<Namespace, String>,
    /// The greatest index id ever used.
    pub last_index: IndexId,
}

/// The latest version of a document, as it is stored.
#[derive(Clone, Debug)]
pub struct StoredDocument<'s> {
    /// The version's number in the log.
    pub sequence: u64,
    /// When the version was committed.
    pub ts: Timestamp,
    /// The document.
    pub id: DocumentId,
    /// Its encoded JSON text.
    pub json: &'s str,
}

/// Receives documents while a store is loaded.
pub type DocumentSink<'s> = dyn FnMut(StoredDocument<'_>) -> Result<(), PersistenceError> + 's;

/// When to erase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Erasure {
    /// Now: something was superseded that must not stay.
    Now,
    /// If it was never done, or not to the end.
    IfNever,
}

/// What outlives the process. Used by one thread at a time: first to load, then by the committer.
pub trait Persistence: Send + 'static {
    /// Reads the metadata.
    fn load_metadata(&mut self) -> Result<StoredMetadata, PersistenceError>;

    /// Hands the latest version of every document to the sink.
    fn load_documents(&mut self, sink: &mut DocumentSink<'_>) -> Result<(), PersistenceError>;

    /// Appends all batches as one unit, which is as durable as the persistence promises when this
    /// returns. After an error for which [`PersistenceError::nothing_was_written`] holds, nothing is in
    /// it and the next append may succeed; after any other, the outcome is unknown.
    fn append(&mut self, group: &[CommitBatch]) -> Result<(), PersistenceError>;

    /// Removes some of the versions that were superseded before `before`. Does a bounded amount of work
    /// and may be called at any time; a failure loses nothing.
    fn prune(&mut self, before: Timestamp) -> Result<(), PersistenceError>;

    /// Removes all superseded versions, and every trace of what was removed earlier, so that whoever reads the
    /// bytes finds the latest state only. May take as long, and as much space again, as all that is kept. After a
    /// failure some may be left, and [`Erasure::IfNever`] does it once more.
    fn erase(&mut self, erasure: Erasure) -> Result<(), PersistenceError>;
}
