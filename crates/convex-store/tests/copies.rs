//! Copies of a store, and data files of earlier versions.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::{fs, path::Path, sync::Arc};

use common::*;
use convex_host::SimHost;
use convex_store::{
    Durability, KeyInterval, MemoryPersistence, Order, SqlitePersistence, Store, Transaction,
};
use convex_values::Value;

/// What the first version wrote; see [`the_first_versions_file_is_written`].
const FORMAT_1: &str = "tests/data/format-1.sqlite3";

const SCHEMA: &str = r#"{"tables":[
    {"tableName":"people","indexes":[{"indexDescriptor":"by_name","fields":["name","age"]}],
     "searchIndexes":[{"indexDescriptor":"by_text","searchField":"text","filterFields":["name"]}],
     "documentType":{"type":"any"}},
    {"tableName":"empty","documentType":{"type":"any"}}
],"schemaValidation":true}"#;

/// A store whose ids are others than those that are in the data.
fn open_elsewhere(path: &Path) -> Store {
    let data = SqlitePersistence::open(path, Durability::Full).unwrap();
    Store::open(Box::new(data), Arc::new(SimHost::new(99, START))).unwrap()
}

/// Documents of every kind of value, some of them changed and deleted again.
fn fill(store: &Store) {
    block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    let person = |name: &str, age: Value| {
        object([
            ("name", Value::from(name)),
            ("age", age),
            ("text", Value::from(format!("{name} likes tea").as_str())),
        ])
    };
    let (ids, _) = commit(store, |tx| {
        let ages = [
            Value::Int64(41),
            Value::Float64(-0.0),
            Value::Null,
            Value::Bytes(vec![0, 255]),
            Value::Array(vec![true.into(), Value::from("x")]),
        ];
        let ids = ages.into_iter().enumerate();
        ids.map(|(number, age)| {
            let name = format!("person {number}");
            tx.insert("people", person(&name, age)).unwrap()
        })
        .collect::<Vec<_>>()
    });
    commit(store, |tx| tx.delete(ids[2]).unwrap());
    commit(store, |tx| {
        let patch = [("age".to_owned(), Some(Value::Float64(7.0)))];
        tx.patch(ids[1], patch.into()).unwrap()
    });
    commit(store, |tx| tx.insert("undeclared", object([])).unwrap());
    commit(store, |tx| tx.insert_system("_own", object([])).unwrap());
}

/// Everything that a reader can see, in the order of every index.
fn seen(store: &Store) -> Vec<String> {
    let mut tx = store.begin();
    let mut lines = Vec::new();
    for name in [
        "people.by_id",
        "people.by_creation_time",
        "people.by_name",
        "undeclared.by_creation_time",
    ] {
        let index = tx.index(name).unwrap();
        let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
        while let Some((_, document)) = scan.next(&mut tx).unwrap() {
            let ts = document.commit_ts().unwrap();
            lines.push(format!("{name} {ts} {}", document.json()));
        }
    }
    lines.push(format!("{:?}", tx.schema()));
    lines.push(format!("{:?}", tx.table_names(true)));
    lines.push(format!("tea: {}", teas(&mut tx)));
    lines
}

fn teas(tx: &mut Transaction) -> usize {
    let index = tx.search_index("people.by_text").unwrap();
    let mut matches = tx.search(&index, "tea", &[]).unwrap();
    let mut count = 0;
    while matches.next(tx).unwrap().is_some() {
        count += 1;
    }
    count
}

#[test]
fn a_copy_is_a_store_of_its_own_with_everything_at_one_timestamp() {
    let store = empty_store();
    fill(&store);
    let before = seen(&store);
    let tx = store.begin();
    commit(&store, |tx| {
        tx.insert("people", object([("name", Value::from("later"))]))
            .unwrap()
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.sqlite3");
    let mut target = SqlitePersistence::open(&path, Durability::Normal).unwrap();
    let ts = tx.copy_to(&mut target).unwrap();
    assert_eq!(ts, tx.begin_ts());
    drop(target);
    let copy = open_elsewhere(&path);
    assert_eq!(copy.latest(), ts);
    assert_eq!(seen(&copy), before);
    // It goes on like any other: nothing of what it gives out was given out before.
    let (id, _) = commit(&copy, |tx| tx.insert("people", object([])).unwrap());
    commit(&copy, |tx| tx.delete(id).unwrap());
    block_on(copy.shutdown());
    assert_eq!(seen(&open_elsewhere(&path)), before);
}

#[test]
fn a_copy_can_be_larger_than_one_append() {
    let store = empty_store();
    block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    for part in 0..3 {
        commit(&store, |tx| {
            for number in 0..700 {
                let name = format!("{part} {number}");
                let fields = object([("name", Value::from(name.as_str()))]);
                tx.insert("people", fields).unwrap();
            }
        });
    }
    commit(&store, |tx| tx.insert("undeclared", object([])).unwrap());
    let data = MemoryPersistence::new();
    store.begin().copy_to(&mut data.clone()).unwrap();
    assert_eq!(seen(&open(data)), seen(&store));
}

#[test]
fn a_file_of_the_first_version_opens_with_everything_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.sqlite3");
    fs::copy(Path::new(FORMAT_1), &path).unwrap();
    let store = open_elsewhere(&path);
    let expected = empty_store();
    fill(&expected);
    // Ids and times are of their own making: what is left is in the order of the index.
    let names = |store: &Store| {
        let mut tx = store.begin();
        let index = tx.index("people.by_name").unwrap();
        let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
        let mut rows = Vec::new();
        while let Some((_, document)) = scan.next(&mut tx).unwrap() {
            let fields = ["name", "age", "text"];
            rows.push(fields.map(|field| document.value().field(field).cloned()));
        }
        rows
    };
    assert_eq!(names(&store), names(&expected));
    assert_eq!(teas(&mut store.begin()), 4);
    commit(&store, |tx| tx.insert("people", object([])).unwrap());
    block_on(store.shutdown());
    let again = open_elsewhere(&path);
    assert_eq!(names(&again).len(), 5);
}

/// Writes [`FORMAT_1`]: run it with the version whose files are to be readable for ever.
#[test]
#[ignore = "writes a file that is checked in"]
fn the_first_versions_file_is_written() {
    let _ = fs::remove_file(FORMAT_1);
    let store = open(SqlitePersistence::open(FORMAT_1, Durability::Full).unwrap());
    fill(&store);
    block_on(store.shutdown());
    drop(store);
}
