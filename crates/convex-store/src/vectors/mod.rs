//! Vector search: an index of unit vectors that is versioned like everything else.
//!
//! A vector index belongs to a table and is declared by its schema. As with text, its tree is part of every
//! snapshot, changes with every commit that touches a vector or a filter field, and is made anew from the documents
//! when the store is opened. A search compares the query with every vector that passes its filters: exact, and with no
//! structure that would have to be kept up to date beside the vectors. What that costs is in TESTING.md.
//!
//! An index holds four bytes for each dimension of each document that has such a vector, once however many
//! snapshots share it; a search keeps nothing but its best results.

mod tree;

use std::sync::Arc;

use convex_values::{FieldPath, InternalId, TableNumber, Value, schema::VectorIndexDefinition};

use crate::{IndexId, document::Document, search::filter_key};

pub(crate) use tree::{Filter, VectorTree};

/// Most results of one search.
pub const MAX_VECTOR_RESULTS: usize = 256;
/// Most values that one search compares filter fields with.
pub const MAX_VECTOR_FILTERS: usize = 64;

/// One vector index: what is compared, and what a search can be narrowed by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VectorIndexMeta {
    pub(crate) id: IndexId,
    pub(crate) table: TableNumber,
    pub(crate) table_name: Arc<str>,
    pub(crate) name: Arc<str>,
    pub(crate) vector_field: FieldPath,
    pub(crate) dimensions: u32,
    pub(crate) filter_fields: Vec<FieldPath>,
}

/// A handle to a vector index that was found by name. Valid in the transaction that found it.
pub type VectorIndexRef = Arc<VectorIndexMeta>;

/// A document that a search has found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// The document, within the index's table.
    pub id: InternalId,
    /// Cosine similarity with the query, from -1 to 1.
    pub score: f32,
}

/// What an index holds of one document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    /// Of length one, or zero. Shared by all snapshots that have it.
    vector: Arc<[f32]>,
    /// The values of the filter fields, in the order of the definition.
    filters: Vec<Arc<[u8]>>,
}

impl VectorIndexMeta {
    /// `table.index`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.table_name, self.name)
    }

    /// The number of the table whose documents it has.
    pub fn table(&self) -> TableNumber {
        self.table
    }

    pub(crate) fn is_defined_as(&self, definition: &VectorIndexDefinition) -> bool {
        self.vector_field == definition.vector_field
            && self.dimensions == definition.dimensions
            && self.filter_fields == definition.filter_fields
    }

    /// What the index holds of a document; nothing, if the field has no vector of the index's length.
    pub(crate) fn entry(&self, document: &Document) -> Option<Entry> {
        let Value::Array(elements) = self.vector_field.get_in(document.fields())? else {
            return None;
        };
        if elements.len() != self.dimensions as usize {
            return None;
        }
        let numbers: Option<Vec<f64>> = elements.iter().map(Value::as_f64).collect();
        let filters = self
            .filter_fields
            .iter()
            .map(|field| filter_key(field.get_in(document.fields())))
            .collect();
        Some(Entry {
            vector: unit(&numbers?)?.into(),
            filters,
        })
    }
}

/// The vector of the same direction and of length one, or zeros; `None` if it is endless.
pub(crate) fn unit(vector: &[f64]) -> Option<Vec<f32>> {
    let length = vector.iter().map(|number| number * number).sum::<f64>();
    let length = length.sqrt();
    let scale = if length > 0.0 { length } else { 1.0 };
    let scaled = vector.iter().map(|number| (number / scale) as f32);
    length.is_finite().then(|| scaled.collect())
}
