//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/attachments.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/attachments.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{AttachmentEntry, AttachmentId, MessageId, ThreadId};

/// `attachments:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "attachments:byMessage";
    type Args = ByMessageArgs;
    type Returns = Vec<AttachmentEntry>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByMessageArgs {
    pub message_id: MessageId,
}

/// `attachments:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "attachments:create";
    type Args = CreateArgs;
    type Returns = AttachmentId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt_text: Option<String>,
    pub content_type: String,
    pub name: String,
    #[serde(with = "convex_typed::float64")]
    pub size: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    pub thread_id: ThreadId,
}

impl CreateArgs {
    /// The required arguments, all others absent.
    pub fn new(content_type: String, name: String, size: f64, thread_id: ThreadId) -> Self {
        Self {
            alt_text: None,
            content_type,
            name,
            size,
            text: None,
            thread_id,
        }
    }
}

/// `attachments:describe`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Describe;

impl Function for Describe {
    const PATH: &'static str = "attachments:describe";
    type Args = DescribeArgs;
    type Returns = ();
}

impl Mutation for Describe {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DescribeArgs {
    pub alt_text: String,
    pub attachment_id: AttachmentId,
}

/// `attachments:pending`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending;

impl Function for Pending {
    const PATH: &'static str = "attachments:pending";
    type Args = PendingArgs;
    type Returns = Vec<AttachmentEntry>;
}

impl Query for Pending {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PendingArgs {
    pub thread_id: ThreadId,
}

/// `attachments:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "attachments:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub attachment_id: AttachmentId,
}
