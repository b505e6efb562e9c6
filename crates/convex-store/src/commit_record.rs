//! What one commit changed.

use std::sync::Arc;

use convex_values::DocumentId;

use crate::{
    Timestamp,
    catalog::IndexId,
    document::Document,
    key::KeyBytes,
    search::{Entry, SearchIndexMeta},
    vectors::{self, VectorIndexMeta},
};

/// What happened to one index key.
#[derive(Clone, Debug)]
pub struct EntryChange {
    /// The key.
    pub key: KeyBytes,
    /// The document that was there before.
    pub old: Option<Arc<Document>>,
    /// The document that is there now.
    pub new: Option<Arc<Document>>,
}

/// What happened to one document.
#[derive(Clone, Debug)]
pub struct DocumentChange {
    /// The document.
    pub id: DocumentId,
    /// The version before; `None` if it was inserted.
    pub old: Option<Arc<Document>>,
    /// The version now; `None` if it was deleted.
    pub new: Option<Arc<Document>>,
}

impl DocumentChange {
    /// What a search index holds of the document before and after.
    pub(crate) fn entries(&self, index: &SearchIndexMeta) -> (Option<Entry>, Option<Entry>) {
        let entry = |version: &Option<Arc<Document>>| index.entry(version.as_deref()?);
        (entry(&self.old), entry(&self.new))
    }

    /// What a vector index holds of the document before and after.
    pub(crate) fn vectors(
        &self,
        index: &VectorIndexMeta,
    ) -> (Option<vectors::Entry>, Option<vectors::Entry>) {
        let entry = |version: &Option<Arc<Document>>| index.entry(version.as_deref()?);
        (entry(&self.old), entry(&self.new))
    }
}

/// One commit, as everyone who depends on what it changed sees it.
#[derive(Debug)]
pub struct CommitRecord {
    pub(crate) ts: Timestamp,
    /// By index, ascending.
    pub(crate) entries: Vec<(IndexId, Vec<EntryChange>)>,
    pub(crate) documents: Vec<DocumentChange>,
    pub(crate) schema_changed: bool,
}

impl CommitRecord {
    /// When it was committed.
    pub fn ts(&self) -> Timestamp {
        self.ts
    }

    /// Every index key that lost, gained or changed its document. A document whose key moved is under
    /// both keys. Keys of search indexes are among them, without documents.
    pub fn entries(&self) -> impl Iterator<Item = (IndexId, &[EntryChange])> {
        self.entries
            .iter()
            .map(|(index, changes)| (*index, changes.as_slice()))
    }

    /// Every document that was inserted, changed or deleted.
    pub fn documents(&self) -> &[DocumentChange] {
        &self.documents
    }

    /// The schema or an index definition changed: everything that was read before depends on it.
    pub fn schema_changed(&self) -> bool {
        self.schema_changed
    }
}
