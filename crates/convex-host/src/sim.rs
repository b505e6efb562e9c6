use crate::Host;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// A host that is fully determined by its seed: time moves only when told to.
#[derive(Debug)]
pub struct SimHost {
    nanos: AtomicU64,
    state: AtomicU64,
}

impl SimHost {
    /// A host whose clock stands at `unix_nanos` and whose randomness follows from `seed`.
    pub fn new(seed: u64, unix_nanos: u64) -> Self {
        Self {
            nanos: AtomicU64::new(unix_nanos),
            state: AtomicU64::new(seed),
        }
    }

    /// Moves both clocks forward.
    pub fn advance(&self, by: Duration) {
        let by = u64::try_from(by.as_nanos()).unwrap_or(u64::MAX);
        self.nanos.fetch_add(by, Ordering::SeqCst);
    }

    /// SplitMix64 (Steele, Lea, Flood 2014): small, and good enough for simulations.
    fn next(&self) -> u64 {
        const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;
        let z = self
            .state
            .fetch_add(GAMMA, Ordering::SeqCst)
            .wrapping_add(GAMMA);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

impl Host for SimHost {
    fn unix_nanos(&self) -> u64 {
        self.nanos.load(Ordering::SeqCst)
    }

    fn monotonic(&self) -> Duration {
        Duration::from_nanos(self.nanos.load(Ordering::SeqCst))
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let bytes = self.next().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_seeds_give_equal_bytes_and_time_stands_still() {
        let (a, b) = (SimHost::new(7, 5), SimHost::new(7, 5));
        assert_eq!(a.seed(), b.seed());
        assert_ne!(a.seed(), a.seed());
        assert_eq!(a.unix_nanos(), 5);
        a.advance(Duration::from_nanos(3));
        assert_eq!(a.unix_nanos(), 8);
    }
}
