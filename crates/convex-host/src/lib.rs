//! The one place where a deployment touches clocks and entropy.
//!
//! Everything below the deployment takes time and randomness from a [`Host`], so that a test or a
//! simulation can own both. The crate knows nothing of documents, functions or sockets; every native
//! crate may depend on it, browser crates may not.

mod sim;
mod system;

pub use sim::SimHost;
pub use system::SystemHost;

use std::time::Duration;

/// Clocks and entropy of the machine, or of a simulation.
pub trait Host: Send + Sync + 'static {
    /// Nanoseconds since the Unix epoch. May jump when the wall clock is set.
    fn unix_nanos(&self) -> u64;

    /// Time since an arbitrary fixed point; never goes backwards.
    fn monotonic(&self) -> Duration;

    /// Processor time that the calling thread has used; never goes backwards. Unlike [`Self::monotonic`] it stands
    /// still while the thread waits for its turn. Where nobody counts it, it is the monotonic clock.
    fn thread_time(&self) -> Duration {
        self.monotonic()
    }

    /// Fills `buffer` with unpredictable bytes (predictable ones in a simulation).
    fn fill_random(&self, buffer: &mut [u8]);

    /// Milliseconds since the Unix epoch, with the fraction.
    fn unix_millis(&self) -> f64 {
        self.unix_nanos() as f64 / 1e6
    }

    /// A fresh 32-byte seed, for one execution's deterministic generator.
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.fill_random(&mut seed);
        seed
    }
}
