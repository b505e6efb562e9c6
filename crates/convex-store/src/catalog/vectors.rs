//! Vector indexes in the catalog. They are found through their table.

use std::sync::Arc;

use convex_values::schema::VectorIndexDefinition;

use super::{Catalog, TableMeta};
use crate::{
    namespace::Namespace,
    vectors::{VectorIndexMeta, VectorIndexRef},
};

impl Catalog {
    /// Whether the index is declared, but not to be used yet.
    pub(crate) fn has_staged_vector_index(
        &self,
        namespace: Namespace,
        table: &str,
        name: &str,
    ) -> bool {
        let schema = self.schema(namespace);
        let table = schema.and_then(|schema| schema.definition.tables.get(table));
        let mut declared = table.into_iter().flat_map(|table| &table.vector_indexes);
        declared.any(|index| index.staged && index.name == name)
    }

    /// Adds a vector index of an existing table. Its id is good for this process only.
    pub(crate) fn create_vector_index(
        &mut self,
        namespace: Namespace,
        table: &str,
        definition: &VectorIndexDefinition,
    ) -> Option<VectorIndexRef> {
        let mut table = TableMeta::clone(self.table(namespace, table)?);
        let index = Arc::new(VectorIndexMeta {
            id: self.next_index_id(),
            table: table.number,
            table_name: table.name.clone(),
            name: definition.name.as_str().into(),
            vector_field: definition.vector_field.clone(),
            dimensions: definition.dimensions,
            filter_fields: definition.filter_fields.clone(),
        });
        self.reserve_indexes(index.id);
        table.vector_indexes.push(index.clone());
        self.put_table(table);
        Some(index)
    }

    pub(crate) fn drop_vector_index(&mut self, index: &VectorIndexRef) {
        let Some(table) = self.by_number.get(&index.table) else {
            return;
        };
        let mut table = TableMeta::clone(table);
        table.vector_indexes.retain(|other| other.id != index.id);
        self.put_table(table);
    }
}
