//! x
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TaskStatus { Running, Completed, Initializing, Stopped, Failed, Archived }
