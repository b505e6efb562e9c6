//! How often functions ran and how long they took, since the start.

use convex_runtime::FunctionKind;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper ends of the classes of durations, in milliseconds.
pub(crate) const CLASSES: [u64; 10] = [1, 2, 5, 10, 25, 50, 100, 500, 2_500, 60_000];

pub(crate) const KINDS: [FunctionKind; 4] = [
    FunctionKind::Query,
    FunctionKind::Mutation,
    FunctionKind::Action,
    FunctionKind::HttpAction,
];

/// By kind of function, in the order of [`KINDS`].
#[derive(Default)]
pub(crate) struct Counts([Kind; KINDS.len()]);

#[derive(Default)]
struct Kind {
    succeeded: AtomicU64,
    failed: AtomicU64,
    micros: AtomicU64,
    classes: [AtomicU64; CLASSES.len()],
}

/// What was counted of one kind.
pub(crate) struct Counted {
    pub(crate) succeeded: u64,
    pub(crate) failed: u64,
    pub(crate) took: Duration,
    /// How many took at most as long, for each of [`CLASSES`].
    pub(crate) within: [u64; CLASSES.len()],
}

impl Counts {
    pub(super) fn add(&self, kind: FunctionKind, took: Duration, is_failure: bool) {
        let Some(position) = KINDS.iter().position(|other| *other == kind) else {
            return;
        };
        let counts = &self.0[position];
        let outcome = if is_failure {
            &counts.failed
        } else {
            &counts.succeeded
        };
        outcome.fetch_add(1, Ordering::Relaxed);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        counts.micros.fetch_add(micros, Ordering::Relaxed);
        let class = CLASSES
            .iter()
            .position(|millis| micros <= millis.saturating_mul(1_000));
        if let Some(class) = class {
            counts.classes[class].fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(crate) fn read(&self) -> [Counted; KINDS.len()] {
        std::array::from_fn(|position| {
            let counts = &self.0[position];
            let mut sum = 0;
            Counted {
                succeeded: counts.succeeded.load(Ordering::Relaxed),
                failed: counts.failed.load(Ordering::Relaxed),
                took: Duration::from_micros(counts.micros.load(Ordering::Relaxed)),
                within: std::array::from_fn(|class| {
                    sum += counts.classes[class].load(Ordering::Relaxed);
                    sum
                }),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_counted_by_kind_outcome_and_duration() {
        let counts = Counts::default();
        for (millis, is_failure) in [(1, false), (3, false), (3, true), (100_000, false)] {
            let took = Duration::from_millis(millis);
            counts.add(FunctionKind::Mutation, took, is_failure);
        }
        let [query, mutation, ..] = counts.read();
        assert_eq!((query.succeeded, query.failed), (0, 0));
        assert_eq!((mutation.succeeded, mutation.failed), (3, 1));
        assert_eq!(mutation.within[..3], [1, 1, 3]);
        assert_eq!(mutation.within[CLASSES.len() - 1], 3);
        assert_eq!(mutation.took, Duration::from_millis(100_007));
    }
}
