//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/drafts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/drafts.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{Draft, ThreadId, ThreadKind};

/// `drafts:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "drafts:get";
    type Args = GetArgs;
    type Returns = Option<Draft>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetArgs {
    pub kind: ThreadKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
}

impl GetArgs {
    /// The required arguments, all others absent.
    pub fn new(kind: ThreadKind) -> Self {
        Self {
            kind,
            thread_id: None,
        }
    }
}

/// `drafts:save`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Save;

impl Function for Save {
    const PATH: &'static str = "drafts:save";
    type Args = SaveArgs;
    type Returns = ();
}

impl Mutation for Save {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SaveArgs {
    pub content: String,
    pub kind: ThreadKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
}

impl SaveArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, kind: ThreadKind) -> Self {
        Self {
            content,
            kind,
            llm_model: None,
            thread_id: None,
        }
    }
}
