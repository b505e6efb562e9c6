//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/chats.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/chats.ts"
)]

use crate::{Chat, ChatId, ChatWithMessages, MessageId};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
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
}

impl Wire for GetUserChatsArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            is_archived: fields.optional("isArchived", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("isArchived", &self.is_archived);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
}

impl GetUserChatsArgs {
    /// The required arguments, all others absent.
    pub fn new(pagination_opts: PaginationOptions) -> Self {
        Self {
            is_archived: None,
            pagination_opts,
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
