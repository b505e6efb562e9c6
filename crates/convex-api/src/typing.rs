//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/typing.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/typing.ts"
)]

use convex_typed::{Function, Mutation, Query};
use serde::{Deserialize, Serialize};

use crate::{ThreadId, Typing};

/// `typing:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "typing:list";
    type Args = ListArgs;
    type Returns = Vec<Typing>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub thread_id: ThreadId,
}

/// `typing:start`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start;

impl Function for Start {
    const PATH: &'static str = "typing:start";
    type Args = StartArgs;
    type Returns = ();
}

impl Mutation for Start {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StartArgs {
    pub thread_id: ThreadId,
}

/// `typing:stop`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

impl Function for Stop {
    const PATH: &'static str = "typing:stop";
    type Args = StopArgs;
    type Returns = ();
}

impl Mutation for Stop {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StopArgs {
    pub thread_id: ThreadId,
}
