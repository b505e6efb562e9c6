//! The data file: reopening, copies taken at any moment, and files that cannot be used.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::{fs, path::Path};

use common::*;
use convex_store::{
    CommitError, Durability, PersistenceErrorKind, SqliteOptions, SqlitePersistence, Store,
    StoreError,
};
use convex_values::Value;
use tempfile::TempDir;

fn sqlite(path: &Path) -> Store {
    open(SqlitePersistence::open(path, Durability::Full).unwrap())
}

fn kind(path: &Path) -> PersistenceErrorKind {
    SqlitePersistence::open(path, Durability::Full)
        .err()
        .unwrap()
        .kind()
}

#[test]
fn everything_is_there_after_reopening() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let odd = [
        Value::Null,
        Value::Int64(i64::MIN),
        Value::Float64(-0.0),
        Value::Float64(f64::NAN),
        Value::Float64(0.1 + 0.2),
        Value::Float64(f64::MIN_POSITIVE),
        Value::Bytes(vec![0, 255]),
        Value::from("a\0\u{1F600}"),
        Value::from([("$".trim_start_matches('$'), Value::Array(vec![true.into()]))]),
    ];
    let store = sqlite(&path);
    block_on(store.apply_schema(&schema(
        r#"{"tables":[{"tableName":"t","indexes":[{"indexDescriptor":"by_v","fields":["v"]}],"documentType":{"type":"any"}}],"schemaValidation":true}"#,
    )))
    .unwrap();
    let (ids, _) = commit(&store, |tx| {
        let ids = odd
            .iter()
            .map(|value| tx.insert("t", object([("v", value.clone())])).unwrap());
        ids.collect::<Vec<_>>()
    });
    commit(&store, |tx| tx.delete(ids[0]).unwrap());
    commit(&store, |tx| {
        tx.patch(ids[1], [("v".to_owned(), Some(7.0.into()))].into())
            .unwrap()
    });
    commit(&store, |tx| tx.insert_system("_s", object([])).unwrap());
    let rows = |store: &Store| {
        let mut tx = store.begin();
        (
            collect(&mut tx, "t.by_v").unwrap(),
            collect(&mut tx, "t.by_creation_time").unwrap(),
            tx.table_names(true),
        )
    };
    let before = (rows(&store), store.latest());
    block_on(store.shutdown());
    let store = sqlite(&path);
    assert_eq!((rows(&store), store.latest()), before);
    let (_, next) = commit(&store, |tx| tx.insert("u", object([])).unwrap());
    assert!(next.ts > before.1);
    block_on(store.shutdown());
}

#[test]
fn a_document_still_knows_its_commit_after_reopening() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    let (id, committed) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let (other, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let (_, changed) = commit(&store, |tx| {
        tx.patch(other, [("v".to_owned(), Some(1.0.into()))].into())
            .unwrap()
    });
    let known = |store: &Store| {
        let mut tx = store.begin();
        [id, other].map(|id| tx.get(id).unwrap().unwrap().commit_ts())
    };
    assert_eq!(known(&store), [Some(committed.ts), Some(changed.ts)]);
    block_on(store.shutdown());
    let store = sqlite(&path);
    assert_eq!(known(&store), [Some(committed.ts), Some(changed.ts)]);
    block_on(store.shutdown());
}

#[test]
fn timestamps_do_not_go_back_when_the_clock_does() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    let (_, first) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    block_on(store.shutdown());
    let earlier = std::sync::Arc::new(convex_host::SimHost::new(1, START - 1_000_000_000));
    let persistence = SqlitePersistence::open(&path, Durability::Full).unwrap();
    let store = Store::open(Box::new(persistence), earlier).unwrap();
    let mut tx = store.begin();
    let id = tx.insert("t", object([])).unwrap();
    let second = store.commit_blocking(tx).unwrap();
    assert!(second.ts > first.ts);
    assert!(store.begin().get(id).unwrap().unwrap().creation_time() >= first.ts.as_millis());
}

/// A copy of the files at one moment is what a killed process leaves behind.
#[test]
fn what_a_killed_process_leaves_behind_holds_exactly_what_was_acknowledged() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    for n in 0..10 {
        commit(&store, |tx| {
            tx.insert("t", object([("n", f64::from(n).into())]))
                .unwrap()
        });
        let copy = TempDir::new().unwrap();
        for file in fs::read_dir(folder.path()).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        let reopened = sqlite(&copy.path().join("data.sqlite"));
        let expected: Vec<Value> = (0..=n).map(|n| f64::from(n).into()).collect();
        assert_eq!(column(&reopened, "t", "n"), expected);
        block_on(reopened.shutdown());
    }
}

#[test]
fn a_second_opener_is_refused_and_the_first_goes_on() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    assert_eq!(kind(&path), PersistenceErrorKind::Locked);
    commit(&store, |tx| tx.insert("t", object([])).unwrap());
    assert_eq!(kind(&path), PersistenceErrorKind::Locked);
    block_on(store.shutdown());
    block_on(sqlite(&path).shutdown());
}

#[test]
fn a_file_that_is_not_ours_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let text = folder.path().join("notes.txt");
    fs::write(&text, "Dear diary").unwrap();
    let zeros = folder.path().join("zeros");
    fs::write(&zeros, vec![0; 8192]).unwrap();
    let database = folder.path().join("other.sqlite");
    rusqlite::Connection::open(&database)
        .unwrap()
        .execute_batch("CREATE TABLE precious (x)")
        .unwrap();
    for path in [&text, &zeros, &database] {
        let before = fs::read(path).unwrap();
        assert_eq!(kind(path), PersistenceErrorKind::NotOurFile);
        assert_eq!(fs::read(path).unwrap(), before);
    }
    assert_eq!(kind(folder.path()), PersistenceErrorKind::CannotOpen);
    assert_eq!(
        kind(&folder.path().join("missing/data.sqlite")),
        PersistenceErrorKind::CannotOpen
    );
}

#[test]
fn a_newer_format_is_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    block_on(sqlite(&path).shutdown());
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 999")
        .unwrap();
    drop(connection);
    let error = SqlitePersistence::open(&path, Durability::Full)
        .err()
        .unwrap();
    assert_eq!(
        (error.kind(), error.code()),
        (PersistenceErrorKind::NewerFormat, "NewerFormat")
    );
    assert!(error.to_string().contains("999"), "{error}");
}

#[test]
fn an_empty_file_is_ours_to_fill() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    fs::write(&path, "").unwrap();
    block_on(sqlite(&path).shutdown());
}

#[test]
fn a_full_disk_fails_the_commit_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let options = SqliteOptions {
        size_max: Some(256 << 10),
        ..SqliteOptions::default()
    };
    let store = open(SqlitePersistence::open_with(&path, options).unwrap());
    commit(&store, |tx| {
        tx.insert("t", object([("n", 1.0.into())])).unwrap()
    });
    let latest = store.latest();
    let mut tx = store.begin();
    tx.insert("t", object([("text", "x".repeat(900_000).into())]))
        .unwrap();
    let error = store.commit_blocking(tx).unwrap_err();
    assert_eq!(error.code(), "DiskFull");
    assert!(matches!(
        error,
        CommitError::Failed(StoreError::Persistence(_))
    ));
    assert_eq!(store.latest(), latest);
    commit(&store, |tx| {
        tx.insert("t", object([("n", 2.0.into())])).unwrap()
    });
    block_on(store.shutdown());
    assert_eq!(column(&sqlite(&path), "t", "n"), [1.0.into(), 2.0.into()]);
}

#[test]
fn superseded_versions_are_pruned_and_the_latest_stay() {
    use convex_store::{Persistence, Timestamp};
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    let (id, _) = commit(&store, |tx| {
        tx.insert("t", object([("n", 0.0.into())])).unwrap()
    });
    let (gone, _) = commit(&store, |tx| tx.insert("t", object([])).unwrap());
    for n in 1..50 {
        commit(&store, |tx| {
            tx.replace(id, object([("n", f64::from(n).into())]))
                .unwrap()
        });
    }
    commit(&store, |tx| tx.delete(gone).unwrap());
    block_on(store.shutdown());
    let mut persistence = SqlitePersistence::open(&path, Durability::Full).unwrap();
    persistence.prune(Timestamp(u64::MAX >> 1)).unwrap();
    drop(persistence);
    let versions: i64 = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM versions", [], |row| row.get(0))
        .unwrap();
    assert_eq!(versions, 1);
    let store = sqlite(&path);
    assert_eq!(column(&store, "t", "n"), [49.0.into()]);
    commit(&store, |tx| {
        tx.replace(id, object([("n", 50.0.into())])).unwrap()
    });
    block_on(store.shutdown());
    assert_eq!(column(&sqlite(&path), "t", "n"), [50.0.into()]);
}

/// What the index entries on disk are for: a reader that does not hold everything in memory.
#[test]
fn the_index_entries_on_disk_are_those_in_memory() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    let (ids, _) = commit(&store, |tx| {
        (0..20)
            .map(|n| {
                tx.insert("t", object([("n", f64::from(n % 3).into())]))
                    .unwrap()
            })
            .collect::<Vec<_>>()
    });
    let with_index = r#"{"tables":[{"tableName":"t","indexes":[{"indexDescriptor":"by_n","fields":["n"]}],"documentType":{"type":"any"}}],"schemaValidation":true}"#;
    block_on(store.apply_schema(&schema(with_index))).unwrap();
    commit(&store, |tx| {
        tx.delete(ids[3]).unwrap();
        tx.patch(ids[4], [("n".to_owned(), Some(9.0.into()))].into())
            .unwrap();
        tx.patch(ids[5], [("m".to_owned(), Some(9.0.into()))].into())
            .unwrap();
        tx.insert("t", object([])).unwrap();
    });
    let mut tx = store.begin();
    let mut expected = Vec::new();
    for name in ["t.by_creation_time", "t.by_n"] {
        let index = tx.index(name).unwrap();
        let mut scan = tx.scan(
            &index,
            convex_store::KeyInterval::all(),
            convex_store::Order::Ascending,
        );
        while let Some((key, document)) = scan.next(&mut tx).unwrap() {
            expected.push((
                index.id().0,
                key.to_vec(),
                document.id().internal.0.to_vec(),
            ));
        }
    }
    drop(tx);
    block_on(store.shutdown());
    let connection = rusqlite::Connection::open(&path).unwrap();
    let mut statement = connection
        .prepare("SELECT index_id, key, id FROM index_entries ORDER BY index_id, key")
        .unwrap();
    let rows = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    let stored: Vec<(u32, Vec<u8>, Vec<u8>)> = rows.map(Result::unwrap).collect();
    assert_eq!(stored, expected);
}
