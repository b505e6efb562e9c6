//! How long JavaScript may run: the interrupt handler's view of time.

use crate::cancel::Cancel;
use convex_host::Host;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

/// Why JavaScript was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Its time is used up.
    Timeout,
    /// The caller went away.
    Cancelled,
}

/// A stopwatch with a limit. It only runs while JavaScript does: time in syscalls is not counted.
pub(crate) struct Budget {
    host: Arc<dyn Host>,
    limit: Cell<Duration>,
    spent: Cell<Duration>,
    running_since: Cell<Option<Duration>>,
    stopped: Cell<Option<Stop>>,
    cancel: RefCell<Option<Arc<Cancel>>>,
}

impl Budget {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self {
            host,
            limit: Cell::new(Duration::MAX),
            spent: Cell::default(),
            running_since: Cell::default(),
            stopped: Cell::default(),
            cancel: RefCell::default(),
        }
    }

    /// Starts a new allowance.
    pub(crate) fn allow(&self, limit: Duration, cancel: Option<Arc<Cancel>>) {
        self.limit.set(limit);
        self.spent.set(Duration::ZERO);
        self.running_since.set(None);
        self.stopped.set(None);
        *self.cancel.borrow_mut() = cancel;
    }

    /// Runs JavaScript on the clock. Re-entrant: an inner call changes nothing.
    pub(crate) fn running<R>(&self, run: impl FnOnce() -> R) -> R {
        let outermost = self.running_since.get().is_none();
        if outermost {
            self.running_since.set(Some(self.host.monotonic()));
        }
        let result = run();
        if outermost {
            self.pause();
        }
        result
    }

    /// Runs something that JavaScript waits for off the clock.
    pub(crate) fn paused<R>(&self, run: impl FnOnce() -> R) -> R {
        let was_running = self.pause();
        let result = run();
        if was_running {
            self.running_since.set(Some(self.host.monotonic()));
        }
        result
    }

    fn pause(&self) -> bool {
        let Some(since) = self.running_since.take() else {
            return false;
        };
        let elapsed = self.host.monotonic().saturating_sub(since);
        self.spent.set(self.spent.get().saturating_add(elapsed));
        true
    }

    /// Whether JavaScript must stop now; asked by the engine every few thousand steps.
    pub(crate) fn must_stop(&self) -> bool {
        if self.stopped.get().is_some() {
            return true;
        }
        let since_start = self.running_since.get().map_or(Duration::ZERO, |since| {
            self.host.monotonic().saturating_sub(since)
        });
        let cancelled = self
            .cancel
            .borrow()
            .as_ref()
            .is_some_and(|cancel| cancel.is_cancelled());
        if cancelled {
            self.stopped.set(Some(Stop::Cancelled));
        } else if self.spent.get().saturating_add(since_start) > self.limit.get() {
            self.stopped.set(Some(Stop::Timeout));
        }
        self.stopped.get().is_some()
    }

    /// Runs JavaScript on an allowance of its own; afterwards everything is as before.
    pub(crate) fn grace<R>(&self, limit: Duration, run: impl FnOnce() -> R) -> R {
        let before = (
            self.limit.get(),
            self.spent.get(),
            self.running_since.take(),
            self.stopped.get(),
        );
        let cancel = self.cancel.take();
        self.allow(limit, None);
        let result = self.running(run);
        self.limit.set(before.0);
        self.spent.set(before.1);
        self.running_since.set(before.2);
        self.stopped.set(before.3);
        *self.cancel.borrow_mut() = cancel;
        result
    }

    /// What was allowed.
    pub(crate) fn limit(&self) -> Duration {
        self.limit.get()
    }

    /// Why JavaScript was stopped, if it was.
    pub(crate) fn stopped(&self) -> Option<Stop> {
        self.stopped.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    #[test]
    fn only_time_on_the_clock_counts() {
        let host = Arc::new(SimHost::new(1, 0));
        let budget = Budget::new(host.clone());
        let second = Duration::from_secs(1);
        budget.allow(second, None);
        budget.running(|| {
            host.advance(second / 2);
            budget.paused(|| host.advance(second * 60));
            assert!(!budget.must_stop());
            host.advance(second);
            assert!(budget.must_stop());
        });
        assert_eq!(budget.stopped(), Some(Stop::Timeout));
    }

    #[test]
    fn a_cancelled_call_stops_at_once() {
        let budget = Budget::new(Arc::new(SimHost::new(1, 0)));
        let cancel = Arc::new(Cancel::default());
        budget.allow(Duration::MAX, Some(cancel.clone()));
        assert!(!budget.must_stop());
        cancel.cancel();
        assert!(budget.must_stop());
        assert_eq!(budget.stopped(), Some(Stop::Cancelled));
    }
}
