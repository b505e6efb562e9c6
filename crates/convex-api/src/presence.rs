//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/presence.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/presence.ts"
)]

use convex_typed::{Function, Mutation, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::{Presence, ThreadId};

/// `presence:heartbeat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat;

impl Function for Heartbeat {
    const PATH: &'static str = "presence:heartbeat";
    type Args = HeartbeatArgs;
    type Returns = ();
}

impl Mutation for Heartbeat {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeartbeatArgs {
    pub device: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
}

impl HeartbeatArgs {
    /// The required arguments, all others absent.
    pub fn new(device: String) -> Self {
        Self {
            device,
            thread_id: None,
        }
    }
}

/// `presence:inThread`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InThread;

impl Function for InThread {
    const PATH: &'static str = "presence:inThread";
    type Args = InThreadArgs;
    type Returns = Vec<Presence>;
}

impl Query for InThread {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InThreadArgs {
    pub thread_id: ThreadId,
}

/// `presence:leave`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leave;

impl Function for Leave {
    const PATH: &'static str = "presence:leave";
    type Args = LeaveArgs;
    type Returns = ();
}

impl Mutation for Leave {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LeaveArgs {
    pub device: String,
}

/// `presence:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "presence:list";
    type Args = NoArgs;
    type Returns = Vec<Presence>;
}

impl Query for List {}
