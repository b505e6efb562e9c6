//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/threadSummaries.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/threadSummaries.ts"
)]

use crate::{ThreadId, ThreadSummary};
use convex_typed::{
    Function, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `threadSummaries:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "threadSummaries:list";
    type Args = ListArgs;
    type Returns = Vec<ThreadSummary>;
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
