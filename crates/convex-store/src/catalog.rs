//! Tables and indexes: what exists, under which name and number.
//!
//! A catalog is immutable once published; a change makes a new one. Table and index definitions take
//! part in conflict checks through the pseudo-index [`IndexId::CATALOG`] (implicit table creation) and
//! through [`Catalog::epoch`] (everything else, which is rare and touches all running transactions).

mod texts;
mod vectors;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use convex_values::{
    DocumentId, FieldPath, InternalId, TableNumber, Value, key, names, schema::SchemaDefinition,
};

use crate::{
    document::Document, error::StoreError, key::KeyBytes, namespace::Namespace,
    search::SearchIndexRef, vectors::VectorIndexRef,
};

/// Most tables that an application may have.
pub const MAX_USER_TABLES: usize = 10_000;
const FIRST_SYSTEM_TABLE: u32 = 512;
/// A number above is nobody's to ask for: those that follow must not run out.
const LAST_WANTED_TABLE: u32 = 1 << 24;

/// What tells the indexes of a store apart. Never reused, not even after an index is dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IndexId(pub u32);

impl IndexId {
    /// The pseudo-index whose keys are table names and numbers: who finds a table missing depends on
    /// its key here.
    pub const CATALOG: Self = Self(0);
}

/// One index: where its entries are and how their keys are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexMeta {
    pub(crate) id: IndexId,
    pub(crate) table: TableNumber,
    pub(crate) table_name: Arc<str>,
    pub(crate) name: Arc<str>,
    /// The fields of the definition, then `_creationTime` and `_id` as far as they are not among them.
    pub(crate) fields: Vec<FieldPath>,
    /// How many of the fields are those of the definition.
    pub(crate) defined: usize,
}

/// A handle to an index that was found by name. Valid in the transaction that found it.
pub type IndexRef = Arc<IndexMeta>;

impl IndexMeta {
    /// `table.index`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.table_name, self.name)
    }

    /// The table's number.
    pub fn table(&self) -> TableNumber {
        self.table
    }

    /// The table's name.
    pub fn table_name(&self) -> &str {
        &self.table_name
    }

    /// All fields that the key is made of, `_creationTime` and `_id` included.
    pub fn fields(&self) -> &[FieldPath] {
        &self.fields
    }

    /// The index's id.
    pub fn id(&self) -> IndexId {
        self.id
    }

    /// The definition as it is stored.
    pub(crate) fn record(&self) -> IndexRecord {
        let fields = self.defined_fields().to_vec();
        IndexRecord {
            id: self.id,
            table: self.table,
            name: self.name.to_string(),
            fields,
        }
    }

    /// The fields of the definition, without the appended ones.
    pub(crate) fn defined_fields(&self) -> &[FieldPath] {
        &self.fields[..self.defined]
    }

    pub(crate) fn is_built_in(&self) -> bool {
        matches!(&*self.name, "by_id" | "by_creation_time")
    }

    /// Whether the index belongs to the platform; reads through it count towards no limit.
    pub(crate) fn is_system(&self) -> bool {
        names::is_system_table(&self.table_name)
    }

    pub(crate) fn key(&self, document: &Document, scratch: &mut Vec<u8>) -> KeyBytes {
        scratch.clear();
        for field in &self.fields {
            key::encode(field.get_in(document.fields()), scratch);
        }
        KeyBytes::from(scratch.as_slice())
    }
}

/// The key of a document in its table's `by_id` index.
pub(crate) fn id_key(id: DocumentId) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(40);
    key::encode(Some(&Value::String(id.to_text())), &mut bytes);
    bytes
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TableMeta {
    pub(crate) number: TableNumber,
    pub(crate) namespace: Namespace,
    /// Unique in the namespace.
    pub(crate) name: Arc<str>,
    /// `by_id`, `by_creation_time`, then the others.
    pub(crate) indexes: Vec<IndexRef>,
    pub(crate) search_indexes: Vec<SearchIndexRef>,
    pub(crate) vector_indexes: Vec<VectorIndexRef>,
}

impl TableMeta {
    pub(crate) fn by_id(&self) -> &IndexRef {
        &self.indexes[0]
    }

    pub(crate) fn by_creation_time(&self) -> &IndexRef {
        &self.indexes[1]
    }

    pub(crate) fn is_system(&self) -> bool {
        names::is_system_table(&self.name)
    }

    /// The name as it is stored, unique in the store.
    pub(crate) fn stored_name(&self) -> Cow<'_, str> {
        self.namespace.qualify(&self.name)
    }
}

/// The definition of an index as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexRecord {
    /// The index.
    pub id: IndexId,
    /// Its table.
    pub table: TableNumber,
    /// Its name within the table.
    pub name: String,
    /// The fields of the definition, without the appended ones.
    pub fields: Vec<FieldPath>,
}

/// A change of tables or indexes, as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub enum MetadataChange {
    /// A new table.
    CreateTable {
        /// Its number.
        number: TableNumber,
        /// Its name as it is stored, with its namespace.
        name: String,
    },
    /// A new index; its entries are in the same batch.
    CreateIndex(IndexRecord),
    /// An index and all its entries are gone.
    DropIndex(IndexId),
    /// The active schema of a namespace.
    SetSchema {
        /// Whose tables it is about.
        namespace: Namespace,
        /// The JSON form of its definition.
        json: String,
    },
}

/// All tables and indexes at one time, and the active schemas. Keys are names as they are stored.
#[derive(Clone, Debug, Default)]
pub(crate) struct Catalog {
    by_name: HashMap<Arc<str>, Arc<TableMeta>>,
    by_number: HashMap<TableNumber, Arc<TableMeta>>,
    indexes: HashMap<Box<str>, IndexRef>,
    search_indexes: HashMap<Box<str>, SearchIndexRef>,
    next_index: u32,
    next_user_table: u32,
    next_system_table: u32,
    user_tables: usize,
    schemas: BTreeMap<Namespace, ActiveSchema>,
    /// Rises with every change that is not the mere creation of a table. A transaction that began in
    /// another epoch than the one it would commit into conflicts.
    pub(crate) epoch: u64,
}

/// The schema that writes to a namespace are checked against.
#[derive(Clone, Debug)]
pub(crate) struct ActiveSchema {
    pub(crate) definition: Arc<SchemaDefinition>,
    pub(crate) json: Arc<str>,
}

impl Catalog {
    pub(crate) fn new() -> Self {
        Self {
            next_index: IndexId::CATALOG.0 + 1,
            next_user_table: TableNumber::FIRST_USER.0,
            next_system_table: FIRST_SYSTEM_TABLE,
            ..Self::default()
        }
    }

    pub(crate) fn table(&self, namespace: Namespace, name: &str) -> Option<&Arc<TableMeta>> {
        self.by_name.get(&*namespace.qualify(name))
    }

    pub(crate) fn table_by_number(&self, number: TableNumber) -> Option<&Arc<TableMeta>> {
        self.by_number.get(&number)
    }

    /// The name that ids of the table have in a namespace: that of its own tables, and of the platform's, because ids
    /// of files and jobs are handed from one component to another.
    pub(crate) fn name_in(
        &self,
        namespace: Namespace,
        number: TableNumber,
    ) -> Option<Cow<'_, str>> {
        let table = self.by_number.get(&number)?;
        let is_known = table.namespace == namespace || table.is_system();
        is_known.then(|| Cow::Borrowed(&*table.name))
    }

    pub(crate) fn tables(&self) -> impl Iterator<Item = &Arc<TableMeta>> {
        self.by_number.values()
    }

    pub(crate) fn index(&self, namespace: Namespace, full_name: &str) -> Option<&IndexRef> {
        self.indexes.get(&*namespace.qualify(full_name))
    }

    pub(crate) fn index_by_id(&self, id: IndexId) -> Option<&IndexRef> {
        self.indexes.values().find(|index| index.id == id)
    }

    pub(crate) fn schema(&self, namespace: Namespace) -> Option<&ActiveSchema> {
        self.schemas.get(&namespace)
    }

    pub(crate) fn schemas(&self) -> impl Iterator<Item = (Namespace, &ActiveSchema)> {
        self.schemas
            .iter()
            .map(|(namespace, schema)| (*namespace, schema))
    }

    pub(crate) fn set_schema(&mut self, namespace: Namespace, schema: ActiveSchema) {
        self.schemas.insert(namespace, schema);
    }

    /// The name of the table that an index of either kind belongs to.
    pub(crate) fn table_of_index(&self, id: IndexId) -> Option<&str> {
        let ordered = self.index_by_id(id).map(|index| index.table_name());
        ordered.or_else(|| {
            let index = self.search_indexes().find(|index| index.id == id)?;
            Some(&*index.table_name)
        })
    }

    /// The number that the next table of this name would get.
    pub(crate) fn next_table_number(&self, name: &str) -> Result<TableNumber, StoreError> {
        if names::is_system_table(name) {
            return Ok(TableNumber(self.next_system_table));
        }
        if self.user_tables >= MAX_USER_TABLES {
            return Err(StoreError::TooManyTables {
                limit: MAX_USER_TABLES,
            });
        }
        Ok(TableNumber(self.next_user_table))
    }

    /// Whether a user table may be created with this number.
    pub(crate) fn is_free(&self, number: TableNumber) -> bool {
        let allowed = TableNumber::FIRST_USER.0..LAST_WANTED_TABLE;
        allowed.contains(&number.0) && self.table_by_number(number).is_none()
    }

    pub(crate) fn next_index_id(&self) -> IndexId {
        IndexId(self.next_index)
    }

    /// Adds a table, by its stored name, with its two built-in indexes, which take the next two index ids.
    pub(crate) fn create_table(&mut self, number: TableNumber, stored_name: &str) {
        self.add_table(number, stored_name);
        for (built_in, field) in [("by_id", "_id"), ("by_creation_time", "_creationTime")] {
            let id = self.next_index_id();
            let fields = vec![FieldPath::system(field)];
            self.create_index(&IndexRecord {
                id,
                table: number,
                name: built_in.to_owned(),
                fields,
            });
        }
    }

    /// Adds a table without any index; `by_id` and `by_creation_time` must follow, in this order.
    pub(crate) fn add_table(&mut self, number: TableNumber, stored_name: &str) {
        let (namespace, name) = Namespace::split(stored_name);
        let name: Arc<str> = name.into();
        if names::is_system_table(&name) {
            self.next_system_table = self.next_system_table.max(number.0 + 1);
        } else {
            self.next_user_table = self.next_user_table.max(number.0 + 1);
            self.user_tables += 1;
        }
        self.put_table(TableMeta {
            number,
            namespace,
            name,
            indexes: Vec::new(),
            search_indexes: Vec::new(),
            vector_indexes: Vec::new(),
        });
    }

    /// Index ids up to this one were used.
    pub(crate) fn reserve_indexes(&mut self, last: IndexId) {
        self.next_index = self.next_index.max(last.0 + 1);
    }

    /// Adds an index of an existing table. Fields that make keys unique are appended.
    pub(crate) fn create_index(&mut self, record: &IndexRecord) {
        self.next_index = self.next_index.max(record.id.0 + 1);
        let Some(table) = self.by_number.get(&record.table) else {
            return;
        };
        let mut fields = record.fields.clone();
        for system in ["_creationTime", "_id"] {
            let ends_key = fields.last().is_some_and(|field| field.is_field("_id"));
            if !ends_key && !fields.iter().any(|field| field.is_field(system)) {
                fields.push(FieldPath::system(system));
            }
        }
        let index = Arc::new(IndexMeta {
            id: record.id,
            table: record.table,
            table_name: table.name.clone(),
            name: record.name.as_str().into(),
            defined: record.fields.len(),
            fields,
        });
        let key = table.namespace.qualify(&index.full_name()).into();
        self.indexes.insert(key, index.clone());
        let mut table = TableMeta::clone(table);
        table.indexes.push(index);
        self.put_table(table);
    }

    pub(crate) fn drop_index(&mut self, id: IndexId) {
        let Some(index) = self.index_by_id(id).cloned() else {
            return;
        };
        let Some(table) = self.by_number.get(&index.table) else {
            return;
        };
        let mut table = TableMeta::clone(table);
        let key = table.namespace.qualify(&index.full_name()).into_owned();
        self.indexes.remove(key.as_str());
        table.indexes.retain(|other| other.id != id);
        self.put_table(table);
    }

    fn put_table(&mut self, table: TableMeta) {
        let table = Arc::new(table);
        self.by_name
            .insert(table.stored_name().into(), table.clone());
        self.by_number.insert(table.number, table);
    }

    // Keys of `IndexId::CATALOG`.

    /// Written by creating the table, read by looking for its name in vain.
    pub(crate) fn name_key(stored_name: &str) -> KeyBytes {
        KeyBytes::from([b"n", stored_name.as_bytes()].concat())
    }

    /// Written by creating the table, read by looking for its number in vain.
    pub(crate) fn number_key(number: TableNumber) -> KeyBytes {
        KeyBytes::from([&b"#"[..], &number.0.to_be_bytes()].concat())
    }

    /// Read and written by creating any table: two that do so at once would take the same numbers.
    pub(crate) fn creation_key() -> KeyBytes {
        KeyBytes::from(&b"+"[..])
    }

    /// The document id that this text names in this table.
    pub(crate) fn normalize_id(
        &self,
        namespace: Namespace,
        table: &str,
        text: &str,
    ) -> Option<DocumentId> {
        let id: DocumentId = text.parse().ok()?;
        (self.table(namespace, table)?.number == id.table).then_some(id)
    }
}

/// A fresh internal id: random, with the day in its last two bytes.
pub(crate) fn new_internal_id(host: &dyn convex_host::Host) -> InternalId {
    const NANOS_PER_DAY: u64 = 86_400 * 1_000_000_000;
    let mut random = [0; 14];
    host.fill_random(&mut random);
    InternalId::new(random, (host.unix_nanos() / NANOS_PER_DAY) as u16)
}
