//! The document store.
mod catalog;
mod commit_record;
mod committer;
mod document;
mod error;
mod history;
mod key;
mod load;
mod persistence;
mod range;
mod read_set;
mod schema;
mod snapshot;
mod stage;
mod store;
mod subscription_index;
mod timestamp;
mod transaction;
mod usage;

pub use catalog::{IndexId, IndexMeta, IndexRecord, IndexRef, MAX_USER_TABLES, MetadataChange};
pub use commit_record::{CommitRecord, DocumentChange, EntryChange};
pub use committer::Committed;
pub use document::Document;
pub use error::{CommitError, ErrorClass, PersistenceError, PersistenceErrorKind, StoreError};
pub use history::Retention;
pub use key::{Cut, KeyBytes, KeyInterval};
pub use persistence::{
    CommitBatch, DocumentSink, Durability, EntryWrite, Fault, FaultyPersistence, MemoryPersistence,
    Persistence, SqliteOptions, SqlitePersistence, StoredDocument, StoredMetadata, VersionWrite,
};
pub use range::{RangeExpression, RangeOperator};
pub use read_set::ReadSet;
pub use schema::{SchemaChange, SystemTable};
pub use store::Store;
pub use subscription_index::SubscriptionIndex;
pub use timestamp::Timestamp;
pub use transaction::{Checkpoint, Order, Patch, Scan, Transaction};
pub use usage::{Limits, Usage};
