//! Figures over time: counts by minute of the last hour, in whatever parts somebody asks for.

use std::collections::VecDeque;

const MINUTE: f64 = 60_000.0;
/// Minutes that are remembered.
const MINUTES_MAX: usize = 60;
/// Parts of a window at most.
const BUCKETS_MAX: usize = 1_000;

/// A stretch of time in equal parts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    /// Milliseconds since the Unix epoch, as is the end.
    start: f64,
    end: f64,
    buckets: usize,
}

/// A value for each part of a window; none where nothing is known.
pub(crate) type Series = Vec<Option<f64>>;

impl Window {
    /// None if it has no length, or no parts.
    pub(crate) fn new(start: f64, end: f64, buckets: usize) -> Option<Self> {
        let is_one = start < end && (1..=BUCKETS_MAX).contains(&buckets);
        is_one.then_some(Self {
            start,
            end,
            buckets,
        })
    }

    /// When each part begins.
    pub(crate) fn starts(&self) -> impl Iterator<Item = f64> {
        let Self {
            start,
            end,
            buckets,
        } = *self;
        (0..buckets).map(move |nth| start + (end - start) * nth as f64 / buckets as f64)
    }

    /// The part that an instant falls into.
    fn bucket(&self, at: f64) -> Option<usize> {
        let part = (at - self.start) / (self.end - self.start);
        let bucket = (part * self.buckets as f64).floor();
        ((0.0..1.0).contains(&part)).then(|| (bucket as usize).min(self.buckets - 1))
    }

    /// What falls into each part.
    pub(super) fn split<T>(&self, all: impl Iterator<Item = (f64, T)>) -> Vec<Vec<T>> {
        let mut parts: Vec<Vec<T>> = (0..self.buckets).map(|_| Vec::new()).collect();
        for (at, value) in all {
            if let Some(bucket) = self.bucket(at) {
                parts[bucket].push(value);
            }
        }
        parts
    }
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    Runs,
    Failures,
    /// Answers that needed no run.
    Hits,
}

/// Runs by minute, the oldest first.
#[derive(Default)]
pub(super) struct Minutes(VecDeque<Minute>);

#[derive(Clone, Copy)]
pub(super) struct Minute {
    /// Since the Unix epoch.
    number: f64,
    pub(super) runs: f64,
    pub(super) failures: f64,
    pub(super) hits: f64,
}

impl Minutes {
    pub(super) fn add(&mut self, now: f64, is_failure: bool) {
        if let Some(minute) = self.of(now) {
            minute.runs += 1.0;
            minute.failures += f64::from(u8::from(is_failure));
        }
    }

    pub(super) fn hit(&mut self, now: f64) {
        if let Some(minute) = self.of(now) {
            minute.hits += 1.0;
        }
    }

    fn of(&mut self, now: f64) -> Option<&mut Minute> {
        let number = (now / MINUTE).floor();
        // A clock that was set back counts towards the newest minute.
        if self.0.back().is_none_or(|newest| newest.number < number) {
            if self.0.len() == MINUTES_MAX {
                self.0.pop_front();
            }
            self.0.push_back(Minute {
                number,
                runs: 0.0,
                failures: 0.0,
                hits: 0.0,
            });
        }
        self.0.back_mut()
    }

    /// Each with its middle, by which it falls into a part of a window.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, Minute)> {
        let minutes = self.0.iter();
        minutes.map(|minute| ((minute.number + 0.5) * MINUTE, *minute))
    }
}

/// How many there were in each part.
pub(super) fn count(minutes: &[Vec<Minute>], counted: Counted) -> Series {
    let of = |minute: &Minute| match counted {
        Counted::Runs => minute.runs,
        Counted::Failures => minute.failures,
        Counted::Hits => minute.hits,
    };
    let parts = minutes.iter();
    parts
        .map(|part| (!part.is_empty()).then(|| part.iter().map(of).sum()))
        .collect()
}

/// How many per cent of the runs have failed in each part, or of the answers have needed a run or none.
pub(super) fn share(minutes: &[Vec<Minute>], counted: Counted) -> Series {
    let sums = [Counted::Runs, Counted::Hits, counted].map(|of| count(minutes, of).into_iter());
    let [runs, hits, parts] = sums;
    let sums = runs.zip(hits).zip(parts);
    let shares = sums.map(|((runs, hits), part)| {
        let all = match counted {
            Counted::Failures => runs?,
            Counted::Runs | Counted::Hits => runs? + hits?,
        };
        (all > 0.0).then_some(part? * 100.0 / all)
    });
    shares.collect()
}

/// How late jobs have begun by minute of the last hour, in seconds: the latest of each.
#[derive(Default)]
pub(super) struct Delays(VecDeque<(f64, f64)>);

impl Delays {
    pub(super) fn add(&mut self, now: f64, late: f64) {
        let number = (now / MINUTE).floor();
        match self.0.back_mut() {
            Some((newest, latest)) if *newest >= number => *latest = latest.max(late),
            _ => {
                if self.0.len() == MINUTES_MAX {
                    self.0.pop_front();
                }
                self.0.push_back((number, late));
            }
        }
    }

    pub(super) fn over(&self, window: &Window) -> Series {
        let minutes = self.0.iter();
        let minutes = minutes.map(|(number, late)| ((number + 0.5) * MINUTE, *late));
        let parts = window.split(minutes).into_iter();
        parts
            .map(|part| part.into_iter().reduce(f64::max))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_fall_into_the_parts_of_a_window_and_only_the_last_hour_is_known() {
        let mut minutes = Minutes::default();
        for minute in 0..100 {
            minutes.add(f64::from(minute) * MINUTE, minute % 2 == 0);
        }
        let window = Window::new(30.0 * MINUTE, 100.0 * MINUTE, 7).unwrap();
        assert_eq!(window.starts().nth(1), Some(40.0 * MINUTE));
        let parts = window.split(minutes.iter());
        let some = Some(10.0);
        assert_eq!(
            count(&parts, Counted::Runs),
            [None, some, some, some, some, some, some]
        );
        assert_eq!(share(&parts, Counted::Failures)[6], Some(50.0));
        minutes.hit(99.5 * MINUTE);
        minutes.hit(100.5 * MINUTE);
        let window = Window::new(99.0 * MINUTE, 102.0 * MINUTE, 3).unwrap();
        let parts = window.split(minutes.iter());
        assert_eq!(
            share(&parts, Counted::Hits),
            [Some(50.0), Some(100.0), None]
        );
        // Nothing ran, so nothing can have failed.
        assert_eq!(share(&parts, Counted::Failures)[1..], [None, None]);
        assert!(Window::new(1.0, 1.0, 1).is_none());
        assert!(Window::new(0.0, 1.0, 0).is_none());
    }

    #[test]
    fn the_latest_job_of_each_part_counts() {
        let mut delays = Delays::default();
        for (minute, late) in [(0.1, 2.0), (0.9, 1.0), (1.5, 0.5)] {
            delays.add(minute * MINUTE, late);
        }
        let window = Window::new(0.0, 3.0 * MINUTE, 3).unwrap();
        assert_eq!(delays.over(&window), [Some(2.0), Some(0.5), None]);
    }
}
