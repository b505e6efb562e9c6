//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/chats.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/chats.ts"
)]

use crate::{
    AttachmentId, Chat, ChatId, ChatTree, ChatView, ChatWithMessages, MessageId, RecentChat,
    StartResult, ThreadId,
};
use convex_typed::{
    Function, Mutation, NoArgs, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `chats:branches`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branches;

impl Function for Branches {
    const PATH: &'static str = "chats:branches";
    type Args = BranchesArgs;
    type Returns = Vec<Chat>;
}

impl Query for Branches {}

#[derive(Debug, Clone, PartialEq)]
pub struct BranchesArgs {
    pub chat_id: ChatId,
}

impl Wire for BranchesArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:createChat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateChat;

impl Function for CreateChat {
    const PATH: &'static str = "chats:createChat";
    type Args = CreateChatArgs;
    type Returns = ChatId;
}

impl Mutation for CreateChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateChatArgs {
    pub branch_from_message_id: Option<MessageId>,
    pub parent_chat_id: Option<ChatId>,
    pub title: String,
}

impl Wire for CreateChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            branch_from_message_id: fields.optional("branchFromMessageId", misfits),
            parent_chat_id: fields.optional("parentChatId", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("branchFromMessageId", &self.branch_from_message_id);
        object.optional("parentChatId", &self.parent_chat_id);
        object.required("title", &self.title);
        object.end();
    }
}

impl CreateChatArgs {
    /// The required arguments, all others absent.
    pub fn new(title: String) -> Self {
        Self {
            branch_from_message_id: None,
            parent_chat_id: None,
            title,
        }
    }
}

/// `chats:deleteChat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteChat;

impl Function for DeleteChat {
    const PATH: &'static str = "chats:deleteChat";
    type Args = DeleteChatArgs;
    type Returns = ();
}

impl Mutation for DeleteChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct DeleteChatArgs {
    pub chat_id: ChatId,
}

impl Wire for DeleteChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:getChatWithMessages`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetChatWithMessages;

impl Function for GetChatWithMessages {
    const PATH: &'static str = "chats:getChatWithMessages";
    type Args = GetChatWithMessagesArgs;
    type Returns = Option<ChatWithMessages>;
}

impl Query for GetChatWithMessages {}

#[derive(Debug, Clone, PartialEq)]
pub struct GetChatWithMessagesArgs {
    pub chat_id: String,
}

impl Wire for GetChatWithMessagesArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:getUserChats`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetUserChats;

impl Function for GetUserChats {
    const PATH: &'static str = "chats:getUserChats";
    type Args = GetUserChatsArgs;
    type Returns = PaginationResult<Chat>;
}

impl Query for GetUserChats {}

#[derive(Debug, Clone, PartialEq)]
pub struct GetUserChatsArgs {
    pub is_archived: Option<bool>,
    pub pagination_opts: PaginationOptions,
    pub tag: Option<String>,
}

impl Wire for GetUserChatsArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            is_archived: fields.optional("isArchived", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
            tag: fields.optional("tag", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("isArchived", &self.is_archived);
        object.required("paginationOpts", &self.pagination_opts);
        object.optional("tag", &self.tag);
        object.end();
    }
}

impl GetUserChatsArgs {
    /// The required arguments, all others absent.
    pub fn new(pagination_opts: PaginationOptions) -> Self {
        Self {
            is_archived: None,
            pagination_opts,
            tag: None,
        }
    }
}

impl PaginatedQuery for GetUserChats {
    type Item = Chat;

    fn options(args: &GetUserChatsArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &GetUserChatsArgs, options: PaginationOptions) -> GetUserChatsArgs {
        GetUserChatsArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `chats:recent`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent;

impl Function for Recent {
    const PATH: &'static str = "chats:recent";
    type Args = NoArgs;
    type Returns = Vec<RecentChat>;
}

impl Query for Recent {}

/// `chats:removeChat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoveChat;

impl Function for RemoveChat {
    const PATH: &'static str = "chats:removeChat";
    type Args = RemoveChatArgs;
    type Returns = ();
}

impl Mutation for RemoveChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveChatArgs {
    pub chat_id: ChatId,
}

impl Wire for RemoveChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:restoreChat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreChat;

impl Function for RestoreChat {
    const PATH: &'static str = "chats:restoreChat";
    type Args = RestoreChatArgs;
    type Returns = ();
}

impl Mutation for RestoreChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct RestoreChatArgs {
    pub chat_id: ChatId,
}

impl Wire for RestoreChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "chats:search";
    type Args = SearchArgs;
    type Returns = Vec<Chat>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchArgs {
    pub text: String,
}

impl Wire for SearchArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.end();
    }
}

/// `chats:selectThread`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelectThread;

impl Function for SelectThread {
    const PATH: &'static str = "chats:selectThread";
    type Args = SelectThreadArgs;
    type Returns = ();
}

impl Mutation for SelectThread {}

#[derive(Debug, Clone, PartialEq)]
pub struct SelectThreadArgs {
    pub chat_id: ChatId,
    pub thread_id: ThreadId,
}

impl Wire for SelectThreadArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `chats:start`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Start;

impl Function for Start {
    const PATH: &'static str = "chats:start";
    type Args = StartArgs;
    type Returns = StartResult;
}

impl Mutation for Start {}

#[derive(Debug, Clone, PartialEq)]
pub struct StartArgs {
    pub attachments: Option<Vec<AttachmentId>>,
    pub client_id: Option<String>,
    pub content: String,
    pub llm_model: Option<String>,
}

impl Wire for StartArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.optional("attachments", misfits),
            client_id: fields.optional("clientId", misfits),
            content: fields.required("content", misfits),
            llm_model: fields.optional("llmModel", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("attachments", &self.attachments);
        object.optional("clientId", &self.client_id);
        object.required("content", &self.content);
        object.optional("llmModel", &self.llm_model);
        object.end();
    }
}

impl StartArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String) -> Self {
        Self {
            attachments: None,
            client_id: None,
            content,
            llm_model: None,
        }
    }
}

/// `chats:tag`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag;

impl Function for Tag {
    const PATH: &'static str = "chats:tag";
    type Args = TagArgs;
    type Returns = ();
}

impl Mutation for Tag {}

#[derive(Debug, Clone, PartialEq)]
pub struct TagArgs {
    pub chat_id: ChatId,
    pub tag: String,
}

impl Wire for TagArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            tag: fields.required("tag", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("tag", &self.tag);
        object.end();
    }
}

/// `chats:tags`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tags;

impl Function for Tags {
    const PATH: &'static str = "chats:tags";
    type Args = NoArgs;
    type Returns = Vec<String>;
}

impl Query for Tags {}

/// `chats:trash`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trash;

impl Function for Trash {
    const PATH: &'static str = "chats:trash";
    type Args = TrashArgs;
    type Returns = PaginationResult<Chat>;
}

impl Query for Trash {}

#[derive(Debug, Clone, PartialEq)]
pub struct TrashArgs {
    pub pagination_opts: PaginationOptions,
}

impl Wire for TrashArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
}

impl PaginatedQuery for Trash {
    type Item = Chat;

    fn options(args: &TrashArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(_args: &TrashArgs, options: PaginationOptions) -> TrashArgs {
        TrashArgs {
            pagination_opts: options,
        }
    }
}

/// `chats:tree`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tree;

impl Function for Tree {
    const PATH: &'static str = "chats:tree";
    type Args = TreeArgs;
    type Returns = Option<ChatTree>;
}

impl Query for Tree {}

#[derive(Debug, Clone, PartialEq)]
pub struct TreeArgs {
    pub chat_id: String,
}

impl Wire for TreeArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `chats:untag`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Untag;

impl Function for Untag {
    const PATH: &'static str = "chats:untag";
    type Args = UntagArgs;
    type Returns = ();
}

impl Mutation for Untag {}

#[derive(Debug, Clone, PartialEq)]
pub struct UntagArgs {
    pub chat_id: ChatId,
    pub tag: String,
}

impl Wire for UntagArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            tag: fields.required("tag", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("tag", &self.tag);
        object.end();
    }
}

/// `chats:updateChat`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateChat;

impl Function for UpdateChat {
    const PATH: &'static str = "chats:updateChat";
    type Args = UpdateChatArgs;
    type Returns = ();
}

impl Mutation for UpdateChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateChatArgs {
    pub chat_id: ChatId,
    pub is_archived: Option<bool>,
    pub is_pinned: Option<bool>,
    pub title: Option<String>,
}

impl Wire for UpdateChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            is_archived: fields.optional("isArchived", misfits),
            is_pinned: fields.optional("isPinned", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.optional("isArchived", &self.is_archived);
        object.optional("isPinned", &self.is_pinned);
        object.optional("title", &self.title);
        object.end();
    }
}

impl UpdateChatArgs {
    /// The required arguments, all others absent.
    pub fn new(chat_id: ChatId) -> Self {
        Self {
            chat_id,
            is_archived: None,
            is_pinned: None,
            title: None,
        }
    }
}

/// `chats:view`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View;

impl Function for View {
    const PATH: &'static str = "chats:view";
    type Args = ViewArgs;
    type Returns = Option<ChatView>;
}

impl Query for View {}

#[derive(Debug, Clone, PartialEq)]
pub struct ViewArgs {
    pub chat_id: String,
}

impl Wire for ViewArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}
