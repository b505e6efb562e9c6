//! What optimistic updates see and change: the results on the page, as encoded JSON text.

use std::{collections::BTreeMap, sync::Arc};

use crate::{Outcome, QueryKey};

/// A view of all query results: what the server said, with the changes of earlier layers on top.
///
/// Writes stay in this view. It is thrown away and made anew whenever the server's results change,
/// so an update must depend on nothing but the store and its arguments.
#[derive(Debug, Default)]
pub struct LocalStore {
    results: BTreeMap<QueryKey, Option<Outcome>>,
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
        self.results.get(key)?.as_ref()?.as_ref().ok()
    }

    /// Replaces the result of a query; `None` makes it loading.
    ///
    /// Has no visible effect on queries that nobody is subscribed to.
    pub fn set(&mut self, key: QueryKey, value: Option<Arc<str>>) {
        self.results.insert(key, value.map(Ok));
    }

    /// All known queries with this path, whatever their arguments.
    pub fn keys_of(&self, path: &str) -> Vec<QueryKey> {
        self.results
            .keys()
            .filter(|key| key.path() == path)
            .cloned()
            .collect()
    }

    /// The queries that show something else here than there.
    pub(crate) fn differences(&self, before: &Self) -> Vec<QueryKey> {
        let differs =
            |(key, outcome): &(&QueryKey, &Option<Outcome>)| match (outcome, before.outcome(key)) {
                (None, None) => false,
                // Unchanged text is mostly the very same text.
                (Some(Ok(new)), Some(Ok(old))) => !Arc::ptr_eq(new, old) && new != old,
                (new, old) => new.as_ref() != old,
            };
        self.results
            .iter()
            .filter(differs)
            .map(|(key, _)| key.clone())
            .collect()
    }

    /// What is to be seen of a query.
    pub(crate) fn outcome(&self, key: &QueryKey) -> Option<&Outcome> {
        self.results.get(key)?.as_ref()
    }
}
