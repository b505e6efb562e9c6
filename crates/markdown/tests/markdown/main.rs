//! What texts look like, complete and while they grow, and what is never in them.

mod complete;
mod diffs;
mod growing;
mod harmless;
mod support;
