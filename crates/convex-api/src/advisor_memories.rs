//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/advisorMemories.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/advisorMemories.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{AdvisorId, AdvisorMemory, AdvisorMemoryId, ConversationId, MessageId};

/// `advisorMemories:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "advisorMemories:list";
    type Args = ListArgs;
    type Returns = Vec<AdvisorMemory>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub advisor_id: AdvisorId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
}

impl ListArgs {
    /// The required arguments, all others absent.
    pub fn new(advisor_id: AdvisorId) -> Self {
        Self {
            advisor_id,
            conversation_id: None,
        }
    }
}

/// `advisorMemories:put`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put;

impl Function for Put {
    const PATH: &'static str = "advisorMemories:put";
    type Args = PutArgs;
    type Returns = AdvisorMemoryId;
}

impl Mutation for Put {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PutArgs {
    pub advisor_id: AdvisorId,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(with = "convex_typed::float64")]
    pub importance: f64,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_message_id: Option<MessageId>,
}

impl PutArgs {
    /// The required arguments, all others absent.
    pub fn new(advisor_id: AdvisorId, content: String, importance: f64, key: String) -> Self {
        Self {
            advisor_id,
            content,
            conversation_id: None,
            importance,
            key,
            source_message_id: None,
        }
    }
}

/// `advisorMemories:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "advisorMemories:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub memory_id: AdvisorMemoryId,
}

/// `advisorMemories:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "advisorMemories:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub importance: Option<f64>,
    pub memory_id: AdvisorMemoryId,
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(memory_id: AdvisorMemoryId) -> Self {
        Self {
            content: None,
            importance: None,
            memory_id,
        }
    }
}
