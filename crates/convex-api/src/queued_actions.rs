//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/queuedActions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/queuedActions.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{QueuedAction, QueuedActionId, QueuedActionKind, ThreadId};

/// `queuedActions:add`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Add;

impl Function for Add {
    const PATH: &'static str = "queuedActions:add";
    type Args = AddArgs;
    type Returns = QueuedActionId;
}

impl Mutation for Add {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AddArgs {
    pub content: String,
    pub kind: QueuedActionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    pub thread_id: ThreadId,
}

impl AddArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, kind: QueuedActionKind, thread_id: ThreadId) -> Self {
        Self {
            content,
            kind,
            llm_model: None,
            thread_id,
        }
    }
}

/// `queuedActions:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "queuedActions:list";
    type Args = ListArgs;
    type Returns = Vec<QueuedAction>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub thread_id: ThreadId,
}

/// `queuedActions:move`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move;

impl Function for Move {
    const PATH: &'static str = "queuedActions:move";
    type Args = MoveArgs;
    type Returns = ();
}

impl Mutation for Move {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MoveArgs {
    pub after_id: Option<QueuedActionId>,
    pub queued_action_id: QueuedActionId,
}

/// `queuedActions:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "queuedActions:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub queued_action_id: QueuedActionId,
}

/// `queuedActions:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "queuedActions:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    pub queued_action_id: QueuedActionId,
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(queued_action_id: QueuedActionId) -> Self {
        Self {
            content: None,
            llm_model: None,
            queued_action_id,
        }
    }
}
