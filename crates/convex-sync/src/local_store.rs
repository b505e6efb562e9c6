//! What optimistic updates see and change: the results on the page, as encoded JSON text.

use std::sync::Arc;

use crate::{Outcome, QueryKey};

/// A view of all query results: what the server said, with the changes of earlier layers on top.
///
/// Writes stay in this view. It is thrown away and made anew whenever the server's results change,
/// so an update must depend on nothing but the store and its arguments.
#[derive(Debug, Default)]
pub struct LocalStore {
    results: Vec<(QueryKey, Option<Outcome>)>,
}

impl LocalStore {
    /// A view over these results; `None` is a query that is still loading.
    pub fn new(results: impl IntoIterator<Item = (QueryKey, Option<Outcome>)>) -> Self {
        Self {
            results: results.into_iter().collect(),
        }
    }

    /// The result of a query, unless it is unknown, loading or failed.
    pub fn get(&self, key: &QueryKey) -> Option<&Arc<str>> {
        self.outcome(key)?.as_ref().ok()
    }

    /// Replaces the result of a query; `None` makes it loading.
    ///
    /// Has no visible effect on queries that nobody is subscribed to.
    pub fn set(&mut self, key: QueryKey, value: Option<Arc<str>>) {
        let value = value.map(Ok);
        match self.results.iter_mut().find(|(known, _)| *known == key) {
            Some((_, slot)) => *slot = value,
            None => self.results.push((key, value)),
        }
    }

    /// All known queries with this path, whatever their arguments.
    pub fn keys_of(&self, path: &str) -> Vec<QueryKey> {
        self.results
            .iter()
            .map(|(key, _)| key)
            .filter(|key| key.path() == path)
            .cloned()
            .collect()
    }

    /// The queries that show something else here than there.
    pub(crate) fn differences(&self, before: &Self) -> Vec<QueryKey> {
        let differs = |(position, (key, outcome)): &(usize, &(QueryKey, Option<Outcome>))| {
            // Most queries stand where they stood.
            let old = match before.results.get(*position) {
                Some((known, old)) if known == key => old.as_ref(),
                _ => before.outcome(key),
            };
            match (outcome, old) {
                // Unchanged text is mostly the very same text.
                (Some(Ok(new)), Some(Ok(old))) => !Arc::ptr_eq(new, old) && new != old,
                (new, old) => new.as_ref() != old,
            }
        };
        self.results
            .iter()
            .enumerate()
            .filter(differs)
            .map(|(_, (key, _))| key.clone())
            .collect()
    }

    /// What is to be seen of a query.
    pub(crate) fn outcome(&self, key: &QueryKey) -> Option<&Outcome> {
        self.results
            .iter()
            .find(|(known, _)| known == key)?
            .1
            .as_ref()
    }
}
