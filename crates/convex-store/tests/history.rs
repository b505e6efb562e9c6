//! Reading in the recent past.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::sync::Arc;

use common::*;
use convex_store::{MemoryPersistence, Retention, Store, Timestamp};
use convex_values::Value;

fn counted(store: &Store, commits: usize) -> Vec<Timestamp> {
    (0..commits)
        .map(|n| {
            commit(store, |tx| {
                tx.insert("t", object([("n", (n as f64).into())])).unwrap()
            })
            .1
            .ts
        })
        .collect()
}

fn seen_at(store: &Store, ts: Timestamp) -> usize {
    let mut tx = store.begin_at(ts).unwrap();
    assert!(tx.begin_ts() <= ts);
    match tx.table_index("t").unwrap() {
        Some(_) => collect(&mut tx, "t.by_creation_time").unwrap().len(),
        None => 0,
    }
}

fn with_retention(retention: Retention) -> (Store, Arc<convex_host::SimHost>) {
    let host = still_host();
    (
        Store::open_with(Box::new(MemoryPersistence::new()), host.clone(), retention).unwrap(),
        host,
    )
}

#[test]
fn every_recent_timestamp_shows_the_commits_up_to_it() {
    let store = empty_store();
    let times = counted(&store, 20);
    for (n, &ts) in times.iter().enumerate() {
        assert_eq!(seen_at(&store, ts), n + 1);
    }
    assert_eq!(
        store
            .begin_at(Timestamp(times[19].0 + 1))
            .err()
            .unwrap()
            .code(),
        "SnapshotInFuture"
    );
}

#[test]
fn states_without_a_snapshot_are_made_by_taking_commits_back() {
    let (store, _) = with_retention(Retention {
        snapshots_max: 1,
        ..Retention::default()
    });
    let times = counted(&store, 20);
    let id = store.changes_since(Timestamp::ZERO).unwrap()[0].documents()[0].id;
    let (_, patched) = commit(&store, |tx| {
        tx.replace(id, object([("n", 100.0.into())])).unwrap()
    });
    let (_, deleted) = commit(&store, |tx| tx.delete(id).unwrap());
    for (n, &ts) in times.iter().enumerate() {
        assert_eq!(seen_at(&store, ts), n + 1);
        let first = store.begin_at(ts).unwrap().get(id).unwrap().unwrap();
        assert_eq!(first.fields()["n"], Value::Float64(0.0));
    }
    assert_eq!(
        store
            .begin_at(patched.ts)
            .unwrap()
            .get(id)
            .unwrap()
            .unwrap()
            .fields()["n"],
        Value::Float64(100.0)
    );
    assert!(
        store
            .begin_at(deleted.ts)
            .unwrap()
            .get(id)
            .unwrap()
            .is_none()
    );
}

#[test]
fn timestamps_between_commits_show_the_earlier_one() {
    let host = still_host();
    let store = Store::open(Box::new(MemoryPersistence::new()), host.clone()).unwrap();
    let first = counted(&store, 1)[0];
    host.advance(seconds(1));
    counted(&store, 1);
    assert_eq!(seen_at(&store, Timestamp(first.0 + 5)), 1);
}

#[test]
fn what_is_older_than_is_kept_is_refused_and_never_wrong() {
    let (store, host) = with_retention(Retention {
        commits_min: 2,
        snapshots_max: 2,
        ..Retention::default()
    });
    let times = counted(&store, 10);
    let mut slow = store.begin_at(times[0]).unwrap();
    slow.insert("t", object([])).unwrap();
    assert_eq!(seen_at(&store, times[0]), 1);
    host.advance(seconds(60));
    counted(&store, 1);
    assert_eq!(
        store.begin_at(times[0]).err().unwrap().code(),
        "SnapshotTooOld"
    );
    assert!(store.changes_since(times[0]).is_none());
    assert_eq!(store.changes_since(times[9]).unwrap().len(), 1);
    let error = store.commit_blocking(slow).unwrap_err();
    assert_eq!(error.code(), "TransactionTooOld");
    assert!(error.is_retriable());
}

#[test]
fn a_watcher_finds_the_commits_in_the_log_as_soon_as_it_is_told() {
    let store = empty_store();
    let mut watch = store.watch();
    let before = store.latest();
    watch.mark_unchanged();
    counted(&store, 3);
    assert!(watch.has_changed().unwrap());
    let told = *watch.borrow_and_update();
    let changes = store.changes_since(before).unwrap();
    assert_eq!(changes.last().unwrap().ts(), told);
    assert_eq!(changes.len(), 3);
    assert_eq!(changes[0].documents().len(), 1);
    assert!(changes[0].documents()[0].old.is_none());
}

#[test]
fn large_documents_shorten_the_memory_of_the_past() {
    let (store, _) = with_retention(Retention {
        superseded_bytes_max: 10_000,
        ..Retention::default()
    });
    let text = |n: usize| object([("text", "x".repeat(3_000 + n).into())]);
    let (id, first) = commit(&store, |tx| tx.insert("t", text(0)).unwrap());
    let times: Vec<_> = (1..10)
        .map(|n| commit(&store, |tx| tx.replace(id, text(n)).unwrap()).1.ts)
        .collect();
    assert_eq!(
        store.begin_at(first.ts).err().unwrap().code(),
        "SnapshotTooOld"
    );
    assert!(store.changes_since(first.ts).is_none());
    assert_eq!(store.changes_since(times[5]).unwrap().len(), 3);
    let then = store.begin_at(times[5]).unwrap().get(id).unwrap().unwrap();
    assert_eq!(then.fields()["text"], text(6)["text"]);
}
