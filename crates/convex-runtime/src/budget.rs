//! How long JavaScript may run: the interrupt handler's view of time.

use crate::cancel::Cancel;
use convex_host::Host;
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

/// Why JavaScript was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// It has used up this much of the thread's processor time.
    Computed(Duration),
    /// This much time has passed.
    Elapsed(Duration),
    /// The caller went away.
    Cancelled,
}

/// What a call may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allowance {
    /// Processor time in JavaScript. A machine that is busy with something else costs a function none of it.
    pub(crate) computing: Duration,
    /// Time by the clock from the beginning, waiting and syscalls included.
    pub(crate) elapsed: Duration,
}

impl Allowance {
    /// For describing an error: user code may hide in getters.
    pub(crate) const ERROR: Self = Self {
        computing: Duration::from_millis(100),
        elapsed: Duration::from_secs(10),
    };

    /// Stops at a deadline, whatever was computed until then.
    pub(crate) fn until(elapsed: Duration) -> Self {
        Self {
            computing: Duration::MAX,
            elapsed,
        }
    }
}

/// A stopwatch with limits. Processor time counts only while JavaScript runs: what syscalls use is not its own.
pub(crate) struct Budget {
    host: Arc<dyn Host>,
    allowance: Cell<Allowance>,
    began: Cell<Duration>,
    computed: Cell<Duration>,
    running_since: Cell<Option<Duration>>,
    stopped: Cell<Option<Stop>>,
    cancel: RefCell<Option<Arc<Cancel>>>,
}

impl Budget {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self {
            allowance: Cell::new(Allowance::until(Duration::MAX)),
            began: Cell::new(host.monotonic()),
            host,
            computed: Cell::default(),
            running_since: Cell::default(),
            stopped: Cell::default(),
            cancel: RefCell::default(),
        }
    }

    /// Starts a new allowance.
    pub(crate) fn allow(&self, allowance: Allowance, cancel: Option<Arc<Cancel>>) {
        self.allowance.set(allowance);
        self.began.set(self.host.monotonic());
        self.computed.set(Duration::ZERO);
        self.running_since.set(None);
        self.stopped.set(None);
        *self.cancel.borrow_mut() = cancel;
    }

    /// Runs JavaScript on the clock. Re-entrant: an inner call changes nothing.
    pub(crate) fn running<R>(&self, run: impl FnOnce() -> R) -> R {
        let outermost = self.running_since.get().is_none();
        if outermost {
            self.running_since.set(Some(self.host.thread_time()));
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
            self.running_since.set(Some(self.host.thread_time()));
        }
        result
    }

    fn pause(&self) -> bool {
        let computed = self.computed();
        self.computed.set(computed);
        self.running_since.take().is_some()
    }

    /// How much of the processor's time was used.
    pub(crate) fn computed(&self) -> Duration {
        let running = self.running_since.get().map_or(Duration::ZERO, |since| {
            self.host.thread_time().saturating_sub(since)
        });
        self.computed.get().saturating_add(running)
    }

    /// Whether JavaScript must stop now; asked by the engine every few thousand steps.
    pub(crate) fn must_stop(&self) -> bool {
        if self.stopped.get().is_none() {
            self.stopped.set(self.reason_to_stop());
        }
        self.stopped.get().is_some()
    }

    fn reason_to_stop(&self) -> Option<Stop> {
        let Allowance { computing, elapsed } = self.allowance.get();
        let cancel = self.cancel.borrow();
        if cancel.as_ref().is_some_and(|cancel| cancel.is_cancelled()) {
            Some(Stop::Cancelled)
        } else if self.computed() > computing {
            Some(Stop::Computed(computing))
        } else if self.host.monotonic().saturating_sub(self.began.get()) > elapsed {
            Some(Stop::Elapsed(elapsed))
        } else {
            None
        }
    }

    /// Runs JavaScript on an allowance of its own; afterwards everything is as before.
    pub(crate) fn grace<R>(&self, allowance: Allowance, run: impl FnOnce() -> R) -> R {
        let was_running = self.pause();
        let before = (
            self.allowance.get(),
            self.began.get(),
            self.computed.get(),
            self.stopped.get(),
        );
        let cancel = self.cancel.take();
        self.allow(allowance, None);
        let result = self.running(run);
        self.allowance.set(before.0);
        self.began.set(before.1);
        self.computed.set(before.2);
        self.stopped.set(before.3);
        *self.cancel.borrow_mut() = cancel;
        if was_running {
            self.running_since.set(Some(self.host.thread_time()));
        }
        result
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

    const SECOND: Duration = Duration::from_secs(1);

    /// A machine on which this thread gets one hundredth of the processor.
    struct Starved(SimHost);

    impl Host for Starved {
        fn unix_nanos(&self) -> u64 {
            self.0.unix_nanos()
        }

        fn monotonic(&self) -> Duration {
            self.0.monotonic()
        }

        fn thread_time(&self) -> Duration {
            self.0.monotonic() / 100
        }

        fn fill_random(&self, buffer: &mut [u8]) {
            self.0.fill_random(buffer);
        }
    }

    fn a_second_within_a_minute() -> Allowance {
        Allowance {
            computing: SECOND,
            elapsed: SECOND * 60,
        }
    }

    #[test]
    fn only_time_on_the_clock_counts() {
        let host = Arc::new(SimHost::new(1, 0));
        let budget = Budget::new(host.clone());
        budget.allow(a_second_within_a_minute(), None);
        budget.running(|| {
            host.advance(SECOND / 2);
            budget.paused(|| host.advance(SECOND * 50));
            assert!(!budget.must_stop());
            host.advance(SECOND);
            assert!(budget.must_stop());
        });
        assert_eq!(budget.stopped(), Some(Stop::Computed(SECOND)));
    }

    #[test]
    fn a_starved_function_keeps_its_second_until_the_guard() {
        let host = Arc::new(Starved(SimHost::new(1, 0)));
        let budget = Budget::new(host.clone());
        budget.allow(a_second_within_a_minute(), None);
        budget.running(|| {
            host.0.advance(SECOND * 60);
            assert!(!budget.must_stop());
            host.0.advance(SECOND);
            assert!(budget.must_stop());
        });
        assert_eq!(budget.stopped(), Some(Stop::Elapsed(SECOND * 60)));
    }

    #[test]
    fn describing_an_error_costs_the_function_nothing() {
        let host = Arc::new(SimHost::new(1, 0));
        let budget = Budget::new(host.clone());
        budget.allow(a_second_within_a_minute(), None);
        budget.running(|| {
            budget.grace(Allowance::until(SECOND * 5), || host.advance(SECOND * 3));
            assert!(!budget.must_stop());
        });
    }

    #[test]
    fn a_cancelled_call_stops_at_once() {
        let budget = Budget::new(Arc::new(SimHost::new(1, 0)));
        let cancel = Arc::new(Cancel::default());
        budget.allow(Allowance::until(Duration::MAX), Some(cancel.clone()));
        assert!(!budget.must_stop());
        cancel.cancel();
        assert!(budget.must_stop());
        assert_eq!(budget.stopped(), Some(Stop::Cancelled));
    }
}
