//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/taskSessions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/taskSessions.ts"
)]

use convex_typed::{Function, Query};
use serde::{Deserialize, Serialize};

use crate::{TaskId, TaskSession};

/// `taskSessions:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "taskSessions:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<TaskSession>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByTaskArgs {
    pub task_id: TaskId,
}
