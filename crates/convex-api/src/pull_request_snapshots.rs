//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/pullRequestSnapshots.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/pullRequestSnapshots.ts"
)]

use crate::{MessageId, PullRequestSnapshot, TaskId};
use convex_typed::{
    Function, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `pullRequestSnapshots:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "pullRequestSnapshots:byMessage";
    type Args = ByMessageArgs;
    type Returns = Option<PullRequestSnapshot>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByMessageArgs {
    pub message_id: MessageId,
}

impl Wire for ByMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.end();
    }
}

/// `pullRequestSnapshots:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "pullRequestSnapshots:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<PullRequestSnapshot>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByTaskArgs {
    pub task_id: TaskId,
}

impl Wire for ByTaskArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            task_id: fields.required("taskId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("taskId", &self.task_id);
        object.end();
    }
}
