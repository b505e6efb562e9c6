//! Search indexes in the catalog.

use std::sync::Arc;

use convex_values::schema::SearchIndexDefinition;

use super::{Catalog, TableMeta};
use crate::{
    namespace::Namespace,
    search::{SearchIndexMeta, SearchIndexRef},
};

impl Catalog {
    pub(crate) fn search_index(
        &self,
        namespace: Namespace,
        full_name: &str,
    ) -> Option<&SearchIndexRef> {
        self.search_indexes.get(&*namespace.qualify(full_name))
    }

    pub(crate) fn search_indexes(&self) -> impl Iterator<Item = &SearchIndexRef> {
        self.search_indexes.values()
    }

    /// Whether the index is declared, but not to be used yet.
    pub(crate) fn has_staged_search_index(
        &self,
        namespace: Namespace,
        table: &str,
        name: &str,
    ) -> bool {
        let schema = self.schema(namespace);
        let table = schema.and_then(|schema| schema.definition.tables.get(table));
        let mut declared = table.into_iter().flat_map(|table| &table.search_indexes);
        declared.any(|index| index.staged && index.name == name)
    }

    /// Adds a search index of an existing table. Its id is good for this process only.
    pub(crate) fn create_search_index(
        &mut self,
        namespace: Namespace,
        table: &str,
        definition: &SearchIndexDefinition,
    ) -> Option<SearchIndexRef> {
        let mut table = TableMeta::clone(self.table(namespace, table)?);
        let index = Arc::new(SearchIndexMeta {
            id: self.next_index_id(),
            table: table.number,
            table_name: table.name.clone(),
            name: definition.name.as_str().into(),
            search_field: definition.search_field.clone(),
            filter_fields: definition.filter_fields.clone(),
        });
        self.reserve_indexes(index.id);
        let key = namespace.qualify(&index.full_name()).into();
        self.search_indexes.insert(key, index.clone());
        table.search_indexes.push(index.clone());
        self.put_table(table);
        Some(index)
    }

    pub(crate) fn drop_search_index(&mut self, index: &SearchIndexRef) {
        let Some(table) = self.by_number.get(&index.table) else {
            return;
        };
        let mut table = TableMeta::clone(table);
        let key = table.namespace.qualify(&index.full_name()).into_owned();
        self.search_indexes.remove(key.as_str());
        table.search_indexes.retain(|other| other.id != index.id);
        self.put_table(table);
    }
}
