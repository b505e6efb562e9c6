//! Inserts, patches, replacements and deletions.

use std::sync::Arc;

use convex_values::{DocumentId, Object, Value, limits, names};

use super::{Access, Patch, Transaction};
use crate::{
    catalog::{self, TableMeta},
    document::Document,
    error::StoreError,
};

impl Transaction {
    /// Inserts into a user table, which is created if it does not exist.
    pub fn insert(&mut self, table: &str, fields: Object) -> Result<DocumentId, StoreError> {
        names::check_table_name(table)?;
        self.insert_as(table, fields, Access::User)
    }

    /// Inserts into a system table, which is created if it does not exist.
    pub fn insert_system(&mut self, table: &str, fields: Object) -> Result<DocumentId, StoreError> {
        if !names::is_system_table(table) {
            return Err(StoreError::UserTableAccess);
        }
        self.insert_as(table, fields, Access::System)
    }

    /// Inserts a document as an export has it, with its id and its time of creation, into the table that the id names.
    pub fn restore(
        &mut self,
        id: DocumentId,
        creation_time: f64,
        fields: Object,
    ) -> Result<(), StoreError> {
        self.restore_as(id, creation_time, fields, Access::User)
    }

    /// As [`Self::restore`], into a system table.
    pub fn restore_system(
        &mut self,
        id: DocumentId,
        creation_time: f64,
        fields: Object,
    ) -> Result<(), StoreError> {
        self.restore_as(id, creation_time, fields, Access::System)
    }

    /// Sets and removes top-level fields of a document and returns what it became.
    pub fn patch(&mut self, id: DocumentId, patch: Patch) -> Result<Arc<Document>, StoreError> {
        self.patch_as(id, patch, Access::User)
    }

    /// As [`Self::patch`], in a system table.
    pub fn patch_system(
        &mut self,
        id: DocumentId,
        patch: Patch,
    ) -> Result<Arc<Document>, StoreError> {
        self.patch_as(id, patch, Access::System)
    }

    /// Replaces all fields of a document but the system ones and returns what it became.
    pub fn replace(&mut self, id: DocumentId, fields: Object) -> Result<Arc<Document>, StoreError> {
        self.replace_as(id, fields, Access::User)
    }

    /// Deletes a document and returns what it was.
    pub fn delete(&mut self, id: DocumentId) -> Result<Arc<Document>, StoreError> {
        self.delete_as(id, Access::User)
    }

    /// As [`Self::delete`], in a system table.
    pub fn delete_system(&mut self, id: DocumentId) -> Result<Arc<Document>, StoreError> {
        self.delete_as(id, Access::System)
    }

    fn insert_as(
        &mut self,
        table: &str,
        fields: Object,
        access: Access,
    ) -> Result<DocumentId, StoreError> {
        check_insert(&fields)?;
        self.count_write(limits::document_size(&fields), access)?;
        let table = self.table_for_insert(table)?;
        let id = DocumentId {
            table: table.number,
            internal: catalog::new_internal_id(&*self.host),
        };
        let document = Document::new(id, self.next_creation_time(), fields);
        self.check_schema(&table, &document)?;
        self.write(&table, id, None, Some(Arc::new(document)));
        Ok(id)
    }

    fn restore_as(
        &mut self,
        id: DocumentId,
        creation_time: f64,
        fields: Object,
        access: Access,
    ) -> Result<(), StoreError> {
        check_insert(&fields)?;
        self.count_write(limits::document_size(&fields), access)?;
        let table = self.table_of(id, access)?;
        let table = table.ok_or(StoreError::TableNotFound { id })?;
        if self.read_document(&table, id).is_some() {
            return Err(StoreError::DocumentExists { id });
        }
        let document = Document::new(id, creation_time, fields);
        self.check_schema(&table, &document)?;
        self.write(&table, id, None, Some(Arc::new(document)));
        Ok(())
    }

    fn patch_as(
        &mut self,
        id: DocumentId,
        patch: Patch,
        access: Access,
    ) -> Result<Arc<Document>, StoreError> {
        let (table, old) = self.existing(id, "Update", access)?;
        let mut fields = old.fields().clone();
        for (name, value) in patch {
            match value {
                Some(value) => fields.insert(name, value),
                None => fields.remove(&name),
            };
        }
        self.update(&table, old, fields, access)
    }

    fn replace_as(
        &mut self,
        id: DocumentId,
        mut fields: Object,
        access: Access,
    ) -> Result<Arc<Document>, StoreError> {
        let (table, old) = self.existing(id, "Replace", access)?;
        for system in ["_id", "_creationTime"] {
            if let (false, Some(value)) = (fields.contains_key(system), old.fields().get(system)) {
                fields.insert(system.to_owned(), value.clone());
            }
        }
        self.update(&table, old, fields, access)
    }

    fn delete_as(&mut self, id: DocumentId, access: Access) -> Result<Arc<Document>, StoreError> {
        let (table, old) = self.existing(id, "Delete", access)?;
        self.count_write(0, access)?;
        self.write(&table, id, Some(&old), None);
        Ok(old)
    }

    /// The document that a write is about, and its table.
    fn existing(
        &mut self,
        id: DocumentId,
        operation: &'static str,
        access: Access,
    ) -> Result<(Arc<TableMeta>, Arc<Document>), StoreError> {
        let table = match self.table_of(id, access) {
            Ok(table) => table.ok_or(StoreError::TableNotFound { id })?,
            Err(StoreError::SystemTableAccess) => {
                let table = self.table_name(id.table).unwrap_or_default().to_owned();
                return Err(StoreError::SystemTableWrite { table });
            }
            Err(error) => return Err(error),
        };
        let old = self
            .read_document(&table, id)
            .ok_or(StoreError::NonexistentDocument { operation, id })?;
        Ok((table, old))
    }

    /// Makes `fields`, which include the system ones, the document's next version. An identical one is
    /// no write at all.
    fn update(
        &mut self,
        table: &Arc<TableMeta>,
        old: Arc<Document>,
        fields: Object,
        access: Access,
    ) -> Result<Arc<Document>, StoreError> {
        check_system_fields(&old, &fields)?;
        limits::check_document(&fields)?;
        self.count_write(limits::document_size(&fields), access)?;
        if *old.fields() == fields {
            return Ok(old);
        }
        let document = Arc::new(Document::new(old.id(), old.creation_time(), fields));
        self.check_schema(table, &document)?;
        self.write(table, old.id(), Some(&old), Some(document.clone()));
        Ok(document)
    }

    fn write(
        &mut self,
        table: &TableMeta,
        id: DocumentId,
        old: Option<&Arc<Document>>,
        new: Option<Arc<Document>>,
    ) {
        self.overlay.write(table, id, old, new, &mut self.scratch);
        self.overlay_version += 1;
    }

    fn count_write(&mut self, size: usize, access: Access) -> Result<(), StoreError> {
        match access {
            Access::User => self.usage.count_write(size, &self.limits),
            Access::System => Ok(()),
        }
    }

    /// Within one transaction strictly increasing, so that the order of insertion is the order of the
    /// default index.
    fn next_creation_time(&mut self) -> f64 {
        let now = self.clock;
        self.clock = now.next_up();
        now
    }

    fn check_schema(&self, table: &TableMeta, document: &Document) -> Result<(), StoreError> {
        let Some(schema) = self.catalog.schema(table.namespace) else {
            return Ok(());
        };
        if !schema.definition.validation {
            return Ok(());
        }
        let Some(definition) = schema.definition.tables.get(&*table.name) else {
            return Ok(());
        };
        definition
            .check_document(document.fields(), self)
            .map_err(|mismatch| StoreError::SchemaEnforcement {
                table: table.name.to_string(),
                mismatch: mismatch.to_string(),
            })
    }
}

/// What is inserted gets its system fields, it does not bring them.
fn check_insert(fields: &Object) -> Result<(), StoreError> {
    for field in ["_id", "_creationTime"] {
        if fields.contains_key(field) {
            return Err(StoreError::SystemFieldOnInsert { field });
        }
    }
    Ok(limits::check_document(fields)?)
}

/// System fields may be given, but only as they are.
fn check_system_fields(old: &Document, fields: &Object) -> Result<(), StoreError> {
    let shown = |field: &str| {
        fields
            .get(field)
            .map_or_else(|| "undefined".to_owned(), Value::to_string)
    };
    if fields.get("_id") != old.fields().get("_id") {
        return Err(StoreError::InvalidId {
            id: old.id(),
            found: shown("_id"),
        });
    }
    if fields.get("_creationTime") != old.fields().get("_creationTime") {
        return Err(StoreError::InvalidCreationTime {
            id: old.id(),
            found: shown("_creationTime"),
        });
    }
    Ok(())
}
