//! A world for the tests of the store.
#![allow(dead_code, reason = "each test binary uses some of it")]

use std::{sync::Arc, time::Duration};

use convex_host::{Host, SimHost};
use convex_store::{
    CommitError, Committed, KeyInterval, MemoryPersistence, Order, Persistence, Store, StoreError,
    Transaction,
};
use convex_values::{Object, Value, schema::SchemaDefinition};

/// 2026-01-01 in nanoseconds.
pub(crate) const START: u64 = 1_767_225_600_000_000_000;

/// A host whose clock stands still until it is advanced.
pub(crate) fn still_host() -> Arc<SimHost> {
    Arc::new(SimHost::new(7, START))
}

/// A host whose clock moves on by a millisecond whenever someone looks at it, so that creation times
/// follow the order of the transactions.
#[derive(Debug)]
pub(crate) struct SteppingHost(SimHost);

impl Host for SteppingHost {
    fn unix_nanos(&self) -> u64 {
        self.0.advance(Duration::from_millis(1));
        self.0.unix_nanos()
    }

    fn monotonic(&self) -> Duration {
        self.0.monotonic()
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        self.0.fill_random(buffer);
    }
}

pub(crate) fn open(persistence: impl Persistence) -> Store {
    Store::open(
        Box::new(persistence),
        Arc::new(SteppingHost(SimHost::new(7, START))),
    )
    .unwrap()
}

pub(crate) fn empty_store() -> Store {
    open(MemoryPersistence::new())
}

pub(crate) fn still_store() -> Store {
    Store::open(Box::new(MemoryPersistence::new()), still_host()).unwrap()
}

pub(crate) fn object<const N: usize>(fields: [(&str, Value); N]) -> Object {
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// Runs `body` in a transaction and commits it.
pub(crate) fn commit<T>(store: &Store, body: impl FnOnce(&mut Transaction) -> T) -> (T, Committed) {
    let mut tx = store.begin();
    let result = body(&mut tx);
    (result, store.commit_blocking(tx).unwrap())
}

/// Runs `body` until it commits without a conflict.
pub(crate) fn retrying<T>(
    store: &Store,
    mut body: impl FnMut(&mut Transaction) -> T,
) -> Result<T, CommitError> {
    loop {
        let mut tx = store.begin();
        let result = body(&mut tx);
        match store.commit_blocking(tx) {
            Ok(_) => return Ok(result),
            Err(error) if error.is_retriable() => {}
            Err(error) => return Err(error),
        }
    }
}

/// All documents of an index.
pub(crate) fn collect(tx: &mut Transaction, index: &str) -> Result<Vec<Object>, StoreError> {
    let index = tx.index(index)?;
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut rows = Vec::new();
    while let Some((_, document)) = scan.next(tx)? {
        rows.push(document.fields().clone());
    }
    Ok(rows)
}

/// The values of one field of all documents of a table, in insertion order.
pub(crate) fn column(store: &Store, table: &str, field: &str) -> Vec<Value> {
    let mut tx = store.begin();
    if tx.resolve_table(table).is_none() {
        return Vec::new();
    }
    let rows = collect(&mut tx, &format!("{table}.by_creation_time")).unwrap();
    rows.iter()
        .map(|row| row.get(field).cloned().unwrap_or(Value::Null))
        .collect()
}

pub(crate) fn schema(json: &str) -> SchemaDefinition {
    SchemaDefinition::from_json_str(json).unwrap()
}

pub(crate) fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}
