//! Vector search, over the snapshot and the transaction's own writes.

use std::sync::Arc;

use convex_values::{FieldPath, Value};

use super::{Access, Transaction, reads::check_access};
use crate::{
    document::Document,
    error::StoreError,
    key::KeyInterval,
    search::filter_key,
    vectors::{
        Filter, MAX_VECTOR_FILTERS, MAX_VECTOR_RESULTS, Neighbour, VectorIndexRef, VectorTree, unit,
    },
};

impl Transaction {
    /// Finds the vector index `table.name`.
    pub fn vector_index(&mut self, full_name: &str) -> Result<VectorIndexRef, StoreError> {
        let (table, name) = full_name.split_once('.').unwrap_or((full_name, ""));
        check_access(table, Access::User)?;
        let found = self.find_table(table);
        let mut indexes = found.iter().flat_map(|table| &table.vector_indexes);
        if let Some(index) = indexes.find(|index| &*index.name == name) {
            return Ok(index.clone());
        }
        let full_name = full_name.to_owned();
        let namespace = self.namespace;
        match found {
            Some(_) if self.catalog.has_staged_vector_index(namespace, table, name) => {
                Err(StoreError::IndexStaged { name: full_name })
            }
            _ => Err(StoreError::IndexNotFound { name: full_name }),
        }
    }

    /// The documents whose vectors are nearest to `vector` among those that have one of the values in its field, or,
    /// without filters, among all; the nearest first.
    ///
    /// # Errors
    /// A vector of another length than the index's, more results than [`MAX_VECTOR_RESULTS`], more filters than
    /// [`MAX_VECTOR_FILTERS`], or a filter on a field that is none of the index's.
    pub fn vector_search(
        &mut self,
        index: &VectorIndexRef,
        vector: &[f64],
        limit: usize,
        filters: &[(FieldPath, Option<Value>)],
    ) -> Result<Vec<Neighbour>, StoreError> {
        self.usage.count_query(&self.limits)?;
        if limit > MAX_VECTOR_RESULTS {
            return refused(
                "VectorLimitTooLargeError",
                format!(
                    "Vector queries can fetch at most {MAX_VECTOR_RESULTS} results, requested {limit}."
                ),
            );
        }
        let filters = read_filters(index, filters)?;
        if vector.len() != index.dimensions as usize {
            return refused(
                "VectorDimensionsMismatch",
                format!(
                    "Expected a vector with dimensions {}, received {}.",
                    index.dimensions,
                    vector.len()
                ),
            );
        }
        let Some(query) = unit(vector) else {
            return refused(
                "InvalidVectorQuery",
                "A vector query must have finite numbers only.".to_owned(),
            );
        };
        // Whatever is written to the table could come nearer.
        if let Some(table) = self.catalog.table_by_number(index.table) {
            self.reads.start_walk(table.by_id().id, KeyInterval::all());
        }
        Ok(self.vector_tree(index).nearest(&query, limit, &filters))
    }

    /// The tree with the transaction's own writes.
    fn vector_tree(&self, index: &VectorIndexRef) -> VectorTree {
        let mut tree = self.snapshot.vector_tree(index.id);
        let written = self.overlay.documents();
        for (id, pending) in written.filter(|(id, _)| id.table == index.table) {
            let entry = |document: &Option<Arc<Document>>| index.entry(document.as_deref()?);
            let (old, new) = (entry(&pending.base), entry(&pending.now));
            tree.change(id.internal, old.as_ref(), new.as_ref());
        }
        tree
    }
}

fn read_filters(
    index: &VectorIndexRef,
    filters: &[(FieldPath, Option<Value>)],
) -> Result<Vec<Filter>, StoreError> {
    let name = index.full_name();
    let mut read = Vec::with_capacity(filters.len());
    for (path, value) in filters {
        let fields = &index.filter_fields;
        let Some(field) = fields.iter().position(|field| field == path) else {
            return refused(
                "IncorrectVectorFilterField",
                format!(
                    "Vector query against {name} contains a filter on \"{path}\" but that field isn't indexed for filtering in `filterFields`."
                ),
            );
        };
        read.push(Filter {
            field: u8::try_from(field).unwrap_or(u8::MAX),
            value: filter_key(value.as_ref()),
        });
    }
    if read.len() > MAX_VECTOR_FILTERS {
        return refused(
            "TooManyElementsInVectorQueryError",
            format!(
                "Vector query against {name} has too many conditions. Max: {MAX_VECTOR_FILTERS} Actual: {}",
                read.len()
            ),
        );
    }
    Ok(read)
}

fn refused<T>(code: &'static str, message: String) -> Result<T, StoreError> {
    Err(StoreError::IndexRange { code, message })
}
