//! Every operation of a session on its disk fails once, in every way that it can. Whatever happens, what was
//! acknowledged is there after a restart, once and whole; nothing else is, but a commit whose outcome nobody was
//! told; and the store goes on or says why not.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]
#![allow(clippy::print_stdout, reason = "it says what was tried")]

#[path = "../common/mod.rs"]
mod common;
mod machine;

use std::{collections::BTreeMap, sync::Arc};

use common::*;
use convex_host::SimHost;
use convex_store::{
    CommitError, Durability, Erasure, SqliteOptions, SqlitePersistence, Store, StoreError,
    Transaction,
};
use convex_values::DocumentId;
use machine::{Fault, Machine};

const PATH: &str = "/nowhere/data.sqlite";

/// What a row of `t` says, and how often its twin in `u` says the same.
type Model = BTreeMap<DocumentId, f64>;

/// Where a session stands.
#[derive(Default)]
struct Session {
    acknowledged: Model,
    /// What there would be if the commit whose outcome is unknown had happened.
    in_doubt: Option<Model>,
    commits: usize,
    refused: usize,
}

fn open_on(machine: &Machine) -> Result<Store, StoreError> {
    let options = SqliteOptions {
        durability: Durability::Full,
        vfs: Some(machine.name()),
        ..SqliteOptions::default()
    };
    let persistence = SqlitePersistence::open_with(PATH, options)?;
    // No two lives draw the same ids.
    let seed = machine.operations() as u64;
    let host = Arc::new(SimHost::new(seed, START));
    Store::open(Box::new(persistence), host)
}

/// A row of `t`, and one of `u` that says the same: half a commit would show.
fn write(tx: &mut Transaction, model: &mut Model, number: usize) {
    let n = number as f64;
    let padding = "x".repeat(number % 7 * 300);
    let id = tx
        .insert(
            "t",
            object([("n", n.into()), ("padding", padding.as_str().into())]),
        )
        .unwrap();
    tx.insert(
        "u",
        object([("n", n.into()), ("of", id.to_string().as_str().into())]),
    )
    .unwrap();
    model.insert(id, n);
    let old = model.keys().nth(number / 2).copied();
    if let Some(old) = old.filter(|old| *old != id && number.is_multiple_of(3)) {
        tx.delete(old).unwrap();
        let twin = twins(tx)
            .into_iter()
            .find(|(of, _)| *of == old)
            .map(|(_, twin)| twin);
        tx.delete(twin.unwrap()).unwrap();
        model.remove(&old);
    }
}

fn twins(tx: &mut Transaction) -> Vec<(DocumentId, DocumentId)> {
    let rows = collect(tx, "u.by_n").unwrap();
    let id = |row: &convex_values::Object, field: &str| row[field].as_str().unwrap().parse();
    rows.iter()
        .map(|row| (id(row, "of").unwrap(), id(row, "_id").unwrap()))
        .collect()
}

/// What is there; that rows, twins and indexes agree is checked on the way.
fn content(store: &Store) -> Model {
    let mut tx = store.begin();
    if tx.resolve_table("t").is_none() {
        return Model::new();
    }
    let entry = |row: &convex_values::Object| {
        (
            row["_id"].as_str().unwrap().parse().unwrap(),
            row["n"].as_f64().unwrap(),
        )
    };
    let by_id: Model = collect(&mut tx, "t.by_id")
        .unwrap()
        .iter()
        .map(entry)
        .collect();
    let by_n: Model = collect(&mut tx, "t.by_n")
        .unwrap()
        .iter()
        .map(entry)
        .collect();
    let twins: Vec<_> = twins(&mut tx).into_iter().map(|(of, _)| of).collect();
    assert_eq!(by_id, by_n, "an index disagrees with its table");
    assert_eq!(twins.len(), by_id.len(), "a commit is there by half");
    assert!(twins.iter().all(|of| by_id.contains_key(of)));
    by_id
}

impl Session {
    /// Takes the outcome of something that would lead to `model`.
    fn ended(&mut self, outcome: Result<(), StoreError>, model: Model) {
        match outcome {
            Ok(()) => {
                assert!(
                    self.in_doubt.is_none(),
                    "acknowledged behind an unknown outcome"
                );
                self.acknowledged = model;
                self.commits += 1;
            }
            Err(StoreError::ReadOnly { .. }) => self.refused += 1,
            Err(StoreError::Persistence(error)) => {
                assert!(!error.to_string().is_empty());
                self.refused += 1;
                if !error.nothing_was_written() {
                    self.in_doubt = Some(model);
                }
            }
            Err(other) => panic!("{other}"),
        }
    }

    fn commit(&mut self, store: &Store, number: usize) {
        let mut tx = store.begin();
        let mut model = self.acknowledged.clone();
        write(&mut tx, &mut model, number);
        let outcome = match store.commit_blocking(tx) {
            Ok(_) => Ok(()),
            Err(CommitError::Failed(error)) => Err(error),
            Err(other) => panic!("{other}"),
        };
        self.ended(outcome, model);
        // What readers see is what was acknowledged, whatever the disk does.
        assert_eq!(content(store), self.acknowledged);
    }

    /// What the store does in its life: a schema, commits, a new index, an erasure, a stop, a start.
    fn run(&mut self, machine: &Machine) {
        for life in 0..2 {
            let store = match open_on(machine) {
                Ok(store) => store,
                Err(error) => {
                    assert!(machine.has_failed(), "{error}");
                    return;
                }
            };
            self.settle(&store);
            if self.prepare(&store).is_ok() {
                for number in 0..5 {
                    self.commit(&store, life * 5 + number);
                }
                // It may fail as a whole, or by half; documents are the same.
                drop(block_on(store.erase_superseded(Erasure::Now)));
                self.commit(&store, life * 5 + 100);
            }
            block_on(store.shutdown());
        }
    }

    fn prepare(&self, store: &Store) -> Result<(), StoreError> {
        let table = |name: &str| {
            format!(
                r#"{{"tableName":"{name}","indexes":[{{"indexDescriptor":"by_n","fields":["n"]}}]}}"#
            )
        };
        let tables = format!(
            r#"{{"tables":[{},{}],"schemaValidation":true}}"#,
            table("t"),
            table("u")
        );
        block_on(store.apply_schema(&schema(&tables))).map(drop)
    }

    /// After a start: what was acknowledged, or with it what nobody was told about.
    fn settle(&mut self, store: &Store) {
        let found = content(store);
        match self.in_doubt.take() {
            Some(model) if found == model => self.acknowledged = model,
            _ => assert_eq!(found, self.acknowledged),
        }
    }

    fn check_restarted(&mut self, machine: &Machine) {
        machine.restart();
        let store = open_on(machine).unwrap_or_else(|error| panic!("does not open: {error}"));
        self.settle(&store);
        self.prepare(&store).unwrap();
        let before = self.commits;
        self.commit(&store, 1_000);
        assert_eq!(self.commits, before + 1, "the store does not go on");
        machine.cut();
        block_on(store.shutdown());
        machine.restart();
        let store = open_on(machine).unwrap();
        assert_eq!(content(&store), self.acknowledged);
        block_on(store.shutdown());
    }
}

/// Runs the session once for each of its operations.
fn fail_everywhere(fault: Fault) {
    let machine = Machine::new();
    machine.reset(None, 1);
    let mut whole = Session::default();
    whole.run(&machine);
    let operations = machine.operations();
    assert!(operations > 100 && whole.commits == 12 && whole.refused == 0);
    let (mut failed, mut refused, mut in_doubt) = (0, 0, 0);
    for at in 0..operations {
        machine.reset(Some((at, fault)), at as u64);
        let mut session = Session::default();
        session.run(&machine);
        failed += usize::from(machine.has_failed());
        refused += session.refused;
        in_doubt += usize::from(session.in_doubt.is_some());
        session.check_restarted(&machine);
    }
    assert_eq!(failed, operations);
    println!(
        "{fault:?}: {operations} operations, {failed} failed, {refused} commits refused, {in_doubt} in doubt"
    );
}

#[test]
fn an_operation_that_fails_loses_nothing_and_doubles_nothing() {
    fail_everywhere(Fault::Error);
}

#[test]
fn a_disk_that_is_full_loses_nothing_and_doubles_nothing() {
    fail_everywhere(Fault::Full);
}

#[test]
fn power_that_fails_loses_nothing_and_doubles_nothing() {
    fail_everywhere(Fault::PowerLoss);
}
