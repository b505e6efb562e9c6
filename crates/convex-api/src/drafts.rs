//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/drafts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/drafts.ts"
)]

use crate::{Draft, ThreadId, ThreadKind};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `drafts:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "drafts:get";
    type Args = GetArgs;
    type Returns = Option<Draft>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq)]
pub struct GetArgs {
    pub kind: ThreadKind,
    pub thread_id: Option<ThreadId>,
}

impl Wire for GetArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl GetArgs {
    /// The required arguments, all others absent.
    pub fn new(kind: ThreadKind) -> Self {
        Self {
            kind,
            thread_id: None,
        }
    }
}

/// `drafts:save`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Save;

impl Function for Save {
    const PATH: &'static str = "drafts:save";
    type Args = SaveArgs;
    type Returns = ();
}

impl Mutation for Save {}

#[derive(Debug, Clone, PartialEq)]
pub struct SaveArgs {
    pub content: String,
    pub kind: ThreadKind,
    pub llm_model: Option<String>,
    pub thread_id: Option<ThreadId>,
}

impl Wire for SaveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            kind: fields.required("kind", misfits),
            llm_model: fields.optional("llmModel", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.required("kind", &self.kind);
        object.optional("llmModel", &self.llm_model);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl SaveArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, kind: ThreadKind) -> Self {
        Self {
            content,
            kind,
            llm_model: None,
            thread_id: None,
        }
    }
}
