//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/typing.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/typing.ts"
)]

use crate::{ThreadId, Typing};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `typing:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "typing:list";
    type Args = ListArgs;
    type Returns = Vec<Typing>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub thread_id: ThreadId,
}

impl Wire for ListArgs {
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

/// `typing:start`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start;

impl Function for Start {
    const PATH: &'static str = "typing:start";
    type Args = StartArgs;
    type Returns = ();
}

impl Mutation for Start {}

#[derive(Debug, Clone, PartialEq)]
pub struct StartArgs {
    pub thread_id: ThreadId,
}

impl Wire for StartArgs {
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

/// `typing:stop`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

impl Function for Stop {
    const PATH: &'static str = "typing:stop";
    type Args = StopArgs;
    type Returns = ();
}

impl Mutation for Stop {}

#[derive(Debug, Clone, PartialEq)]
pub struct StopArgs {
    pub thread_id: ThreadId,
}

impl Wire for StopArgs {
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
