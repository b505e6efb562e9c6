use crate::Host;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The machine's own clocks and entropy.
#[derive(Debug, Clone)]
pub struct SystemHost {
    started: Instant,
}

impl SystemHost {
    /// A host whose monotonic clock starts at zero now.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the module that owns the clock"
    )]
    pub fn new() -> Self {
        Self {
            started: Instant::now(),
        }
    }
}

impl Default for SystemHost {
    fn default() -> Self {
        Self::new()
    }
}

impl Host for SystemHost {
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the module that owns the clock"
    )]
    fn unix_nanos(&self) -> u64 {
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| {
                u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
            })
    }

    fn monotonic(&self) -> Duration {
        self.started.elapsed()
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        // Without entropy nothing secret can be made; there is no safe way to go on.
        #[expect(clippy::expect_used, reason = "no safe continuation without entropy")]
        getrandom::fill(buffer).expect("the operating system gives entropy");
    }
}
