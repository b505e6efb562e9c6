//! Which namespace of the store belongs to which component, for as long as the data lives.

use super::{ComponentPath, Instance};
use convex_store::{KeyInterval, Namespace, Order, Store, StoreError, SystemTable, Transaction};
use convex_values::{Object, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

const TABLE: &str = "_components";

pub(crate) fn system_table() -> SystemTable {
    SystemTable {
        namespace: Namespace::ROOT,
        name: TABLE.to_owned(),
        indexes: Vec::new(),
    }
}

/// Those that were given out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Namespaces(BTreeMap<ComponentPath, Namespace>);

impl Namespaces {
    pub(crate) fn read(store: &Store) -> Result<Self, StoreError> {
        read(&mut store.begin()).map(Self)
    }

    /// Those of components, also of those that are not mounted now.
    pub(crate) fn of_components(&self) -> impl Iterator<Item = Namespace> {
        self.0.values().copied()
    }

    /// The component's; a new one if it has none yet. It is not given to another before it is written.
    pub(crate) fn of(&mut self, path: &ComponentPath) -> Namespace {
        let last = self.0.values().max().copied().unwrap_or_default();
        *self.0.entry(path.clone()).or_insert(Namespace(last.0 + 1))
    }
}

/// Remembers the namespaces of components that are mounted for the first time.
pub(crate) fn write<'i>(
    tx: &mut Transaction,
    instances: impl Iterator<Item = &'i Arc<Instance>>,
) -> Result<(), StoreError> {
    let known = read(tx)?;
    let is_new =
        |instance: &&Arc<Instance>| !instance.path.is_root() && !known.contains_key(&instance.path);
    for instance in instances.filter(is_new) {
        let path = Value::String(instance.path.to_string());
        let number = Value::Float64(f64::from(instance.namespace.0));
        let fields = [("path".to_owned(), path), ("namespace".to_owned(), number)];
        tx.insert_system(TABLE, Object::from(fields))?;
    }
    Ok(())
}

fn read(tx: &mut Transaction) -> Result<BTreeMap<ComponentPath, Namespace>, StoreError> {
    let mut known = BTreeMap::new();
    let Some(index) = tx.system_table_index(TABLE)? else {
        return Ok(known);
    };
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    while let Some((_, row)) = scan.next(tx)? {
        let path = row.value().field("path").and_then(Value::as_str);
        let number = row.value().field("namespace").and_then(Value::as_f64);
        if let (Some(path), Some(number)) = (path, number) {
            known.insert(ComponentPath::from(path), Namespace(number as u32));
        }
    }
    Ok(known)
}
