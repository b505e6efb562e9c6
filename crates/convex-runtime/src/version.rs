//! A loaded bundle: bytecode by path.

/// Compiled modules of one deployed version.
#[derive(Debug)]
pub struct Version {}
