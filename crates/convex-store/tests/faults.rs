//! Failing appends: what is acknowledged is there after reopening, and nothing else.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::collections::BTreeMap;

use common::*;
use convex_store::{Fault, FaultyPersistence, MemoryPersistence, Store, Transaction};
use convex_values::{DocumentId, Value};
use proptest::{collection::vec, option, prelude::*, sample::select};

type Model = BTreeMap<DocumentId, f64>;

#[derive(Clone, Debug)]
enum Write {
    Insert,
    Update(usize),
    Delete(usize),
}

fn write() -> impl Strategy<Value = Write> {
    prop_oneof![
        Just(Write::Insert),
        any::<usize>().prop_map(Write::Update),
        any::<usize>().prop_map(Write::Delete)
    ]
}

fn fault() -> impl Strategy<Value = Option<Fault>> {
    option::weighted(
        0.3,
        select(vec![
            Fault::Rejected,
            Fault::Rejected,
            Fault::LostAndUnknown,
            Fault::WrittenAndUnknown,
        ]),
    )
}

fn apply(tx: &mut Transaction, model: &mut Model, write: &Write, n: f64) {
    let target = |target: usize| model.keys().nth(target % model.len().max(1)).copied();
    match *write {
        Write::Insert => {
            let id = tx.insert("t", object([("n", n.into())])).unwrap();
            model.insert(id, n);
        }
        Write::Update(position) => {
            if let Some(id) = target(position) {
                tx.patch(id, [("n".to_owned(), Some(n.into()))].into())
                    .unwrap();
                model.insert(id, n);
            }
        }
        Write::Delete(position) => {
            if let Some(id) = target(position) {
                tx.delete(id).unwrap();
                model.remove(&id);
            }
        }
    }
}

fn content(store: &Store) -> Model {
    let mut tx = store.begin();
    if tx.resolve_table("t").is_none() {
        return Model::new();
    }
    let rows = collect(&mut tx, "t.by_id").unwrap();
    let entry = |row: &convex_values::Object| {
        Some((row["_id"].as_str()?.parse().ok()?, row["n"].as_f64()?))
    };
    rows.iter().filter_map(entry).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn reopening_yields_exactly_the_acknowledged_commits(
        transactions in vec((vec(write(), 1..4), fault()), 1..20),
    ) {
        let disk = MemoryPersistence::new();
        let mut faults = transactions.iter().map(|(_, fault)| *fault).collect::<Vec<_>>().into_iter();
        let (next_fault, take_fault) = std::sync::mpsc::channel();
        let store = open(FaultyPersistence::new(disk.clone(), move || take_fault.try_recv().ok().flatten()));
        let mut acknowledged = Model::new();
        // The one transaction whose outcome is open.
        let mut open_outcome = None;
        for (n, (writes, _)) in transactions.iter().enumerate() {
            let fault = faults.next().flatten();
            let mut tx = store.begin();
            let mut model = acknowledged.clone();
            for write in writes {
                apply(&mut tx, &mut model, write, n as f64);
            }
            if tx.is_read_only() || model == acknowledged {
                continue;
            }
            if open_outcome.is_none() {
                next_fault.send(fault).unwrap();
            }
            match store.commit_blocking(tx) {
                Ok(_) => {
                    prop_assert!(fault.is_none() && open_outcome.is_none());
                    acknowledged = model;
                }
                Err(error) if open_outcome.is_some() => prop_assert_eq!(error.code(), "StoreReadOnly"),
                Err(error) => match fault {
                    Some(Fault::Rejected) => prop_assert_eq!(error.code(), "DiskFull"),
                    Some(fault) => {
                        prop_assert_eq!(error.code(), "StoreIo");
                        open_outcome = Some((fault, model));
                    }
                    None => prop_assert!(false, "{error}"),
                },
            }
            // Whatever happened, what readers see is what was acknowledged.
            prop_assert_eq!(content(&store), acknowledged.clone());
        }
        let latest = store.latest();
        block_on(store.shutdown());
        let reopened = open(disk);
        match open_outcome {
            Some((Fault::WrittenAndUnknown, model)) => prop_assert_eq!(content(&reopened), model),
            _ => {
                prop_assert_eq!(content(&reopened), acknowledged);
                prop_assert_eq!(reopened.latest(), latest);
            }
        }
    }
}

#[test]
fn a_rejected_append_fails_all_who_waited_for_it_and_the_next_succeeds() {
    let mut faults = [None, Some(Fault::Rejected)].into_iter();
    let store = open(FaultyPersistence::new(
        MemoryPersistence::new(),
        move || faults.next().flatten(),
    ));
    commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let mut tx = store.begin();
    tx.insert("t", object([])).unwrap();
    let error = store.commit_blocking(tx).unwrap_err();
    assert!(!error.is_retriable());
    commit(&store, |tx| {
        tx.insert("t", object([("n", 1.0.into())])).unwrap()
    });
    assert_eq!(column(&store, "t", "n"), [Value::Null, 1.0.into()]);
}

#[test]
fn a_schema_change_that_cannot_be_written_changes_nothing() {
    let mut faults = [None, Some(Fault::Rejected)].into_iter();
    let store = open(FaultyPersistence::new(
        MemoryPersistence::new(),
        move || faults.next().flatten(),
    ));
    commit(&store, |tx| tx.insert("t", object([])).unwrap());
    let with_index = schema(
        r#"{"tables":[{"tableName":"t","indexes":[{"indexDescriptor":"by_n","fields":["n"]}]}],"schemaValidation":true}"#,
    );
    let error = block_on(store.apply_schema(&with_index)).unwrap_err();
    assert_eq!(error.code(), "DiskFull");
    assert_eq!(
        store.begin().index("t.by_n").unwrap_err().code(),
        "IndexNotFoundError"
    );
    block_on(store.apply_schema(&with_index)).unwrap();
    store.begin().index("t.by_n").unwrap();
}
