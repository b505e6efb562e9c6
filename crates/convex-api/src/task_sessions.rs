//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/taskSessions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/taskSessions.ts"
)]

use crate::{TaskId, TaskSession};
use convex_typed::{
    Function, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `taskSessions:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "taskSessions:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<TaskSession>;
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
