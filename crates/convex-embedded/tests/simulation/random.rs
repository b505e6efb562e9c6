//! Every choice of a simulation follows from its seed.

use convex_host::{Host as _, SimHost};
use std::sync::Arc;

/// Clones draw from the same sequence.
#[derive(Clone, Debug)]
pub(crate) struct Random(Arc<SimHost>);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(Arc::new(SimHost::new(seed, 0)))
    }

    pub(crate) fn fill(&self, buffer: &mut [u8]) {
        self.0.fill_random(buffer);
    }

    /// A number below `end`.
    pub(crate) fn below(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end.max(1)
    }

    /// True once in `times`.
    pub(crate) fn once_in(&self, times: u64) -> bool {
        self.below(times) == 0
    }
}
