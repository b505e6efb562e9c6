//! A group of commits while it is put together: the state after them, what to write, what to announce.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    sync::Arc,
};

use convex_values::TableNumber;

use crate::{
    Timestamp,
    catalog::{Catalog, IndexId, IndexRecord, MetadataChange, TableMeta},
    commit_record::{CommitRecord, DocumentChange, EntryChange},
    document::Document,
    key::KeyBytes,
    persistence::{CommitBatch, EntryWrite, VersionWrite},
    search::{SearchIndexRef, changed_keys},
    snapshot::Snapshot,
    transaction::{Overlay, OverlayTree},
    vectors::VectorIndexRef,
};

/// Nothing in here is visible to anyone until it is persisted and published.
pub(crate) struct Stage {
    pub(crate) snapshot: Snapshot,
    pub(crate) next_sequence: u64,
    pub(crate) records: Vec<Arc<CommitRecord>>,
    pub(crate) batches: Vec<CommitBatch>,
}

impl Stage {
    pub(crate) fn new(snapshot: Snapshot, next_sequence: u64) -> Self {
        Self {
            snapshot,
            next_sequence,
            records: Vec::new(),
            batches: Vec::new(),
        }
    }

    /// Adds a commit whose reads are known to be still true, and returns its timestamp.
    pub(crate) fn add(&mut self, overlay: &Overlay, now: Timestamp) -> Timestamp {
        let ts = now.max(self.snapshot.ts.successor());
        let mut batch = CommitBatch {
            ts,
            metadata: Vec::new(),
            documents: Vec::new(),
            entries: Vec::new(),
        };
        let mut record = CommitRecord {
            ts,
            entries: Vec::new(),
            documents: Vec::new(),
            schema_changed: false,
        };
        let created = overlay
            .tables()
            .map(|table| self.create_table(table.number, &table.stored_name(), &mut batch));
        let created: Vec<_> = created.flatten().collect();
        if !created.is_empty() {
            record.entries.push((IndexId::CATALOG, created));
        }
        let resolved = overlay.with_commit_ts(ts, &self.snapshot.catalog);
        let overlay = resolved.as_ref().unwrap_or(overlay);
        self.add_documents(overlay, &mut batch, &mut record);
        if batch.metadata.is_empty() && batch.documents.is_empty() {
            // All its writes cancelled out: there is nothing to commit.
            return self.snapshot.ts;
        }
        self.add_entries(overlay, &mut batch, &mut record);
        self.add_texts(&mut record);
        self.add_vectors(&record);
        self.seal(batch, record);
        ts
    }

    /// Makes a commit the last of the group.
    pub(crate) fn seal(&mut self, batch: CommitBatch, record: CommitRecord) {
        self.snapshot.ts = batch.ts;
        self.batches.push(batch);
        self.records.push(Arc::new(record));
    }

    /// Creates a table, by its stored name, with its built-in indexes and returns the catalog keys that it writes.
    pub(crate) fn create_table(
        &mut self,
        number: TableNumber,
        stored_name: &str,
        batch: &mut CommitBatch,
    ) -> [EntryChange; 3] {
        let catalog = Arc::make_mut(&mut self.snapshot.catalog);
        catalog.create_table(number, stored_name);
        batch.metadata.push(MetadataChange::CreateTable {
            number,
            name: stored_name.to_owned(),
        });
        if let Some(table) = catalog.table_by_number(number) {
            batch.metadata.extend(
                table
                    .indexes
                    .iter()
                    .map(|index| MetadataChange::CreateIndex(index.record())),
            );
        }
        let keys = [
            Catalog::creation_key(),
            Catalog::number_key(number),
            Catalog::name_key(stored_name),
        ];
        keys.map(|key| EntryChange {
            key,
            old: None,
            new: None,
        })
    }

    fn add_documents(
        &mut self,
        overlay: &Overlay,
        batch: &mut CommitBatch,
        record: &mut CommitRecord,
    ) {
        for (&id, pending) in overlay
            .documents()
            .filter(|(_, pending)| !pending.is_no_change())
        {
            let sequence = self.next_sequence;
            self.next_sequence += 1;
            if let Some(document) = &pending.now {
                document.set_committed(sequence, batch.ts);
            }
            let supersedes = pending.base.as_ref().and_then(|base| base.sequence());
            batch.documents.push(VersionWrite {
                sequence,
                id,
                supersedes,
                document: pending.now.clone(),
            });
            record.documents.push(DocumentChange {
                id,
                old: pending.base.clone(),
                new: pending.now.clone(),
            });
        }
    }

    fn add_entries(
        &mut self,
        overlay: &Overlay,
        batch: &mut CommitBatch,
        record: &mut CommitRecord,
    ) {
        let by_id = self.by_id_indexes(record);
        for (&index, tree) in overlay.indexes() {
            let changes = self.put_entries(index, tree);
            if !by_id.contains(&index) {
                batch.entries.extend(
                    changes
                        .iter()
                        .filter_map(|change| entry_write(index, change)),
                );
            }
            if !changes.is_empty() {
                record.entries.push((index, changes));
            }
        }
    }

    fn put_entries(&mut self, index: IndexId, tree: &OverlayTree) -> Vec<EntryChange> {
        let mut changes = Vec::with_capacity(tree.len());
        for (key, new) in tree {
            // A document without a number here was changed and changed back: the committed one stays.
            if new
                .as_ref()
                .is_some_and(|document| document.sequence().is_none())
            {
                continue;
            }
            let old = self.snapshot.put(index, key, new.clone());
            let same = match (&old, new) {
                (None, None) => true,
                (Some(old), Some(new)) => Arc::ptr_eq(old, new),
                _ => false,
            };
            if !same {
                changes.push(EntryChange {
                    key: key.clone(),
                    old,
                    new: new.clone(),
                });
            }
        }
        changes
    }

    /// Search indexes follow from the documents: the persistence does not know them.
    fn add_texts(&mut self, record: &mut CommitRecord) {
        let mut touched: BTreeMap<IndexId, BTreeSet<KeyBytes>> = BTreeMap::new();
        let catalog = self.snapshot.catalog.clone();
        for change in &record.documents {
            let table = catalog.table_by_number(change.id.table);
            for index in table.iter().flat_map(|table| &table.search_indexes) {
                let (old, new) = change.entries(index);
                let (old, new) = (old.as_ref(), new.as_ref());
                let id = change.id.internal;
                self.snapshot.change_text(index.id, id, old, new);
                let keys = touched.entry(index.id).or_default();
                keys.extend(changed_keys(old, new));
            }
        }
        for (index, keys) in touched {
            let change = |key| EntryChange {
                key,
                old: None,
                new: None,
            };
            let changes = keys.into_iter().map(change).collect();
            record.entries.push((index, changes));
        }
        record.entries.sort_by_key(|(index, _)| *index);
    }

    /// Vector indexes have no keys that anybody reads: whoever searches depends on the whole table.
    fn add_vectors(&mut self, record: &CommitRecord) {
        let catalog = self.snapshot.catalog.clone();
        for change in &record.documents {
            let table = catalog.table_by_number(change.id.table);
            for index in table.iter().flat_map(|table| &table.vector_indexes) {
                let (old, new) = change.vectors(index);
                let id = change.id.internal;
                self.snapshot
                    .change_vector(index.id, id, old.as_ref(), new.as_ref());
            }
        }
    }

    /// Fills the tree of a vector index of an existing table.
    pub(crate) fn fill_vector_index(&mut self, index: &VectorIndexRef) {
        self.fill(index.table, |snapshot, document| {
            let entry = index.entry(document);
            let id = document.id().internal;
            snapshot.change_vector(index.id, id, None, entry.as_ref());
        });
    }

    /// Fills the tree of a search index of an existing table.
    pub(crate) fn fill_search_index(&mut self, index: &SearchIndexRef) {
        self.fill(index.table, |snapshot, document| {
            let entry = index.entry(document);
            let id = document.id().internal;
            snapshot.change_text(index.id, id, None, entry.as_ref());
        });
    }

    /// Adds every document of an existing table to something of the snapshot.
    fn fill(&mut self, table: TableNumber, add: impl Fn(&mut Snapshot, &Document)) {
        let catalog = self.snapshot.catalog.clone();
        let Some(table) = catalog.table_by_number(table) else {
            return;
        };
        let before = self.snapshot.clone();
        for document in before.documents(table.by_id().id) {
            add(&mut self.snapshot, document);
        }
    }

    fn by_id_indexes(&self, record: &CommitRecord) -> HashSet<IndexId> {
        let tables: HashSet<_> = record
            .documents
            .iter()
            .map(|change| change.id.table)
            .collect();
        let tables = tables
            .into_iter()
            .filter_map(|number| self.snapshot.catalog.table_by_number(number));
        tables
            .map(|table: &Arc<TableMeta>| table.by_id().id)
            .collect()
    }

    /// Creates an index of an existing table and fills it.
    pub(crate) fn create_index(&mut self, record: IndexRecord, batch: &mut CommitBatch) {
        let catalog = Arc::make_mut(&mut self.snapshot.catalog);
        catalog.create_index(&record);
        let Some(index) = catalog.index_by_id(record.id).cloned() else {
            return;
        };
        let Some(by_id) = catalog
            .table_by_number(record.table)
            .map(|table| table.by_id().id)
        else {
            return;
        };
        batch.metadata.push(MetadataChange::CreateIndex(record));
        let mut scratch = Vec::new();
        let mut entries: Vec<_> = self
            .snapshot
            .documents(by_id)
            .map(|document| (index.key(document, &mut scratch), document.clone()))
            .collect();
        entries.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        batch
            .entries
            .extend(entries.iter().map(|(key, document)| EntryWrite {
                index: index.id,
                key: key.clone(),
                document: Some(document.id()),
            }));
        self.snapshot
            .put_tree(index.id, entries.into_iter().collect());
    }

    /// Drops an index with its entries.
    pub(crate) fn drop_index(&mut self, index: IndexId, batch: &mut CommitBatch) {
        Arc::make_mut(&mut self.snapshot.catalog).drop_index(index);
        self.snapshot.drop_tree(index);
        batch.metadata.push(MetadataChange::DropIndex(index));
    }
}

/// What the persistence has to know of a change: nothing, if the key was there and stays.
fn entry_write(index: IndexId, change: &EntryChange) -> Option<EntryWrite> {
    (change.old.is_some() != change.new.is_some()).then(|| EntryWrite {
        index,
        key: change.key.clone(),
        document: change.new.as_ref().map(|document| document.id()),
    })
}
