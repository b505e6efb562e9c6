//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messageParts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messageParts.ts"
)]

use convex_typed::{Function, Query};
use serde::{Deserialize, Serialize};

use crate::{MessageId, MessagePart};

/// `messageParts:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "messageParts:byMessage";
    type Args = ByMessageArgs;
    type Returns = Vec<MessagePart>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByMessageArgs {
    pub message_id: MessageId,
}
