//! Building the in-memory state from what is persisted.

use std::{collections::BTreeMap, sync::Arc};

use convex_values::{DocumentId, TableNumber, schema::SchemaDefinition};

use crate::{
    Timestamp,
    catalog::{ActiveSchema, Catalog, IndexId, IndexRef},
    document::Document,
    error::{PersistenceError, PersistenceErrorKind, StoreError},
    key::KeyBytes,
    persistence::{Persistence, StoredMetadata},
    snapshot::Snapshot,
};

/// What a store begins with.
pub(crate) struct Loaded {
    pub(crate) snapshot: Snapshot,
    pub(crate) next_sequence: u64,
}

/// The entries of every index, unsorted.
type Entries = BTreeMap<IndexId, Vec<(KeyBytes, Arc<Document>)>>;

/// Reads everything. Entries are collected and sorted before the trees are built, because building
/// from sorted entries is faster than inserting in random order.
pub(crate) fn load(persistence: &mut dyn Persistence) -> Result<Loaded, StoreError> {
    let metadata = persistence.load_metadata()?;
    let catalog = build_catalog(&metadata)?;
    let mut entries = Entries::new();
    let mut snapshot = Snapshot::empty();
    let mut scratch = Vec::new();
    persistence.load_documents(&mut |stored| {
        let mut document =
            Document::from_stored(stored.id, stored.sequence, stored.ts, stored.json)
                .map_err(|error| unreadable(stored.id, &error))?;
        let table = catalog.table_by_number(stored.id.table);
        let table = table.ok_or_else(|| no_table(stored.id.table))?;
        let key = |index: &IndexRef| (index.id, index.key(&document, &mut scratch));
        let keys: Vec<_> = table.indexes.iter().map(key).collect();
        for index in &table.search_indexes {
            let entry = index.entry(&document);
            snapshot.change_text(index.id, stored.id.internal, None, entry.as_ref());
        }
        for index in &table.vector_indexes {
            let entry = index.entry(&document);
            snapshot.change_vector(index.id, stored.id.internal, None, entry.as_ref());
        }
        document.keep_json_only();
        let document = Arc::new(document);
        for (index, key) in keys {
            entries
                .entry(index)
                .or_default()
                .push((key, document.clone()));
        }
        Ok(())
    })?;
    Ok(Loaded {
        snapshot: build_snapshot(snapshot, metadata.latest, catalog, entries),
        next_sequence: metadata.next_sequence,
    })
}

fn build_snapshot(
    mut snapshot: Snapshot,
    latest: Timestamp,
    catalog: Catalog,
    entries: Entries,
) -> Snapshot {
    snapshot.ts = latest;
    snapshot.catalog = Arc::new(catalog);
    for (index, mut entries) in entries {
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        snapshot.put_tree(index, entries.into_iter().collect());
    }
    snapshot
}

fn build_catalog(metadata: &StoredMetadata) -> Result<Catalog, PersistenceError> {
    let mut catalog = Catalog::new();
    for (number, name) in &metadata.tables {
        catalog.add_table(*number, name);
    }
    for index in &metadata.indexes {
        catalog.create_index(index);
    }
    catalog.reserve_indexes(metadata.last_index);
    let complete = |names: &[&str]| matches!(names, ["by_id", "by_creation_time", ..]);
    for table in catalog.tables() {
        let names: Vec<&str> = table.indexes.iter().map(|index| &*index.name).collect();
        if !complete(&names) {
            return Err(corrupt(format!(
                "The table {:?} lacks its built-in indexes.",
                table.name
            )));
        }
    }
    for (namespace, json) in &metadata.schemas {
        let definition = SchemaDefinition::from_json_str(json)
            .map_err(|error| corrupt(format!("The stored schema cannot be read: {error}")))?;
        for table in definition.tables.values() {
            let usable = table.search_indexes.iter().filter(|index| !index.staged);
            for index in usable {
                catalog.create_search_index(*namespace, &table.name, index);
            }
            for index in table.vector_indexes.iter().filter(|index| !index.staged) {
                catalog.create_vector_index(*namespace, &table.name, index);
            }
        }
        let schema = ActiveSchema {
            definition: Arc::new(definition),
            json: json.as_str().into(),
        };
        catalog.set_schema(*namespace, schema);
    }
    Ok(catalog)
}

fn unreadable(id: DocumentId, error: &dyn std::error::Error) -> PersistenceError {
    PersistenceError::new(
        PersistenceErrorKind::Corrupt,
        format!("The document {id} cannot be read: {error}. Restore the data file from a backup."),
    )
}

fn no_table(number: TableNumber) -> PersistenceError {
    corrupt(format!(
        "There are documents in the table number {number}, which does not exist."
    ))
}

fn corrupt(problem: String) -> PersistenceError {
    let advice = "Restore the data file from a backup.";
    PersistenceError::new(PersistenceErrorKind::Corrupt, format!("{problem} {advice}"))
}
