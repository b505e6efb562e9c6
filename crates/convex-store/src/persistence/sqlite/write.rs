//! Writing groups of commits, and pruning what they superseded.

use convex_values::DocumentId;
use rusqlite::{Connection, ToSql, params};

use super::read;
use crate::{
    Timestamp,
    catalog::{IndexId, MetadataChange},
    persistence::{CommitBatch, EntryWrite, VersionWrite},
};

/// How many versions one call of [`prune`] looks at.
const PRUNE_MAX: i64 = 8_192;

/// The rows of `meta`.
#[derive(Clone, Copy)]
pub(super) enum MetaKey {
    /// Timestamp of the last commit.
    Latest,
    /// Number of the next version.
    NextSequence,
    /// Greatest index id ever used.
    LastIndex,
    /// The active schema of the application; those of components have their namespace before it.
    Schema,
    /// What the versions up to this number superseded is gone.
    PrunedThrough,
    /// Whether nothing of what was superseded is left in free space.
    Erased,
}

impl MetaKey {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::NextSequence => "next_sequence",
            Self::LastIndex => "last_index",
            Self::Schema => "schema",
            Self::PrunedThrough => "pruned_through",
            Self::Erased => "erased",
        }
    }
}

pub(super) fn append(connection: &Connection, group: &[CommitBatch]) -> rusqlite::Result<()> {
    for batch in group {
        for change in &batch.metadata {
            write_metadata(connection, change)?;
        }
        for version in &batch.documents {
            write_version(connection, batch.ts, version)?;
        }
        for entry in &batch.entries {
            write_entry(connection, entry)?;
        }
    }
    let Some(last) = group.last() else {
        return Ok(());
    };
    set_meta(connection, MetaKey::Latest, &last.ts.0.cast_signed())?;
    let last_version = group.iter().rev().find_map(|batch| batch.documents.last());
    match last_version {
        Some(version) => set_meta(
            connection,
            MetaKey::NextSequence,
            &(version.sequence + 1).cast_signed(),
        ),
        None => Ok(()),
    }
}

fn set_meta(connection: &Connection, key: MetaKey, value: &dyn ToSql) -> rusqlite::Result<()> {
    set(connection, key.name(), value)
}

fn set(connection: &Connection, key: &str, value: &dyn ToSql) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
    )?;
    statement.execute(params![key, value]).map(drop)
}

fn write_metadata(connection: &Connection, change: &MetadataChange) -> rusqlite::Result<()> {
    match change {
        MetadataChange::CreateTable { number, name } => connection
            .prepare_cached("INSERT INTO tables VALUES (?, ?)")?
            .execute(params![number.0, name])
            .map(drop),
        MetadataChange::CreateIndex(record) => {
            let fields: Vec<_> = record.fields.iter().map(ToString::to_string).collect();
            connection
                .prepare_cached("INSERT INTO indexes VALUES (?, ?, ?, ?)")?
                .execute(params![
                    record.id.0,
                    record.table.0,
                    record.name,
                    fields.join(" ")
                ])?;
            set_meta(connection, MetaKey::LastIndex, &record.id.0)
        }
        MetadataChange::DropIndex(IndexId(id)) => {
            connection.execute("DELETE FROM indexes WHERE id = ?", [id])?;
            connection
                .execute("DELETE FROM index_entries WHERE index_id = ?", [id])
                .map(drop)
        }
        MetadataChange::SetSchema { namespace, json } => {
            let key = namespace.qualify(MetaKey::Schema.name());
            set(connection, &key, json)
        }
    }
}

fn write_version(
    connection: &Connection,
    ts: Timestamp,
    version: &VersionWrite,
) -> rusqlite::Result<()> {
    let VersionWrite {
        sequence,
        id: DocumentId { table, internal },
        supersedes,
        document,
    } = version;
    let sequence = sequence.cast_signed();
    let json = document.as_ref().map(|document| &**document.json());
    let mut statement =
        connection.prepare_cached("INSERT INTO versions VALUES (?, ?, ?, ?, ?, ?)")?;
    statement.execute(params![
        sequence,
        ts.0.cast_signed(),
        table.0,
        &internal.0[..],
        supersedes.map(u64::cast_signed),
        json
    ])?;
    let mut statement = connection.prepare_cached(match document {
        Some(_) => {
            "INSERT INTO documents VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET sequence = excluded.sequence"
        }
        None => "DELETE FROM documents WHERE table_number = ?1 AND id = ?2 AND sequence < ?3",
    })?;
    statement
        .execute(params![table.0, &internal.0[..], sequence])
        .map(drop)
}

fn write_entry(connection: &Connection, entry: &EntryWrite) -> rusqlite::Result<()> {
    let EntryWrite {
        index,
        key,
        document,
    } = entry;
    match document {
        Some(DocumentId { internal, .. }) => connection
            .prepare_cached("INSERT INTO index_entries VALUES (?, ?, ?)")?
            .execute(params![index.0, &key[..], &internal.0[..]]),
        None => connection
            .prepare_cached("DELETE FROM index_entries WHERE index_id = ? AND key = ?")?
            .execute(params![index.0, &key[..]]),
    }
    .map(drop)
}

/// Looks at the versions that come after those looked at before, and removes what they superseded; a
/// version that only says that a document was deleted goes as well. Whether there were any to look at.
pub(super) fn prune(connection: &Connection, before: Timestamp) -> rusqlite::Result<bool> {
    let from: i64 = read::meta(connection, MetaKey::PrunedThrough)?.unwrap_or(-1);
    let mut statement = connection.prepare_cached(
        "SELECT sequence, supersedes, json IS NULL FROM versions
         WHERE sequence > ? AND ts < ? ORDER BY sequence LIMIT ?",
    )?;
    let rows = statement.query_map(params![from, before.0.cast_signed(), PRUNE_MAX], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, Option<i64>>(1)?,
            row.get::<_, bool>(2)?,
        ))
    })?;
    let looked_at = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let mut delete = connection.prepare_cached("DELETE FROM versions WHERE sequence = ?")?;
    for (sequence, supersedes, is_deletion) in &looked_at {
        if let Some(superseded) = supersedes {
            delete.execute([superseded])?;
        }
        if *is_deletion {
            delete.execute([sequence])?;
        }
    }
    match looked_at.last() {
        Some((last, ..)) => set_meta(connection, MetaKey::PrunedThrough, last).map(|()| true),
        None => Ok(false),
    }
}

/// Whether an erasure has come to its end.
pub(super) fn is_erased(connection: &Connection) -> rusqlite::Result<bool> {
    let erased: Option<bool> = read::meta(connection, MetaKey::Erased)?;
    Ok(erased == Some(true))
}

/// An erasure has begun, or has come to its end.
pub(super) fn set_erased(connection: &Connection, is_erased: bool) -> rusqlite::Result<()> {
    set_meta(connection, MetaKey::Erased, &is_erased)
}
