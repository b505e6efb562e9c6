//! The query set: what is subscribed to, and what the connection has been told about it.
//!
//! A page has dozens of subscriptions, not thousands: lists serve as well as trees, and each kind of
//! tree would cost kilobytes of the browser's module.

use crate::{
    Outcome, QueryKey,
    wire::{self, Add, Change, QuerySetChange},
};

#[derive(Debug)]
struct Query {
    id: u32,
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
    /// In the order of their ids.
    live: Vec<Query>,
    /// Results that came with the document, until the first live one.
    preloaded: Vec<(QueryKey, Outcome)>,
    /// What the connection does not know yet.
    to_add: Vec<u32>,
    to_remove: Vec<u32>,
    /// Version of the query set on this connection.
    version: u32,
}

impl Queries {
    pub(crate) fn preload(&mut self, key: QueryKey, outcome: Outcome) {
        self.preloaded.push((key, outcome));
    }

    pub(crate) fn subscribe(&mut self, key: &QueryKey) {
        if let Some(query) = self.live.iter_mut().find(|query| query.key == *key) {
            query.subscribers += 1;
            return;
        }
        let id = self.next;
        self.next += 1;
        self.live.push(Query {
            id,
            key: key.clone(),
            subscribers: 1,
            journal: None,
            outcome: None,
        });
        self.to_add.push(id);
    }

    /// True if that was the last subscriber.
    pub(crate) fn unsubscribe(&mut self, key: &QueryKey) -> bool {
        let Some(position) = self.live.iter().position(|query| query.key == *key) else {
            return false;
        };
        let query = &mut self.live[position];
        query.subscribers -= 1;
        if query.subscribers > 0 {
            return false;
        }
        let id = query.id;
        self.live.remove(position);
        self.forget_preloaded(key);
        // Told nothing, the connection has nothing to forget.
        match self.to_add.iter().position(|added| *added == id) {
            Some(position) => {
                self.to_add.remove(position);
            }
            None => self.to_remove.push(id),
        }
        true
    }

    fn forget_preloaded(&mut self, key: &QueryKey) {
        self.preloaded.retain(|(preloaded, _)| preloaded != key);
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
        self.to_add = self.live.iter().map(|query| query.id).collect();
    }

    fn modify(&mut self) -> String {
        let add = self
            .live
            .iter()
            .filter(|query| self.to_add.contains(&query.id))
            .map(|query| Add {
                id: query.id,
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
            let Some(query) = self.live.iter_mut().find(|query| query.id == change.query) else {
                continue;
            };
            if change.outcome.is_some() {
                query.journal = Some(change.journal);
            }
            // Equal text keeps its identity, so that comparing stays cheap.
            if query.outcome == change.outcome {
                continue;
            }
            query.outcome = change.outcome;
            let key = query.key.clone();
            self.forget_preloaded(&key);
        }
    }

    /// What the server said about every subscribed query; `None` is still to come.
    pub(crate) fn results(&self) -> impl Iterator<Item = (QueryKey, Option<Outcome>)> + '_ {
        self.live.iter().map(|query| {
            let preloaded = || {
                self.preloaded
                    .iter()
                    .find(|(key, _)| *key == query.key)
                    .map(|(_, outcome)| outcome)
            };
            (
                query.key.clone(),
                query.outcome.as_ref().or_else(preloaded).cloned(),
            )
        })
    }
}
