//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/chats.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/chats.ts"
)]

use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{Chat, ChatId, ChatWithMessages, MessageId};

/// `chats:branches`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Branches;

impl Function for Branches {
    const PATH: &'static str = "chats:branches";
    type Args = BranchesArgs;
    type Returns = Vec<Chat>;
}

impl Query for Branches {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BranchesArgs {
    pub chat_id: ChatId,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateChatArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_from_message_id: Option<MessageId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_chat_id: Option<ChatId>,
    pub title: String,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteChatArgs {
    pub chat_id: ChatId,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetChatWithMessagesArgs {
    pub chat_id: String,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetUserChatsArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_archived: Option<bool>,
    pub pagination_opts: PaginationOptions,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveChatArgs {
    pub chat_id: ChatId,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreChatArgs {
    pub chat_id: ChatId,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchArgs {
    pub text: String,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateChatArgs {
    pub chat_id: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_archived: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_pinned: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
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
