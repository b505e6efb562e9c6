//! x
pub(crate) fn provide() {}
