//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/queuedActions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/queuedActions.ts"
)]

use crate::{AttachmentId, QueuedAction, QueuedActionId, QueuedActionKind, ThreadId};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `queuedActions:add`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Add;

impl Function for Add {
    const PATH: &'static str = "queuedActions:add";
    type Args = AddArgs;
    type Returns = QueuedActionId;
}

impl Mutation for Add {}

#[derive(Debug, Clone, PartialEq)]
pub struct AddArgs {
    pub content: String,
    pub kind: QueuedActionKind,
    pub llm_model: Option<String>,
    pub thread_id: ThreadId,
}

impl Wire for AddArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            kind: fields.required("kind", misfits),
            llm_model: fields.optional("llmModel", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.required("kind", &self.kind);
        object.optional("llmModel", &self.llm_model);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl AddArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, kind: QueuedActionKind, thread_id: ThreadId) -> Self {
        Self {
            content,
            kind,
            llm_model: None,
            thread_id,
        }
    }
}

/// `queuedActions:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "queuedActions:list";
    type Args = ListArgs;
    type Returns = Vec<QueuedAction>;
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

/// `queuedActions:move`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move;

impl Function for Move {
    const PATH: &'static str = "queuedActions:move";
    type Args = MoveArgs;
    type Returns = ();
}

impl Mutation for Move {}

#[derive(Debug, Clone, PartialEq)]
pub struct MoveArgs {
    pub after_id: Option<QueuedActionId>,
    pub queued_action_id: QueuedActionId,
}

impl Wire for MoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            after_id: fields.required("afterId", misfits),
            queued_action_id: fields.required("queuedActionId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("afterId", &self.after_id);
        object.required("queuedActionId", &self.queued_action_id);
        object.end();
    }
}

/// `queuedActions:putBack`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutBack;

impl Function for PutBack {
    const PATH: &'static str = "queuedActions:putBack";
    type Args = PutBackArgs;
    type Returns = ();
}

impl Mutation for PutBack {}

#[derive(Debug, Clone, PartialEq)]
pub struct PutBackArgs {
    pub attachments: Option<Vec<AttachmentId>>,
    pub client_id: Option<String>,
    pub content: String,
    pub is_urgent: Option<bool>,
    pub kind: QueuedActionKind,
    pub llm_model: Option<String>,
    pub position: f64,
    pub thread_id: ThreadId,
}

impl Wire for PutBackArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.optional("attachments", misfits),
            client_id: fields.optional("clientId", misfits),
            content: fields.required("content", misfits),
            is_urgent: fields.optional("isUrgent", misfits),
            kind: fields.required("kind", misfits),
            llm_model: fields.optional("llmModel", misfits),
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("attachments", &self.attachments);
        object.optional("clientId", &self.client_id);
        object.required("content", &self.content);
        object.optional("isUrgent", &self.is_urgent);
        object.required("kind", &self.kind);
        object.optional("llmModel", &self.llm_model);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl PutBackArgs {
    /// The required arguments, all others absent.
    pub fn new(
        content: String,
        kind: QueuedActionKind,
        position: f64,
        thread_id: ThreadId,
    ) -> Self {
        Self {
            attachments: None,
            client_id: None,
            content,
            is_urgent: None,
            kind,
            llm_model: None,
            position,
            thread_id,
        }
    }
}

/// `queuedActions:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "queuedActions:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub queued_action_id: QueuedActionId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            queued_action_id: fields.required("queuedActionId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("queuedActionId", &self.queued_action_id);
        object.end();
    }
}

/// `queuedActions:sendNow`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendNow;

impl Function for SendNow {
    const PATH: &'static str = "queuedActions:sendNow";
    type Args = SendNowArgs;
    type Returns = ();
}

impl Mutation for SendNow {}

#[derive(Debug, Clone, PartialEq)]
pub struct SendNowArgs {
    pub thread_id: ThreadId,
}

impl Wire for SendNowArgs {
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

/// `queuedActions:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "queuedActions:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub content: Option<String>,
    pub llm_model: Option<String>,
    pub queued_action_id: QueuedActionId,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.optional("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
            queued_action_id: fields.required("queuedActionId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.required("queuedActionId", &self.queued_action_id);
        object.end();
    }
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(queued_action_id: QueuedActionId) -> Self {
        Self {
            content: None,
            llm_model: None,
            queued_action_id,
        }
    }
}
