//! The machine of a simulation: clocks that follow tokio's paused one, and one sequence of random bytes.

use crate::random::Random;
use convex_host::Host;
use futures::future::BoxFuture;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// 2026-01-01.
const START: Duration = Duration::from_secs(1_767_225_600);

#[derive(Debug)]
struct Clock {
    /// Time before the life that runs.
    before: Duration,
    born: Option<Instant>,
    /// How far the wall clock is off.
    wall: i64,
}

/// Clones are handles to the same machine. Its clocks can be read only where a life's runtime is.
#[derive(Clone, Debug)]
pub(crate) struct Machine {
    clock: Arc<Mutex<Clock>>,
    random: Random,
}

impl Machine {
    pub(crate) fn new(random: Random) -> Self {
        let clock = Clock {
            before: Duration::ZERO,
            born: None,
            wall: 0,
        };
        Self {
            clock: Arc::new(Mutex::new(clock)),
            random,
        }
    }

    /// A life of the process begins with its runtime.
    pub(crate) fn begin_life(&self) {
        self.clock.lock().born = Some(Instant::now());
    }

    /// It ends; time goes on with the next one.
    pub(crate) fn end_life(&self) {
        let elapsed = self.elapsed();
        let mut clock = self.clock.lock();
        (clock.before, clock.born) = (elapsed, None);
    }

    pub(crate) fn elapsed(&self) -> Duration {
        let clock = self.clock.lock();
        clock.before + clock.born.map_or(Duration::ZERO, |born| born.elapsed())
    }

    /// Nothing runs for a while.
    pub(crate) fn rest(&self, time: Duration) {
        self.clock.lock().before += time;
    }

    /// Somebody sets the wall clock.
    pub(crate) fn set_wall(&self, off_by_seconds: i64) {
        self.clock.lock().wall = off_by_seconds;
    }
}

impl Host for Machine {
    fn unix_nanos(&self) -> u64 {
        let wall = i128::from(self.clock.lock().wall) * 1_000_000_000;
        let nanos = (START + self.elapsed()).as_nanos() as i128 + wall;
        u64::try_from(nanos).expect("a time that can be told")
    }

    fn monotonic(&self) -> Duration {
        self.elapsed()
    }

    fn fill_random(&self, buffer: &mut [u8]) {
        self.random.fill(buffer);
    }

    fn blocks_in_place(&self) -> bool {
        true
    }

    fn spawn(&self, _: &str, task: BoxFuture<'static, ()>) -> std::io::Result<()> {
        drop(tokio::spawn(task));
        Ok(())
    }
}
