//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/attachments.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/attachments.ts"
)]

use crate::{AttachmentEntry, AttachmentId, AttachmentLimits, MessageId, StorageId, ThreadId};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `attachments:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "attachments:byMessage";
    type Args = ByMessageArgs;
    type Returns = Vec<AttachmentEntry>;
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

/// `attachments:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "attachments:create";
    type Args = CreateArgs;
    type Returns = AttachmentId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateArgs {
    pub alt_text: Option<String>,
    pub content_type: String,
    pub name: String,
    pub size: f64,
    pub storage_id: Option<StorageId>,
    pub text: Option<String>,
    pub thread_id: Option<ThreadId>,
}

impl Wire for CreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            alt_text: fields.optional("altText", misfits),
            content_type: fields.required("contentType", misfits),
            name: fields.required("name", misfits),
            size: fields.required("size", misfits),
            storage_id: fields.optional("storageId", misfits),
            text: fields.optional("text", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("altText", &self.alt_text);
        object.required("contentType", &self.content_type);
        object.required("name", &self.name);
        object.required("size", &self.size);
        object.optional("storageId", &self.storage_id);
        object.optional("text", &self.text);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl CreateArgs {
    /// The required arguments, all others absent.
    pub fn new(content_type: String, name: String, size: f64) -> Self {
        Self {
            alt_text: None,
            content_type,
            name,
            size,
            storage_id: None,
            text: None,
            thread_id: None,
        }
    }
}

/// `attachments:describe`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Describe;

impl Function for Describe {
    const PATH: &'static str = "attachments:describe";
    type Args = DescribeArgs;
    type Returns = ();
}

impl Mutation for Describe {}

#[derive(Debug, Clone, PartialEq)]
pub struct DescribeArgs {
    pub alt_text: String,
    pub attachment_id: AttachmentId,
}

impl Wire for DescribeArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            alt_text: fields.required("altText", misfits),
            attachment_id: fields.required("attachmentId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("altText", &self.alt_text);
        object.required("attachmentId", &self.attachment_id);
        object.end();
    }
}

/// `attachments:generateUploadUrl`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenerateUploadUrl;

impl Function for GenerateUploadUrl {
    const PATH: &'static str = "attachments:generateUploadUrl";
    type Args = NoArgs;
    type Returns = String;
}

impl Mutation for GenerateUploadUrl {}

/// `attachments:limits`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits;

impl Function for Limits {
    const PATH: &'static str = "attachments:limits";
    type Args = NoArgs;
    type Returns = AttachmentLimits;
}

impl Query for Limits {}

/// `attachments:pending`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending;

impl Function for Pending {
    const PATH: &'static str = "attachments:pending";
    type Args = PendingArgs;
    type Returns = Vec<AttachmentEntry>;
}

impl Query for Pending {}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct PendingArgs {
    pub thread_id: Option<ThreadId>,
}

impl Wire for PendingArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

/// `attachments:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "attachments:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub attachment_id: AttachmentId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachment_id: fields.required("attachmentId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("attachmentId", &self.attachment_id);
        object.end();
    }
}
