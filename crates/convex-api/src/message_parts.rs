//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messageParts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messageParts.ts"
)]

use convex_typed::{Function, PaginatedQuery, PaginationOptions, PaginationResult, Query};
use serde::{Deserialize, Serialize};

use crate::{MessageId, MessagePart};

/// `messageParts:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "messageParts:byMessage";
    type Args = ByMessageArgs;
    type Returns = PaginationResult<MessagePart>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByMessageArgs {
    pub message_id: MessageId,
    pub pagination_opts: PaginationOptions,
}

impl PaginatedQuery for ByMessage {
    type Item = MessagePart;

    fn options(args: &ByMessageArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByMessageArgs, options: PaginationOptions) -> ByMessageArgs {
        ByMessageArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}
