//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/pullRequestSnapshots.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/pullRequestSnapshots.ts"
)]

use convex_typed::{Function, Query};
use serde::{Deserialize, Serialize};

use crate::{MessageId, PullRequestSnapshot, TaskId};

/// `pullRequestSnapshots:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "pullRequestSnapshots:byMessage";
    type Args = ByMessageArgs;
    type Returns = Option<PullRequestSnapshot>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByMessageArgs {
    pub message_id: MessageId,
}

/// `pullRequestSnapshots:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "pullRequestSnapshots:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<PullRequestSnapshot>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByTaskArgs {
    pub task_id: TaskId,
}
