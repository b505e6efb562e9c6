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

    #[cfg(unix)]
    fn thread_time(&self) -> Duration {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap_or_default()
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        // Without entropy nothing secret can be made; there is no safe way to go on.
        #[expect(clippy::expect_used, reason = "no safe continuation without entropy")]
        getrandom::fill(buffer).expect("the operating system gives entropy");
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_that_waits_uses_no_processor_time() {
        let host = SystemHost::new();
        let (started, used) = (host.monotonic(), host.thread_time());
        let waited = Duration::from_millis(20);
        let (_keep, nothing) = std::sync::mpsc::channel::<()>();
        assert!(nothing.recv_timeout(waited).is_err());
        assert!(host.monotonic() - started >= waited);
        assert!(host.thread_time() - used < waited);
    }
}
