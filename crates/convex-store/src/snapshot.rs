//! The whole database at one timestamp.

use std::sync::Arc;

use convex_values::InternalId;
use imbl::OrdMap;

use crate::{
    Timestamp,
    catalog::{Catalog, IndexId},
    commit_record::{CommitRecord, EntryChange},
    document::Document,
    key::{KeyBytes, KeyInterval},
    search::{Entry, SearchTree},
    vectors::{self, VectorTree},
};

/// The entries of one index. Cloning shares everything.
pub(crate) type IndexTree = OrdMap<KeyBytes, Arc<Document>>;

/// Immutable once published; cloning shares everything and costs two reference counts.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    pub(crate) ts: Timestamp,
    pub(crate) catalog: Arc<Catalog>,
    indexes: OrdMap<IndexId, IndexTree>,
    search_trees: OrdMap<IndexId, SearchTree>,
    vector_trees: OrdMap<IndexId, VectorTree>,
}

impl Snapshot {
    pub(crate) fn empty() -> Self {
        Self {
            ts: Timestamp::ZERO,
            catalog: Arc::new(Catalog::new()),
            indexes: OrdMap::new(),
            search_trees: OrdMap::new(),
            vector_trees: OrdMap::new(),
        }
    }

    pub(crate) fn entry(&self, index: IndexId, key: &[u8]) -> Option<(&KeyBytes, &Arc<Document>)> {
        self.indexes.get(&index)?.get_key_value(key)
    }

    pub(crate) fn range<'s>(
        &'s self,
        index: IndexId,
        interval: &KeyInterval,
    ) -> Option<impl DoubleEndedIterator<Item = (&'s KeyBytes, &'s Arc<Document>)> + use<'s>> {
        if interval.is_empty() {
            return None;
        }
        Some(
            self.indexes
                .get(&index)?
                .range::<_, [u8]>(interval.bounds()),
        )
    }

    /// All documents of an index, in its order.
    pub(crate) fn documents(&self, index: IndexId) -> impl Iterator<Item = &Arc<Document>> {
        self.indexes
            .get(&index)
            .into_iter()
            .flat_map(OrdMap::values)
    }

    /// Number of entries of an index.
    pub(crate) fn count(&self, index: IndexId) -> usize {
        self.indexes.get(&index).map_or(0, OrdMap::len)
    }

    /// Sets or removes an entry and returns what was there.
    pub(crate) fn put(
        &mut self,
        index: IndexId,
        key: &KeyBytes,
        document: Option<Arc<Document>>,
    ) -> Option<Arc<Document>> {
        let tree = self.indexes.entry(index).or_default();
        match document {
            Some(document) => tree.insert(key.clone(), document),
            None => tree.remove(&**key),
        }
    }

    pub(crate) fn put_tree(&mut self, index: IndexId, tree: IndexTree) {
        self.indexes.insert(index, tree);
    }

    pub(crate) fn drop_tree(&mut self, index: IndexId) {
        self.indexes.remove(&index);
    }

    /// The tree of a search index. Cloning shares everything.
    pub(crate) fn search_tree(&self, index: IndexId) -> SearchTree {
        self.search_trees.get(&index).cloned().unwrap_or_default()
    }

    /// Replaces what a search index holds of a document.
    pub(crate) fn change_text(
        &mut self,
        index: IndexId,
        id: InternalId,
        old: Option<&Entry>,
        new: Option<&Entry>,
    ) {
        let tree = self.search_trees.entry(index).or_default();
        tree.change(id, old, new);
    }

    pub(crate) fn drop_search_tree(&mut self, index: IndexId) {
        self.search_trees.remove(&index);
    }

    /// The tree of a vector index. Cloning shares everything.
    pub(crate) fn vector_tree(&self, index: IndexId) -> VectorTree {
        self.vector_trees.get(&index).cloned().unwrap_or_default()
    }

    /// Replaces what a vector index holds of a document.
    pub(crate) fn change_vector(
        &mut self,
        index: IndexId,
        id: InternalId,
        old: Option<&vectors::Entry>,
        new: Option<&vectors::Entry>,
    ) {
        let tree = self.vector_trees.entry(index).or_default();
        tree.change(id, old, new);
    }

    pub(crate) fn drop_vector_tree(&mut self, index: IndexId) {
        self.vector_trees.remove(&index);
    }

    /// Takes the newest commit back. Tables that it created stay, empty, which reads alike.
    pub(crate) fn undo(&mut self, record: &CommitRecord) {
        for (index, changes) in record.entries() {
            for EntryChange { key, old, .. } in changes {
                self.put(index, key, old.clone());
            }
        }
        let catalog = self.catalog.clone();
        for change in record.documents() {
            let table = catalog.table_by_number(change.id.table);
            for index in table.iter().flat_map(|table| &table.search_indexes) {
                let (before, after) = change.entries(index);
                let id = change.id.internal;
                self.change_text(index.id, id, after.as_ref(), before.as_ref());
            }
            for index in table.iter().flat_map(|table| &table.vector_indexes) {
                let (before, after) = change.vectors(index);
                let id = change.id.internal;
                self.change_vector(index.id, id, after.as_ref(), before.as_ref());
            }
        }
    }
}
