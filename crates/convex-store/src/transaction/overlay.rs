//! The writes of a transaction, on top of its snapshot.

use std::sync::Arc;

use convex_values::DocumentId;
use imbl::OrdMap;

use crate::{
    Timestamp,
    catalog::{Catalog, IndexId, TableMeta},
    document::Document,
    key::KeyBytes,
};

/// What a transaction did to one document.
#[derive(Clone, Debug)]
pub(crate) struct PendingWrite {
    /// The committed version that was there when the transaction began.
    pub(crate) base: Option<Arc<Document>>,
    /// What is there now.
    pub(crate) now: Option<Arc<Document>>,
}

impl PendingWrite {
    /// Whether the document is as it was: inserted and deleted again, or changed and changed back.
    pub(crate) fn is_no_change(&self) -> bool {
        self.base == self.now
    }
}

/// Entries of one index: the document that is there now, `None` where the snapshot's is gone.
pub(crate) type OverlayTree = OrdMap<KeyBytes, Option<Arc<Document>>>;

/// Cloning shares everything, which makes checkpoints cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overlay {
    documents: OrdMap<DocumentId, PendingWrite>,
    indexes: OrdMap<IndexId, OverlayTree>,
    tables: imbl::Vector<Arc<TableMeta>>,
    /// Whether a document may hold the timestamp of the commit that is to come.
    awaits_commit_ts: bool,
}

impl Overlay {
    pub(crate) fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.tables.is_empty()
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = (&DocumentId, &PendingWrite)> {
        self.documents.iter()
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Arc<TableMeta>> {
        self.tables.iter()
    }

    pub(crate) fn indexes(&self) -> impl Iterator<Item = (&IndexId, &OverlayTree)> {
        self.indexes.iter()
    }

    pub(crate) fn index(&self, index: IndexId) -> Option<&OverlayTree> {
        self.indexes.get(&index)
    }

    /// `Some(None)` if the document was deleted here, `None` if it was not touched.
    pub(crate) fn document(&self, id: DocumentId) -> Option<&Option<Arc<Document>>> {
        self.documents.get(&id).map(|pending| &pending.now)
    }

    pub(crate) fn create_table(&mut self, table: Arc<TableMeta>) {
        self.tables.push_back(table);
    }

    /// The same writes with the commit's timestamp where it is waited for; `None` if it nowhere is.
    pub(crate) fn with_commit_ts(&self, ts: Timestamp, catalog: &Catalog) -> Option<Self> {
        if !self.awaits_commit_ts {
            return None;
        }
        let waits = |pending: &PendingWrite| {
            let now = pending.now.as_ref();
            now.is_some_and(|now| now.value().has_commit_ts())
        };
        let waiting = self.documents.iter().filter(|(_, pending)| waits(pending));
        let waiting: Vec<_> = waiting
            .map(|(id, pending)| (*id, pending.now.clone()))
            .collect();
        if waiting.is_empty() {
            return None;
        }
        let mut overlay = self.clone();
        let mut scratch = Vec::new();
        for (id, written) in waiting {
            if let (Some(table), Some(old)) = (catalog.table_by_number(id.table), &written) {
                let new = Arc::new(old.with_commit_ts(ts));
                overlay.write(table, id, written.as_ref(), Some(new), &mut scratch);
            }
        }
        Some(overlay)
    }

    /// Replaces `old`, which is what is visible now, by `new`, in every index of the table.
    pub(crate) fn write(
        &mut self,
        table: &TableMeta,
        id: DocumentId,
        old: Option<&Arc<Document>>,
        new: Option<Arc<Document>>,
        scratch: &mut Vec<u8>,
    ) {
        let awaits = |new: &Arc<Document>| new.value().has_commit_ts();
        self.awaits_commit_ts |= new.as_ref().is_some_and(awaits);
        for index in &table.indexes {
            let tree = self.indexes.entry(index.id).or_default();
            let new_key = new.as_ref().map(|new| index.key(new, scratch));
            if let Some(old) = old {
                let old_key = index.key(old, scratch);
                if new_key.as_ref() != Some(&old_key) {
                    tree.insert(old_key, None);
                }
            }
            if let Some(new_key) = new_key {
                tree.insert(new_key, new.clone());
            }
        }
        match self.documents.get_mut(&id) {
            Some(pending) => pending.now = new,
            None => {
                self.documents.insert(
                    id,
                    PendingWrite {
                        base: old.cloned(),
                        now: new,
                    },
                );
            }
        }
    }
}
