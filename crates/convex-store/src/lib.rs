//! The document store of a deployment: tables of documents with ordered indexes, serializable
//! transactions over immutable snapshots, and a commit log that caches and subscriptions live on.
//!
//! It knows no JavaScript, no function, no user and no protocol; it takes time and randomness from a
//! [`convex_host::Host`] and keeps its data behind a [`Persistence`]. Only the crate that runs functions
//! may depend on it.
//!
//! # The parts
//!
//! | part | what it owns |
//! |---|---|
//! | [`Store`] | the handle: begin, commit, watch, apply a schema |
//! | [`Transaction`] | a snapshot, the writes on top of it, the record of everything read |
//! | [`Scan`] | a walk along an index that can be stopped and resumed |
//! | [`Matches`] | the documents that a text search found, the best first |
//! | committer | the one thread that writes: check, persist, publish, acknowledge |
//! | history | recent snapshots and commits: [`Store::begin_at`], [`Store::changes_since`] |
//! | [`ReadSet`], [`SubscriptionIndex`] | who depends on what a commit changed |
//! | [`Persistence`] | what outlives the process: [`SqlitePersistence`]; for tests [`MemoryPersistence`] and [`FaultyPersistence`] |
//!
//! # A commit
//!
//! ```text
//! Transaction ─ writes, read set ─▶ committer: takes all that wait, and for each in turn
//!    1. checks    has a commit since its begin touched a key that it read?  then it conflicts
//!    2. stages    timestamp = max(latest + 1, now); new state, log record, rows to write
//!  then for the group
//!    3. persists  one append, one sync
//!    4. publishes snapshot and records, in one step
//!    5. answers
//! ```
//!
//! # Invariants
//!
//! - What is visible is persisted, and what is acknowledged is visible. Nobody ever reads a commit that a
//!   crash would take back (as far as the chosen [`Durability`] goes).
//! - Commit timestamps strictly increase, also across restarts and when the clock is set back.
//! - Committed transactions are serializable in the order of their timestamps: all of what a transaction
//!   read is still true at its timestamp. Transactions that only read need no check.
//! - A read set may be too large, never too small: a commit that does not overlap it changes no result.
//!   It holds points and intervals of index keys; a document found missing, and a table found missing,
//!   are in it too.
//! - A document appears in a commit under its old and its new key of each index of its table.
//! - Snapshots and documents never change once published. Reading takes no lock beyond copying one
//!   reference at the beginning.
//! - A change of schema or indexes happens between two commits and conflicts with every transaction that
//!   runs meanwhile; every cached result depends on it.
//! - Index ids, table numbers and version numbers are never used twice.
//!
//! # When writing fails
//!
//! An append that certainly wrote nothing (no space left) fails the commits that wait for it, with
//! `DiskFull`; everything else goes on, and the next commit tries again. After any other failure nobody can
//! know what a restart will find: the commits that waited get the error, and from then on every commit gets
//! `StoreReadOnly` until the store is opened anew. Reading goes on in both cases.
//!
//! # Tables and schemas
//!
//! A user table comes into being with its first document or with the schema that declares it. Documents of
//! declared tables are checked on every write while the schema asks for it; other tables are unchecked.
//! Names belong to a [`Namespace`]: the application has one, and so has each of its components, with a schema of its
//! own. A transaction works in one at a time and can change it; documents of the others are not there meanwhile.
//!
//! Tables whose names start with an underscore belong to the platform: they are written in the same
//! transactions, through the methods with `system` in their name, count towards no limit, and are out of
//! reach for the methods without it.
//!
//! # Memory
//!
//! All latest versions, all index entries, the search and the vector indexes are in memory; the rest of the recent past shares their
//! structure. The data file has the index entries too, so that a later version can leave cold documents on
//! disk.

mod catalog;
mod commit_record;
mod committer;
mod copy;
mod document;
mod error;
mod history;
mod key;
mod load;
mod namespace;
mod persistence;
mod range;
mod read_set;
mod schema;
mod search;
mod snapshot;
mod stage;
mod store;
mod subscription_index;
mod timestamp;
mod transaction;
mod usage;
mod vectors;

pub use catalog::{IndexId, IndexMeta, IndexRecord, IndexRef, MAX_USER_TABLES, MetadataChange};
pub use commit_record::{CommitRecord, DocumentChange, EntryChange};
pub use committer::Committed;
pub use document::Document;
pub use error::{CommitError, ErrorClass, PersistenceError, PersistenceErrorKind, StoreError};
pub use history::Retention;
pub use key::{Cut, KeyBytes, KeyInterval};
pub use namespace::Namespace;
pub use persistence::{
    CommitBatch, DocumentSink, Durability, EntryWrite, Erasure, Fault, FaultyPersistence,
    MemoryPersistence, Persistence, SqliteOptions, SqlitePersistence, StoredDocument,
    StoredMetadata, VersionWrite,
};
pub use range::{RangeExpression, RangeOperator};
pub use read_set::ReadSet;
pub use schema::{SchemaChange, Schemas, SystemTable};
pub use search::{MAX_SEARCH_FILTERS, MAX_SEARCH_RESULTS, SearchIndexMeta, SearchIndexRef};
pub use store::Store;
pub use subscription_index::SubscriptionIndex;
pub use timestamp::Timestamp;
pub use transaction::{Checkpoint, Matches, Order, Patch, Scan, Transaction};
pub use usage::{Limits, Usage};
pub use vectors::{
    MAX_VECTOR_FILTERS, MAX_VECTOR_RESULTS, Neighbour, VectorIndexMeta, VectorIndexRef,
};
