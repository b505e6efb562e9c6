//! Reading everything back.

use std::collections::BTreeMap;

use convex_values::{DocumentId, InternalId, TableNumber};
use rusqlite::{Connection, OptionalExtension as _, Row, types::FromSql};

use super::{DocumentSink, StoredMetadata, failed, write::MetaKey};
use crate::{
    Timestamp,
    catalog::{IndexId, IndexRecord},
    error::{PersistenceError, PersistenceErrorKind as Kind},
    namespace::Namespace,
    persistence::StoredDocument,
};

pub(super) fn metadata(connection: &Connection) -> rusqlite::Result<StoredMetadata> {
    Ok(StoredMetadata {
        latest: Timestamp(number(connection, MetaKey::Latest)?),
        next_sequence: number(connection, MetaKey::NextSequence)?,
        tables: tables(connection)?,
        indexes: indexes(connection)?,
        schemas: schemas(connection)?,
        last_index: IndexId(meta(connection, MetaKey::LastIndex)?.unwrap_or_default()),
    })
}

/// A number that is zero until it is first written.
fn number(connection: &Connection, key: MetaKey) -> rusqlite::Result<u64> {
    Ok(meta::<i64>(connection, key)?.map_or(0, i64::cast_unsigned))
}

pub(super) fn meta<T: FromSql>(
    connection: &Connection,
    key: MetaKey,
) -> rusqlite::Result<Option<T>> {
    connection
        .query_row(
            "SELECT value FROM meta WHERE key = ?",
            [key.name()],
            |row| row.get(0),
        )
        .optional()
}

/// Those of all namespaces.
fn schemas(connection: &Connection) -> rusqlite::Result<BTreeMap<Namespace, String>> {
    let name = MetaKey::Schema.name();
    let mut statement =
        connection.prepare("SELECT key, value FROM meta WHERE key = ?1 OR key LIKE '%/' || ?1")?;
    let rows = statement.query_map([name], |row| {
        let key: String = row.get(0)?;
        Ok((Namespace::split(&key).0, row.get(1)?))
    })?;
    rows.collect()
}

fn tables(connection: &Connection) -> rusqlite::Result<Vec<(TableNumber, String)>> {
    let mut statement = connection.prepare("SELECT number, name FROM tables ORDER BY number")?;
    statement
        .query_map([], |row| Ok((TableNumber(row.get(0)?), row.get(1)?)))?
        .collect()
}

fn indexes(connection: &Connection) -> rusqlite::Result<Vec<IndexRecord>> {
    let mut statement =
        connection.prepare("SELECT id, table_number, name, fields FROM indexes ORDER BY id")?;
    let records = statement.query_map([], |row| {
        let fields: String = row.get(3)?;
        let fields: Result<Vec<_>, _> = fields.split(' ').map(str::parse).collect();
        let fields = fields.map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                3,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?;
        Ok(IndexRecord {
            id: IndexId(row.get(0)?),
            table: TableNumber(row.get(1)?),
            name: row.get(2)?,
            fields,
        })
    })?;
    records.collect()
}

/// Hands over the latest version of every document, in the order of the log.
pub(super) fn documents(
    connection: &Connection,
    sink: &mut DocumentSink<'_>,
) -> Result<(), PersistenceError> {
    let reading = |error: rusqlite::Error| failed("Reading", &error);
    // CROSS JOIN fixes the order of the loops: along the log, which is how the file is laid out.
    let mut statement = connection
        .prepare(
            "SELECT v.sequence, v.ts, v.table_number, v.id, v.json FROM versions v
             CROSS JOIN documents d ON d.table_number = v.table_number AND d.id = v.id
             WHERE d.sequence = v.sequence ORDER BY v.sequence",
        )
        .map_err(reading)?;
    let mut rows = statement.query([]).map_err(reading)?;
    let mut found = 0_i64;
    while let Some(row) = rows.next().map_err(reading)? {
        sink(stored(row).map_err(reading)?)?;
        found += 1;
    }
    let expected: i64 = connection
        .query_row("SELECT count(*) FROM documents", [], |row| row.get(0))
        .map_err(reading)?;
    if found != expected {
        let problem = format!(
            "The data file names {expected} documents but holds {found} of them. Restore it from a backup."
        );
        return Err(PersistenceError::new(Kind::Corrupt, problem));
    }
    Ok(())
}

fn stored<'r>(row: &'r Row<'_>) -> rusqlite::Result<StoredDocument<'r>> {
    let id = DocumentId {
        table: TableNumber(row.get(2)?),
        internal: InternalId(row.get(3)?),
    };
    Ok(StoredDocument {
        sequence: row.get::<_, i64>(0)?.cast_unsigned(),
        ts: Timestamp(row.get::<_, i64>(1)?.cast_unsigned()),
        id,
        json: row.get_ref(4)?.as_str()?,
    })
}
