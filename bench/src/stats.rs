//! Percentiles of a set of durations.

use std::time::Duration;

/// Durations, sorted.
#[derive(Debug)]
pub(crate) struct Samples(Vec<Duration>);

impl Samples {
    pub(crate) fn new(mut samples: Vec<Duration>) -> Self {
        samples.sort_unstable();
        Self(samples)
    }

    /// The nearest-rank percentile; zero for an empty set.
    pub(crate) fn percentile(&self, percent: usize) -> Duration {
        let rank = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(rank).copied().unwrap_or_default()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many are longer than this.
    pub(crate) fn longer_than(&self, limit: Duration) -> usize {
        self.0.len() - self.0.partition_point(|sample| *sample <= limit)
    }

    pub(crate) fn p50(&self) -> Duration {
        self.percentile(50)
    }

    pub(crate) fn p95(&self) -> Duration {
        self.percentile(95)
    }

    /// `p50 / p95` in milliseconds.
    pub(crate) fn summary(&self) -> String {
        format!("{} / {} ms", millis(self.p50()), millis(self.p95()))
    }
}

/// Milliseconds with two digits.
pub(crate) fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1e3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_rank() {
        let samples = Samples::new((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(samples.p50(), Duration::from_millis(50));
        assert_eq!(samples.p95(), Duration::from_millis(95));
        assert_eq!(samples.longer_than(Duration::from_millis(95)), 5);
        assert_eq!(Samples::new(vec![]).p50(), Duration::ZERO);
    }
}
