//! What a transaction does, case by case.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use common::*;
use convex_store::{CommitError, KeyInterval, Limits, Order, StoreError, Transaction};
use convex_values::{DocumentId, InternalId, Object, TableNumber, Value};

#[test]
fn a_table_comes_into_being_with_its_first_document_and_keeps_its_number() {
    let store = empty_store();
    let (first, _) = commit(&store, |tx| tx.insert("tasks", object([])).unwrap());
    let (second, _) = commit(&store, |tx| tx.insert("todos", object([])).unwrap());
    let (third, _) = commit(&store, |tx| tx.insert("tasks", object([])).unwrap());
    assert_eq!(first.table, TableNumber(10001));
    assert_eq!(second.table, TableNumber(10002));
    assert_eq!(third.table, TableNumber(10001));
}

#[test]
fn a_document_carries_its_system_fields() {
    let store = still_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("tasks", object([("title", "x".into())])).unwrap()
    });
    let document = store.begin().get(id).unwrap().unwrap();
    assert_eq!(
        document.fields().get("_id"),
        Some(&Value::String(id.to_string()))
    );
    assert_eq!(
        document.fields().get("_creationTime"),
        Some(&Value::Float64(START as f64 / 1e6))
    );
    assert_eq!(document.creation_time(), START as f64 / 1e6);
    assert_eq!(document.size(), document.value().size());
}

#[test]
fn creation_times_rise_by_the_smallest_step_within_a_transaction_and_survive_a_rollback() {
    let store = empty_store();
    commit(&store, |tx| {
        let a = tx.insert("t", object([])).unwrap();
        let checkpoint = tx.checkpoint();
        tx.insert("t", object([])).unwrap();
        tx.rollback_to(checkpoint);
        let b = tx.insert("t", object([])).unwrap();
        let time =
            |tx: &mut convex_store::Transaction, id| tx.get(id).unwrap().unwrap().creation_time();
        assert_eq!(time(tx, a).next_up().next_up(), time(tx, b));
    });
}

#[test]
fn writes_are_seen_by_their_own_transaction_at_once_and_by_others_after_the_commit() {
    let store = empty_store();
    let mut writer = store.begin();
    let id = writer.insert("t", object([("n", 1.0.into())])).unwrap();
    assert!(writer.get(id).unwrap().is_some());
    assert_eq!(collect(&mut writer, "t.by_id").unwrap().len(), 1);
    assert!(store.begin().get(id).unwrap().is_none());
    let before = store.begin();
    store.commit_blocking(writer).unwrap();
    assert!(store.begin().get(id).unwrap().is_some());
    let mut before = before;
    assert!(before.get(id).unwrap().is_none());
}

#[test]
fn patching_merges_top_level_fields_and_removes_undefined_ones() {
    let store = empty_store();
    commit(&store, |tx| {
        let id = tx
            .insert("t", object([("a", 1.0.into()), ("b", 2.0.into())]))
            .unwrap();
        let patch = [("a".to_owned(), None), ("c".to_owned(), Some(Value::Null))];
        let document = tx.patch(id, patch.into()).unwrap();
        assert!(!document.fields().contains_key("a"));
        assert_eq!(document.fields().get("b"), Some(&2.0.into()));
        assert_eq!(document.fields().get("c"), Some(&Value::Null));
        assert_eq!(*tx.get(id).unwrap().unwrap(), *document);
    });
}

#[test]
fn system_fields_may_be_given_as_they_are_and_never_changed() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let mut tx = store.begin();
    let document = tx.get(id).unwrap().unwrap();
    tx.replace(id, document.fields().clone()).unwrap();
    assert!(tx.is_read_only());
    let error = tx
        .replace(id, object([("_id", "other".into())]))
        .unwrap_err();
    assert_eq!(error.code(), "InvalidIdError");
    let error = tx
        .patch(id, [("_creationTime".to_owned(), Some(0.0.into()))].into())
        .unwrap_err();
    assert_eq!(error.code(), "InvalidCreationTimeError");
    let error = tx.patch(id, [("_id".to_owned(), None)].into()).unwrap_err();
    assert_eq!(error.code(), "InvalidIdError");
    let error = tx.insert("t", object([("_id", "x".into())])).unwrap_err();
    assert_eq!(error.code(), "SystemFieldOnInsert");
}

#[test]
fn an_identical_value_is_no_write() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("t", object([("n", 0.0.into())])).unwrap()
    });
    let latest = store.latest();
    commit(&store, |tx| {
        tx.patch(id, [("n".to_owned(), Some(0.0.into()))].into())
            .unwrap()
    });
    assert_eq!(store.latest(), latest);
    // There and back again is none either.
    commit(&store, |tx| {
        tx.patch(id, [("n".to_owned(), Some(1.0.into()))].into())
            .unwrap();
        tx.patch(id, [("n".to_owned(), Some(0.0.into()))].into())
            .unwrap();
        let gone = tx.insert("t", object([])).unwrap();
        tx.delete(gone).unwrap();
    });
    assert_eq!(store.latest(), latest);
    // But the sign of zero is a difference.
    commit(&store, |tx| {
        tx.patch(id, [("n".to_owned(), Some((-0.0).into()))].into())
            .unwrap()
    });
    assert!(store.latest() > latest);
}

#[test]
fn writing_to_what_does_not_exist_names_the_operation_and_the_id() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    commit(&store, |tx| tx.delete(id).unwrap());
    let mut tx = store.begin();
    assert_eq!(
        tx.patch(id, [].into()).unwrap_err().to_string(),
        format!("Update on nonexistent document ID {id}")
    );
    assert_eq!(
        tx.replace(id, object([])).unwrap_err().to_string(),
        format!("Replace on nonexistent document ID {id}")
    );
    assert_eq!(
        tx.delete(id).unwrap_err().to_string(),
        format!("Delete on nonexistent document ID {id}")
    );
    let unknown = DocumentId {
        table: TableNumber(12345),
        internal: InternalId([0; 16]),
    };
    assert_eq!(
        tx.delete(unknown).unwrap_err().to_string(),
        format!("Table for ID \"{unknown}\" not found")
    );
    assert!(tx.get(unknown).unwrap().is_none());
}

#[test]
fn documents_that_break_the_limits_of_values_are_refused() {
    let store = empty_store();
    let mut tx = store.begin();
    assert_eq!(
        tx.insert("t", object([("_x", Value::Null)]))
            .unwrap_err()
            .code(),
        "InvalidFieldName"
    );
    assert_eq!(
        tx.insert("0t", object([])).unwrap_err().code(),
        "InvalidTableName"
    );
    assert_eq!(
        tx.insert("_t", object([])).unwrap_err().code(),
        "InvalidTableName"
    );
    let large = Value::from("x".repeat(1 << 20));
    assert_eq!(
        tx.insert("t", object([("x", large)])).unwrap_err().code(),
        "ValueTooLargeError"
    );
    assert!(tx.is_read_only());
}

#[test]
fn counters_rise_before_they_are_checked_so_that_every_further_use_fails_too() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("t", object([])).unwrap();
        tx.insert("t", object([])).unwrap()
    });
    let mut tx = store.begin();
    tx.set_limits(Limits {
        documents_read: 1,
        documents_written: 0,
        database_queries: 3,
        ..Limits::default()
    });
    tx.get(id).unwrap();
    let error = tx.get(id).unwrap_err();
    assert_eq!(error.code(), "TooManyDocumentsRead");
    assert!(
        error
            .to_string()
            .starts_with("Too many documents read in a single function execution (limit: 1).")
    );
    let index = tx.index("t.by_id").unwrap();
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    assert_eq!(
        scan.next(&mut tx).unwrap_err().code(),
        "TooManyDocumentsRead"
    );
    assert_eq!(tx.get(id).unwrap_err().code(), "TooManyReads");
    assert_eq!(
        tx.insert("t", object([])).unwrap_err().code(),
        "TooManyWrites"
    );
    assert!(tx.is_read_only());
    tx.set_limits(Limits {
        bytes_read: 10,
        bytes_written: 10,
        ..Limits::default()
    });
    assert_eq!(tx.get(id).unwrap_err().code(), "TooManyBytesRead");
    assert_eq!(
        tx.insert("t", object([])).unwrap_err().code(),
        "TooManyBytesWritten"
    );
}

#[test]
fn the_platforms_tables_are_separate_and_uncounted() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        let id = tx
            .insert_system("_jobs", object([("n", 1.0.into())]))
            .unwrap();
        assert_eq!(tx.usage(), Default::default());
        id
    });
    assert!(id.table.0 >= 512 && id.table.0 < 10_000);
    let mut tx = store.begin();
    assert!(tx.get_system(id).unwrap().is_some());
    assert_eq!(tx.get(id).unwrap_err().code(), "SystemTableAccess");
    assert_eq!(
        tx.index("_jobs.by_id").unwrap_err().code(),
        "SystemTableAccess"
    );
    assert_eq!(
        tx.patch(id, [].into()).unwrap_err().code(),
        "SystemTableWrite"
    );
    assert_eq!(
        tx.insert_system("jobs", object([])).unwrap_err().code(),
        "UserTableAccess"
    );
    let (user, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    assert_eq!(
        store.begin().get_system(user).unwrap_err().code(),
        "UserTableAccess"
    );
    assert_eq!(store.begin().table_names(false), ["t"]);
    assert_eq!(store.begin().table_names(true), ["_jobs"]);
}

#[test]
fn counting_includes_the_transactions_own_writes() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let mut tx = store.begin();
    assert_eq!(tx.count("t").unwrap(), 1);
    tx.insert("t", object([])).unwrap();
    tx.insert("t", object([])).unwrap();
    assert_eq!(tx.count("t").unwrap(), 3);
    tx.delete(id).unwrap();
    assert_eq!(tx.count("t").unwrap(), 2);
    assert_eq!(tx.count("missing").unwrap(), 0);
}

#[test]
fn a_walk_sees_what_is_written_ahead_of_it_and_not_what_is_written_behind() {
    let store = empty_store();
    let (ids, _) = commit(&store, |tx| {
        (0..10)
            .map(|n| {
                tx.insert("t", object([("n", f64::from(n).into())]))
                    .unwrap()
            })
            .collect::<Vec<_>>()
    });
    let mut tx = store.begin();
    let index = tx.index("t.by_creation_time").unwrap();
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let (_, first) = scan.next(&mut tx).unwrap().unwrap();
    assert_eq!(first.id(), ids[0]);
    tx.delete(ids[0]).unwrap();
    tx.delete(ids[1]).unwrap();
    tx.patch(ids[2], [("n".to_owned(), Some(20.0.into()))].into())
        .unwrap();
    let (_, next) = scan.next(&mut tx).unwrap().unwrap();
    assert_eq!(
        (next.id(), next.fields()["n"].as_f64()),
        (ids[2], Some(20.0))
    );
    let checkpoint = tx.checkpoint();
    tx.delete(ids[3]).unwrap();
    tx.rollback_to(checkpoint);
    let (_, next) = scan.next(&mut tx).unwrap().unwrap();
    assert_eq!(next.id(), ids[3]);
}

#[test]
fn ids_are_normalized_only_for_their_own_table() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("other", object([])).unwrap();
        tx.insert("t", object([])).unwrap()
    });
    let mut tx = store.begin();
    assert_eq!(tx.normalize_id("t", &id.to_string()), Some(id));
    assert_eq!(tx.normalize_id("other", &id.to_string()), None);
    assert_eq!(tx.normalize_id("missing", &id.to_string()), None);
    assert_eq!(tx.normalize_id("t", "garbage"), None);
}

#[test]
fn timestamps_rise_although_the_clock_stands_still() {
    let store = still_store();
    let times: Vec<_> = (0..5)
        .map(|_| {
            commit(&store, |tx| tx.insert("t", object([])).unwrap())
                .1
                .ts
        })
        .collect();
    assert!(times.is_sorted_by(|a, b| a < b));
    assert_eq!(times[0].0, START);
    assert_eq!(store.latest(), times[4]);
}

#[test]
fn after_shutdown_commits_are_refused_and_reads_go_on() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    block_on(store.shutdown());
    assert!(store.begin().get(id).unwrap().is_some());
    let mut tx = store.begin();
    tx.delete(id).unwrap();
    let error = store.commit_blocking(tx).unwrap_err();
    assert!(matches!(error, CommitError::Failed(StoreError::Closed)));
    block_on(store.shutdown());
}

#[test]
fn what_an_export_has_comes_back_with_its_id_and_time_and_where_it_can_its_table_number() {
    let (source, target) = (empty_store(), empty_store());
    commit(&source, |tx| tx.insert("first", object([])).unwrap());
    let (id, _) = commit(&source, |tx| {
        tx.insert("t", object([("v", 1.0.into())])).unwrap()
    });
    let created = source.begin().get(id).unwrap().unwrap().creation_time();
    commit(&target, |tx| {
        assert_eq!(tx.ensure_table("t", Some(id.table)).unwrap(), id.table);
        tx.restore(id, created, object([("v", 1.0.into())]))
            .unwrap();
        let again = tx.restore(id, created, object([])).unwrap_err();
        assert_eq!(again.code(), "DocumentExists");
    });
    let (read, restored) = (source.begin().get(id), target.begin().get(id));
    assert_eq!(
        read.unwrap().unwrap().json(),
        restored.unwrap().unwrap().json()
    );
    commit(&target, |tx| {
        let taken = tx.ensure_table("other", Some(id.table)).unwrap();
        assert_ne!(taken, id.table);
        let unknown = DocumentId {
            table: TableNumber(99_999),
            ..id
        };
        let error = tx.restore(unknown, created, object([])).unwrap_err();
        assert_eq!(error.code(), "TableNotFound");
    });
}

#[test]
fn a_document_gets_the_timestamp_of_its_commit_where_it_waits_for_it() {
    let store = empty_store();
    let schema = schema(
        r#"{"tables":[{"tableName":"t","indexes":[{"indexDescriptor":"by_at","fields":["at"]}],"documentType":{"type":"any"}}],"schemaValidation":true}"#,
    );
    block_on(store.apply_schema(&schema)).unwrap();
    let at = |rows: &[Object]| -> Vec<Value> { rows.iter().map(|row| row["at"].clone()).collect() };
    let insert = |tx: &mut Transaction| {
        let earlier = [("at", Value::Int64(i64::MAX)), ("n", 1.0.into())];
        tx.insert("t", object(earlier)).unwrap();
        tx.insert("t", object([("at", Value::CommitTs), ("n", 2.0.into())]))
            .unwrap();
        // Until then it is above everything, also for the transaction itself.
        assert_eq!(
            at(&collect(tx, "t.by_at").unwrap()),
            [Value::Int64(i64::MAX), Value::CommitTs]
        );
    };
    let ((), committed) = commit(&store, insert);
    let ts = Value::Int64(committed.ts.0.cast_signed());
    let rows = collect(&mut store.begin(), "t.by_at").unwrap();
    assert_eq!(at(&rows), [ts, Value::Int64(i64::MAX)]);
    assert_eq!(rows[0]["n"], 2.0.into());
}
