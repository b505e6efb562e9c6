//! Changing which tables, indexes and document types there are.
//!
//! A change runs in the committer, between two groups of commits: nothing else is written meanwhile, so
//! that an index is complete and every document valid from the moment the change is visible.

use convex_values::{
    DocumentId, FieldPath, names,
    schema::{SchemaDefinition, TableDefinition},
};
use serde_json::json;
use std::{collections::BTreeMap, sync::Arc};

use crate::{
    Timestamp,
    catalog::{ActiveSchema, Catalog, IndexId, IndexRecord, IndexRef, MetadataChange, TableMeta},
    commit_record::{CommitRecord, EntryChange},
    error::StoreError,
    namespace::{NamesIn, Namespace},
    persistence::CommitBatch,
    search::SearchIndexRef,
    snapshot::Snapshot,
    stage::Stage,
    vectors::VectorIndexRef,
};

/// The schemas of an application and its components. Namespaces without one keep what they have.
pub type Schemas = BTreeMap<Namespace, SchemaDefinition>;

/// What a schema change did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaChange {
    /// When it took effect; for a change of nothing, the latest commit.
    pub ts: Timestamp,
    /// Tables that did not exist.
    pub created_tables: Vec<String>,
    /// Indexes that were built, as `table.index`.
    pub created_indexes: Vec<String>,
    /// Indexes that were dropped, as `table.index`.
    pub dropped_indexes: Vec<String>,
    /// How many stored documents were checked.
    pub checked_documents: usize,
}

/// A table of the platform with its indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SystemTable {
    /// Whose it is.
    pub namespace: Namespace,
    /// Its name, starting with an underscore.
    pub name: String,
    /// Its indexes: name and fields. Keys end with `_creationTime` and `_id`, as everywhere.
    pub indexes: Vec<(String, Vec<FieldPath>)>,
}

/// A change that is being put together.
struct Plan<'s> {
    stage: &'s mut Stage,
    /// Whose tables are being changed.
    namespace: Namespace,
    batch: CommitBatch,
    catalog_keys: Vec<EntryChange>,
    change: SchemaChange,
}

impl<'s> Plan<'s> {
    fn new(stage: &'s mut Stage, ts: Timestamp) -> Self {
        let batch = CommitBatch {
            ts,
            metadata: Vec::new(),
            documents: Vec::new(),
            entries: Vec::new(),
        };
        let change = SchemaChange {
            ts: stage.snapshot.ts,
            ..SchemaChange::default()
        };
        Self {
            stage,
            namespace: Namespace::ROOT,
            batch,
            catalog_keys: Vec::new(),
            change,
        }
    }

    fn catalog(&self) -> &Catalog {
        &self.stage.snapshot.catalog
    }

    fn apply(&mut self, schema: SchemaDefinition) -> Result<(), StoreError> {
        for name in schema.tables.keys() {
            self.ensure_table(name)?;
        }
        let checked = check_documents(&self.stage.snapshot, self.namespace, &schema)?;
        self.change.checked_documents += checked;
        self.drop_undeclared(&schema);
        for table in schema.tables.values() {
            for index in table.indexes.iter().filter(|index| !index.staged) {
                self.ensure_index(&table.name, &index.name, &index.fields);
            }
        }
        self.set_search_indexes(&schema);
        self.set_vector_indexes(&schema);
        self.set_schema(schema);
        Ok(())
    }

    fn ensure_table(&mut self, name: &str) -> Result<(), StoreError> {
        if self.catalog().table(self.namespace, name).is_none() {
            let number = self.catalog().next_table_number(name)?;
            let stored_name = self.namespace.qualify(name);
            let keys = self
                .stage
                .create_table(number, &stored_name, &mut self.batch);
            self.catalog_keys.extend(keys);
            self.change.created_tables.push(name.to_owned());
        }
        Ok(())
    }

    fn ensure_index(&mut self, table: &str, name: &str, fields: &[FieldPath]) {
        let full_name = format!("{table}.{name}");
        if let Some(existing) = self.catalog().index(self.namespace, &full_name) {
            if existing.defined_fields() == fields {
                return;
            }
            let existing = existing.clone();
            self.drop_index(&existing);
        }
        let Some(number) = self
            .catalog()
            .table(self.namespace, table)
            .map(|table| table.number)
        else {
            return;
        };
        let id = self.catalog().next_index_id();
        let record = IndexRecord {
            id,
            table: number,
            name: name.to_owned(),
            fields: fields.to_vec(),
        };
        self.stage.create_index(record, &mut self.batch);
        self.change.created_indexes.push(full_name);
    }

    fn drop_index(&mut self, index: &IndexRef) {
        self.stage.drop_index(index.id, &mut self.batch);
        self.change.dropped_indexes.push(index.full_name());
    }

    /// Drops the indexes of user tables that the schema does not have.
    fn drop_undeclared(&mut self, schema: &SchemaDefinition) {
        let namespace = self.namespace;
        let is_theirs =
            |table: &&Arc<TableMeta>| table.namespace == namespace && !table.is_system();
        let user_tables = self.catalog().tables().filter(is_theirs);
        let undeclared: Vec<_> = user_tables
            .flat_map(|table| table.indexes.iter())
            .filter(|index| !index.is_built_in() && !is_declared(index, schema))
            .cloned()
            .collect();
        for index in &undeclared {
            self.drop_index(index);
        }
    }

    /// Makes the search indexes those that the schema declares.
    fn set_search_indexes(&mut self, schema: &SchemaDefinition) {
        let declared = |index: &SearchIndexRef| {
            let table = schema.tables.get(&*index.table_name)?;
            let mut usable = table.search_indexes.iter().filter(|it| !it.staged);
            usable.find(|it| *it.name == *index.name && index.is_defined_as(it))
        };
        let is_theirs = |index: &&SearchIndexRef| {
            let table = self.catalog().table_by_number(index.table);
            table.is_some_and(|table| table.namespace == self.namespace)
        };
        let existing = self.catalog().search_indexes().filter(is_theirs);
        let existing: Vec<_> = existing.cloned().collect();
        for index in existing.iter().filter(|index| declared(index).is_none()) {
            Arc::make_mut(&mut self.stage.snapshot.catalog).drop_search_index(index);
            self.stage.snapshot.drop_search_tree(index.id);
            self.change.dropped_indexes.push(index.full_name());
        }
        for table in schema.tables.values() {
            for definition in table.search_indexes.iter().filter(|it| !it.staged) {
                let full_name = format!("{}.{}", table.name, definition.name);
                let known = self.catalog().search_index(self.namespace, &full_name);
                if known.is_some() {
                    continue;
                }
                let catalog = Arc::make_mut(&mut self.stage.snapshot.catalog);
                let created = catalog.create_search_index(self.namespace, &table.name, definition);
                if let Some(index) = created {
                    self.stage.fill_search_index(&index);
                    self.change.created_indexes.push(full_name);
                }
            }
        }
    }

    /// Makes the vector indexes those that the schema declares.
    fn set_vector_indexes(&mut self, schema: &SchemaDefinition) {
        let is_declared = |index: &VectorIndexRef| {
            let table = schema.tables.get(&*index.table_name);
            let mut usable = table.into_iter().flat_map(|table| &table.vector_indexes);
            usable.any(|it| !it.staged && *it.name == *index.name && index.is_defined_as(it))
        };
        let namespace = self.namespace;
        let tables = self.catalog().tables();
        let theirs = tables.filter(|table| table.namespace == namespace);
        let existing = theirs.flat_map(|table| &table.vector_indexes);
        let undeclared: Vec<_> = existing.filter(|it| !is_declared(it)).cloned().collect();
        for index in &undeclared {
            Arc::make_mut(&mut self.stage.snapshot.catalog).drop_vector_index(index);
            self.stage.snapshot.drop_vector_tree(index.id);
            self.change.dropped_indexes.push(index.full_name());
        }
        for table in schema.tables.values() {
            for definition in table.vector_indexes.iter().filter(|it| !it.staged) {
                let existing = self.catalog().table(namespace, &table.name);
                let mut existing = existing.iter().flat_map(|table| &table.vector_indexes);
                if existing.any(|index| *index.name == *definition.name) {
                    continue;
                }
                let catalog = Arc::make_mut(&mut self.stage.snapshot.catalog);
                let created = catalog.create_vector_index(namespace, &table.name, definition);
                if let Some(index) = created {
                    self.stage.fill_vector_index(&index);
                    self.change.created_indexes.push(index.full_name());
                }
            }
        }
    }

    fn set_schema(&mut self, definition: SchemaDefinition) {
        let json: Arc<str> = to_json(&definition).into();
        let active = self.catalog().schema(self.namespace);
        if active.is_some_and(|active| active.json == json) {
            return;
        }
        self.batch.metadata.push(MetadataChange::SetSchema {
            namespace: self.namespace,
            json: json.to_string(),
        });
        let catalog = Arc::make_mut(&mut self.stage.snapshot.catalog);
        let definition = Arc::new(definition);
        catalog.set_schema(self.namespace, ActiveSchema { definition, json });
    }

    /// Makes the change a commit, unless it changes nothing.
    fn finish(mut self) -> SchemaChange {
        if self.batch.metadata.is_empty() {
            return self.change;
        }
        Arc::make_mut(&mut self.stage.snapshot.catalog).epoch += 1;
        let ts = self.batch.ts;
        let entries = if self.catalog_keys.is_empty() {
            vec![]
        } else {
            vec![(IndexId::CATALOG, self.catalog_keys)]
        };
        self.stage.seal(
            self.batch,
            CommitRecord {
                ts,
                entries,
                documents: Vec::new(),
                schema_changed: true,
            },
        );
        self.change.ts = ts;
        self.change
    }
}

/// Makes these schemas the active ones: creates their tables, builds their indexes, drops those they do not have,
/// checks the documents. An error leaves everything as it was; the stage is then useless.
pub(crate) fn apply(
    stage: &mut Stage,
    schemas: Schemas,
    ts: Timestamp,
) -> Result<SchemaChange, StoreError> {
    let mut plan = Plan::new(stage, ts);
    for (namespace, schema) in schemas {
        plan.namespace = namespace;
        plan.apply(schema)?;
    }
    Ok(plan.finish())
}

/// Creates the platform's tables and indexes as far as they are missing.
pub(crate) fn define_system_tables(
    stage: &mut Stage,
    tables: &[SystemTable],
    ts: Timestamp,
) -> Result<SchemaChange, StoreError> {
    let mut plan = Plan::new(stage, ts);
    for table in tables {
        names::check_identifier(&table.name)?;
        if !names::is_system_table(&table.name) {
            return Err(StoreError::UserTableAccess);
        }
        plan.namespace = table.namespace;
        plan.ensure_table(&table.name)?;
        for (name, fields) in &table.indexes {
            names::check_index_name(name)?;
            plan.ensure_index(&table.name, name, fields);
        }
    }
    Ok(plan.finish())
}

/// Checks all documents of the tables whose type is not the one they were last checked against. How many there are.
pub(crate) fn check_documents(
    snapshot: &Snapshot,
    namespace: Namespace,
    schema: &SchemaDefinition,
) -> Result<usize, StoreError> {
    let names = NamesIn {
        catalog: &snapshot.catalog,
        namespace,
    };
    let mut checked = 0;
    for table in schema.tables.values().filter(|_| schema.validation) {
        let Some(stored) = snapshot.catalog.table(namespace, &table.name) else {
            continue;
        };
        if is_checked(&snapshot.catalog, namespace, table) {
            continue;
        }
        for document in snapshot.documents(stored.by_id().id) {
            table
                .check_document(document.fields(), &names)
                .map_err(|mismatch| schema_mismatch(document.id(), &table.name, &mismatch))?;
            checked += 1;
        }
    }
    Ok(checked)
}

/// Every write to the table since was checked against an equal type.
fn is_checked(catalog: &Catalog, namespace: Namespace, table: &TableDefinition) -> bool {
    catalog.schema(namespace).is_some_and(|active| {
        let before = active.definition.tables.get(&table.name);
        active.definition.validation
            && before.is_some_and(|before| before.document_type == table.document_type)
    })
}

fn is_declared(index: &IndexRef, schema: &SchemaDefinition) -> bool {
    let table = schema.tables.get(index.table_name());
    table.is_some_and(|table| {
        let mut usable = table.indexes.iter().filter(|declared| !declared.staged);
        usable.any(|declared| {
            *declared.name == *index.name && declared.fields == index.defined_fields()
        })
    })
}

fn schema_mismatch(id: DocumentId, table: &str, mismatch: &impl ToString) -> StoreError {
    StoreError::SchemaMismatch {
        id,
        table: table.to_owned(),
        mismatch: mismatch.to_string(),
    }
}

/// The form that [`SchemaDefinition::from_json_str`] reads.
fn to_json(schema: &SchemaDefinition) -> String {
    let tables: Vec<_> = schema.tables.values().map(table_json).collect();
    json!({ "tables": tables, "schemaValidation": schema.validation }).to_string()
}

fn table_json(table: &TableDefinition) -> serde_json::Value {
    let indexes = |staged: bool| -> Vec<_> {
        let chosen = table.indexes.iter().filter(|index| index.staged == staged);
        let json = chosen.map(|index| {
            let fields: Vec<_> = index.fields.iter().map(ToString::to_string).collect();
            json!({ "indexDescriptor": index.name, "fields": fields })
        });
        json.collect()
    };
    let search_indexes = |staged: bool| -> Vec<_> {
        let chosen = table.search_indexes.iter();
        let chosen = chosen.filter(|index| index.staged == staged);
        let json = chosen.map(|index| {
            let filters: Vec<_> = index.filter_fields.iter().map(ToString::to_string).collect();
            json!({ "indexDescriptor": index.name, "searchField": index.search_field.to_string(), "filterFields": filters })
        });
        json.collect()
    };
    let vector_indexes = |staged: bool| -> Vec<_> {
        let chosen = table.vector_indexes.iter();
        let chosen = chosen.filter(|index| index.staged == staged);
        let json = chosen.map(|index| {
            let filters: Vec<_> = index.filter_fields.iter().map(ToString::to_string).collect();
            json!({ "indexDescriptor": index.name, "vectorField": index.vector_field.to_string(), "dimensions": index.dimensions, "filterFields": filters })
        });
        json.collect()
    };
    json!({
        "tableName": table.name,
        "indexes": indexes(false),
        "stagedDbIndexes": indexes(true),
        "searchIndexes": search_indexes(false),
        "stagedSearchIndexes": search_indexes(true),
        "vectorIndexes": vector_indexes(false),
        "stagedVectorIndexes": vector_indexes(true),
        "documentType": table.document_type.to_json(),
    })
}
