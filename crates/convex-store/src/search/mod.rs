//! Full-text search: an inverted index that is versioned like everything else.
//!
//! A search index belongs to a table and is declared by its schema. Its tree is part of every snapshot, changes
//! with every commit that touches the text, and is made anew from the documents when the store is opened.
//! Whoever searches depends on the terms it looked for, each narrowed to one value of a filter field if there
//! is one: `keys` says how.

mod keys;
mod rank;
mod terms;
mod tree;

use std::sync::Arc;

use convex_values::{FieldPath, TableNumber, Value, schema::SearchIndexDefinition};

use crate::{IndexId, document::Document};

pub(crate) use keys::{changed_keys, record_reads};
pub(crate) use rank::{Filter, Hit, Query};
pub(crate) use terms::Entry;
pub(crate) use tree::SearchTree;

/// Most filters of one search.
pub const MAX_SEARCH_FILTERS: usize = 8;
/// Most documents that one search gives, however it is consumed.
pub const MAX_SEARCH_RESULTS: usize = 1_024;

/// One search index: what is searched, and what a search can be narrowed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchIndexMeta {
    pub(crate) id: IndexId,
    pub(crate) table: TableNumber,
    pub(crate) table_name: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) search_field: FieldPath,
    pub(crate) filter_fields: Vec<FieldPath>,
}

/// A handle to a search index that was found by name. Valid in the transaction that found it.
pub type SearchIndexRef = Arc<SearchIndexMeta>;

impl SearchIndexMeta {
    /// `table.index`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.table_name, self.name)
    }

    /// The field whose text is searched.
    pub fn search_field(&self) -> &FieldPath {
        &self.search_field
    }

    /// The fields that a search can be narrowed by.
    pub fn filter_fields(&self) -> &[FieldPath] {
        &self.filter_fields
    }

    pub(crate) fn is_defined_as(&self, definition: &SearchIndexDefinition) -> bool {
        self.search_field == definition.search_field
            && self.filter_fields == definition.filter_fields
    }

    /// What the index holds of a document; nothing, if there is no text in the field.
    pub(crate) fn entry(&self, document: &Document) -> Option<Entry> {
        let text = self
            .search_field
            .get_in(document.fields())
            .and_then(Value::as_str)?;
        let filters = self
            .filter_fields
            .iter()
            .map(|field| filter_key(field.get_in(document.fields())))
            .collect();
        Some(Entry::new(text, filters))
    }
}

/// The form in which values of filter fields are compared.
pub(crate) fn filter_key(value: Option<&Value>) -> Arc<[u8]> {
    convex_values::key::encode_all([value]).into()
}
