//! What the runtime has done, for whoever watches it.

/// Counts since the runtime was made, of all its threads. Contexts are used again if `rewinds` grows with the calls
/// and `loads` does not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// Contexts in which a module was evaluated, for a call, ahead of one or to analyse it.
    pub loads: u64,
    /// Contexts that were put back to what they were before the call of a query or mutation.
    pub rewinds: u64,
}
