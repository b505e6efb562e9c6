//! The typed view that an optimistic update changes.

use std::sync::Arc;

use convex_sync::{LocalStore, QueryKey};
use convex_typed::{PaginatedQuery, PaginationResult, Query, Wire, from_json, to_json};

/// The results on the page, as an optimistic update sees and changes them.
///
/// The closure runs at once, and again whenever the server's results change before the mutation is
/// confirmed, each time over the newest results. So it must be a function of the store and its
/// arguments alone: no signals, no counters, and only one id or time per mutation, made outside.
pub struct OptimisticStore<'a> {
    store: &'a mut LocalStore,
}

impl<'a> OptimisticStore<'a> {
    pub(crate) fn new(store: &'a mut LocalStore) -> Self {
        Self { store }
    }

    /// The result of a query, unless it is loading, failed or not subscribed to.
    pub fn get<F: Query>(&self, _query: F, args: &F::Args) -> Option<F::Returns> {
        from_json(self.store.get(&QueryKey::of::<F>(args))?).ok()
    }

    /// Replaces the result of a query.
    pub fn set<F: Query>(&mut self, _query: F, args: &F::Args, value: &F::Returns) {
        let json = to_json(value).into();
        self.store.set(QueryKey::of::<F>(args), Some(json));
    }

    /// Changes the result of a query, if it is there.
    pub fn update<F: Query>(
        &mut self,
        query: F,
        args: &F::Args,
        change: impl FnOnce(&mut F::Returns),
    ) {
        if let Some(mut value) = self.get::<F>(query, args) {
            change(&mut value);
            self.write(QueryKey::of::<F>(args), &value);
        }
    }

    /// Changes the results of a query for all arguments that the page is subscribed to.
    pub fn update_all<F: Query>(
        &mut self,
        _query: F,
        mut change: impl FnMut(&F::Args, &mut F::Returns),
    ) {
        for key in self.store.keys_of(F::PATH) {
            let Some(json) = self.store.get(&key) else {
                continue;
            };
            let (Ok(args), Ok(mut value)) = (from_json(key.args()), from_json(json)) else {
                continue;
            };
            change(&args, &mut value);
            self.write::<F::Returns>(key, &value);
        }
    }

    /// Changes the results of a query for all arguments alike.
    pub fn update_every<F: Query>(&mut self, _query: F, mut change: impl FnMut(&mut F::Returns)) {
        for key in self.store.keys_of(F::PATH) {
            let value = self.store.get(&key).map(|json| from_json(json));
            if let Some(Ok(mut value)) = value {
                change(&mut value);
                self.write::<F::Returns>(key, &value);
            }
        }
    }

    /// Changes the rows of all loaded pages of all lists of a query. Rows may be removed.
    pub fn update_every_page<F: PaginatedQuery>(
        &mut self,
        query: F,
        mut change: impl FnMut(&mut Vec<F::Item>),
    ) {
        self.update_every(query, |page: &mut PaginationResult<F::Item>| {
            change(&mut page.page);
        });
    }

    /// Changes the rows of all loaded pages of the lists for which `of` is true. Rows may be removed.
    pub fn update_pages<F: PaginatedQuery>(
        &mut self,
        query: F,
        mut of: impl FnMut(&F::Args) -> bool,
        mut change: impl FnMut(&mut Vec<F::Item>),
    ) {
        self.update_all(query, |args, page: &mut PaginationResult<F::Item>| {
            if of(args) {
                change(&mut page.page);
            }
        });
    }

    /// Puts a row before the first page of the lists for which `of` is true.
    pub fn insert_first<F: PaginatedQuery>(
        &mut self,
        query: F,
        mut of: impl FnMut(&F::Args) -> bool,
        item: &F::Item,
    ) {
        self.update_all(query, |args, page: &mut PaginationResult<F::Item>| {
            if F::options(args).cursor.is_none() && of(args) {
                page.page.insert(0, item.clone());
            }
        });
    }

    /// Puts a row after the last page of the lists for which `of` is true, if that page is loaded.
    pub fn insert_last<F: PaginatedQuery>(
        &mut self,
        query: F,
        mut of: impl FnMut(&F::Args) -> bool,
        item: &F::Item,
    ) {
        self.update_all(query, |args, page: &mut PaginationResult<F::Item>| {
            if page.is_done && of(args) {
                page.page.push(item.clone());
            }
        });
    }

    fn write<T: Wire>(&mut self, key: QueryKey, value: &T) {
        let json = to_json(value);
        // Text that did not change keeps its identity, and nobody is notified.
        if self.store.get(&key).is_none_or(|old| **old != *json) {
            self.store.set(key, Some(Arc::from(json)));
        }
    }
}
