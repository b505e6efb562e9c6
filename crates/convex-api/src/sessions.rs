//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/sessions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/sessions.ts"
)]

use convex_typed::{Function, Mutation, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::{SessionEntry, SessionId};

/// `sessions:end`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End;

impl Function for End {
    const PATH: &'static str = "sessions:end";
    type Args = EndArgs;
    type Returns = ();
}

impl Mutation for End {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EndArgs {
    pub session_id: SessionId,
}

/// `sessions:endOthers`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndOthers;

impl Function for EndOthers {
    const PATH: &'static str = "sessions:endOthers";
    type Args = NoArgs;
    type Returns = ();
}

impl Mutation for EndOthers {}

/// `sessions:mine`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mine;

impl Function for Mine {
    const PATH: &'static str = "sessions:mine";
    type Args = NoArgs;
    type Returns = Vec<SessionEntry>;
}

impl Query for Mine {}
