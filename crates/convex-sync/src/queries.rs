//! The query set: what is subscribed to, and what the connection has been told about it.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Outcome, QueryKey,
    wire::{self, Add, Change, QuerySetChange},
};

#[derive(Debug)]
struct Query {
    key: QueryKey,
    subscribers: usize,
    /// The newest journal; `None` until the first result.
    journal: Option<Option<String>>,
    /// The newest outcome, from this connection or an earlier one.
    outcome: Option<Outcome>,
}

/// Subscriptions with their results.
#[derive(Debug, Default)]
pub(crate) struct Queries {
    next: u32,
    by_key: BTreeMap<QueryKey, u32>,
    by_id: BTreeMap<u32, Query>,
    /// Results that came with the document, until the first live one.
    preloaded: BTreeMap<QueryKey, Outcome>,
    /// What the connection does not know yet.
    to_add: BTreeSet<u32>,
    to_remove: Vec<u32>,
    /// Version of the query set on this connection.
    version: u32,
}

impl Queries {
    pub(crate) fn preload(&mut self, key: QueryKey, outcome: Outcome) {
        self.preloaded.insert(key, outcome);
    }

    pub(crate) fn subscribe(&mut self, key: &QueryKey) {
        if let Some(query) = self.by_key.get(key).and_then(|id| self.by_id.get_mut(id)) {
            query.subscribers += 1;
            return;
        }
        let id = self.next;
        self.next += 1;
        self.by_key.insert(key.clone(), id);
        self.by_id.insert(
            id,
            Query {
                key: key.clone(),
                subscribers: 1,
                journal: None,
                outcome: None,
            },
        );
        self.to_add.insert(id);
    }

    /// True if that was the last subscriber.
    pub(crate) fn unsubscribe(&mut self, key: &QueryKey) -> bool {
        let Some(id) = self.by_key.get(key).copied() else {
            return false;
        };
        let Some(query) = self.by_id.get_mut(&id) else {
            return false;
        };
        query.subscribers -= 1;
        if query.subscribers > 0 {
            return false;
        }
        self.by_key.remove(key);
        self.by_id.remove(&id);
        self.preloaded.remove(key);
        // Told nothing, the connection has nothing to forget.
        if !self.to_add.remove(&id) {
            self.to_remove.push(id);
        }
        true
    }

    /// The message that brings the connection up to date, if it is behind.
    pub(crate) fn flush(&mut self) -> Option<String> {
        if self.to_add.is_empty() && self.to_remove.is_empty() {
            return None;
        }
        Some(self.modify())
    }

    /// The message that tells a new connection everything; sent even if that is nothing.
    pub(crate) fn restart(&mut self) -> String {
        self.disconnected();
        self.modify()
    }

    /// The connection is gone: the next one knows nothing.
    pub(crate) fn disconnected(&mut self) {
        self.version = 0;
        self.to_remove.clear();
        self.to_add = self.by_id.keys().copied().collect();
    }

    fn modify(&mut self) -> String {
        let add = self
            .to_add
            .iter()
            .filter_map(|id| self.by_id.get(id).map(|query| (*id, query)));
        let add = add.map(|(id, query)| Add {
            id,
            key: &query.key,
            journal: query.journal.as_ref().map(Option::as_deref),
        });
        let change = QuerySetChange {
            add: add.collect(),
            remove: &self.to_remove,
        };
        let text = wire::modify_query_set(self.version, &change);
        self.version += 1;
        self.to_add.clear();
        self.to_remove.clear();
        text
    }

    /// Takes the results of a transition. Results of queries that nobody wants any more are ignored.
    pub(crate) fn apply(&mut self, changes: Vec<Change>) {
        for change in changes {
            let Some(query) = self.by_id.get_mut(&change.query) else {
                continue;
            };
            if let Some(Ok(new)) = &change.outcome
                && let Some(Ok(old)) = &query.outcome
                && old == new
            {
                // Equal text keeps its identity, so that comparing stays cheap.
                query.journal = Some(change.journal);
                continue;
            }
            if change.outcome.is_some() {
                query.journal = Some(change.journal);
                self.preloaded.remove(&query.key);
            }
            query.outcome = change.outcome;
        }
    }

    /// What the server said about every subscribed query; `None` is still to come.
    pub(crate) fn results(&self) -> impl Iterator<Item = (QueryKey, Option<Outcome>)> + '_ {
        self.by_id.values().map(|query| {
            let outcome = query
                .outcome
                .as_ref()
                .or_else(|| self.preloaded.get(&query.key));
            (query.key.clone(), outcome.cloned())
        })
    }
}
