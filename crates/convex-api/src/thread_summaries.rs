//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/threadSummaries.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/threadSummaries.ts"
)]

use convex_typed::{Function, Query};
use serde::{Deserialize, Serialize};

use crate::{ThreadId, ThreadSummary};

/// `threadSummaries:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "threadSummaries:list";
    type Args = ListArgs;
    type Returns = Vec<ThreadSummary>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub thread_id: ThreadId,
}
