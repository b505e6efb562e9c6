//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/presence.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/presence.ts"
)]

use crate::{Presence, ThreadId};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `presence:heartbeat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heartbeat;

impl Function for Heartbeat {
    const PATH: &'static str = "presence:heartbeat";
    type Args = HeartbeatArgs;
    type Returns = ();
}

impl Mutation for Heartbeat {}

#[derive(Debug, Clone, PartialEq)]
pub struct HeartbeatArgs {
    pub device: String,
    pub thread_id: Option<ThreadId>,
}

impl Wire for HeartbeatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            device: fields.required("device", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("device", &self.device);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct InThreadArgs {
    pub thread_id: ThreadId,
}

impl Wire for InThreadArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("threadId", &self.thread_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct LeaveArgs {
    pub device: String,
}

impl Wire for LeaveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            device: fields.required("device", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("device", &self.device);
        object.end();
    }
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
