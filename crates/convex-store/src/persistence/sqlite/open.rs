//! Opening the file: whose it is, which format it has, who else has it open.

use std::{
    fs::File,
    io::{self, Read as _},
    path::Path,
};

use rusqlite::{Connection, OpenFlags};

use super::{Durability, SqliteOptions, failed};
use crate::error::{PersistenceError, PersistenceErrorKind as Kind};

/// `CNVS` in the header of the file.
const APPLICATION_ID: u32 = 0x434E_5653;
/// The format that this version writes.
const FORMAT: u32 = 1;

const TABLES: &str = "
    CREATE TABLE meta (key TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE tables (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE indexes (
        id INTEGER PRIMARY KEY,
        table_number INTEGER NOT NULL,
        name TEXT NOT NULL,
        fields TEXT NOT NULL,
        UNIQUE (table_number, name)
    ) STRICT;
    CREATE TABLE versions (
        sequence INTEGER PRIMARY KEY,
        ts INTEGER NOT NULL,
        table_number INTEGER NOT NULL,
        id BLOB NOT NULL,
        supersedes INTEGER,
        json TEXT
    ) STRICT;
    CREATE TABLE documents (
        table_number INTEGER NOT NULL,
        id BLOB NOT NULL,
        sequence INTEGER NOT NULL,
        PRIMARY KEY (table_number, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE index_entries (
        index_id INTEGER NOT NULL,
        key BLOB NOT NULL,
        id BLOB NOT NULL,
        PRIMARY KEY (index_id, key)
    ) STRICT, WITHOUT ROWID;
";

pub(super) fn open(path: &Path, options: &SqliteOptions) -> Result<Connection, PersistenceError> {
    // Before SQLite opens it: opening alone can change a file that is not ours.
    check_header(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match options.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs),
        None => Connection::open_with_flags(path, flags),
    };
    let connection = connection.map_err(|error| failed("Opening", &error))?;
    prepare(&connection, options).map_err(|error| failed("Opening", &error))?;
    let mode: String = connection
        .pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
        .map_err(|error| failed("Opening", &error))?;
    if mode != "wal" {
        let problem = format!(
            "The file system of {} cannot hold a write-ahead log. Choose a local one.",
            path.display()
        );
        return Err(PersistenceError::new(Kind::CannotOpen, problem));
    }
    Ok(connection)
}

/// Reads the header without SQLite. An absent or empty file is ours to create.
fn check_header(path: &Path) -> Result<(), PersistenceError> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    const USER_VERSION: usize = 60;
    const APPLICATION: usize = 68;
    let mut header = [0; 72];
    let length = match read_start(path, &mut header) {
        Ok(length) => length,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            let problem = format!(
                "The data file {} cannot be read ({error}). Check that this process may read it.",
                path.display()
            );
            return Err(PersistenceError::new(Kind::CannotOpen, problem));
        }
    };
    if length == 0 {
        return Ok(());
    }
    let number = |at: usize| {
        u32::from_be_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    if length < header.len() || !header.starts_with(MAGIC) || number(APPLICATION) != APPLICATION_ID
    {
        let problem = format!(
            "{} is not a data file of this program: it is left untouched. Choose another one.",
            path.display()
        );
        return Err(PersistenceError::new(Kind::NotOurFile, problem));
    }
    let format = number(USER_VERSION);
    if format > FORMAT {
        let problem = format!(
            "{} has the format {format}, but this version knows formats up to {FORMAT}. Use a newer version of this program.",
            path.display()
        );
        return Err(PersistenceError::new(Kind::NewerFormat, problem));
    }
    Ok(())
}

fn read_start(path: &Path, header: &mut [u8]) -> io::Result<usize> {
    let mut file = File::open(path)?;
    let mut length = 0;
    while length < header.len() {
        match file.read(&mut header[length..])? {
            0 => break,
            more => length += more,
        }
    }
    Ok(length)
}

fn prepare(connection: &Connection, options: &SqliteOptions) -> rusqlite::Result<()> {
    // A lock that is held now will be held for long: waiting for it would only delay the error.
    connection.busy_timeout(std::time::Duration::ZERO)?;
    connection.set_prepared_statement_cache_capacity(32);
    // Before the first access, so that the lock is taken with it and kept.
    connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    let synchronous = match options.durability {
        Durability::Full => "FULL",
        Durability::Normal => "NORMAL",
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    create_tables(connection)?;
    if let Some(size_max) = options.size_max {
        let page_size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        let pages = i64::try_from(size_max).unwrap_or(i64::MAX) / page_size.max(1);
        connection.pragma_update_and_check(None, "max_page_count", pages, |_| Ok(()))?;
    }
    Ok(())
}

/// Moves everything from the write-ahead log into the file, and leaves an empty log.
pub(super) fn empty_log(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// Creates the tables of a new file. The header is complete before the file enters WAL mode, so that
/// [`check_header`] never depends on what is in the log.
fn create_tables(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    let application: u32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if application != APPLICATION_ID {
        connection.pragma_update(None, "application_id", APPLICATION_ID)?;
        connection.pragma_update(None, "user_version", FORMAT)?;
        connection.execute_batch(TABLES)?;
    }
    connection.execute_batch("COMMIT")
}
