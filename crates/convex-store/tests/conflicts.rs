//! What a transaction depends on, and which commits it conflicts with.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use common::*;
use convex_store::{CommitError, KeyInterval, Order};
use convex_values::Value;

#[test]
fn two_that_create_tables_at_once_conflict_whatever_tables_they_create() {
    for other in ["a", "b", "_a"] {
        let store = empty_store();
        let (mut first, mut second) = (store.begin(), store.begin());
        first.insert("a", object([])).unwrap();
        match other {
            "_a" => second.insert_system(other, object([])).unwrap(),
            _ => second.insert(other, object([])).unwrap(),
        };
        store.commit_blocking(first).unwrap();
        let error = store.commit_blocking(second).unwrap_err();
        assert!(matches!(error, CommitError::Conflict { .. }), "{error}");
    }
}

#[test]
fn who_found_a_table_missing_depends_on_its_creation() {
    let store = empty_store();
    let mut reader = store.begin();
    assert!(reader.table_index("t").unwrap().is_none());
    assert_eq!(
        reader.index("t.by_id").unwrap_err().to_string(),
        "Index t.by_id not found."
    );
    commit(&store, |tx| tx.insert("other", object([])).unwrap());
    let (_, committed) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let changes = store.changes_since(reader.begin_ts()).unwrap();
    assert_eq!(changes.len(), 2);
    assert!(!reader.read_set().overlaps(&changes[0]));
    assert!(reader.read_set().overlaps(&changes[1]));
    assert_eq!(changes[1].ts(), committed.ts);
}

#[test]
fn blind_inserts_do_not_conflict() {
    let store = empty_store();
    commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let (mut first, mut second) = (store.begin(), store.begin());
    first.insert("t", object([])).unwrap();
    second.insert("t", object([])).unwrap();
    store.commit_blocking(first).unwrap();
    store.commit_blocking(second).unwrap();
}

#[test]
fn a_missing_document_is_a_dependency() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let mut reader = store.begin();
    commit(&store, |tx| tx.delete(id).unwrap());
    assert!(reader.get(id).unwrap().is_some());
    reader.insert("t", object([])).unwrap();
    let error = store.commit_blocking(reader).unwrap_err();
    assert_eq!(
        error.to_string(),
        "Documents read from or written to the table \"t\" changed while this mutation was being run."
    );
    assert!(error.is_retriable());
}

#[test]
fn a_walk_that_stops_depends_only_on_what_it_consumed() {
    let store = empty_store();
    let (ids, _) = commit(&store, |tx| {
        (0..10)
            .map(|_| tx.insert("t", object([])).unwrap())
            .collect::<Vec<_>>()
    });
    for order in [Order::Ascending, Order::Descending] {
        let mut tx = store.begin();
        let index = tx.index("t.by_creation_time").unwrap();
        let mut scan = tx.scan(&index, KeyInterval::all(), order);
        for _ in 0..3 {
            scan.next(&mut tx).unwrap();
        }
        let begin = tx.begin_ts();
        let touched: Vec<bool> = ids
            .iter()
            .map(|&id| {
                let value = Value::Float64(store.latest().0 as f64);
                let (_, done) = commit(&store, |tx| {
                    tx.patch(id, [("n".to_owned(), Some(value))].into())
                        .unwrap()
                });
                let changes = store.changes_since(begin).unwrap();
                let change = changes
                    .iter()
                    .find(|change| change.ts() == done.ts)
                    .unwrap();
                tx.read_set().overlaps(change)
            })
            .collect();
        let expected = |position: usize| match order {
            Order::Ascending => position < 3,
            Order::Descending => position >= 7,
        };
        assert_eq!(touched, (0..10).map(expected).collect::<Vec<_>>());
    }
}

#[test]
fn write_skew_is_a_conflict() {
    let store = empty_store();
    let ((a, b), _) = commit(&store, |tx| {
        let on = || object([("on", true.into())]);
        (tx.insert("t", on()).unwrap(), tx.insert("t", on()).unwrap())
    });
    let (mut first, mut second) = (store.begin(), store.begin());
    for (tx, own) in [(&mut first, a), (&mut second, b)] {
        assert_eq!(collect(tx, "t.by_id").unwrap().len(), 2);
        tx.replace(own, object([("on", false.into())])).unwrap();
    }
    store.commit_blocking(first).unwrap();
    assert!(
        matches!(store.commit_blocking(second), Err(CommitError::Conflict { table }) if table == "t")
    );
}
