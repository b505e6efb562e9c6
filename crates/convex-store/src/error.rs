//! Errors: a class that decides who is to act, a stable code, a sentence that says what to do.

use convex_values::{DocumentId, ValueError};

use crate::Timestamp;

/// Who is to act on an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// The function's code: it asked for something that cannot be done.
    BadRequest,
    /// The caller: the same request can succeed when it is made anew.
    Retry,
    /// The operator: the data file, the disk, or another process.
    Storage,
}

/// Why the store did not do something.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// A value, name or definition is not allowed.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// A write names a document that does not exist.
    #[error("{operation} on nonexistent document ID {id}")]
    NonexistentDocument {
        /// `Update`, `Replace` or `Delete`.
        operation: &'static str,
        /// The document.
        id: DocumentId,
    },
    /// No table has the number in this id.
    #[error("Table for ID \"{id}\" not found")]
    TableNotFound {
        /// The id.
        id: DocumentId,
    },
    /// A patch or replacement would change `_id`.
    #[error(
        "Provided document `_id` field {found} does not match the document's id {id}: leave the field out"
    )]
    InvalidId {
        /// The document.
        id: DocumentId,
        /// What was given.
        found: String,
    },
    /// A patch or replacement would change `_creationTime`.
    #[error(
        "Provided `_creationTime` {found} does not match the stored one of document {id}: leave the field out"
    )]
    InvalidCreationTime {
        /// The document.
        id: DocumentId,
        /// What was given.
        found: String,
    },
    /// An insert brings its own system fields.
    #[error("An inserted document must not have the field `{field}`: the database sets it")]
    SystemFieldOnInsert {
        /// The field.
        field: &'static str,
    },
    /// A document with this id is there already.
    #[error("There is a document with the ID \"{id}\" already.")]
    DocumentExists {
        /// The id.
        id: DocumentId,
    },
    /// User code reached for a system table.
    #[error("System tables can only be accessed with db.system.")]
    SystemTableAccess,
    /// User code would write to a system table.
    #[error("System tables cannot be written: use the API that owns `{table}`")]
    SystemTableWrite {
        /// The table.
        table: String,
    },
    /// `db.system` reached for a user table.
    #[error("User tables cannot be accessed with db.system.")]
    UserTableAccess,
    /// No such index, or no such table.
    #[error("Index {name} not found.")]
    IndexNotFound {
        /// `table.index`.
        name: String,
    },
    /// The index is declared, but not to be used yet.
    #[error("Index {name} is currently staged and not available to query until it is enabled.")]
    IndexStaged {
        /// `table.index`.
        name: String,
    },
    /// A range or a search that the index cannot answer.
    #[error("{message}")]
    IndexRange {
        /// `AlreadyDefinedBound`, `BoundsOnMultipleFields`, `InvalidIndexRange` or `FieldNotInIndex`; of a search,
        /// `IncorrectFilterFieldError`, `DuplicateSearchFilters` or `TooManyFiltersInSearchQuery`.
        code: &'static str,
        /// The sentence.
        message: String,
    },
    /// More results of a search were read than there may be.
    #[error(
        "Search query scanned too many documents (fetched {limit}). Consider using a smaller limit, paginating the query, or using a filter field to limit the number of documents pulled from the search index."
    )]
    SearchTooBroad {
        /// The limit.
        limit: usize,
    },
    /// The document does not match the active schema.
    #[error(
        "Failed to insert or update a document in table \"{table}\" because it does not match the schema: {mismatch}"
    )]
    SchemaEnforcement {
        /// The table.
        table: String,
        /// What does not match, where.
        mismatch: String,
    },
    /// A stored document does not match the schema that is to become active.
    #[error("Document with ID \"{id}\" in table \"{table}\" does not match the schema: {mismatch}")]
    SchemaMismatch {
        /// The document.
        id: DocumentId,
        /// The table.
        table: String,
        /// What does not match, where.
        mismatch: String,
    },
    /// The transaction used more than it may.
    #[error("Too many {what} in a single function execution (limit: {limit}{unit}). {hint}")]
    Limit {
        /// The stable code.
        code: &'static str,
        /// What was exceeded.
        what: &'static str,
        /// The limit.
        limit: usize,
        /// Its unit, with a leading space, or nothing.
        unit: &'static str,
        /// What to do.
        hint: &'static str,
    },
    /// The deployment has as many tables as it can have.
    #[error(
        "Too many tables (limit: {limit}). Store different kinds of documents in one table, told apart by a field."
    )]
    TooManyTables {
        /// The limit.
        limit: usize,
    },
    /// The timestamp is older than what is kept.
    #[error("The state at timestamp {ts} is no longer kept. Read at the latest timestamp instead.")]
    SnapshotTooOld {
        /// What was asked for.
        ts: Timestamp,
    },
    /// The timestamp has not been reached.
    #[error(
        "Timestamp {ts} is later than the latest commit at {latest}. Read at the latest timestamp instead."
    )]
    SnapshotInFuture {
        /// What was asked for.
        ts: Timestamp,
        /// The latest commit.
        latest: Timestamp,
    },
    /// The store was shut down.
    #[error("The store is shut down: no more commits are accepted.")]
    Closed,
    /// An earlier write failed in a way that leaves its outcome unknown.
    #[error(
        "The store is read-only because the outcome of an earlier write is unknown ({cause}). Check the disk, then restart."
    )]
    ReadOnly {
        /// What went wrong then.
        cause: String,
    },
    /// The data file.
    #[error(transparent)]
    Persistence(#[from] PersistenceError),
}

impl StoreError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Value(error) => error.code(),
            Self::NonexistentDocument { .. } => "NonexistentDocument",
            Self::TableNotFound { .. } => "TableNotFound",
            Self::InvalidId { .. } => "InvalidIdError",
            Self::InvalidCreationTime { .. } => "InvalidCreationTimeError",
            Self::SystemFieldOnInsert { .. } => "SystemFieldOnInsert",
            Self::DocumentExists { .. } => "DocumentExists",
            Self::SystemTableAccess => "SystemTableAccess",
            Self::SystemTableWrite { .. } => "SystemTableWrite",
            Self::UserTableAccess => "UserTableAccess",
            Self::IndexNotFound { .. } => "IndexNotFoundError",
            Self::IndexStaged { .. } => "IndexStagedError",
            Self::IndexRange { code, .. } | Self::Limit { code, .. } => code,
            Self::SearchTooBroad { .. } => "SearchQueryScannedTooManyDocumentsError",
            Self::SchemaEnforcement { .. } => "SchemaEnforcementError",
            Self::SchemaMismatch { .. } => "SchemaMismatchError",
            Self::TooManyTables { .. } => "TooManyTables",
            Self::SnapshotTooOld { .. } => "SnapshotTooOld",
            Self::SnapshotInFuture { .. } => "SnapshotInFuture",
            Self::Closed => "StoreClosed",
            Self::ReadOnly { .. } => "StoreReadOnly",
            Self::Persistence(error) => error.code(),
        }
    }

    /// Who is to act.
    pub fn class(&self) -> ErrorClass {
        match self {
            Self::SnapshotTooOld { .. } | Self::SnapshotInFuture { .. } => ErrorClass::Retry,
            Self::Closed | Self::ReadOnly { .. } | Self::Persistence(_) => ErrorClass::Storage,
            _ => ErrorClass::BadRequest,
        }
    }
}

/// Why a commit did not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// Something this transaction read was changed by another commit. Run it anew.
    #[error(
        "Documents read from or written to the table \"{table}\" changed while this mutation was being run."
    )]
    Conflict {
        /// The table, or `_schema` when the schema was changed.
        table: String,
    },
    /// The transaction began so long ago that its reads can no longer be checked. Run it anew.
    #[error(
        "The transaction took too long: commits since its start are no longer kept, so its reads cannot be checked."
    )]
    TooOld,
    /// The store cannot write.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl CommitError {
    /// Whether running the transaction anew can succeed.
    pub fn is_retriable(&self) -> bool {
        matches!(self, Self::Conflict { .. } | Self::TooOld)
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Conflict { .. } => "OptimisticConcurrencyControlFailure",
            Self::TooOld => "TransactionTooOld",
            Self::Failed(error) => error.code(),
        }
    }
}

/// What went wrong with the data file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersistenceErrorKind {
    /// The file is something else.
    NotOurFile,
    /// The file was written by a newer version.
    NewerFormat,
    /// Another process has the file open.
    Locked,
    /// The file cannot be opened or created.
    CannotOpen,
    /// No space is left.
    DiskFull,
    /// What is in the file cannot be right.
    Corrupt,
    /// The operating system reported an error.
    Io,
}

/// An error of the persistence below the store.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct PersistenceError {
    kind: PersistenceErrorKind,
    message: String,
    nothing_written: bool,
}

impl PersistenceError {
    /// An error of this kind; the message tells the operator what to do.
    pub fn new(kind: PersistenceErrorKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            nothing_written: false,
        }
    }

    /// Says that nothing of a failed write is in the file, now and after a crash, if `certain`.
    pub fn nothing_written_if(mut self, certain: bool) -> Self {
        self.nothing_written = certain;
        self
    }

    /// What went wrong.
    pub fn kind(&self) -> PersistenceErrorKind {
        self.kind
    }

    /// Whether it is certain that nothing of a failed append is in the file, now and after a crash.
    pub fn nothing_was_written(&self) -> bool {
        self.nothing_written
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self.kind {
            PersistenceErrorKind::NotOurFile => "NotOurFile",
            PersistenceErrorKind::NewerFormat => "NewerFormat",
            PersistenceErrorKind::Locked => "StoreLocked",
            PersistenceErrorKind::CannotOpen => "CannotOpenStore",
            PersistenceErrorKind::DiskFull => "DiskFull",
            PersistenceErrorKind::Corrupt => "StoreCorrupt",
            PersistenceErrorKind::Io => "StoreIo",
        }
    }
}
