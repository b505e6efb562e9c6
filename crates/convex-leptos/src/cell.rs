//! The signal behind a query hook: decodes outcomes, notifies only about real changes, and keeps
//! `<Suspense>` waiting while there is nothing to show.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use convex_sync::Outcome;
use convex_typed::{ConvexError, ErrorKind, Wire, from_json};
use leptos::{
    prelude::{ArcRwSignal, GetUntracked, Set, Track, Update, WithUntracked, use_context},
    reactive::computed::suspense::{SuspenseContext, TaskHandle},
};

use crate::QueryState;

/// Receives what happens to one query, without knowing its type.
pub(crate) trait Sink: Send + Sync {
    /// The query asks for something else now, and no answer is known. With `keep` the last value
    /// stays visible until the answer arrives.
    fn pending(&self, keep: bool);
    /// Nothing is asked.
    fn skipped(&self);
    /// An outcome is known.
    fn outcome(&self, outcome: &Outcome);
}

/// State of one query hook.
pub(crate) struct QueryCell<T> {
    state: ArcRwSignal<QueryState<T>>,
    stale: ArcRwSignal<bool>,
    /// Suspense boundaries that wait for the state to leave `Pending`.
    boundaries: Mutex<Vec<TaskHandle>>,
}

impl<T: Send + Sync + 'static> QueryCell<T> {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            state: ArcRwSignal::new(QueryState::Pending),
            stale: ArcRwSignal::new(false),
            boundaries: Mutex::default(),
        })
    }

    pub(crate) fn stale(&self) -> ArcRwSignal<bool> {
        self.stale.clone()
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.state.with_untracked(QueryState::is_pending)
    }

    /// Subscribes the reader; an enclosing boundary waits if there is nothing to read yet.
    pub(crate) fn track(&self) {
        self.state.track();
        if self.is_pending()
            && let Some(boundary) = use_context::<SuspenseContext>()
        {
            let task = boundary.task_id();
            self.boundaries
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(task);
            // The answer may have come from another thread since.
            if !self.is_pending() {
                self.release();
            }
        }
    }

    pub(crate) fn with_untracked<U>(&self, f: impl FnOnce(&QueryState<T>) -> U) -> U {
        self.state.with_untracked(f)
    }

    fn release(&self) {
        let tasks = mem::take(
            &mut *self
                .boundaries
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        drop(tasks);
    }
}

impl<T: Send + Sync + PartialEq + 'static> QueryCell<T> {
    /// Shows a state; readers hear of it only if it differs.
    pub(crate) fn show(&self, state: QueryState<T>) {
        if self.state.with_untracked(|old| *old != state) {
            self.state.set(state);
        }
        self.set_stale(false);
        if !self.is_pending() {
            self.release();
        }
    }

    fn set_stale(&self, stale: bool) {
        if self.stale.get_untracked() != stale {
            self.stale.update(|current| *current = stale);
        }
    }
}

impl<T: Wire> Sink for QueryCell<T> {
    fn pending(&self, keep: bool) {
        if keep
            && self
                .state
                .with_untracked(|state| matches!(state, QueryState::Ready(_)))
        {
            self.set_stale(true);
        } else {
            self.show(QueryState::Pending);
        }
    }

    fn skipped(&self) {
        self.show(QueryState::Skipped);
    }

    fn outcome(&self, outcome: &Outcome) {
        self.show(match outcome {
            Ok(json) => match decode(json) {
                Ok(value) => QueryState::Ready(value),
                Err(error) => QueryState::Failed(error),
            },
            Err(error) => QueryState::Failed(error.clone()),
        });
    }
}

/// Reads a result; a misfit names the place.
pub(crate) fn decode<T: Wire>(json: &str) -> Result<T, ConvexError> {
    from_json(json).map_err(|misfit| {
        ConvexError::new(
            ErrorKind::Decode,
            format!("the result does not fit its type, regenerate the API: {misfit}"),
        )
    })
}
