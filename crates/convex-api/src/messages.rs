//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messages.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messages.ts"
)]

use crate::{
    AttachmentId, ChatId, EarlierMessages, LaterMessages, Message, MessageId, MessageRole,
    MessagesAround, TaskId, ThreadId,
};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `messages:addMessage`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddMessage;

impl Function for AddMessage {
    const PATH: &'static str = "messages:addMessage";
    type Args = AddMessageArgs;
    type Returns = MessageId;
}

impl Mutation for AddMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct AddMessageArgs {
    pub attachments: Option<Vec<AttachmentId>>,
    pub chat_id: ChatId,
    pub content: String,
    pub llm_model: Option<String>,
    pub role: MessageRole,
}

impl Wire for AddMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.optional("attachments", misfits),
            chat_id: fields.required("chatId", misfits),
            content: fields.required("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
            role: fields.required("role", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("attachments", &self.attachments);
        object.required("chatId", &self.chat_id);
        object.required("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.required("role", &self.role);
        object.end();
    }
}

impl AddMessageArgs {
    /// The required arguments, all others absent.
    pub fn new(chat_id: ChatId, content: String, role: MessageRole) -> Self {
        Self {
            attachments: None,
            chat_id,
            content,
            llm_model: None,
            role,
        }
    }
}

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
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
            role: fields.required("role", misfits),
            task_id: fields.required("taskId", misfits),
        }
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

/// `messages:around`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Around;

impl Function for Around {
    const PATH: &'static str = "messages:around";
    type Args = AroundArgs;
    type Returns = Option<MessagesAround>;
}

impl Query for Around {}

#[derive(Debug, Clone, PartialEq)]
pub struct AroundArgs {
    pub message_id: String,
    pub thread_id: ThreadId,
}

impl Wire for AroundArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `messages:byChat`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByChat;

impl Function for ByChat {
    const PATH: &'static str = "messages:byChat";
    type Args = ByChatArgs;
    type Returns = PaginationResult<Message>;
}

impl Query for ByChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByChatArgs {
    pub chat_id: ChatId,
    pub pagination_opts: PaginationOptions,
}

impl Wire for ByChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
}

impl PaginatedQuery for ByChat {
    type Item = Message;

    fn options(args: &ByChatArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByChatArgs, options: PaginationOptions) -> ByChatArgs {
        ByChatArgs {
            pagination_opts: options,
            ..args.clone()
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
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
            task_id: fields.required("taskId", misfits),
        }
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

/// `messages:deleteMessage`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteMessage;

impl Function for DeleteMessage {
    const PATH: &'static str = "messages:deleteMessage";
    type Args = DeleteMessageArgs;
    type Returns = ();
}

impl Mutation for DeleteMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct DeleteMessageArgs {
    pub message_id: MessageId,
}

impl Wire for DeleteMessageArgs {
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

/// `messages:earlier`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earlier;

impl Function for Earlier {
    const PATH: &'static str = "messages:earlier";
    type Args = EarlierArgs;
    type Returns = EarlierMessages;
}

impl Query for Earlier {}

#[derive(Debug, Clone, PartialEq)]
pub struct EarlierArgs {
    pub before: f64,
    pub behind: Option<f64>,
    pub thread_id: ThreadId,
}

impl Wire for EarlierArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            before: fields.required("before", misfits),
            behind: fields.optional("behind", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("before", &self.before);
        object.optional("behind", &self.behind);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl EarlierArgs {
    /// The required arguments, all others absent.
    pub fn new(before: f64, thread_id: ThreadId) -> Self {
        Self {
            before,
            behind: None,
            thread_id,
        }
    }
}

/// `messages:later`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later;

impl Function for Later {
    const PATH: &'static str = "messages:later";
    type Args = LaterArgs;
    type Returns = LaterMessages;
}

impl Query for Later {}

#[derive(Debug, Clone, PartialEq)]
pub struct LaterArgs {
    pub behind: f64,
    pub thread_id: ThreadId,
}

impl Wire for LaterArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            behind: fields.required("behind", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("behind", &self.behind);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `messages:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "messages:list";
    type Args = ListArgs;
    type Returns = PaginationResult<Message>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub pagination_opts: PaginationOptions,
    pub thread_id: ThreadId,
}

impl Wire for ListArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

impl PaginatedQuery for List {
    type Item = Message;

    fn options(args: &ListArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ListArgs, options: PaginationOptions) -> ListArgs {
        ListArgs {
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

/// `messages:restore`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore;

impl Function for Restore {
    const PATH: &'static str = "messages:restore";
    type Args = RestoreArgs;
    type Returns = ();
}

impl Mutation for Restore {}

#[derive(Debug, Clone, PartialEq)]
pub struct RestoreArgs {
    pub message_id: MessageId,
}

impl Wire for RestoreArgs {
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

/// `messages:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "messages:search";
    type Args = SearchArgs;
    type Returns = Vec<Message>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchArgs {
    pub text: String,
    pub thread_id: Option<ThreadId>,
}

impl Wire for SearchArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
            thread_id: fields.optional("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.optional("threadId", &self.thread_id);
        object.end();
    }
}

impl SearchArgs {
    /// The required arguments, all others absent.
    pub fn new(text: String) -> Self {
        Self {
            text,
            thread_id: None,
        }
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
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            message_id: fields.required("messageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.required("messageId", &self.message_id);
        object.end();
    }
}

/// `messages:updateMessage`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateMessage;

impl Function for UpdateMessage {
    const PATH: &'static str = "messages:updateMessage";
    type Args = UpdateMessageArgs;
    type Returns = ();
}

impl Mutation for UpdateMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateMessageArgs {
    pub attachments: Option<Vec<AttachmentId>>,
    pub content: Option<String>,
    pub message_id: MessageId,
}

impl Wire for UpdateMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.optional("attachments", misfits),
            content: fields.optional("content", misfits),
            message_id: fields.required("messageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("attachments", &self.attachments);
        object.optional("content", &self.content);
        object.required("messageId", &self.message_id);
        object.end();
    }
}

impl UpdateMessageArgs {
    /// The required arguments, all others absent.
    pub fn new(message_id: MessageId) -> Self {
        Self {
            attachments: None,
            content: None,
            message_id,
        }
    }
}

/// `messages:versionWith`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VersionWith;

impl Function for VersionWith {
    const PATH: &'static str = "messages:versionWith";
    type Args = VersionWithArgs;
    type Returns = Option<ThreadId>;
}

impl Query for VersionWith {}

#[derive(Debug, Clone, PartialEq)]
pub struct VersionWithArgs {
    pub message_id: String,
    pub thread_id: ThreadId,
}

impl Wire for VersionWithArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}
