//! Namespaces: the same names, each time with tables, a schema and documents of their own.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use common::*;
use convex_store::{
    CommitError, Durability, MemoryPersistence, Namespace, Schemas, SqlitePersistence, Store,
    Transaction,
};
use convex_values::{DocumentId, Value};
use std::path::Path;
use tempfile::TempDir;

const ONE: Namespace = Namespace(1);
const TWO: Namespace = Namespace(2);

/// A table whose documents have a title of this type, with an index over it.
fn titles(kind: &str) -> String {
    format!(
        r#"{{"tables":[{{"tableName":"t","indexes":[{{"indexDescriptor":"by_title","fields":["title"]}}],
            "searchIndexes":[{{"indexDescriptor":"words","searchField":"title","filterFields":[]}}],
            "documentType":{{"type":"object","value":{{
                "title":{{"fieldType":{{"type":"{kind}"}},"optional":false}},
                "next":{{"fieldType":{{"type":"id","tableName":"t"}},"optional":true}}}}}}}}],"schemaValidation":true}}"#
    )
}

fn deploy(store: &Store, schemas: &[(Namespace, &str)]) -> Result<(), CommitError> {
    let schemas = schemas
        .iter()
        .map(|(space, kind)| (*space, schema(&titles(kind))));
    let schemas: Schemas = schemas.collect();
    block_on(store.deploy(&schemas, store.begin())).map(drop)
}

fn insert(store: &Store, namespace: Namespace, title: impl Into<Value>) -> DocumentId {
    let insert = |tx: &mut Transaction| {
        tx.enter(namespace);
        tx.insert("t", object([("title", title.into())])).unwrap()
    };
    commit(store, insert).0
}

fn titles_in(store: &Store, namespace: Namespace) -> Vec<Value> {
    let mut tx = store.begin();
    tx.enter(namespace);
    let rows = collect(&mut tx, "t.by_title").unwrap();
    rows.iter().map(|row| row["title"].clone()).collect()
}

#[test]
fn equal_names_are_different_tables_with_different_schemas() {
    let store = empty_store();
    deploy(&store, &[(ONE, "string"), (TWO, "number")]).unwrap();
    insert(&store, ONE, "a");
    insert(&store, TWO, 2.0);
    insert(&store, TWO, 1.0);
    assert_eq!(titles_in(&store, ONE), ["a".into()]);
    assert_eq!(titles_in(&store, TWO), [1.0.into(), 2.0.into()]);
    let mut tx = store.begin();
    assert_eq!(tx.resolve_table("t"), None);
    assert!(tx.table_names(false).is_empty());
    tx.enter(TWO);
    assert_eq!(tx.table_names(false), ["t"]);
    let wrong = tx.insert("t", object([("title", "a".into())]));
    assert_eq!(wrong.unwrap_err().code(), "SchemaEnforcementError");
    let index = tx.within(ONE, |tx| tx.search_index("t.words")).unwrap();
    let mut found = tx.search(&index, "a", &[]).unwrap();
    assert!(found.next(&mut tx).unwrap().is_some());
}

#[test]
fn documents_of_another_namespace_are_not_there() {
    let store = empty_store();
    deploy(&store, &[(ONE, "string"), (TWO, "string")]).unwrap();
    let (mine, theirs) = (insert(&store, ONE, "mine"), insert(&store, TWO, "theirs"));
    let mut tx = store.begin();
    tx.enter(ONE);
    assert!(tx.get(mine).unwrap().is_some());
    assert!(tx.get(theirs).unwrap().is_none());
    assert_eq!(tx.delete(theirs).unwrap_err().code(), "TableNotFound");
    assert_eq!(tx.normalize_id("t", &theirs.to_text()), None);
    assert_eq!(tx.table_name(theirs.table), None);
    assert_eq!(tx.namespace_of(theirs.table), Some(TWO));
    let link = |id: DocumentId| Some(Value::String(id.to_text()));
    let linked = tx.patch(mine, [("next".to_owned(), link(theirs))].into());
    assert_eq!(linked.unwrap_err().code(), "SchemaEnforcementError");
    tx.patch(mine, [("next".to_owned(), link(mine))].into())
        .unwrap();
}

#[test]
fn a_schema_leaves_the_indexes_of_other_namespaces_alone() {
    let store = empty_store();
    deploy(&store, &[(ONE, "string"), (TWO, "string")]).unwrap();
    insert(&store, TWO, "kept");
    block_on(store.apply_schema(&schema(r#"{"tables":[],"schemaValidation":true}"#))).unwrap();
    deploy(&store, &[(ONE, "number")]).unwrap();
    assert_eq!(titles_in(&store, TWO), ["kept".into()]);
    // What one of them refuses changes none of them.
    let refused = deploy(&store, &[(ONE, "string"), (TWO, "number")]);
    assert_eq!(refused.unwrap_err().code(), "SchemaMismatchError");
    insert(&store, ONE, 1.0);
}

/// A title of the application, and one of another type in a namespace.
fn fill(store: &Store) {
    deploy(store, &[(Namespace::ROOT, "string"), (ONE, "number")]).unwrap();
    insert(store, Namespace::ROOT, "root");
    insert(store, ONE, 1.0);
}

/// Whether what [`fill`] has written is there, schemas included.
fn check_filled(store: &Store) {
    assert_eq!(titles_in(store, Namespace::ROOT), ["root".into()]);
    assert_eq!(titles_in(store, ONE), [1.0.into()]);
    let mut tx = store.begin();
    tx.enter(ONE);
    let wrong = tx.insert("t", object([("title", "a".into())]));
    assert_eq!(wrong.unwrap_err().code(), "SchemaEnforcementError");
}

#[test]
fn namespaces_are_there_after_reopening() {
    let folder = TempDir::new().unwrap();
    let sqlite = |path: &Path| open(SqlitePersistence::open(path, Durability::Full).unwrap());
    let path = folder.path().join("data.sqlite");
    let store = sqlite(&path);
    fill(&store);
    block_on(store.shutdown());
    check_filled(&sqlite(&path));
}

#[test]
fn a_copy_has_every_namespace_with_its_schema() {
    let store = empty_store();
    fill(&store);
    let data = MemoryPersistence::new();
    store.begin().copy_to(&mut data.clone()).unwrap();
    check_filled(&open(data));
}

const POINTS: &str = r#"{"tables":[{"tableName":"points","vectorIndexes":[
    {"indexDescriptor":"near","vectorField":"at","dimensions":2,"filterFields":[]}
]}],"schemaValidation":true}"#;

/// Puts a point there, and gives its id.
fn point(store: &Store, namespace: Namespace, at: [f64; 2]) -> DocumentId {
    let at = Value::Array(at.map(Value::Float64).to_vec());
    let insert = |tx: &mut Transaction| {
        tx.enter(namespace);
        tx.insert("points", object([("at", at)])).unwrap()
    };
    commit(store, insert).0
}

fn points_near(store: &Store, namespace: Namespace) -> Vec<DocumentId> {
    let mut tx = store.begin();
    tx.enter(namespace);
    let index = tx.vector_index("points.near").unwrap();
    let found = tx.vector_search(&index, &[1.0, 1.0], 9, &[]).unwrap();
    let ids = found.iter().map(|neighbour| DocumentId {
        table: index.table(),
        internal: neighbour.id,
    });
    ids.collect()
}

#[test]
fn vectors_are_searched_in_one_namespace_and_indexed_by_its_schema() {
    let data = MemoryPersistence::new();
    let store = open(data.clone());
    let schemas = [ONE, TWO].map(|namespace| (namespace, schema(POINTS)));
    block_on(store.deploy(&Schemas::from(schemas), store.begin())).unwrap();
    let (one, two) = (
        point(&store, ONE, [1.0, 0.0]),
        point(&store, TWO, [0.0, 1.0]),
    );
    assert_eq!(points_near(&store, ONE), [one]);
    assert_eq!(points_near(&store, TWO), [two]);
    let missing = store.begin().vector_index("points.near");
    assert_eq!(missing.unwrap_err().code(), "IndexNotFoundError");
    block_on(store.shutdown());
    let store = open(data);
    assert_eq!(points_near(&store, TWO), [two]);
    let without = schema(r#"{"tables":[],"schemaValidation":true}"#);
    let schemas = Schemas::from([(ONE, without)]);
    block_on(store.deploy(&schemas, store.begin())).unwrap();
    let dropped = store
        .begin()
        .within(ONE, |tx| tx.vector_index("points.near"));
    assert!(dropped.is_err());
    assert_eq!(points_near(&store, TWO), [two]);
}
