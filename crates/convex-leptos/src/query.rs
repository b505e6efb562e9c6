//! `use_query`.

use std::sync::Arc;

use convex_sync::QueryKey;
use convex_typed::{Query, Wire};
use leptos::prelude::{Get, GetValue, ReadValue, Signal, StoredValue, untrack};

use crate::{
    ConvexClient, QueryState,
    cell::{QueryCell, Sink},
    client::{Watch, run_tracked},
};

/// Subscribes to a query.
///
/// The closure gives the arguments and may read signals: when they change, the subscription follows.
/// It may also return an `Option`; `None` skips the query ([`QueryState::Skipped`]).
///
/// Two uses with equal arguments share one subscription, one request on the server and one entry in
/// the document. Readers are notified only when the value has really changed.
///
/// **Server**: asks the request's backend at the request's timestamp. Read under `<Suspense>` or
/// `<Transition>`, the page waits for the answer. Without a backend the state stays pending.
/// **Hydrating**: ready at once with the value from the document.
/// **Browser**: pending until the first answer, then live until the owner is disposed. When arguments
/// change, the previous value stays until the new one is there (see [`UseQueryOptions::keep_previous`]).
#[track_caller]
pub fn use_query<F, A>(
    query: F,
    args: impl Fn() -> A + Send + Sync + 'static,
) -> UseQuery<F::Returns>
where
    F: Query,
    A: Into<Option<F::Args>>,
{
    use_query_with_options(query, args, UseQueryOptions::default())
}

/// [`use_query`] with options. **Server**, **hydrating**, **browser**: as there.
#[track_caller]
pub fn use_query_with_options<F, A>(
    _query: F,
    args: impl Fn() -> A + Send + Sync + 'static,
    options: UseQueryOptions,
) -> UseQuery<F::Returns>
where
    F: Query,
    A: Into<Option<F::Args>>,
{
    let cell = QueryCell::<F::Returns>::new();
    let skip = options.skip;
    let question = move || {
        if skip.is_some_and(|skip| skip.get()) {
            return None;
        }
        args().into().map(|args| QueryKey::of::<F>(&args))
    };
    if let Some(client) = ConvexClient::from_context() {
        follow(
            client,
            Box::new(question),
            Arc::clone(&cell) as Arc<dyn Sink>,
            options.keep_previous,
        );
    }
    UseQuery {
        cell: StoredValue::new(cell),
    }
}

/// What to ask right now, if anything.
type Question = Box<dyn Fn() -> Option<QueryKey>>;

/// Keeps the sink subscribed to whatever the question says. Not generic: it exists once.
fn follow(client: ConvexClient, question: Question, sink: Arc<dyn Sink>, keep: bool) {
    let mut current: Option<(QueryKey, Watch)> = None;
    run_tracked(Box::new(move || match question() {
        Some(key) => {
            if current.as_ref().is_none_or(|(asked, _)| *asked != key) {
                sink.pending(keep);
                // The new watch begins before the old one ends: what both need stays subscribed.
                let watch = untrack(|| client.watch(&key, Arc::clone(&sink)));
                current = Some((key, watch));
            }
        }
        None => {
            current = None;
            sink.skipped();
        }
    }));
}

/// Options of [`use_query_with_options`].
#[derive(Debug, Clone, Copy)]
pub struct UseQueryOptions {
    skip: Option<Signal<bool>>,
    keep_previous: bool,
}

impl Default for UseQueryOptions {
    fn default() -> Self {
        Self {
            skip: None,
            keep_previous: true,
        }
    }
}

impl UseQueryOptions {
    /// Asks nothing while the signal is true; the arguments closure is not called then.
    #[must_use]
    pub fn skip(mut self, skip: impl Into<Signal<bool>>) -> Self {
        self.skip = Some(skip.into());
        self
    }

    /// When arguments change: whether the last value stays until the new answer is there (the
    /// default; [`UseQuery::is_stale`] is true meanwhile), or the state becomes pending.
    #[must_use]
    pub fn keep_previous(mut self, keep_previous: bool) -> Self {
        self.keep_previous = keep_previous;
        self
    }
}

/// A live query, from [`use_query`]. `Copy`; lives as long as the owner it was made in.
pub struct UseQuery<T: 'static> {
    cell: StoredValue<Arc<QueryCell<T>>>,
}

impl<T> Clone for UseQuery<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for UseQuery<T> {}

impl<T: Wire> UseQuery<T> {
    /// The state, tracked.
    pub fn get(&self) -> QueryState<T> {
        self.with(Clone::clone)
    }

    /// The value if there is one, tracked.
    pub fn value(&self) -> Option<T> {
        self.with(|state| match state {
            QueryState::Ready(value) => Some(value.clone()),
            _ => None,
        })
    }

    /// Looks at the state without cloning it, tracked.
    pub fn with<U>(&self, f: impl FnOnce(&QueryState<T>) -> U) -> U {
        match self.cell.try_get_value() {
            Some(cell) => {
                cell.track();
                cell.with_untracked(f)
            }
            None => f(&QueryState::Pending),
        }
    }

    /// Looks at the state without cloning or tracking it.
    pub fn with_untracked<U>(&self, f: impl FnOnce(&QueryState<T>) -> U) -> U {
        match self.cell.try_get_value() {
            Some(cell) => cell.with_untracked(f),
            None => f(&QueryState::Pending),
        }
    }

    /// The state as a signal, for component properties.
    pub fn signal(&self) -> Signal<QueryState<T>> {
        let this = *self;
        Signal::derive(move || this.get())
    }

    /// Whether the value shown belongs to earlier arguments, tracked.
    pub fn is_stale(&self) -> Signal<bool> {
        match self.cell.try_read_value() {
            Some(cell) => cell.stale().into(),
            None => false.into(),
        }
    }
}
