//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/conversations.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/conversations.ts"
)]

use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{
    AdvisorId, ConversationEntry, ConversationId, ConversationWithMessages, Message, MessageId,
    MessageSender,
};

/// `conversations:createConversation`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateConversation;

impl Function for CreateConversation {
    const PATH: &'static str = "conversations:createConversation";
    type Args = CreateConversationArgs;
    type Returns = ConversationId;
}

impl Mutation for CreateConversation {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateConversationArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_advisor_id: Option<AdvisorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// `conversations:createMessage`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateMessage;

impl Function for CreateMessage {
    const PATH: &'static str = "conversations:createMessage";
    type Args = CreateMessageArgs;
    type Returns = MessageId;
}

impl Mutation for CreateMessage {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateMessageArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisor_id: Option<AdvisorId>,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_json: Option<String>,
    pub conversation_id: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<AdvisorId>>,
    pub sender: MessageSender,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub tokens_used: Option<f64>,
}

impl CreateMessageArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String, conversation_id: ConversationId, sender: MessageSender) -> Self {
        Self {
            advisor_id: None,
            content,
            content_json: None,
            conversation_id,
            mentions: None,
            sender,
            tokens_used: None,
        }
    }
}

/// `conversations:deleteConversation`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeleteConversation;

impl Function for DeleteConversation {
    const PATH: &'static str = "conversations:deleteConversation";
    type Args = DeleteConversationArgs;
    type Returns = ();
}

impl Mutation for DeleteConversation {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeleteConversationArgs {
    pub conversation_id: ConversationId,
}

/// `conversations:getConversation`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetConversation;

impl Function for GetConversation {
    const PATH: &'static str = "conversations:getConversation";
    type Args = GetConversationArgs;
    type Returns = Option<ConversationWithMessages>;
}

impl Query for GetConversation {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetConversationArgs {
    pub conversation_id: String,
}

/// `conversations:getConversations`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetConversations;

impl Function for GetConversations {
    const PATH: &'static str = "conversations:getConversations";
    type Args = GetConversationsArgs;
    type Returns = PaginationResult<ConversationEntry>;
}

impl Query for GetConversations {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetConversationsArgs {
    pub pagination_opts: PaginationOptions,
}

impl PaginatedQuery for GetConversations {
    type Item = ConversationEntry;

    fn options(args: &GetConversationsArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(
        _args: &GetConversationsArgs,
        options: PaginationOptions,
    ) -> GetConversationsArgs {
        GetConversationsArgs {
            pagination_opts: options,
        }
    }
}

/// `conversations:getMessages`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetMessages;

impl Function for GetMessages {
    const PATH: &'static str = "conversations:getMessages";
    type Args = GetMessagesArgs;
    type Returns = PaginationResult<Message>;
}

impl Query for GetMessages {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetMessagesArgs {
    pub conversation_id: ConversationId,
    pub pagination_opts: PaginationOptions,
}

impl PaginatedQuery for GetMessages {
    type Item = Message;

    fn options(args: &GetMessagesArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &GetMessagesArgs, options: PaginationOptions) -> GetMessagesArgs {
        GetMessagesArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `conversations:removeConversation`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoveConversation;

impl Function for RemoveConversation {
    const PATH: &'static str = "conversations:removeConversation";
    type Args = RemoveConversationArgs;
    type Returns = ();
}

impl Mutation for RemoveConversation {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveConversationArgs {
    pub conversation_id: ConversationId,
}

/// `conversations:restoreConversation`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RestoreConversation;

impl Function for RestoreConversation {
    const PATH: &'static str = "conversations:restoreConversation";
    type Args = RestoreConversationArgs;
    type Returns = ();
}

impl Mutation for RestoreConversation {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreConversationArgs {
    pub conversation_id: ConversationId,
}

/// `conversations:updateConversation`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateConversation;

impl Function for UpdateConversation {
    const PATH: &'static str = "conversations:updateConversation";
    type Args = UpdateConversationArgs;
    type Returns = ();
}

impl Mutation for UpdateConversation {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateConversationArgs {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub active_advisor_id: Option<Option<AdvisorId>>,
    pub conversation_id: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl UpdateConversationArgs {
    /// The required arguments, all others absent.
    pub fn new(conversation_id: ConversationId) -> Self {
        Self {
            active_advisor_id: None,
            conversation_id,
            title: None,
        }
    }
}
