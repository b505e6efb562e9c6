//! Schemas: tables, indexes, and what documents must look like.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use common::*;
use convex_store::{
    CommitError, KeyInterval, MemoryPersistence, Namespace, Order, RangeExpression, RangeOperator,
    Schemas, Store, SystemTable,
};
use convex_values::Value;

const TASKS: &str = r#"{"tables":[{"tableName":"tasks",
    "indexes":[{"indexDescriptor":"by_title","fields":["title"]}],
    "stagedDbIndexes":[{"indexDescriptor":"by_later","fields":["later"]}],
    "documentType":{"type":"object","value":{
        "title":{"fieldType":{"type":"string"},"optional":false},
        "later":{"fieldType":{"type":"any"},"optional":true},
        "owner":{"fieldType":{"type":"id","tableName":"users"},"optional":true}}}},
    {"tableName":"users","indexes":[],"documentType":{"type":"any"}}],"schemaValidation":true}"#;

fn apply(store: &Store, json: &str) -> convex_store::SchemaChange {
    block_on(store.apply_schema(&schema(json))).unwrap()
}

fn any_tasks(indexes: &str) -> String {
    format!(
        r#"{{"tables":[{{"tableName":"tasks","indexes":[{indexes}],"documentType":{{"type":"any"}}}}],"schemaValidation":true}}"#
    )
}

#[test]
fn applying_a_schema_creates_its_tables_and_indexes() {
    let store = empty_store();
    let change = apply(&store, TASKS);
    assert_eq!(change.created_tables, ["tasks", "users"]);
    assert_eq!(change.created_indexes, ["tasks.by_title"]);
    let mut tx = store.begin();
    assert!(tx.index("tasks.by_title").is_ok());
    assert_eq!(
        tx.index("tasks.by_later").unwrap_err().code(),
        "IndexStagedError"
    );
    assert_eq!(tx.table_names(false), ["tasks", "users"]);
}

#[test]
fn applying_it_again_changes_nothing_also_after_a_restart() {
    let disk = MemoryPersistence::new();
    let store = open(disk.clone());
    apply(&store, TASKS);
    commit(&store, |tx| {
        tx.insert("tasks", object([("title", "x".into())])).unwrap()
    });
    let latest = store.latest();
    let change = apply(&store, TASKS);
    assert_eq!((change.ts, change.checked_documents), (latest, 0));
    assert!(change.created_indexes.is_empty() && change.dropped_indexes.is_empty());
    block_on(store.shutdown());
    let store = open(disk);
    assert_eq!(apply(&store, TASKS).ts, latest);
    let mut tx = store.begin();
    assert_eq!(
        tx.insert("tasks", object([])).unwrap_err().code(),
        "SchemaEnforcementError"
    );
}

#[test]
fn a_new_index_holds_the_documents_that_were_there_before() {
    let store = empty_store();
    commit(&store, |tx| {
        for title in ["b", "a", "c"] {
            tx.insert("tasks", object([("title", title.into())]))
                .unwrap();
        }
    });
    apply(&store, TASKS);
    let rows = collect(&mut store.begin(), "tasks.by_title").unwrap();
    let titles: Vec<_> = rows
        .iter()
        .map(|row| row["title"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["a", "b", "c"]);
}

#[test]
fn an_index_that_changed_is_built_anew_and_one_that_is_gone_is_dropped() {
    let store = empty_store();
    apply(
        &store,
        &any_tasks(
            r#"{"indexDescriptor":"by_x","fields":["a"]},{"indexDescriptor":"by_y","fields":["y"]}"#,
        ),
    );
    commit(&store, |tx| {
        tx.insert("tasks", object([("a", 1.0.into()), ("b", 2.0.into())]))
            .unwrap();
        tx.insert("tasks", object([("a", 2.0.into()), ("b", 1.0.into())]))
            .unwrap();
    });
    let change = apply(
        &store,
        &any_tasks(r#"{"indexDescriptor":"by_x","fields":["b"]}"#),
    );
    assert_eq!(change.created_indexes, ["tasks.by_x"]);
    assert_eq!(change.dropped_indexes.len(), 2);
    let rows = collect(&mut store.begin(), "tasks.by_x").unwrap();
    assert_eq!(rows[0]["b"], Value::Float64(1.0));
    assert_eq!(
        store.begin().index("tasks.by_y").unwrap_err().to_string(),
        "Index tasks.by_y not found."
    );
}

#[test]
fn a_stored_document_that_does_not_match_fails_the_schema_and_is_named() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("tasks", object([("title", "fine".into())]))
            .unwrap();
        tx.insert("tasks", object([("title", 1.0.into())])).unwrap()
    });
    let latest = store.latest();
    let error = block_on(store.apply_schema(&schema(TASKS))).unwrap_err();
    assert!(error.to_string().starts_with(&format!(
        "Document with ID \"{id}\" in table \"tasks\" does not match the schema: "
    )));
    assert_eq!(store.latest(), latest);
    assert_eq!(store.begin().table_names(false), ["tasks"]);
    commit(&store, |tx| tx.insert("tasks", object([])).unwrap());
}

#[test]
fn every_write_is_checked_after_merging() {
    let store = empty_store();
    apply(&store, TASKS);
    let (id, _) = commit(&store, |tx| {
        tx.insert("tasks", object([("title", "x".into())])).unwrap()
    });
    let mut tx = store.begin();
    tx.patch(id, [("later".to_owned(), Some(Value::Null))].into())
        .unwrap();
    let error = tx
        .patch(id, [("title".to_owned(), None)].into())
        .unwrap_err();
    assert_eq!(error.code(), "SchemaEnforcementError");
    assert!(error.to_string().starts_with(
        "Failed to insert or update a document in table \"tasks\" because it does not match the schema: "
    ));
    assert!(tx.replace(id, object([("other", Value::Null)])).is_err());
    assert!(
        tx.insert(
            "tasks",
            object([("title", "x".into()), ("extra", Value::Null)])
        )
        .is_err()
    );
    // What failed left nothing behind.
    assert_eq!(tx.get(id).unwrap().unwrap().fields()["title"], "x".into());
    assert_eq!(tx.count("tasks").unwrap(), 1);
    // An id must be of the declared table.
    assert!(
        tx.patch(
            id,
            [("owner".to_owned(), Some(id.to_string().into()))].into()
        )
        .is_err()
    );
    let user = tx.insert("users", object([])).unwrap();
    tx.patch(
        id,
        [("owner".to_owned(), Some(user.to_string().into()))].into(),
    )
    .unwrap();
    tx.delete(id).unwrap();
}

#[test]
fn without_validation_only_the_indexes_apply() {
    let store = empty_store();
    apply(
        &store,
        &TASKS.replace("\"schemaValidation\":true", "\"schemaValidation\":false"),
    );
    commit(&store, |tx| {
        tx.insert("tasks", object([("title", 1.0.into())])).unwrap()
    });
    assert!(store.begin().index("tasks.by_title").is_ok());
    // Turning it on checks what came in meanwhile.
    assert_eq!(
        block_on(store.apply_schema(&schema(TASKS)))
            .unwrap_err()
            .code(),
        "SchemaMismatchError"
    );
}

#[test]
fn a_table_that_is_dropped_from_the_schema_keeps_its_documents_unchecked() {
    let store = empty_store();
    apply(&store, TASKS);
    commit(&store, |tx| {
        tx.insert("tasks", object([("title", "x".into())])).unwrap()
    });
    apply(&store, r#"{"tables":[],"schemaValidation":true}"#);
    commit(&store, |tx| {
        tx.insert("tasks", object([("title", 1.0.into())])).unwrap()
    });
    assert_eq!(column(&store, "tasks", "title"), ["x".into(), 1.0.into()]);
}

#[test]
fn a_transaction_that_began_before_a_schema_change_conflicts() {
    let store = empty_store();
    apply(&store, &any_tasks(""));
    let mut tx = store.begin();
    tx.insert("tasks", object([])).unwrap();
    apply(&store, TASKS);
    let error = store.commit_blocking(tx).unwrap_err();
    assert!(matches!(error, CommitError::Conflict { table } if table == "_schema"));
    assert_eq!(store.begin().count("tasks").unwrap(), 0);
}

#[test]
fn the_platforms_tables_survive_every_schema() {
    let store = empty_store();
    let table = || SystemTable {
        namespace: Namespace::ROOT,
        name: "_jobs".to_owned(),
        indexes: vec![("by_due".to_owned(), vec!["due".parse().unwrap()])],
    };
    block_on(store.define_system_tables(vec![table()])).unwrap();
    let latest = store.latest();
    block_on(store.define_system_tables(vec![table()])).unwrap();
    assert_eq!(store.latest(), latest);
    apply(&store, TASKS);
    commit(&store, |tx| {
        tx.insert_system("_jobs", object([("due", 2.0.into())]))
            .unwrap();
        tx.insert_system("_jobs", object([("due", 1.0.into())]))
            .unwrap();
    });
    let mut tx = store.begin();
    let index = tx.system_index("_jobs.by_due").unwrap();
    let mut scan = tx.scan(&index, KeyInterval::all(), convex_store::Order::Ascending);
    let (_, first) = scan.next(&mut tx).unwrap().unwrap();
    assert_eq!(first.fields()["due"], Value::Float64(1.0));
    assert_eq!(tx.usage(), Default::default());
}

#[test]
fn ranges_that_an_index_cannot_answer_have_a_code_each() {
    let store = empty_store();
    apply(
        &store,
        &any_tasks(r#"{"indexDescriptor":"by_ab","fields":["a","b"]}"#),
    );
    let mut tx = store.begin();
    let index = tx.index("tasks.by_ab").unwrap();
    let expression = |text: &str| {
        let (field, operator) = text.split_once(' ').unwrap();
        let operator = match operator {
            "eq" => RangeOperator::Eq,
            "gt" => RangeOperator::Gt,
            _ => RangeOperator::Lt,
        };
        RangeExpression {
            operator,
            field: field.parse().unwrap(),
            value: None,
        }
    };
    let code = |range: &[&str]| {
        let range: Vec<_> = range.iter().map(|text| expression(text)).collect();
        index
            .interval(&range)
            .map_or_else(|error| error.code(), |_| "ok")
    };
    assert_eq!(code(&[]), "ok");
    assert_eq!(code(&["b eq", "a eq"]), "ok");
    assert_eq!(code(&["a eq", "b gt", "b lt"]), "ok");
    assert_eq!(code(&["a eq", "b eq", "_creationTime eq", "_id gt"]), "ok");
    assert_eq!(code(&["a gt", "a gt"]), "AlreadyDefinedBound");
    assert_eq!(code(&["a eq", "a eq"]), "AlreadyDefinedBound");
    assert_eq!(code(&["a gt", "b lt"]), "BoundsOnMultipleFields");
    assert_eq!(code(&["b eq"]), "InvalidIndexRange");
    assert_eq!(code(&["b gt"]), "InvalidIndexRange");
    assert_eq!(code(&["a eq", "a gt"]), "InvalidIndexRange");
    assert_eq!(code(&["c eq"]), "FieldNotInIndex");
    let message = index
        .interval(&[expression("b eq")])
        .unwrap_err()
        .to_string();
    assert!(
        message.starts_with("Tried to query index tasks.by_ab "),
        "{message}"
    );
}

fn root(json: &str) -> Schemas {
    Schemas::from([(Namespace::ROOT, schema(json))])
}

#[test]
fn a_schema_and_a_transaction_take_effect_together_or_not_at_all() {
    let disk = MemoryPersistence::new();
    let store = open(disk.clone());
    commit(&store, |tx| {
        tx.insert("tasks", object([("title", 1.0.into())])).unwrap()
    });
    let deploy = |json: &str, title: &str| {
        let mut tx = store.begin();
        tx.insert_system("_s", object([("title", title.into())]))
            .unwrap();
        block_on(store.deploy(&root(json), tx))
    };
    let indexed = any_tasks(r#"{"indexDescriptor":"by_title","fields":["title"]}"#);
    let latest = store.latest();
    assert_eq!(
        deploy(TASKS, "no").unwrap_err().code(),
        "SchemaMismatchError"
    );
    assert_eq!(store.latest(), latest);
    assert_eq!(deploy(&indexed, "yes").unwrap().ts, store.latest());
    let mut late = store.begin();
    late.insert_system("_s", object([("title", "late".into())]))
        .unwrap();
    deploy(&any_tasks(""), "again").unwrap();
    let conflict = block_on(store.deploy(&root(&indexed), late)).unwrap_err();
    assert!(conflict.is_retriable(), "{conflict}");
    block_on(store.shutdown());
    let store = open(disk);
    let mut tx = store.begin();
    assert!(tx.index("tasks.by_title").is_err());
    let index = tx.system_table_index("_s").unwrap().unwrap();
    let mut scan = tx.scan(&index, KeyInterval::all(), Order::Ascending);
    let mut titles = Vec::new();
    while let Some((_, row)) = scan.next(&mut tx).unwrap() {
        titles.push(row.fields()["title"].clone());
    }
    assert_eq!(titles, ["yes".into(), "again".into()]);
}

#[test]
fn checking_a_schema_names_the_document_and_changes_nothing() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| {
        tx.insert("tasks", object([("title", 1.0.into())])).unwrap()
    });
    let latest = store.latest();
    let error = store
        .check_schema(Namespace::ROOT, &schema(TASKS))
        .unwrap_err();
    assert!(error.to_string().contains(&id.to_text()), "{error}");
    assert_eq!(
        store
            .check_schema(Namespace::ROOT, &schema(&any_tasks("")))
            .unwrap(),
        1
    );
    assert_eq!(store.latest(), latest);
    assert!(store.begin().schema().is_none());
}
