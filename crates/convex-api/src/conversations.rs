//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/conversations.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/conversations.ts"
)]

use crate::{
    AdvisorId, ConversationEntry, ConversationId, ConversationWithMessages, Message, MessageId,
    MessageSender,
};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
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

#[derive(Debug, Clone, Default, PartialEq)]
pub struct CreateConversationArgs {
    pub active_advisor_id: Option<AdvisorId>,
    pub title: Option<String>,
}

impl Wire for CreateConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            active_advisor_id: fields.optional("activeAdvisorId", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("activeAdvisorId", &self.active_advisor_id);
        object.optional("title", &self.title);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct CreateMessageArgs {
    pub advisor_id: Option<AdvisorId>,
    pub content: String,
    pub content_json: Option<String>,
    pub conversation_id: ConversationId,
    pub mentions: Option<Vec<AdvisorId>>,
    pub sender: MessageSender,
    pub tokens_used: Option<f64>,
}

impl Wire for CreateMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.optional("advisorId", misfits),
            content: fields.required("content", misfits),
            content_json: fields.optional("contentJson", misfits),
            conversation_id: fields.required("conversationId", misfits),
            mentions: fields.optional("mentions", misfits),
            sender: fields.required("sender", misfits),
            tokens_used: fields.optional("tokensUsed", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("advisorId", &self.advisor_id);
        object.required("content", &self.content);
        object.optional("contentJson", &self.content_json);
        object.required("conversationId", &self.conversation_id);
        object.optional("mentions", &self.mentions);
        object.required("sender", &self.sender);
        object.optional("tokensUsed", &self.tokens_used);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct DeleteConversationArgs {
    pub conversation_id: ConversationId,
}

impl Wire for DeleteConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation_id: fields.required("conversationId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversationId", &self.conversation_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct GetConversationArgs {
    pub conversation_id: String,
}

impl Wire for GetConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation_id: fields.required("conversationId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversationId", &self.conversation_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct GetConversationsArgs {
    pub pagination_opts: PaginationOptions,
}

impl Wire for GetConversationsArgs {
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

#[derive(Debug, Clone, PartialEq)]
pub struct GetMessagesArgs {
    pub conversation_id: ConversationId,
    pub pagination_opts: PaginationOptions,
}

impl Wire for GetMessagesArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation_id: fields.required("conversationId", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversationId", &self.conversation_id);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveConversationArgs {
    pub conversation_id: ConversationId,
}

impl Wire for RemoveConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation_id: fields.required("conversationId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversationId", &self.conversation_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RestoreConversationArgs {
    pub conversation_id: ConversationId,
}

impl Wire for RestoreConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation_id: fields.required("conversationId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversationId", &self.conversation_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateConversationArgs {
    pub active_advisor_id: Option<Option<AdvisorId>>,
    pub conversation_id: ConversationId,
    pub title: Option<String>,
}

impl Wire for UpdateConversationArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            active_advisor_id: fields.optional("activeAdvisorId", misfits),
            conversation_id: fields.required("conversationId", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("activeAdvisorId", &self.active_advisor_id);
        object.required("conversationId", &self.conversation_id);
        object.optional("title", &self.title);
        object.end();
    }
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
