//! The plain model: every state there was, and what each query had to say of it.
//!
//! It learns of commits from the disk, so it knows what is durable, and checks each against the one before: a list
//! grows by one value that it has never had, and accounts keep their sum. That alone makes the history serial;
//! what mutations answered is compared with it in [`Oracle::check_answer`].

use crate::functions::{ACCOUNTS, BALANCE};
use convex_store::{CommitBatch, MetadataChange};
use convex_values::{DocumentId, TableNumber};
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that functions can read.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct State {
    lists: BTreeMap<u64, Vec<u64>>,
    accounts: BTreeMap<u64, i64>,
}

#[derive(Default)]
pub(crate) struct Oracle {
    tables: BTreeMap<TableNumber, String>,
    /// What document is which list or account.
    keys: BTreeMap<DocumentId, u64>,
    /// The state from each timestamp on, ascending.
    states: Vec<(u64, State)>,
    /// Values of lists and where they were committed.
    values: BTreeMap<u64, usize>,
}

fn number(json: &Json) -> u64 {
    json.as_f64().expect("a number") as u64
}

impl Oracle {
    /// A commit is durable.
    pub(crate) fn committed(&mut self, batch: &CommitBatch) {
        for change in &batch.metadata {
            if let MetadataChange::CreateTable { number, name } = change {
                self.tables.insert(*number, name.clone());
            }
        }
        let mut state = self.latest().clone();
        for write in &batch.documents {
            let table = self.tables.get(&write.id.table).map(String::as_str);
            let Some(document) = &write.document else {
                assert!(!matches!(table, Some("lists" | "accounts")), "a deletion");
                continue;
            };
            let fields: Json = serde_json::from_str(document.json()).expect("JSON");
            match table {
                Some("lists") => {
                    let values = fields["values"].as_array().expect("a list");
                    let key = number(&fields["key"]);
                    let values = values.iter().map(number).collect();
                    self.identify(write.id, key);
                    state.lists.insert(key, values);
                }
                Some("accounts") => {
                    let name = number(&fields["name"]);
                    self.identify(write.id, name);
                    let balance = fields["balance"].as_f64().expect("a number") as i64;
                    state.accounts.insert(name, balance);
                }
                _ => {}
            }
        }
        self.check_step(&state);
        let ts = batch.ts.0;
        assert!(self.states.last().is_none_or(|(last, _)| *last < ts));
        self.states.push((ts, state));
    }

    /// No two documents are the same list or account.
    fn identify(&mut self, id: DocumentId, key: u64) {
        let known = self.keys.iter().find(|(other, other_key)| {
            other.table == id.table && **other_key == key && **other != id
        });
        assert!(known.is_none(), "{key} is there twice");
        self.keys.insert(id, key);
    }

    fn check_step(&mut self, state: &State) {
        let before = self.latest().clone();
        let at = self.states.len();
        for (key, values) in &state.lists {
            let old = before.lists.get(key).map_or(&[][..], Vec::as_slice);
            assert!(
                values.starts_with(old),
                "list {key} lost something: {old:?} became {values:?}"
            );
            for value in &values[old.len()..] {
                let again = self.values.insert(*value, at);
                assert!(again.is_none(), "{value} was appended twice");
            }
            assert!(values.len() <= old.len() + 1, "{old:?} became {values:?}");
        }
        let sum: i64 = state.accounts.values().sum();
        assert!(
            state.accounts.is_empty() || sum == ACCOUNTS as i64 * BALANCE,
            "the sum is {sum}"
        );
    }

    pub(crate) fn latest(&self) -> &State {
        static EMPTY: State = State {
            lists: BTreeMap::new(),
            accounts: BTreeMap::new(),
        };
        self.states.last().map_or(&EMPTY, |(_, state)| state)
    }

    pub(crate) fn commits(&self) -> usize {
        self.states.len()
    }

    /// Number of the state at a timestamp.
    fn state_at(&self, ts: u64) -> Option<usize> {
        self.states
            .partition_point(|(from, _)| *from <= ts)
            .checked_sub(1)
    }

    /// All of these answers must be those of the state at `ts`.
    pub(crate) fn check_view<'a>(
        &self,
        ts: u64,
        answers: impl IntoIterator<Item = (&'a str, &'a Json, &'a Json)>,
    ) {
        let at = self.state_at(ts);
        for (path, args, answer) in answers {
            let at = at.expect("answers at a time before the first commit");
            assert_eq!(
                *answer,
                self.states[at].1.answer(path, args),
                "{path}({args}) at {ts}"
            );
        }
    }

    /// The first state from number `from` on of which all these answers are; there must be one.
    pub(crate) fn find_view(&self, from: usize, answers: &[(&str, &Json, Json)]) -> usize {
        let fits = |state: &State| {
            let mut answers = answers.iter();
            answers.all(|(path, args, answer)| state.answer(path, args) == *answer)
        };
        let found = self.states[from..]
            .iter()
            .position(|(_, state)| fits(state));
        let found = found.unwrap_or_else(|| {
            panic!("no state from {from} on is what a client shows: {answers:?}")
        });
        from + found
    }

    /// The state in which a value appeared.
    pub(crate) fn state_of(&self, value: u64) -> Option<usize> {
        self.values.get(&value).copied()
    }

    /// What an append answered must be the list as its own commit left it.
    pub(crate) fn check_answer(&self, key: u64, value: u64, answer: &Json) -> usize {
        let at = self.state_of(value);
        let at = at.unwrap_or_else(|| panic!("{value} was acknowledged but is not durable"));
        assert_eq!(
            *answer,
            self.states[at].1.answer("sim:list", &json!({ "key": key }))
        );
        at
    }
}

impl State {
    /// What a query has to say.
    fn answer(&self, path: &str, args: &Json) -> Json {
        let floats = |numbers: &mut dyn Iterator<Item = f64>| numbers.collect::<Vec<f64>>();
        match path {
            "sim:list" => {
                let list = self.lists.get(&number(&args["key"]));
                let values = list.into_iter().flatten().map(|value| *value as f64);
                json!(floats(&mut { values }))
            }
            "sim:lengths" => {
                let lengths = self.lists.values().map(|values| values.len() as f64);
                json!(floats(&mut { lengths }))
            }
            "sim:balances" => {
                let balances = self.accounts.values().map(|balance| *balance as f64);
                json!(floats(&mut { balances }))
            }
            "sim:total" => json!(self.accounts.values().sum::<i64>() as f64),
            other => panic!("no query {other}"),
        }
    }

    /// All values of all lists.
    pub(crate) fn values(&self) -> BTreeSet<u64> {
        self.lists.values().flatten().copied().collect()
    }
}
