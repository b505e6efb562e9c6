//! Limits and sizes, all in one place.

use crate::budget::Allowance;
use std::time::Duration;

/// How much functions may use and how many run at once. The defaults are those of the reference
/// backend, except the number of workers, which follows the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct RuntimeOptions {
    /// Threads that run queries and mutations; more calls wait in order.
    pub transaction_workers: usize,
    /// Actions that run at the same time; more wait in order. As many again may run for actions that
    /// wait for them, at each depth.
    pub max_actions: usize,
    /// Contexts that each transaction worker keeps ready, for as many modules at most: about 2 MiB each, half of it
    /// for making them as they were after a call. One more has no module.
    pub warm_contexts: usize,
    /// Processor time of a query's or mutation's JavaScript. Neither time in syscalls counts, nor time in which the
    /// machine does something else.
    pub transaction_time: Duration,
    /// Whole duration of an action.
    pub action_time: Duration,
    /// Processor time for evaluating the modules of one call; more for those that were seen to need more when they
    /// were analysed.
    pub load_time: Duration,
    /// Processor time for evaluating a module to learn what it exports.
    pub first_load_time: Duration,
    /// Processor time for learning what all modules of a version export, each by itself within
    /// [`Self::first_load_time`].
    pub analysis_time: Duration,
    /// How long a query, a mutation or the evaluation of modules may take by the clock, everything included: a
    /// guard for what uses no processor time, so far more than correct functions need on a busy machine.
    pub guard_time: Duration,
    /// Memory of one context: 64 MiB of heap and 64 MiB of array buffers share one bound.
    pub memory: usize,
    /// JavaScript stack of one context. Nested calls each have one.
    pub stack: usize,
    /// Depth of nested calls.
    pub nesting: usize,
    /// Asynchronous syscalls of one action that run at once; more wait in order.
    pub action_syscalls: usize,
}

impl Default for RuntimeOptions {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            transaction_workers: cores.clamp(2, 16),
            max_actions: 64,
            warm_contexts: 16,
            transaction_time: Duration::from_secs(1),
            action_time: Duration::from_secs(1800),
            load_time: Duration::from_secs(1),
            first_load_time: Duration::from_secs(5),
            analysis_time: Duration::from_secs(60),
            guard_time: Duration::from_secs(60),
            memory: 128 << 20,
            stack: 4 << 20,
            nesting: 8,
            action_syscalls: 8,
        }
    }
}

/// How many times as long as before the evaluation of a module may take: other modules share the caches.
const LEEWAY: u32 = 3;

impl RuntimeOptions {
    /// What the JavaScript of a query or mutation may use.
    pub(crate) fn transaction(&self) -> Allowance {
        Allowance {
            computing: self.transaction_time,
            elapsed: self.guard_time,
        }
    }

    /// What the evaluation of a module may use that took so long when it was analysed.
    pub(crate) fn loading(&self, took: Duration) -> Allowance {
        Allowance {
            computing: self.load_time.max(took.saturating_mul(LEEWAY)),
            elapsed: self.guard_time,
        }
    }

    /// What the evaluation of a module may use when it is analysed.
    pub(crate) fn loading_first(&self, left: Duration) -> Allowance {
        Allowance {
            computing: self.first_load_time.min(left),
            elapsed: self.guard_time,
        }
    }
}
