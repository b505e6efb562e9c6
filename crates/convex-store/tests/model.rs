//! Transactions against a model that is too simple to be wrong: a map of documents, filtered and sorted.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::collections::BTreeMap;

use common::*;
use convex_store::{
    Checkpoint, Order, RangeExpression, RangeOperator, ReadSet, Store, Transaction,
};
use convex_values::{DocumentId, FieldPath, Object, Value};
use proptest::{collection::vec, option, prelude::*, sample::select};

const SCHEMA: &str = r#"{"tables":[{"tableName":"t","indexes":[
    {"indexDescriptor":"by_a","fields":["a"]},
    {"indexDescriptor":"by_b_a","fields":["b.c","a"]}
]}],"schemaValidation":true}"#;

const INDEXES: [(&str, &[&str]); 4] = [
    ("t.by_id", &["_id"]),
    ("t.by_creation_time", &["_creationTime", "_id"]),
    ("t.by_a", &["a", "_creationTime", "_id"]),
    ("t.by_b_a", &["b.c", "a", "_creationTime", "_id"]),
];

type Model = BTreeMap<DocumentId, Object>;

#[derive(Clone, Debug)]
enum Step {
    Insert(Option<Value>, Option<Value>),
    Patch(usize, Option<Option<Value>>, Option<Option<Value>>),
    Replace(usize, Option<Value>, Option<Value>),
    Delete(usize),
    Get(usize),
    Scan(ScanStep),
    Checkpoint,
    Rollback,
    Commit,
}

#[derive(Clone, Debug)]
struct ScanStep {
    index: usize,
    equals: Vec<Option<Value>>,
    lower: Option<(bool, Option<Value>)>,
    upper: Option<(bool, Option<Value>)>,
    descending: bool,
    take: usize,
}

fn value() -> impl Strategy<Value = Value> {
    select(vec![
        Value::Null,
        Value::Int64(-300),
        Value::Int64(1),
        Value::Float64(-0.0),
        Value::Float64(0.0),
        Value::Float64(1.0),
        Value::Float64(f64::NAN),
        Value::Boolean(true),
        Value::from(""),
        Value::from("a"),
        Value::from("a\0"),
        Value::from("a\0b"),
        Value::from("b"),
        Value::Bytes(vec![0]),
        Value::Array(vec![Value::Int64(1)]),
        Value::from([("x", Value::Null)]),
    ])
}

fn optional_value() -> impl Strategy<Value = Option<Value>> {
    option::of(value())
}

fn scan_step() -> impl Strategy<Value = ScanStep> {
    let bound = || option::of((any::<bool>(), optional_value()));
    (
        0..INDEXES.len(),
        vec(optional_value(), 0..3),
        bound(),
        bound(),
        any::<bool>(),
        0..12_usize,
    )
        .prop_map(|(index, equals, lower, upper, descending, take)| ScanStep {
            index,
            equals,
            lower,
            upper,
            descending,
            take,
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (optional_value(), optional_value()).prop_map(|(a, b)| Step::Insert(a, b)),
        3 => (any::<usize>(), option::of(optional_value()), option::of(optional_value()))
            .prop_map(|(target, a, b)| Step::Patch(target, a, b)),
        2 => (any::<usize>(), optional_value(), optional_value()).prop_map(|(target, a, b)| Step::Replace(target, a, b)),
        2 => any::<usize>().prop_map(Step::Delete),
        2 => any::<usize>().prop_map(Step::Get),
        6 => scan_step().prop_map(Step::Scan),
        1 => Just(Step::Checkpoint),
        1 => Just(Step::Rollback),
        1 => Just(Step::Commit),
    ]
}

fn fields(a: &Option<Value>, b: &Option<Value>) -> Object {
    let mut fields = Object::new();
    fields.extend(a.clone().map(|a| ("a".to_owned(), a)));
    fields.extend(b.clone().map(|b| ("b".to_owned(), Value::from([("c", b)]))));
    fields
}

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

impl ScanStep {
    fn range(&self) -> Vec<RangeExpression> {
        let (_, index) = INDEXES[self.index];
        let equals = &self.equals[..self.equals.len().min(index.len() - 1)];
        let mut range: Vec<_> = equals
            .iter()
            .zip(index)
            .map(|(value, field)| RangeExpression {
                operator: RangeOperator::Eq,
                field: path(field),
                value: value.clone(),
            })
            .collect();
        // The server accepts equalities in any order.
        range.reverse();
        let next = path(index[equals.len()]);
        let bounds = [
            (&self.lower, RangeOperator::Gte, RangeOperator::Gt),
            (&self.upper, RangeOperator::Lte, RangeOperator::Lt),
        ];
        for (bound, inclusive, exclusive) in bounds {
            if let Some((is_inclusive, value)) = bound {
                let operator = if *is_inclusive { inclusive } else { exclusive };
                range.push(RangeExpression {
                    operator,
                    field: next.clone(),
                    value: value.clone(),
                });
            }
        }
        range
    }

    fn in_model(&self, model: &Model) -> Vec<Object> {
        let (_, index) = INDEXES[self.index];
        let range = self.range();
        let matching = model.values().filter(|document| {
            range.iter().all(|expression| {
                let found = expression.field.get_in(document);
                let ordering = found.cmp(&expression.value.as_ref());
                match expression.operator {
                    RangeOperator::Eq => ordering.is_eq(),
                    RangeOperator::Gt => ordering.is_gt(),
                    RangeOperator::Gte => ordering.is_ge(),
                    RangeOperator::Lt => ordering.is_lt(),
                    RangeOperator::Lte => ordering.is_le(),
                }
            })
        });
        let mut rows: Vec<_> = matching.cloned().collect();
        let key = |row: &Object| {
            index
                .iter()
                .map(|field| path(field).get_in(row).cloned())
                .collect::<Vec<_>>()
        };
        rows.sort_by_key(key);
        if self.descending {
            rows.reverse();
        }
        rows.truncate(self.take);
        rows
    }

    fn in_store(&self, tx: &mut Transaction) -> Vec<Object> {
        let index = tx.index(INDEXES[self.index].0).unwrap();
        let interval = index.interval(&self.range()).unwrap();
        let order = if self.descending {
            Order::Descending
        } else {
            Order::Ascending
        };
        let mut scan = tx.scan(&index, interval, order);
        let mut rows = Vec::new();
        while rows.len() < self.take {
            let Some((_, document)) = scan.next(tx).unwrap() else {
                break;
            };
            rows.push(document.fields().clone());
        }
        rows
    }
}

/// A store and its model, in the middle of a transaction.
struct World {
    store: Store,
    tx: Transaction,
    now: Model,
    checkpoints: Vec<(Checkpoint, Model)>,
    ids: Vec<DocumentId>,
}

impl World {
    fn new() -> Self {
        let store = empty_store();
        block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
        Self {
            tx: store.begin(),
            store,
            now: Model::new(),
            checkpoints: Vec::new(),
            ids: Vec::new(),
        }
    }

    fn target(&self, target: usize) -> Option<DocumentId> {
        (!self.ids.is_empty()).then(|| self.ids[target % self.ids.len()])
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Insert(a, b) => {
                let id = self.tx.insert("t", fields(a, b)).unwrap();
                self.ids.push(id);
                let document = self.tx.get(id).unwrap().unwrap();
                self.now.insert(id, document.fields().clone());
            }
            Step::Patch(target, a, b) => self.patch(*target, a, b),
            Step::Replace(target, a, b) => {
                let Some(id) = self.target(*target) else {
                    return;
                };
                let written = self.tx.replace(id, fields(a, b));
                self.write(id, written.is_ok(), |old| {
                    old.retain(|name, _| name.starts_with('_'));
                    old.extend(fields(a, b));
                });
            }
            Step::Delete(target) => {
                let Some(id) = self.target(*target) else {
                    return;
                };
                assert_eq!(self.tx.delete(id).is_ok(), self.now.remove(&id).is_some());
            }
            Step::Get(target) => {
                let Some(id) = self.target(*target) else {
                    return;
                };
                let found = self.tx.get(id).unwrap();
                assert_eq!(
                    found.as_ref().map(|document| document.fields()),
                    self.now.get(&id)
                );
            }
            Step::Scan(scan) => assert_eq!(scan.in_store(&mut self.tx), scan.in_model(&self.now)),
            Step::Checkpoint => self
                .checkpoints
                .push((self.tx.checkpoint(), self.now.clone())),
            Step::Rollback => {
                if let Some((checkpoint, then)) = self.checkpoints.pop() {
                    self.tx.rollback_to(checkpoint);
                    self.now = then;
                }
            }
            Step::Commit => self.commit(),
        }
    }

    fn patch(&mut self, target: usize, a: &Option<Option<Value>>, b: &Option<Option<Value>>) {
        let Some(id) = self.target(target) else {
            return;
        };
        let mut patch = BTreeMap::new();
        patch.extend(a.clone().map(|a| ("a".to_owned(), a)));
        patch.extend(
            b.clone()
                .map(|b| ("b".to_owned(), b.map(|b| Value::from([("c", b)])))),
        );
        let written = self.tx.patch(id, patch.clone());
        self.write(id, written.is_ok(), |old| {
            for (name, value) in patch {
                match value {
                    Some(value) => old.insert(name, value),
                    None => old.remove(&name),
                };
            }
        });
    }

    fn write(&mut self, id: DocumentId, written: bool, change: impl FnOnce(&mut Object)) {
        let existing = self.now.get_mut(&id);
        assert_eq!(written, existing.is_some());
        existing.map(change);
    }

    fn commit(&mut self) {
        self.checkpoints.clear();
        let tx = std::mem::replace(&mut self.tx, self.store.begin());
        self.store.commit_blocking(tx).unwrap();
        self.tx = self.store.begin();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn a_transaction_reads_what_the_model_holds(steps in vec(step(), 0..80)) {
        let mut world = World::new();
        for step in &steps {
            world.run(step);
        }
        world.commit();
        for index in 0..INDEXES.len() {
            let all = ScanStep { index, equals: vec![], lower: None, upper: None, descending: false, take: usize::MAX };
            prop_assert_eq!(all.in_store(&mut world.tx), all.in_model(&world.now));
        }
    }

    /// The read set is what makes caching and conflict checks right: it may be too large, never too small.
    #[test]
    fn a_commit_outside_the_read_set_changes_no_result(
        before in vec(step(), 0..30),
        scan in scan_step(),
        after in vec(step(), 1..4),
    ) {
        let mut world = World::new();
        for step in &before {
            world.run(step);
        }
        world.commit();
        let mut reader = world.store.begin();
        let rows = scan.in_store(&mut reader);
        let read_set: ReadSet = reader.read_set();
        for step in &after {
            world.run(step);
        }
        world.commit();
        let changes = world.store.changes_since(reader.begin_ts()).unwrap();
        let again = scan.in_store(&mut world.store.begin());
        if !changes.iter().any(|change| read_set.overlaps(change)) {
            prop_assert_eq!(rows, again);
        }
    }

    /// Every state of the recent past can be read again, with and without a snapshot of its own.
    #[test]
    fn reading_at_a_timestamp_shows_the_state_then(steps in vec(step(), 0..80)) {
        let mut world = World::new();
        let mut states = vec![];
        for step in &steps {
            world.run(step);
            if matches!(step, Step::Commit) {
                states.push((world.store.latest(), world.now.clone()));
            }
        }
        let all = ScanStep { index: 2, equals: vec![], lower: None, upper: None, descending: false, take: usize::MAX };
        for (ts, state) in states {
            prop_assert_eq!(all.in_store(&mut world.store.begin_at(ts).unwrap()), all.in_model(&state));
        }
    }
}
