//! Vector search against a model that looks at every document.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::collections::BTreeMap;

use common::*;
use convex_store::{MAX_VECTOR_RESULTS, MemoryPersistence, Store, StoreError, Transaction};
use convex_values::{DocumentId, Object, Value};
use proptest::{collection::vec, option, prelude::*, sample::select};

const SCHEMA: &str = r#"{"tables":[{"tableName":"t","vectorIndexes":[
    {"indexDescriptor":"by_v","vectorField":"v","dimensions":3,"filterFields":["who","kind"]}
]}],"schemaValidation":true}"#;

fn declared(store: Store) -> Store {
    block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    store
}

type Filters = [(&'static str, Option<Value>)];

fn search(
    tx: &mut Transaction,
    query: &[f64],
    limit: usize,
    filters: &Filters,
) -> Result<Vec<(DocumentId, f32)>, StoreError> {
    let index = tx.vector_index("t.by_v")?;
    let filters: Vec<_> = filters
        .iter()
        .map(|(field, value)| (field.parse().unwrap(), value.clone()))
        .collect();
    let found = tx.vector_search(&index, query, limit, &filters)?;
    let id = |internal| DocumentId {
        table: index.table(),
        internal,
    };
    Ok(found.iter().map(|it| (id(it.id), it.score)).collect())
}

fn vector(numbers: &[f64]) -> Value {
    Value::Array(numbers.iter().copied().map(Value::Float64).collect())
}

fn at(numbers: &[f64]) -> Object {
    object([("v", vector(numbers))])
}

/// Scores of all documents that a search may find, the best first; equals by id, descending.
fn scored(
    documents: &BTreeMap<DocumentId, Object>,
    query: &[f64],
    filters: &Filters,
) -> Vec<(DocumentId, f64)> {
    let length = |v: &[f64]| v.iter().map(|x| x * x).sum::<f64>().sqrt();
    let score = |fields: &Object| {
        let Some(Value::Array(elements)) = fields.get("v") else {
            return None;
        };
        let v: Vec<f64> = elements.iter().map(Value::as_f64).collect::<Option<_>>()?;
        let passes = filters.is_empty()
            || filters
                .iter()
                .any(|(field, value)| fields.get(*field) == value.as_ref());
        let both = length(&v) * length(query);
        let product: f64 = v.iter().zip(query).map(|(a, b)| a * b).sum();
        (v.len() == 3 && passes).then(|| if both > 0.0 { product / both } else { 0.0 })
    };
    let mut all: Vec<_> = documents
        .iter()
        .filter_map(|(id, fields)| Some((*id, score(fields)?)))
        .collect();
    all.sort_by(|(a, x), (b, y)| y.total_cmp(x).then(b.cmp(a)));
    all
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Object),
    Replace(usize, Object),
    Delete(usize),
    Commit,
    Reopen,
}

fn filter_value() -> impl Strategy<Value = Option<Value>> {
    select(vec![None, Some(Value::Null), Some(Value::from("x"))])
}

fn fields() -> impl Strategy<Value = Object> {
    // Few numbers, so that there are equals.
    let numbers = vec(select(vec![-1.0, 0.0, 2.0]), 2..5);
    (
        option::weighted(0.9, numbers),
        filter_value(),
        filter_value(),
    )
        .prop_map(|(numbers, who, kind)| {
            let mut fields = Object::new();
            let v = numbers.map_or(Value::from("none"), |numbers| vector(&numbers));
            fields.insert("v".to_owned(), v);
            for (name, value) in [("who", who), ("kind", kind)] {
                if let Some(value) = value {
                    fields.insert(name.to_owned(), value);
                }
            }
            fields
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => fields().prop_map(Step::Insert),
        3 => (any::<usize>(), fields()).prop_map(|(which, fields)| Step::Replace(which, fields)),
        2 => any::<usize>().prop_map(Step::Delete),
        3 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ]
}

proptest! {
    #[test]
    fn a_search_finds_what_comparing_with_every_document_finds(
        steps in vec(step(), 1..40),
        query in vec(-2.0..2.0, 3),
        limit in 0_usize..6,
        who in option::of(filter_value()),
        kind in option::of(filter_value()),
    ) {
        let (host, data) = (still_host(), MemoryPersistence::new());
        let open = || Store::open(Box::new(data.clone()), host.clone()).unwrap();
        let mut store = declared(open());
        let mut tx = store.begin();
        let (mut documents, mut committed) = (BTreeMap::new(), BTreeMap::new());
        let filters: Vec<_> = [("who", who), ("kind", kind)].into_iter()
            .filter_map(|(field, value)| Some((field, value?))).collect();
        for step in steps {
            let pick = |documents: &BTreeMap<DocumentId, Object>, which: usize| {
                documents.keys().nth(which % documents.len().max(1)).copied()
            };
            match step {
                Step::Insert(fields) => {
                    let id = tx.insert("t", fields.clone()).unwrap();
                    documents.insert(id, fields);
                }
                Step::Replace(which, fields) => if let Some(id) = pick(&documents, which) {
                    tx.replace(id, fields.clone()).unwrap();
                    documents.insert(id, fields);
                },
                Step::Delete(which) => if let Some(id) = pick(&documents, which) {
                    tx.delete(id).unwrap();
                    documents.remove(&id);
                },
                Step::Commit => {
                    store.commit_blocking(std::mem::replace(&mut tx, store.begin())).unwrap();
                    tx = store.begin();
                    committed = documents.clone();
                }
                Step::Reopen => {
                    block_on(store.shutdown());
                    store = open();
                    tx = store.begin();
                    documents = committed.clone();
                }
            }
            let found = search(&mut tx, &query, limit, &filters).unwrap();
            let expected = scored(&documents, &query, &filters);
            prop_assert_eq!(found.len(), expected.len().min(limit));
            for (position, (id, score)) in found.iter().enumerate() {
                // Nearly equal ones may have changed places by rounding.
                prop_assert!((f64::from(*score) - expected[position].1).abs() < 1e-6);
                let own = expected.iter().find(|(other, _)| other == id).unwrap();
                prop_assert!((f64::from(*score) - own.1).abs() < 1e-6);
            }
        }
    }
}

#[test]
fn equal_scores_come_with_the_greater_id_first_and_the_direction_alone_counts() {
    let store = declared(empty_store());
    let insert = |numbers: &[f64]| commit(&store, |tx| tx.insert("t", at(numbers)).unwrap()).0;
    let near = [[1.0, 0.0, 0.0], [1e30, 0.0, 0.0], [5e-7, 0.0, 0.0]];
    let mut near: Vec<_> = near.iter().map(|numbers| insert(numbers)).collect();
    let opposite = insert(&[-3.0, 0.0, 0.0]);
    insert(&[f64::INFINITY, 0.0, 0.0]);
    near.sort_unstable_by(|one, other| other.cmp(one));
    let found = search(&mut store.begin(), &[2.0, 0.0, 0.0], 10, &[]).unwrap();
    let expected: Vec<_> = near.iter().map(|id| (*id, 1.0)).collect();
    assert_eq!(found[..3], expected);
    assert_eq!(found.last(), Some(&(opposite, -1.0)));
}

#[test]
fn what_cannot_be_searched_is_refused_with_its_code() {
    let store = declared(empty_store());
    let code = |query: &[f64], limit: usize, filters: &Filters| {
        let error = search(&mut store.begin(), query, limit, filters).unwrap_err();
        (error.code(), error.to_string())
    };
    let v = [1.0, 0.0, 0.0];
    let (short, said) = code(&v[..2], 1, &[]);
    assert_eq!(short, "VectorDimensionsMismatch");
    assert_eq!(said, "Expected a vector with dimensions 3, received 2.");
    let (many, said) = code(&v, MAX_VECTOR_RESULTS + 1, &[]);
    assert_eq!(many, "VectorLimitTooLargeError");
    assert_eq!(
        said,
        "Vector queries can fetch at most 256 results, requested 257."
    );
    assert_eq!(code(&v, 1, &[("v", None)]).0, "IncorrectVectorFilterField");
    assert_eq!(
        code(&v, 1, &vec![("who", None); 65]).0,
        "TooManyElementsInVectorQueryError"
    );
    assert_eq!(code(&[f64::NAN, 0.0, 0.0], 1, &[]).0, "InvalidVectorQuery");
    let missing = store.begin().vector_index("t.other").unwrap_err();
    assert_eq!(missing.to_string(), "Index t.other not found.");
}

#[test]
fn an_index_is_made_from_what_is_stored_and_goes_with_its_definition() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", at(&[0.0, 1.0, 0.0])).unwrap());
    let change = block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    assert_eq!(change.created_indexes, ["t.by_v"]);
    let found = search(&mut store.begin(), &[0.0, 1.0, 0.0], 9, &[]).unwrap();
    assert_eq!(found, [(id, 1.0)]);
    let other = SCHEMA.replace("\"dimensions\":3", "\"dimensions\":2");
    let change = block_on(store.apply_schema(&schema(&other))).unwrap();
    assert_eq!(change.dropped_indexes, ["t.by_v"]);
    assert_eq!(change.created_indexes, ["t.by_v"]);
    assert_eq!(search(&mut store.begin(), &[0.0, 1.0], 9, &[]).unwrap(), []);
    let staged = SCHEMA.replace("vectorIndexes", "stagedVectorIndexes");
    block_on(store.apply_schema(&schema(&staged))).unwrap();
    let error = store.begin().vector_index("t.by_v").unwrap_err();
    assert_eq!(error.code(), "IndexStagedError");
}

#[test]
fn a_transaction_that_searched_depends_on_the_table() {
    let store = declared(empty_store());
    let mut tx = store.begin();
    assert_eq!(search(&mut tx, &[1.0, 0.0, 0.0], 1, &[]).unwrap(), []);
    tx.insert("other", object([])).unwrap();
    commit(&store, |tx| tx.insert("t", at(&[1.0, 0.0, 0.0])).unwrap());
    assert!(store.commit_blocking(tx).unwrap_err().is_retriable());
}
