//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/advisorMemories.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/advisorMemories.ts"
)]

use crate::{AdvisorId, AdvisorMemory, AdvisorMemoryId, ConversationId, MessageId};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `advisorMemories:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "advisorMemories:list";
    type Args = ListArgs;
    type Returns = Vec<AdvisorMemory>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub advisor_id: AdvisorId,
    pub conversation_id: Option<ConversationId>,
}

impl Wire for ListArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            conversation_id: fields.optional("conversationId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.optional("conversationId", &self.conversation_id);
        object.end();
    }
}

impl ListArgs {
    /// The required arguments, all others absent.
    pub fn new(advisor_id: AdvisorId) -> Self {
        Self {
            advisor_id,
            conversation_id: None,
        }
    }
}

/// `advisorMemories:put`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put;

impl Function for Put {
    const PATH: &'static str = "advisorMemories:put";
    type Args = PutArgs;
    type Returns = AdvisorMemoryId;
}

impl Mutation for Put {}

#[derive(Debug, Clone, PartialEq)]
pub struct PutArgs {
    pub advisor_id: AdvisorId,
    pub content: String,
    pub conversation_id: Option<ConversationId>,
    pub importance: f64,
    pub key: String,
    pub source_message_id: Option<MessageId>,
}

impl Wire for PutArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            content: fields.required("content", misfits),
            conversation_id: fields.optional("conversationId", misfits),
            importance: fields.required("importance", misfits),
            key: fields.required("key", misfits),
            source_message_id: fields.optional("sourceMessageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.required("content", &self.content);
        object.optional("conversationId", &self.conversation_id);
        object.required("importance", &self.importance);
        object.required("key", &self.key);
        object.optional("sourceMessageId", &self.source_message_id);
        object.end();
    }
}

impl PutArgs {
    /// The required arguments, all others absent.
    pub fn new(advisor_id: AdvisorId, content: String, importance: f64, key: String) -> Self {
        Self {
            advisor_id,
            content,
            conversation_id: None,
            importance,
            key,
            source_message_id: None,
        }
    }
}

/// `advisorMemories:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "advisorMemories:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub memory_id: AdvisorMemoryId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            memory_id: fields.required("memoryId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("memoryId", &self.memory_id);
        object.end();
    }
}

/// `advisorMemories:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "advisorMemories:search";
    type Args = SearchArgs;
    type Returns = Vec<AdvisorMemory>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchArgs {
    pub advisor_id: AdvisorId,
    pub text: String,
}

impl Wire for SearchArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.required("text", &self.text);
        object.end();
    }
}

/// `advisorMemories:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "advisorMemories:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub content: Option<String>,
    pub importance: Option<f64>,
    pub memory_id: AdvisorMemoryId,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.optional("content", misfits),
            importance: fields.optional("importance", misfits),
            memory_id: fields.required("memoryId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("content", &self.content);
        object.optional("importance", &self.importance);
        object.required("memoryId", &self.memory_id);
        object.end();
    }
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(memory_id: AdvisorMemoryId) -> Self {
        Self {
            content: None,
            importance: None,
            memory_id,
        }
    }
}
