//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/readPositions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/readPositions.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{ThreadId, UnreadCount};

/// `readPositions:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "readPositions:get";
    type Args = GetArgs;
    type Returns = Option<UnreadCount>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetArgs {
    pub thread_id: ThreadId,
}

/// `readPositions:mark`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark;

impl Function for Mark {
    const PATH: &'static str = "readPositions:mark";
    type Args = MarkArgs;
    type Returns = ();
}

impl Mutation for Mark {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MarkArgs {
    #[serde(with = "convex_typed::float64")]
    pub position: f64,
    pub thread_id: ThreadId,
}
