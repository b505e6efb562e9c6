//! Schema definitions: what `schema.js` exports, parsed and checked for structure.
//!
//! Comparing a schema with stored data is the store's business; see
//! [`TableDefinition::check_document`] for the check of one document.

mod json;
mod structure;

use std::collections::BTreeMap;

use crate::{
    FieldPath, Object,
    validator::{TableNames, Validator, ValidatorMismatch},
};

/// Most tables of a deployment.
pub const MAX_TABLES: usize = 10_000;
/// Most indexes of a table, of all kinds.
pub const MAX_INDEXES: usize = 64;
/// Most fields of a database index, `_creationTime` not counted.
pub const MAX_INDEX_FIELDS: usize = 15;
/// Most filter fields of a search or vector index.
pub const MAX_FILTER_FIELDS: usize = 16;

/// The tables of an application.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaDefinition {
    /// By name.
    pub tables: BTreeMap<String, TableDefinition>,
    /// Whether documents are checked on write. Indexes apply either way.
    pub validation: bool,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableDefinition {
    /// Its name.
    pub name: String,
    /// What its documents look like: object, union of objects, or any.
    pub document_type: Validator,
    /// Its database indexes.
    pub indexes: Vec<IndexDefinition>,
    /// Its text search indexes.
    pub search_indexes: Vec<SearchIndexDefinition>,
    /// Its vector indexes.
    pub vector_indexes: Vec<VectorIndexDefinition>,
}

/// A database index. Its key is these fields, then `_creationTime`, then `_id`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexDefinition {
    /// Its name, unique in the table.
    pub name: String,
    /// The user's fields, in order; at least one.
    pub fields: Vec<FieldPath>,
    /// Whether it is built but cannot be queried yet.
    pub staged: bool,
}

/// A text search index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchIndexDefinition {
    /// Its name, unique in the table.
    pub name: String,
    /// The text that is searched.
    pub search_field: FieldPath,
    /// Fields that a search can be narrowed by.
    pub filter_fields: Vec<FieldPath>,
    /// Whether it is built but cannot be queried yet.
    pub staged: bool,
}

/// A vector index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VectorIndexDefinition {
    /// Its name, unique in the table.
    pub name: String,
    /// The field that holds the vector.
    pub vector_field: FieldPath,
    /// The length of the vectors.
    pub dimensions: u32,
    /// Fields that a search can be narrowed by.
    pub filter_fields: Vec<FieldPath>,
    /// Whether it is built but cannot be queried yet.
    pub staged: bool,
}

impl TableDefinition {
    /// Checks one stored document, system fields included or not.
    pub fn check_document(
        &self,
        document: &Object,
        tables: &dyn TableNames,
    ) -> Result<(), ValidatorMismatch> {
        self.document_type.check_document(document, tables)
    }
}
