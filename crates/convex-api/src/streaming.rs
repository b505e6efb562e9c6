//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/streaming.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/streaming.ts"
)]

use std::{fmt, str::FromStr};

use crate::{
    ActiveRun, AttachmentId, MessageId, RunId, RunProvenance, SendResult, StreamChunks, ThreadId,
    UnknownVariant, VariantResult,
};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object, write_text},
    read_variant,
};

/// `streaming:active`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active;

impl Function for Active {
    const PATH: &'static str = "streaming:active";
    type Args = ActiveArgs;
    type Returns = Option<ActiveRun>;
}

impl Query for Active {}

#[derive(Debug, Clone, PartialEq)]
pub struct ActiveArgs {
    pub thread_id: ThreadId,
}

impl Wire for ActiveArgs {
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

/// `streaming:deltas`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deltas;

impl Function for Deltas {
    const PATH: &'static str = "streaming:deltas";
    type Args = DeltasArgs;
    type Returns = StreamChunks;
}

impl Query for Deltas {}

#[derive(Debug, Clone, PartialEq)]
pub struct DeltasArgs {
    pub after: f64,
    pub message_id: MessageId,
}

impl Wire for DeltasArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            after: fields.required("after", misfits),
            message_id: fields.required("messageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("after", &self.after);
        object.required("messageId", &self.message_id);
        object.end();
    }
}

/// `streaming:edit`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit;

impl Function for Edit {
    const PATH: &'static str = "streaming:edit";
    type Args = EditArgs;
    type Returns = VariantResult;
}

impl Mutation for Edit {}

#[derive(Debug, Clone, PartialEq)]
pub struct EditArgs {
    pub client_id: Option<String>,
    pub content: String,
    pub llm_model: Option<String>,
    pub message_id: MessageId,
    pub thread_id: Option<ThreadId>,
}

impl Wire for EditArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            client_id: fields.optional("clientId", misfits),
            content: fields.required("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
            message_id: fields.required("messageId", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("clientId", &self.client_id);
        object.required("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.required("messageId", &self.message_id);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl EditArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, message_id: MessageId) -> Self {
        Self {
            client_id: None,
            content,
            llm_model: None,
            message_id,
            thread_id: None,
        }
    }
}

/// `streaming:provenance`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Provenance;

impl Function for Provenance {
    const PATH: &'static str = "streaming:provenance";
    type Args = ProvenanceArgs;
    type Returns = Option<RunProvenance>;
}

impl Query for Provenance {}

#[derive(Debug, Clone, PartialEq)]
pub struct ProvenanceArgs {
    pub message_id: MessageId,
}

impl Wire for ProvenanceArgs {
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

/// `streaming:resume`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resume;

impl Function for Resume {
    const PATH: &'static str = "streaming:resume";
    type Args = ResumeArgs;
    type Returns = ResumeReturns;
}

impl Mutation for Resume {}

#[derive(Debug, Clone, PartialEq)]
pub struct ResumeArgs {
    pub message_id: MessageId,
}

impl Wire for ResumeArgs {
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

#[derive(Debug, Clone, PartialEq)]
pub struct ResumeReturns {
    pub run_id: RunId,
}

impl Wire for ResumeReturns {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            run_id: fields.required("runId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("runId", &self.run_id);
        object.end();
    }
}

/// `streaming:retry`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Retry;

impl Function for Retry {
    const PATH: &'static str = "streaming:retry";
    type Args = RetryArgs;
    type Returns = VariantResult;
}

impl Mutation for Retry {}

#[derive(Debug, Clone, PartialEq)]
pub struct RetryArgs {
    pub client_id: Option<String>,
    pub llm_model: Option<String>,
    pub message_id: MessageId,
    pub thread_id: Option<ThreadId>,
}

impl Wire for RetryArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            client_id: fields.optional("clientId", misfits),
            llm_model: fields.optional("llmModel", misfits),
            message_id: fields.required("messageId", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("clientId", &self.client_id);
        object.optional("llmModel", &self.llm_model);
        object.required("messageId", &self.message_id);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl RetryArgs {
    /// The required arguments, all others absent.
    pub fn new(message_id: MessageId) -> Self {
        Self {
            client_id: None,
            llm_model: None,
            message_id,
            thread_id: None,
        }
    }
}

/// `streaming:send`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Send;

impl Function for Send {
    const PATH: &'static str = "streaming:send";
    type Args = SendArgs;
    type Returns = SendResult;
}

impl Mutation for Send {}

#[derive(Debug, Clone, PartialEq)]
pub struct SendArgs {
    pub attachments: Option<Vec<AttachmentId>>,
    pub client_id: Option<String>,
    pub content: String,
    pub llm_model: Option<String>,
    pub mode: Option<SendMode>,
    pub thread_id: ThreadId,
}

impl Wire for SendArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.optional("attachments", misfits),
            client_id: fields.optional("clientId", misfits),
            content: fields.required("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
            mode: fields.optional("mode", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("attachments", &self.attachments);
        object.optional("clientId", &self.client_id);
        object.required("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.optional("mode", &self.mode);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl SendArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, thread_id: ThreadId) -> Self {
        Self {
            attachments: None,
            client_id: None,
            content,
            llm_model: None,
            mode: None,
            thread_id,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SendMode {
    Queue,
    Interrupt,
}

impl SendMode {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Queue, Self::Interrupt];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queue => "queue",
            Self::Interrupt => "interrupt",
        }
    }
}

impl fmt::Display for SendMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SendMode {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("SendMode", text))
    }
}

impl Wire for SendMode {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "SendMode", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

/// `streaming:stop`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop;

impl Function for Stop {
    const PATH: &'static str = "streaming:stop";
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
