//! Persistence in one SQLite file.
//!
//! - `versions` is a log: every commit appends to its end. A version that another one superseded stays
//!   for a while and is then pruned.
//! - `documents` names the latest version of each document; together with `index_entries`, the entries of
//!   all other indexes, it is what a reader needs that does not hold everything in memory. All three
//!   change in one SQLite transaction, so they always agree.
//! - `tables`, `indexes` and `meta` hold the metadata.
//!
//! The file is in WAL mode and locked exclusively for as long as it is open: a second process, also
//! `sqlite3`, is refused. The lock goes with the process, however it ends.

mod open;
mod read;
mod write;

use std::path::Path;

use rusqlite::{Connection, ErrorCode};

use super::{CommitBatch, DocumentSink, Erasure, Persistence, StoredMetadata};
use crate::{
    Timestamp,
    error::{PersistenceError, PersistenceErrorKind as Kind},
};

/// What an acknowledged commit survives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// Every group of commits is synced to the disk before it is acknowledged (`synchronous=FULL`).
    /// After the process is killed: every acknowledged commit is there. After power loss or a crash of
    /// the operating system: the same, as far as the disk honours a sync.
    #[default]
    Full,
    /// The disk is synced at checkpoints only (`synchronous=NORMAL`). After the process is killed: every
    /// acknowledged commit is there. After power loss or a crash of the operating system: the last
    /// acknowledged commits may be missing, always the latest ones without a gap; the file stays
    /// consistent.
    Normal,
}

/// How to open a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SqliteOptions {
    /// What an acknowledged commit survives.
    pub durability: Durability,
    /// The file is not to grow beyond this many bytes; commits that need more fail as if the disk were
    /// full.
    pub size_max: Option<u64>,
    /// The name of a registered SQLite VFS that holds the file instead of the operating system: for tests that
    /// let storage fail.
    pub vfs: Option<&'static str>,
}

/// See the module's documentation.
pub struct SqlitePersistence {
    connection: Connection,
}

impl SqlitePersistence {
    /// Opens the file, or creates it. Its folder must exist.
    pub fn open(path: impl AsRef<Path>, durability: Durability) -> Result<Self, PersistenceError> {
        Self::open_with(
            path,
            SqliteOptions {
                durability,
                ..SqliteOptions::default()
            },
        )
    }

    /// As [`Self::open`], with more options.
    pub fn open_with(
        path: impl AsRef<Path>,
        options: SqliteOptions,
    ) -> Result<Self, PersistenceError> {
        let connection = open::open(path.as_ref(), &options)?;
        Ok(Self { connection })
    }
}

impl Persistence for SqlitePersistence {
    fn load_metadata(&mut self) -> Result<StoredMetadata, PersistenceError> {
        read::metadata(&self.connection).map_err(|error| failed("Reading", &error))
    }

    fn load_documents(&mut self, sink: &mut DocumentSink<'_>) -> Result<(), PersistenceError> {
        read::documents(&self.connection, sink)
    }

    fn append(&mut self, group: &[CommitBatch]) -> Result<(), PersistenceError> {
        self.write("Writing", |connection| write::append(connection, group))
    }

    fn prune(&mut self, before: Timestamp) -> Result<(), PersistenceError> {
        self.write("Pruning", |connection| {
            write::prune(connection, before).map(drop)
        })
    }

    fn erase(&mut self, erasure: Erasure) -> Result<(), PersistenceError> {
        let is_erased = write::is_erased(&self.connection);
        let is_erased = is_erased.map_err(|error| failed("Reading", &error))?;
        if is_erased && erasure == Erasure::IfNever {
            return Ok(());
        }
        self.write("Erasing", |connection| {
            write::set_erased(connection, false)?;
            while write::prune(connection, Timestamp(i64::MAX as u64))? {}
            Ok(())
        })?;
        // Pages that are free, and free places in others, keep what was in them until they are used again.
        self.connection
            .execute_batch("VACUUM")
            .and_then(|()| open::empty_log(&self.connection))
            .and_then(|()| write::set_erased(&self.connection, true))
            .map_err(|error| failed("Erasing", &error))
    }
}

impl SqlitePersistence {
    /// Runs `body` in one SQLite transaction.
    fn write(
        &mut self,
        doing: &str,
        body: impl FnOnce(&Connection) -> rusqlite::Result<()>,
    ) -> Result<(), PersistenceError> {
        let connection = &self.connection;
        let written = connection
            .execute_batch("BEGIN IMMEDIATE")
            .and_then(|()| body(connection));
        if let Err(error) = written {
            // Without its commit mark a transaction does not exist, not even after a crash.
            return Err(failed(doing, &error).nothing_written_if(self.roll_back()));
        }
        connection.execute_batch("COMMIT").map_err(|error| {
            // The commit mark is the last thing to be written, because SQLite takes disks on Unix to leave bytes
            // beside a write alone and pads nothing behind it. If there was no space for everything, it is
            // not in the file; after any other error it may be.
            let no_space = error.sqlite_error_code() == Some(ErrorCode::DiskFull);
            failed(doing, &error).nothing_written_if(self.roll_back() && no_space)
        })
    }

    /// Whether no transaction is open any more.
    fn roll_back(&self) -> bool {
        self.connection.is_autocommit() || self.connection.execute_batch("ROLLBACK").is_ok()
    }
}

/// An error of SQLite in words for the operator.
fn failed(doing: &str, error: &rusqlite::Error) -> PersistenceError {
    let (kind, advice) = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => (
            Kind::DiskFull,
            "No space is left: free some, then try again.",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            Kind::Locked,
            "Another process has the file open: stop it first, or use another data folder.",
        ),
        Some(ErrorCode::NotADatabase) => (
            Kind::NotOurFile,
            "It is not a data file of this program: choose another one.",
        ),
        Some(ErrorCode::DatabaseCorrupt) => (Kind::Corrupt, "Restore the data file from a backup."),
        Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => (
            Kind::CannotOpen,
            "Check that the folder exists and that this process may write to it.",
        ),
        _ => (Kind::Io, "Check the disk."),
    };
    PersistenceError::new(
        kind,
        format!("{doing} the data file failed ({error}). {advice}"),
    )
}
