//! How long to wait before the next attempt.

use std::time::Duration;

/// Randomness for jitter and nothing else. Seeded from outside.
#[derive(Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// SplitMix64, as a number in `0.0..1.0`.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// No delay grows beyond this, before jitter.
const MAX_MILLIS: f64 = 16_000.0;

/// The client closed the socket because nothing arrived.
pub(crate) const INACTIVE: &str = "InactiveServer";
/// The client closed the socket because a transition did not continue the last one.
pub(crate) const VERSION_MISMATCH: &str = "StartVersionMismatch";
/// The client closed the socket because it did not understand a message, or one was lost.
pub(crate) const INVALID_MESSAGE: &str = "InvalidServerMessage";

const OVERLOADED: [&str; 10] = [
    "SubscriptionsWorkerFullError",
    "TooManyConcurrentRequests",
    "CommitterFullError",
    "AwsTooManyRequestsException",
    "ExecuteFullError",
    "SystemTimeoutError",
    "ExpiredInQueue",
    "VectorIndexTooLarge",
    "SearchIndexTooLarge",
    "TooManyWritesInTimePeriod",
];

/// First delay after a connection ended for this reason.
fn initial_millis(reason: &str) -> f64 {
    if [INACTIVE, VERSION_MISMATCH, INVALID_MESSAGE].contains(&reason) {
        100.0
    } else if OVERLOADED.iter().any(|code| reason.starts_with(code)) {
        3_000.0
    } else {
        1_000.0
    }
}

/// The delay before attempt number `retries` (from zero): doubled each time, capped, ±50 %.
pub(crate) fn delay(reason: &str, retries: u32, jitter: &mut Jitter) -> Duration {
    let base = (initial_millis(reason) * 2f64.powi(retries.min(30) as i32)).min(MAX_MILLIS);
    Duration::from_millis((base * (0.5 + jitter.next())) as u64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_delay_stays_within_half_of_its_class(seed: u64, retries in 0u32..100) {
            for (reason, first) in [(INACTIVE, 100.0), ("closed with code 1006", 1_000.0), ("ExecuteFullError: x", 3_000.0)] {
                let base = (first * 2f64.powi(retries as i32)).min(MAX_MILLIS);
                let delay = delay(reason, retries, &mut Jitter::new(seed)).as_millis() as f64;
                prop_assert!(delay >= (base * 0.5).floor() && delay <= base * 1.5);
            }
        }
    }
}
