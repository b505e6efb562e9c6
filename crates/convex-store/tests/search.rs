//! Text search against a model that looks at every document.
#![allow(clippy::unwrap_used, reason = "the helpers of tests are tests")]

mod common;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use common::*;
use convex_host::SimHost;
use convex_store::{
    MAX_SEARCH_RESULTS, MemoryPersistence, ReadSet, Store, StoreError, Timestamp, Transaction,
};
use convex_values::{DocumentId, Object, Value};
use proptest::{collection::vec, option, prelude::*, sample::select};

const SCHEMA: &str = r#"{"tables":[{"tableName":"t","searchIndexes":[
    {"indexDescriptor":"by_text","searchField":"text","filterFields":["who","in.place"]}
]}],"schemaValidation":true}"#;

const WORDS: [&str; 6] = ["a", "ab", "abc", "b", "ba", "Ä"];

fn declared(store: Store) -> Store {
    block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    store
}

type Filters = [(&'static str, Option<Value>)];

/// What matches, the best first.
fn search(
    tx: &mut Transaction,
    text: &str,
    filters: &Filters,
) -> Result<Vec<DocumentId>, StoreError> {
    let index = tx.search_index("t.by_text")?;
    let filters: Vec<_> = filters
        .iter()
        .map(|(field, value)| (field.parse().unwrap(), value.clone()))
        .collect();
    let mut matches = tx.search(&index, text, &filters)?;
    let mut found = Vec::new();
    while let Some((_, document)) = matches.next(tx)? {
        found.push(document.id());
    }
    Ok(found)
}

fn text(text: &str) -> Object {
    object([("text", Value::from(text))])
}

/// The documents that match, found by looking at each.
fn matching(documents: &BTreeMap<DocumentId, Object>, question: &Question) -> BTreeSet<DocumentId> {
    let lower = |text: &str| -> Vec<String> {
        text.to_lowercase()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    let asked = lower(&question.text);
    let matches = |fields: &Object| {
        let Some(Value::String(text)) = fields.get("text") else {
            return false;
        };
        let words = lower(text);
        let found = asked.iter().any(|word| words.contains(word))
            || asked
                .last()
                .is_some_and(|last| words.iter().any(|word| word.starts_with(last)));
        let wanted = question.filters();
        found
            && wanted.iter().all(|(field, value)| match *field {
                "who" => fields.get("who") == value.as_ref(),
                _ => fields.get("in").and_then(|place| place.field("place")) == value.as_ref(),
            })
    };
    let found = documents.iter().filter(|(_, fields)| matches(fields));
    found.map(|(id, _)| *id).collect()
}

#[derive(Clone, Debug)]
struct Question {
    text: String,
    who: Option<Option<Value>>,
    place: Option<Option<Value>>,
}

impl Question {
    fn filters(&self) -> Vec<(&'static str, Option<Value>)> {
        let filters = [("who", &self.who), ("in.place", &self.place)];
        let given = filters.into_iter();
        given
            .filter_map(|(field, value)| Some((field, value.clone()?)))
            .collect()
    }
}

#[derive(Clone, Debug)]
enum Step {
    Insert(Object),
    Replace(usize, Object),
    Delete(usize),
    Commit,
    Rollback,
    Reopen,
}

fn sentence() -> impl Strategy<Value = String> {
    vec(select(&WORDS[..]), 0..6).prop_map(|words| words.join(" "))
}

fn filter_value() -> impl Strategy<Value = Option<Value>> {
    select(vec![
        None,
        Some(Value::Null),
        Some(Value::from("x")),
        Some(Value::from(1.0)),
    ])
}

fn fields() -> impl Strategy<Value = Object> {
    (
        option::weighted(0.9, sentence()),
        filter_value(),
        filter_value(),
    )
        .prop_map(|(text, who, place)| {
            let mut fields = Object::new();
            let text = text.map_or(Value::from(5.0), |text| Value::from(text.as_str()));
            fields.insert("text".to_owned(), text);
            if let Some(who) = who {
                fields.insert("who".to_owned(), who);
            }
            if let Some(place) = place {
                let place = Value::Object(object([("place", place)]));
                fields.insert("in".to_owned(), place);
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
        1 => Just(Step::Rollback),
        1 => Just(Step::Reopen),
    ]
}

fn question() -> impl Strategy<Value = Question> {
    (
        sentence(),
        option::of(filter_value()),
        option::of(filter_value()),
    )
        .prop_map(|(text, who, place)| Question { text, who, place })
}

/// An answer that was given, and what it depends on.
struct Answer {
    ts: Timestamp,
    found: BTreeSet<DocumentId>,
    documents: BTreeMap<DocumentId, Object>,
    reads: ReadSet,
}

struct World {
    host: Arc<SimHost>,
    data: MemoryPersistence,
    store: Store,
    tx: Transaction,
    documents: BTreeMap<DocumentId, Object>,
    committed: BTreeMap<DocumentId, Object>,
    answer: Option<Answer>,
}

impl World {
    fn new() -> Self {
        let (host, data) = (still_host(), MemoryPersistence::new());
        let store = Store::open(Box::new(data.clone()), host.clone()).unwrap();
        let store = declared(store);
        Self {
            host,
            tx: store.begin(),
            data,
            store,
            documents: BTreeMap::new(),
            committed: BTreeMap::new(),
            answer: None,
        }
    }

    fn pick(&self, which: usize) -> Option<DocumentId> {
        let count = self.documents.len().max(1);
        self.documents.keys().nth(which % count).copied()
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Insert(fields) => {
                let id = self.tx.insert("t", fields.clone()).unwrap();
                self.documents.insert(id, fields);
            }
            Step::Replace(which, fields) => {
                if let Some(id) = self.pick(which) {
                    self.tx.replace(id, fields.clone()).unwrap();
                    self.documents.insert(id, fields);
                }
            }
            Step::Delete(which) => {
                if let Some(id) = self.pick(which) {
                    self.tx.delete(id).unwrap();
                    self.documents.remove(&id);
                }
            }
            Step::Commit => {
                let tx = std::mem::replace(&mut self.tx, self.store.begin());
                self.store.commit_blocking(tx).unwrap();
                self.committed = self.documents.clone();
                self.tx = self.store.begin();
            }
            Step::Rollback => self.forget(),
            Step::Reopen => {
                self.forget();
                block_on(self.store.shutdown());
                let data = Box::new(self.data.clone());
                self.store = Store::open(data, self.host.clone()).unwrap();
                self.answer = None;
                self.forget();
            }
        }
    }

    fn forget(&mut self) {
        self.documents = self.committed.clone();
        self.tx = self.store.begin();
    }

    fn check(&mut self, question: &Question) {
        let found = search(&mut self.tx, &question.text, &question.filters()).unwrap();
        let set: BTreeSet<_> = found.iter().copied().collect();
        assert_eq!(set.len(), found.len(), "nothing is found twice");
        assert_eq!(set, matching(&self.documents, question));
        self.check_invalidation(question);
    }

    /// An answer that no commit since has touched is still right, and so is one that is asked for at its time.
    fn check_invalidation(&mut self, question: &Question) {
        if let Some(answer) = &self.answer {
            let changes = self.store.changes_since(answer.ts).unwrap();
            if changes.iter().all(|change| !answer.reads.overlaps(change)) {
                assert_eq!(answer.found, matching(&self.committed, question));
                for id in &answer.found {
                    assert_eq!(answer.documents.get(id), self.committed.get(id));
                }
            }
            let mut then = self.store.begin_at(answer.ts).unwrap();
            let again = search(&mut then, &question.text, &question.filters()).unwrap();
            assert_eq!(answer.found, again.into_iter().collect());
        } else {
            let mut tx = self.store.begin();
            let found = search(&mut tx, &question.text, &question.filters()).unwrap();
            self.answer = Some(Answer {
                ts: tx.begin_ts(),
                found: found.into_iter().collect(),
                documents: self.committed.clone(),
                reads: tx.read_set(),
            });
        }
    }
}

proptest! {
    #[test]
    fn a_search_finds_what_looking_at_every_document_finds(
        steps in vec(step(), 1..40), question in question()
    ) {
        let mut world = World::new();
        for step in steps {
            world.run(step);
            world.check(&question);
        }
    }
}

#[test]
fn rare_words_and_many_occurrences_and_short_texts_come_first() {
    let store = declared(empty_store());
    let insert = |words: &str| commit(&store, |tx| tx.insert("t", text(words)).unwrap()).0;
    let common = insert("tea");
    let long = insert("the tea of a long and windy sentence about cups and saucers");
    let often = insert("tea tea");
    let rare = insert("samovar");
    let prefix = insert("teapot");
    let find = |words: &str| search(&mut store.begin(), words, &[]).unwrap();
    assert_eq!(find("samovar tea")[0], rare);
    let of_tea: Vec<_> = find("tea").into_iter().filter(|id| *id != prefix).collect();
    assert_eq!(of_tea, [often, common, long]);
    assert_eq!(find("TEA, samovar!")[0], rare);
    assert_eq!(find("teap"), [prefix], "the last word may be incomplete");
    assert_eq!(find("teap samovar"), [rare], "and no other");
    assert_eq!(find(""), []);
    assert_eq!(find("?!"), []);
}

#[test]
fn of_equals_the_newer_comes_first() {
    let store = declared(empty_store());
    let ids: Vec<_> = (0..4)
        .map(|_| commit(&store, |tx| tx.insert("t", text("same")).unwrap()).0)
        .collect();
    let found = search(&mut store.begin(), "same", &[]).unwrap();
    assert_eq!(found, ids.into_iter().rev().collect::<Vec<_>>());
}

#[test]
fn a_search_depends_on_its_words_and_on_the_value_of_its_filter() {
    let store = declared(empty_store());
    let insert = |words: &str, who: &str| {
        let fields = object([("text", Value::from(words)), ("who", Value::from(who))]);
        commit(&store, |tx| tx.insert("t", fields).unwrap()).1.ts
    };
    let filter = ("who", Some(Value::from("ada")));
    let mut tx = store.begin();
    search(&mut tx, "green tea", &[filter]).unwrap();
    let touches = |ts: Timestamp| {
        let changes = store.changes_since(tx.begin_ts()).unwrap();
        let change = changes.iter().find(|change| change.ts() == ts).unwrap();
        tx.read_set().overlaps(change)
    };
    assert!(touches(insert("green", "ada")));
    assert!(
        touches(insert("teapots", "ada")),
        "the last word is a prefix"
    );
    assert!(!touches(insert("greenish", "ada")), "only the last one");
    assert!(!touches(insert("tea", "bob")));
    assert!(!touches(insert("coffee", "ada")));
}

#[test]
fn a_writer_that_searched_conflicts_with_one_that_wrote_what_it_looked_for() {
    let store = declared(empty_store());
    let mut tx = store.begin();
    assert_eq!(search(&mut tx, "tea", &[]).unwrap(), []);
    tx.insert("t", text("coffee")).unwrap();
    commit(&store, |tx| tx.insert("t", text("tea")).unwrap());
    let error = store.commit_blocking(tx).unwrap_err();
    assert!(error.to_string().contains("\"t\""), "{error}");
}

#[test]
fn more_results_than_there_may_be_are_an_error_only_for_who_reads_them() {
    let store = declared(empty_store());
    for part in 0..2 {
        commit(&store, |tx| {
            for number in 0..MAX_SEARCH_RESULTS / 2 {
                tx.insert("t", text(&format!("word {part} {number}")))
                    .unwrap();
            }
        });
    }
    let mut tx = store.begin();
    let error = search(&mut tx, "word", &[]).unwrap_err();
    assert_eq!(error.code(), "SearchQueryScannedTooManyDocumentsError");
    assert!(
        error
            .to_string()
            .starts_with("Search query scanned too many documents (fetched 1024).")
    );
    let index = tx.search_index("t.by_text").unwrap();
    let mut matches = tx.search(&index, "word", &[]).unwrap();
    for _ in 0..MAX_SEARCH_RESULTS {
        assert!(matches.next(&mut tx).unwrap().is_some());
    }
}

#[test]
fn filters_that_the_index_does_not_have_are_refused() {
    let store = declared(empty_store());
    let code = |filters: &Filters| search(&mut store.begin(), "a", filters).unwrap_err().code();
    assert_eq!(code(&[("text", None)]), "IncorrectFilterFieldError");
    assert_eq!(
        code(&[("who", None), ("who", None)]),
        "DuplicateSearchFilters"
    );
    let nine = vec![("who", None); 9];
    assert_eq!(code(&nine), "TooManyFiltersInSearchQuery");
    let missing = store.begin().search_index("t.other").unwrap_err();
    assert_eq!(missing.to_string(), "Index t.other not found.");
}

#[test]
fn an_index_is_made_from_what_is_stored_and_goes_with_its_definition() {
    let store = empty_store();
    let (id, _) = commit(&store, |tx| tx.insert("t", text("tea")).unwrap());
    let change = block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    assert_eq!(change.created_indexes, ["t.by_text"]);
    assert_eq!(search(&mut store.begin(), "tea", &[]).unwrap(), [id]);
    let same = block_on(store.apply_schema(&schema(SCHEMA))).unwrap();
    assert!(same.created_indexes.is_empty());
    let staged = SCHEMA.replace("searchIndexes", "stagedSearchIndexes");
    let change = block_on(store.apply_schema(&schema(&staged))).unwrap();
    assert_eq!(change.dropped_indexes, ["t.by_text"]);
    let error = store.begin().search_index("t.by_text").unwrap_err();
    assert_eq!(error.code(), "IndexStagedError");
}
