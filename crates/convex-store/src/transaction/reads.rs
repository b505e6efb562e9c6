//! Point reads, and finding indexes by name.

use std::sync::Arc;

use convex_values::{DocumentId, names};

use super::{Access, Transaction};
use crate::{
    catalog::{self, IndexRef, TableMeta},
    document::Document,
    error::StoreError,
    key::{KeyBytes, KeyInterval},
    transaction::{Order, Scan},
};

impl Transaction {
    /// The document of a user table. Depends on it also when it is missing.
    pub fn get(&mut self, id: DocumentId) -> Result<Option<Arc<Document>>, StoreError> {
        self.get_as(id, Access::User)
    }

    /// The document of a system table. Counts towards no limit.
    pub fn get_system(&mut self, id: DocumentId) -> Result<Option<Arc<Document>>, StoreError> {
        self.get_as(id, Access::System)
    }

    fn get_as(
        &mut self,
        id: DocumentId,
        access: Access,
    ) -> Result<Option<Arc<Document>>, StoreError> {
        if access == Access::User {
            self.usage.count_query(&self.limits)?;
        }
        let Some(table) = self.table_of(id, access)? else {
            return Ok(None);
        };
        let found = self.read_document(&table, id);
        if let (Access::User, Some(document)) = (access, &found) {
            self.usage.count_document(document.size(), &self.limits)?;
        }
        Ok(found)
    }

    /// Looks the document up and records the dependency.
    pub(super) fn read_document(
        &mut self,
        table: &TableMeta,
        id: DocumentId,
    ) -> Option<Arc<Document>> {
        let index = table.by_id().id;
        let key = catalog::id_key(id);
        let committed = self.snapshot.entry(index, &key);
        // The index's own copy of the key is shared rather than another one made.
        let point =
            committed.map_or_else(|| KeyBytes::from(key.as_slice()), |(key, _)| key.clone());
        self.reads.point(index, point);
        match self.overlay.document(id) {
            Some(pending) => pending.clone(),
            None => committed.map(|(_, document)| document.clone()),
        }
    }

    /// Finds the index `table.name` of a user table.
    pub fn index(&mut self, full_name: &str) -> Result<IndexRef, StoreError> {
        self.index_as(full_name, Access::User)
    }

    /// Finds the index `_table.name` of a system table.
    pub fn system_index(&mut self, full_name: &str) -> Result<IndexRef, StoreError> {
        self.index_as(full_name, Access::System)
    }

    fn index_as(&mut self, full_name: &str, access: Access) -> Result<IndexRef, StoreError> {
        let table = full_name
            .split_once('.')
            .map_or(full_name, |(table, _)| table);
        check_access(table, access)?;
        if let Some(index) = self.catalog.index(self.namespace, full_name) {
            return Ok(index.clone());
        }
        if self.find_table(table).is_some() && self.is_staged(full_name) {
            return Err(StoreError::IndexStaged {
                name: full_name.to_owned(),
            });
        }
        Err(StoreError::IndexNotFound {
            name: full_name.to_owned(),
        })
    }

    fn is_staged(&self, full_name: &str) -> bool {
        let schema = self.catalog.schema(self.namespace);
        full_name
            .split_once('.')
            .zip(schema)
            .is_some_and(|((table, name), schema)| {
                let table = schema.definition.tables.get(table);
                table.is_some_and(|table| {
                    table
                        .indexes
                        .iter()
                        .any(|index| index.staged && index.name == name)
                })
            })
    }

    /// The index that a scan of the whole table walks; `None` if there is no such table, which reads as
    /// empty.
    pub fn table_index(&mut self, table: &str) -> Result<Option<IndexRef>, StoreError> {
        check_access(table, Access::User)?;
        Ok(self
            .find_table(table)
            .map(|table| table.by_creation_time().clone()))
    }

    /// As [`Self::table_index`], of a system table.
    pub fn system_table_index(&mut self, table: &str) -> Result<Option<IndexRef>, StoreError> {
        check_access(table, Access::System)?;
        Ok(self
            .find_table(table)
            .map(|table| table.by_creation_time().clone()))
    }

    /// The number of documents in a user table. Depends on the whole table, but reads no document.
    pub fn count(&mut self, table: &str) -> Result<usize, StoreError> {
        check_access(table, Access::User)?;
        self.usage.count_query(&self.limits)?;
        let Some(table) = self.find_table(table) else {
            return Ok(0);
        };
        let index = table.by_id().id;
        self.reads.start_walk(index, KeyInterval::all());
        let in_table = self
            .overlay
            .documents()
            .filter(|(id, _)| id.table == table.number);
        let difference: isize = in_table
            .map(|(_, write)| isize::from(write.now.is_some()) - isize::from(write.base.is_some()))
            .sum();
        Ok(self.snapshot.count(index).saturating_add_signed(difference))
    }

    /// A walk along an index. Nothing is read until [`Scan::next`] is called.
    pub fn scan(&self, index: &IndexRef, interval: KeyInterval, order: Order) -> Scan {
        Scan::new(index.clone(), interval, order)
    }
}

pub(super) fn check_access(table: &str, access: Access) -> Result<(), StoreError> {
    match (access, names::is_system_table(table)) {
        (Access::User, true) => Err(StoreError::SystemTableAccess),
        (Access::System, false) => Err(StoreError::UserTableAccess),
        _ => Ok(()),
    }
}
