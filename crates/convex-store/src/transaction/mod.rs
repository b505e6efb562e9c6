//! A transaction: a snapshot, the writes made on top of it, and a record of everything read.
//!
//! It holds no lock and blocks nobody; whether it may commit is found out when it does. Reads are in
//! `reads` and `scan`, writes in `writes`.

mod overlay;
mod reads;
mod scan;
mod search;
mod vectors;
mod writes;

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use convex_host::Host;
use convex_values::{
    DocumentId, TableNumber, Value, names, schema::SchemaDefinition, validator::TableNames,
};

pub(crate) use overlay::{Overlay, OverlayTree};
pub use scan::{Order, Scan};
pub use search::Matches;

use crate::{
    Timestamp,
    catalog::{Catalog, IndexId, TableMeta},
    error::StoreError,
    namespace::Namespace,
    read_set::{ReadRecorder, ReadSet},
    snapshot::Snapshot,
    usage::{Limits, Usage},
};

/// The fields that a patch sets; `None` removes one.
pub type Patch = BTreeMap<String, Option<Value>>;

/// On whose behalf a document is read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Access {
    /// The application: tables without a leading underscore, within limits.
    User,
    /// The platform, or `db.system`: tables with a leading underscore, uncounted.
    System,
}

/// See the module's documentation. `Send`, and independent of the store's lifetime.
pub struct Transaction {
    host: Arc<dyn Host>,
    snapshot: Arc<Snapshot>,
    /// The snapshot's, or a copy with the tables that this transaction created.
    catalog: Arc<Catalog>,
    /// Whose tables names mean now.
    namespace: Namespace,
    overlay: Overlay,
    reads: ReadRecorder,
    usage: Usage,
    limits: Limits,
    /// The creation time of the next document, milliseconds.
    clock: f64,
    /// Rises with every change of the overlay, rollbacks included: what a scan has prefetched is only
    /// good while it stays the same.
    overlay_version: u64,
    scratch: Vec<u8>,
}

/// A state of a transaction's writes to return to.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    overlay: Overlay,
    catalog: Arc<Catalog>,
}

/// What the committer needs of a transaction.
pub(crate) struct Finished {
    pub(crate) begin: Timestamp,
    pub(crate) epoch: u64,
    pub(crate) reads: ReadSet,
    pub(crate) overlay: Overlay,
}

impl Transaction {
    pub(crate) fn new(host: Arc<dyn Host>, snapshot: Arc<Snapshot>) -> Self {
        let clock = host.unix_millis().max(snapshot.ts.as_millis());
        Self {
            host,
            catalog: snapshot.catalog.clone(),
            snapshot,
            namespace: Namespace::ROOT,
            overlay: Overlay::default(),
            reads: ReadRecorder::default(),
            usage: Usage::default(),
            limits: Limits::default(),
            clock,
            overlay_version: 0,
            scratch: Vec::with_capacity(96),
        }
    }

    /// What it reads, without its own writes.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// The timestamp of the snapshot that it reads.
    pub fn begin_ts(&self) -> Timestamp {
        self.snapshot.ts
    }

    /// Whether there is nothing to commit.
    pub fn is_read_only(&self) -> bool {
        self.overlay.is_empty()
    }

    /// Everything read so far.
    pub fn read_set(&self) -> ReadSet {
        self.reads.to_read_set()
    }

    /// What was used so far.
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// How much may be used.
    pub fn limits(&self) -> Limits {
        self.limits
    }

    /// Sets how much may be used in total, what was used before included.
    pub fn set_limits(&mut self, limits: Limits) {
        self.limits = limits;
    }

    /// Counts a scheduled function with the size of its arguments towards the limits.
    pub fn count_scheduled(&mut self, args_size: usize) -> Result<(), StoreError> {
        self.usage.count_scheduled(args_size, &self.limits)
    }

    /// Remembers the writes made so far.
    pub fn checkpoint(&self) -> Checkpoint {
        Checkpoint {
            overlay: self.overlay.clone(),
            catalog: self.catalog.clone(),
        }
    }

    /// Drops the writes made since the checkpoint. What was read and used, and the creation times
    /// given out, stay.
    pub fn rollback_to(&mut self, checkpoint: Checkpoint) {
        self.overlay = checkpoint.overlay;
        self.catalog = checkpoint.catalog;
        self.overlay_version += 1;
    }

    /// Whose tables names and ids mean.
    pub fn namespace(&self) -> Namespace {
        self.namespace
    }

    /// Goes on in another namespace and returns the one before.
    pub fn enter(&mut self, namespace: Namespace) -> Namespace {
        std::mem::replace(&mut self.namespace, namespace)
    }

    /// Does something in another namespace.
    pub fn within<T>(&mut self, namespace: Namespace, act: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.enter(namespace);
        let done = act(self);
        self.enter(before);
        done
    }

    /// Whose table has this number.
    pub fn namespace_of(&self, number: TableNumber) -> Option<Namespace> {
        let table = self.catalog.table_by_number(number)?;
        Some(table.namespace)
    }

    /// The number of a table, user or system. A missing one is remembered: its creation conflicts.
    pub fn resolve_table(&mut self, name: &str) -> Option<TableNumber> {
        self.find_table(name).map(|table| table.number)
    }

    /// The name of the table with this number.
    pub fn table_name(&self, number: TableNumber) -> Option<&str> {
        let table = self.catalog.table_by_number(number)?;
        (table.namespace == self.namespace).then_some(&*table.name)
    }

    /// The names of all tables, sorted; the platform's own if asked for. Depends on which there are.
    pub fn table_names(&mut self, system: bool) -> Vec<String> {
        self.reads.point(IndexId::CATALOG, Catalog::creation_key());
        let is_here = |table: &&Arc<TableMeta>| {
            (table.namespace, table.is_system()) == (self.namespace, system)
        };
        let tables = self.catalog.tables().filter(is_here);
        let mut table_names: Vec<_> = tables.map(|table| table.name.to_string()).collect();
        table_names.sort_unstable();
        table_names
    }

    /// The schema in force, if there is one.
    pub fn schema(&self) -> Option<Arc<SchemaDefinition>> {
        let active = self.catalog.schema(self.namespace);
        active.map(|active| active.definition.clone())
    }

    /// The id that the text names, if it names one of this table.
    pub fn normalize_id(&mut self, table: &str, text: &str) -> Option<DocumentId> {
        self.find_table(table)?;
        self.catalog.normalize_id(self.namespace, table, text)
    }

    /// Whether the number belongs to one of the platform's tables.
    pub fn is_system_table(&self, number: TableNumber) -> bool {
        self.catalog
            .table_by_number(number)
            .is_some_and(|table| table.is_system())
    }

    pub(crate) fn into_finished(self) -> Finished {
        Finished {
            begin: self.snapshot.ts,
            epoch: self.snapshot.catalog.epoch,
            reads: self.reads.to_read_set(),
            overlay: self.overlay,
        }
    }

    fn find_table(&mut self, name: &str) -> Option<Arc<TableMeta>> {
        let found = self.catalog.table(self.namespace, name).cloned();
        if found.is_none() {
            let key = Catalog::name_key(&self.namespace.qualify(name));
            self.reads.point(IndexId::CATALOG, key);
        }
        found
    }

    /// The table of an id, if this caller may touch it.
    fn table_of(
        &mut self,
        id: DocumentId,
        access: Access,
    ) -> Result<Option<Arc<TableMeta>>, StoreError> {
        let Some(table) = self.catalog.table_by_number(id.table).cloned() else {
            self.reads
                .point(IndexId::CATALOG, Catalog::number_key(id.table));
            return Ok(None);
        };
        if table.namespace != self.namespace {
            return Ok(None);
        }
        match (access, table.is_system()) {
            (Access::User, true) => Err(StoreError::SystemTableAccess),
            (Access::System, false) => Err(StoreError::UserTableAccess),
            _ => Ok(Some(table)),
        }
    }

    /// The number of a user table, which is created if it does not exist: with the wanted number, if no table has it.
    pub fn ensure_table(
        &mut self,
        name: &str,
        wanted: Option<TableNumber>,
    ) -> Result<TableNumber, StoreError> {
        names::check_table_name(name)?;
        let is_free = |number: &TableNumber| self.catalog.is_free(*number);
        let wanted = wanted.filter(is_free);
        Ok(self.table_or_new(name, wanted)?.number)
    }

    /// The table of this name, created if it does not exist.
    fn table_for_insert(&mut self, name: &str) -> Result<Arc<TableMeta>, StoreError> {
        self.table_or_new(name, None)
    }

    fn table_or_new(
        &mut self,
        name: &str,
        wanted: Option<TableNumber>,
    ) -> Result<Arc<TableMeta>, StoreError> {
        if let Some(table) = self.find_table(name) {
            return Ok(table);
        }
        if names::is_system_table(name) {
            names::check_identifier(name)?;
        }
        let next = self.catalog.next_table_number(name)?;
        let number = wanted.unwrap_or(next);
        self.reads.point(IndexId::CATALOG, Catalog::creation_key());
        let stored_name = self.namespace.qualify(name);
        Arc::make_mut(&mut self.catalog).create_table(number, &stored_name);
        let table = self.catalog.table_by_number(number).cloned();
        let table = table.ok_or(StoreError::TooManyTables {
            limit: crate::catalog::MAX_USER_TABLES,
        })?;
        self.overlay.create_table(table.clone());
        self.overlay_version += 1;
        Ok(table)
    }
}

impl TableNames for Transaction {
    fn table_name(&self, number: TableNumber) -> Option<Cow<'_, str>> {
        self.catalog.name_in(self.namespace, number)
    }
}
