use std::fmt;

/// A commit's place in time: nanoseconds since the Unix epoch, strictly increasing over commits, also
/// across restarts and when the wall clock is set back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub u64);

impl Timestamp {
    /// Before every commit.
    pub const ZERO: Self = Self(0);

    /// The next possible timestamp.
    pub fn successor(self) -> Self {
        Self(self.0.saturating_add(1))
    }

    /// Milliseconds since the Unix epoch, with the fraction that float64 can hold.
    pub fn as_millis(self) -> f64 {
        self.0 as f64 / 1e6
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
