//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messages.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messages.ts"
)]

use crate::{Message, MessageId, MessageRole, TaskId, ThreadId};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfit, Object},
};

/// `messages:append`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Append;

impl Function for Append {
    const PATH: &'static str = "messages:append";
    type Args = AppendArgs;
    type Returns = MessageId;
}

impl Mutation for Append {}

#[derive(Debug, Clone, PartialEq)]
pub struct AppendArgs {
    pub content: String,
    pub llm_model: Option<String>,
    pub role: MessageRole,
    pub task_id: TaskId,
}

impl Wire for AppendArgs {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            content: fields.required("content")?,
            llm_model: fields.optional("llmModel")?,
            role: fields.required("role")?,
            task_id: fields.required("taskId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.required("role", &self.role);
        object.required("taskId", &self.task_id);
        object.end();
    }
}

impl AppendArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, role: MessageRole, task_id: TaskId) -> Self {
        Self {
            content,
            llm_model: None,
            role,
            task_id,
        }
    }
}

/// `messages:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "messages:byTask";
    type Args = ByTaskArgs;
    type Returns = PaginationResult<Message>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByTaskArgs {
    pub pagination_opts: PaginationOptions,
    pub task_id: TaskId,
}

impl Wire for ByTaskArgs {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            pagination_opts: fields.required("paginationOpts")?,
            task_id: fields.required("taskId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("taskId", &self.task_id);
        object.end();
    }
}

impl PaginatedQuery for ByTask {
    type Item = Message;

    fn options(args: &ByTaskArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByTaskArgs, options: PaginationOptions) -> ByTaskArgs {
        ByTaskArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `messages:byThread`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByThread;

impl Function for ByThread {
    const PATH: &'static str = "messages:byThread";
    type Args = ByThreadArgs;
    type Returns = PaginationResult<Message>;
}

impl Query for ByThread {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByThreadArgs {
    pub pagination_opts: PaginationOptions,
    pub thread_id: ThreadId,
}

impl Wire for ByThreadArgs {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            pagination_opts: fields.required("paginationOpts")?,
            thread_id: fields.required("threadId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl PaginatedQuery for ByThread {
    type Item = Message;

    fn options(args: &ByThreadArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByThreadArgs, options: PaginationOptions) -> ByThreadArgs {
        ByThreadArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `messages:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "messages:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub message_id: MessageId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            message_id: fields.required("messageId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.end();
    }
}

/// `messages:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "messages:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub content: String,
    pub message_id: MessageId,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            content: fields.required("content")?,
            message_id: fields.required("messageId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.required("messageId", &self.message_id);
        object.end();
    }
}
