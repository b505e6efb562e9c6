//! The one place where a deployment touches clocks, entropy and threads that last.
//!
//! Everything below the deployment takes time and randomness from a [`Host`], and has it run what goes on beside
//! requests, so that a test or a simulation can own all of that. The crate knows nothing of documents, functions or sockets; every native
//! crate may depend on it, browser crates may not.

mod sim;
mod system;

pub use sim::SimHost;
pub use system::SystemHost;

use futures::future::BoxFuture;
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

    /// Runs a task that may block, beside everything else and to its end: on a thread of its own, unless a
    /// simulation keeps all tasks to itself.
    ///
    /// # Errors
    /// If the operating system gives no thread.
    fn spawn(&self, name: &str, task: BoxFuture<'static, ()>) -> std::io::Result<()> {
        let thread = std::thread::Builder::new().name(name.to_owned());
        thread
            .spawn(move || futures::executor::block_on(task))
            .map(drop)
    }

    /// Whether whoever would hand blocking work to a pool of threads does it in place: in a simulation, which owns
    /// the order of everything, nobody else waits meanwhile.
    fn blocks_in_place(&self) -> bool {
        false
    }

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
