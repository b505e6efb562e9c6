//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! The tables with their ids, and the shapes that several functions share.

#![allow(
    missing_docs,
    reason = "the fields are described in convex/lib/shapes.ts"
)]

use std::{collections::BTreeMap, fmt, str::FromStr};

use crate::UnknownVariant;
use convex_typed::{
    Id, Wire,
    json::{Json, Misfits, Object, write_text},
    read_variant,
};

/// One type for each table, to tell ids apart.
pub mod tables {
    /// The table `accounts`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Accounts;

    impl convex_typed::TableName for Accounts {
        const NAME: &'static str = "accounts";
    }

    /// The table `advisorMemories`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct AdvisorMemories;

    impl convex_typed::TableName for AdvisorMemories {
        const NAME: &'static str = "advisorMemories";
    }

    /// The table `advisors`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Advisors;

    impl convex_typed::TableName for Advisors {
        const NAME: &'static str = "advisors";
    }

    /// The table `answerCounts`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct AnswerCounts;

    impl convex_typed::TableName for AnswerCounts {
        const NAME: &'static str = "answerCounts";
    }

    /// The table `attachments`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Attachments;

    impl convex_typed::TableName for Attachments {
        const NAME: &'static str = "attachments";
    }

    /// The table `chatTags`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct ChatTags;

    impl convex_typed::TableName for ChatTags {
        const NAME: &'static str = "chatTags";
    }

    /// The table `chats`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Chats;

    impl convex_typed::TableName for Chats {
        const NAME: &'static str = "chats";
    }

    /// The table `codebaseNodes`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct CodebaseNodes;

    impl convex_typed::TableName for CodebaseNodes {
        const NAME: &'static str = "codebaseNodes";
    }

    /// The table `codebaseUnderstandings`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct CodebaseUnderstandings;

    impl convex_typed::TableName for CodebaseUnderstandings {
        const NAME: &'static str = "codebaseUnderstandings";
    }

    /// The table `conversations`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Conversations;

    impl convex_typed::TableName for Conversations {
        const NAME: &'static str = "conversations";
    }

    /// The table `drafts`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Drafts;

    impl convex_typed::TableName for Drafts {
        const NAME: &'static str = "drafts";
    }

    /// The table `heartbeats`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Heartbeats;

    impl convex_typed::TableName for Heartbeats {
        const NAME: &'static str = "heartbeats";
    }

    /// The table `imports`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Imports;

    impl convex_typed::TableName for Imports {
        const NAME: &'static str = "imports";
    }

    /// The table `memories`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Memories;

    impl convex_typed::TableName for Memories {
        const NAME: &'static str = "memories";
    }

    /// The table `messageParts`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct MessageParts;

    impl convex_typed::TableName for MessageParts {
        const NAME: &'static str = "messageParts";
    }

    /// The table `messages`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Messages;

    impl convex_typed::TableName for Messages {
        const NAME: &'static str = "messages";
    }

    /// The table `presence`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Presence;

    impl convex_typed::TableName for Presence {
        const NAME: &'static str = "presence";
    }

    /// The table `providerKeys`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct ProviderKeys;

    impl convex_typed::TableName for ProviderKeys {
        const NAME: &'static str = "providerKeys";
    }

    /// The table `providerQuotas`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct ProviderQuotas;

    impl convex_typed::TableName for ProviderQuotas {
        const NAME: &'static str = "providerQuotas";
    }

    /// The table `pullRequestSnapshots`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct PullRequestSnapshots;

    impl convex_typed::TableName for PullRequestSnapshots {
        const NAME: &'static str = "pullRequestSnapshots";
    }

    /// The table `queuedActions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct QueuedActions;

    impl convex_typed::TableName for QueuedActions {
        const NAME: &'static str = "queuedActions";
    }

    /// The table `readPositions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct ReadPositions;

    impl convex_typed::TableName for ReadPositions {
        const NAME: &'static str = "readPositions";
    }

    /// The table `receipts`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Receipts;

    impl convex_typed::TableName for Receipts {
        const NAME: &'static str = "receipts";
    }

    /// The table `repositoryIndexes`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct RepositoryIndexes;

    impl convex_typed::TableName for RepositoryIndexes {
        const NAME: &'static str = "repositoryIndexes";
    }

    /// The table `runLeases`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct RunLeases;

    impl convex_typed::TableName for RunLeases {
        const NAME: &'static str = "runLeases";
    }

    /// The table `runs`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Runs;

    impl convex_typed::TableName for Runs {
        const NAME: &'static str = "runs";
    }

    /// The table `sessions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Sessions;

    impl convex_typed::TableName for Sessions {
        const NAME: &'static str = "sessions";
    }

    /// The table `shares`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Shares;

    impl convex_typed::TableName for Shares {
        const NAME: &'static str = "shares";
    }

    /// The table `streamDeltas`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct StreamDeltas;

    impl convex_typed::TableName for StreamDeltas {
        const NAME: &'static str = "streamDeltas";
    }

    /// The table `syncStatus`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct SyncStatus;

    impl convex_typed::TableName for SyncStatus {
        const NAME: &'static str = "syncStatus";
    }

    /// The table `taskSessions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct TaskSessions;

    impl convex_typed::TableName for TaskSessions {
        const NAME: &'static str = "taskSessions";
    }

    /// The table `tasks`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Tasks;

    impl convex_typed::TableName for Tasks {
        const NAME: &'static str = "tasks";
    }

    /// The table `threadSummaries`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct ThreadSummaries;

    impl convex_typed::TableName for ThreadSummaries {
        const NAME: &'static str = "threadSummaries";
    }

    /// The table `threads`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Threads;

    impl convex_typed::TableName for Threads {
        const NAME: &'static str = "threads";
    }

    /// The table `todos`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Todos;

    impl convex_typed::TableName for Todos {
        const NAME: &'static str = "todos";
    }

    /// The table `typing`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Typing;

    impl convex_typed::TableName for Typing {
        const NAME: &'static str = "typing";
    }

    /// The table `userSettings`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct UserSettings;

    impl convex_typed::TableName for UserSettings {
        const NAME: &'static str = "userSettings";
    }

    /// The table `users`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Users;

    impl convex_typed::TableName for Users {
        const NAME: &'static str = "users";
    }

    /// The table `verifications`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Verifications;

    impl convex_typed::TableName for Verifications {
        const NAME: &'static str = "verifications";
    }

    /// The table `_storage`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Storage;

    impl convex_typed::TableName for Storage {
        const NAME: &'static str = "_storage";
    }
}

/// The id of a document of the table `accounts`.
pub type AccountId = Id<tables::Accounts>;
/// The id of a document of the table `advisorMemories`.
pub type AdvisorMemoryId = Id<tables::AdvisorMemories>;
/// The id of a document of the table `advisors`.
pub type AdvisorId = Id<tables::Advisors>;
/// The id of a document of the table `answerCounts`.
pub type AnswerCountId = Id<tables::AnswerCounts>;
/// The id of a document of the table `attachments`.
pub type AttachmentId = Id<tables::Attachments>;
/// The id of a document of the table `chatTags`.
pub type ChatTagId = Id<tables::ChatTags>;
/// The id of a document of the table `chats`.
pub type ChatId = Id<tables::Chats>;
/// The id of a document of the table `codebaseNodes`.
pub type CodebaseNodeId = Id<tables::CodebaseNodes>;
/// The id of a document of the table `codebaseUnderstandings`.
pub type CodebaseUnderstandingId = Id<tables::CodebaseUnderstandings>;
/// The id of a document of the table `conversations`.
pub type ConversationId = Id<tables::Conversations>;
/// The id of a document of the table `drafts`.
pub type DraftId = Id<tables::Drafts>;
/// The id of a document of the table `heartbeats`.
pub type HeartbeatId = Id<tables::Heartbeats>;
/// The id of a document of the table `imports`.
pub type ImportId = Id<tables::Imports>;
/// The id of a document of the table `memories`.
pub type MemoryId = Id<tables::Memories>;
/// The id of a document of the table `messageParts`.
pub type MessagePartId = Id<tables::MessageParts>;
/// The id of a document of the table `messages`.
pub type MessageId = Id<tables::Messages>;
/// The id of a document of the table `presence`.
pub type PresenceId = Id<tables::Presence>;
/// The id of a document of the table `providerKeys`.
pub type ProviderKeyId = Id<tables::ProviderKeys>;
/// The id of a document of the table `providerQuotas`.
pub type ProviderQuotaId = Id<tables::ProviderQuotas>;
/// The id of a document of the table `pullRequestSnapshots`.
pub type PullRequestSnapshotId = Id<tables::PullRequestSnapshots>;
/// The id of a document of the table `queuedActions`.
pub type QueuedActionId = Id<tables::QueuedActions>;
/// The id of a document of the table `readPositions`.
pub type ReadPositionId = Id<tables::ReadPositions>;
/// The id of a document of the table `receipts`.
pub type ReceiptId = Id<tables::Receipts>;
/// The id of a document of the table `repositoryIndexes`.
pub type RepositoryIndexId = Id<tables::RepositoryIndexes>;
/// The id of a document of the table `runLeases`.
pub type RunLeaseId = Id<tables::RunLeases>;
/// The id of a document of the table `runs`.
pub type RunId = Id<tables::Runs>;
/// The id of a document of the table `sessions`.
pub type SessionId = Id<tables::Sessions>;
/// The id of a document of the table `shares`.
pub type ShareId = Id<tables::Shares>;
/// The id of a document of the table `streamDeltas`.
pub type StreamDeltaId = Id<tables::StreamDeltas>;
/// The id of a document of the table `syncStatus`.
pub type SyncStatusId = Id<tables::SyncStatus>;
/// The id of a document of the table `taskSessions`.
pub type TaskSessionId = Id<tables::TaskSessions>;
/// The id of a document of the table `tasks`.
pub type TaskId = Id<tables::Tasks>;
/// The id of a document of the table `threadSummaries`.
pub type ThreadSummaryId = Id<tables::ThreadSummaries>;
/// The id of a document of the table `threads`.
pub type ThreadId = Id<tables::Threads>;
/// The id of a document of the table `todos`.
pub type TodoId = Id<tables::Todos>;
/// The id of a document of the table `typing`.
pub type TypingId = Id<tables::Typing>;
/// The id of a document of the table `userSettings`.
pub type UserSettingId = Id<tables::UserSettings>;
/// The id of a document of the table `users`.
pub type UserId = Id<tables::Users>;
/// The id of a document of the table `verifications`.
pub type VerificationId = Id<tables::Verifications>;
/// The id of a document of the table `_storage`.
pub type StorageId = Id<tables::Storage>;

#[derive(Debug, Clone, PartialEq)]
pub struct AccountEntry {
    pub account_id: AccountId,
    pub created_at: f64,
    pub label: String,
    pub provider_id: String,
}

impl Wire for AccountEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            account_id: fields.required("accountId", misfits),
            created_at: fields.required("createdAt", misfits),
            label: fields.required("label", misfits),
            provider_id: fields.required("providerId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("accountId", &self.account_id);
        object.required("createdAt", &self.created_at);
        object.required("label", &self.label);
        object.required("providerId", &self.provider_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ActiveRun {
    pub message_id: MessageId,
    pub run_id: RunId,
    pub started_at: f64,
    pub state: RunState,
}

impl Wire for ActiveRun {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            run_id: fields.required("runId", misfits),
            started_at: fields.required("startedAt", misfits),
            state: fields.required("state", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("runId", &self.run_id);
        object.required("startedAt", &self.started_at);
        object.required("state", &self.state);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Advisor {
    pub creation_time: f64,
    pub id: AdvisorId,
    pub components: Option<BTreeMap<String, String>>,
    pub created_at: f64,
    pub first_name: String,
    pub image_url: Option<String>,
    pub last_name: String,
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    pub metadata: Option<BTreeMap<String, String>>,
    pub model_hint: Option<String>,
    pub persona: AdvisorPersona,
    pub role_definition: AdvisorRole,
    pub schema_version: String,
    pub status: AdvisorStatus,
    pub tags: Vec<String>,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Advisor {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            components: fields.optional("components", misfits),
            created_at: fields.required("createdAt", misfits),
            first_name: fields.required("firstName", misfits),
            image_url: fields.optional("imageUrl", misfits),
            last_name: fields.required("lastName", misfits),
            localization: fields.optional("localization", misfits),
            metadata: fields.optional("metadata", misfits),
            model_hint: fields.optional("modelHint", misfits),
            persona: fields.required("persona", misfits),
            role_definition: fields.required("roleDefinition", misfits),
            schema_version: fields.required("schemaVersion", misfits),
            status: fields.required("status", misfits),
            tags: fields.required("tags", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("components", &self.components);
        object.required("createdAt", &self.created_at);
        object.required("firstName", &self.first_name);
        object.optional("imageUrl", &self.image_url);
        object.required("lastName", &self.last_name);
        object.optional("localization", &self.localization);
        object.optional("metadata", &self.metadata);
        object.optional("modelHint", &self.model_hint);
        object.required("persona", &self.persona);
        object.required("roleDefinition", &self.role_definition);
        object.required("schemaVersion", &self.schema_version);
        object.required("status", &self.status);
        object.required("tags", &self.tags);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AdvisorMemory {
    pub creation_time: f64,
    pub id: AdvisorMemoryId,
    pub advisor_id: AdvisorId,
    pub content: String,
    pub conversation_id: Option<ConversationId>,
    pub created_at: f64,
    pub importance: f64,
    pub key: String,
    pub source_message_id: Option<MessageId>,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for AdvisorMemory {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            advisor_id: fields.required("advisorId", misfits),
            content: fields.required("content", misfits),
            conversation_id: fields.optional("conversationId", misfits),
            created_at: fields.required("createdAt", misfits),
            importance: fields.required("importance", misfits),
            key: fields.required("key", misfits),
            source_message_id: fields.optional("sourceMessageId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("advisorId", &self.advisor_id);
        object.required("content", &self.content);
        object.optional("conversationId", &self.conversation_id);
        object.required("createdAt", &self.created_at);
        object.required("importance", &self.importance);
        object.required("key", &self.key);
        object.optional("sourceMessageId", &self.source_message_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AdvisorPersona {
    pub extra_json: Option<String>,
    pub summary: String,
    pub traits: Vec<String>,
}

impl Wire for AdvisorPersona {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            extra_json: fields.optional("extraJson", misfits),
            summary: fields.required("summary", misfits),
            traits: fields.required("traits", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("extraJson", &self.extra_json);
        object.required("summary", &self.summary);
        object.required("traits", &self.traits);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AdvisorRole {
    pub extra_json: Option<String>,
    pub instructions: String,
    pub title: String,
}

impl Wire for AdvisorRole {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            extra_json: fields.optional("extraJson", misfits),
            instructions: fields.required("instructions", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("extraJson", &self.extra_json);
        object.required("instructions", &self.instructions);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AdvisorStatus {
    Active,
    Inactive,
    Archived,
}

impl AdvisorStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Active, Self::Inactive, Self::Archived];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Archived => "archived",
        }
    }
}

impl fmt::Display for AdvisorStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AdvisorStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("AdvisorStatus", text))
    }
}

impl Wire for AdvisorStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "AdvisorStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct AdvisorTranslation {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub summary: Option<String>,
    pub title: Option<String>,
}

impl Wire for AdvisorTranslation {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            first_name: fields.optional("firstName", misfits),
            last_name: fields.optional("lastName", misfits),
            summary: fields.optional("summary", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("firstName", &self.first_name);
        object.optional("lastName", &self.last_name);
        object.optional("summary", &self.summary);
        object.optional("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Allowance {
    pub kind: AllowanceKind,
    pub limit: Option<f64>,
    pub provider: Option<AllowanceProvider>,
    pub remaining: f64,
    pub reset_at: f64,
}

impl Wire for Allowance {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            limit: fields.required("limit", misfits),
            provider: fields.required("provider", misfits),
            remaining: fields.required("remaining", misfits),
            reset_at: fields.required("resetAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.required("limit", &self.limit);
        object.required("provider", &self.provider);
        object.required("remaining", &self.remaining);
        object.required("resetAt", &self.reset_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AllowanceProvider {
    pub id: String,
    pub name: String,
}

impl Wire for AllowanceProvider {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            id: fields.required("id", misfits),
            name: fields.required("name", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("id", &self.id);
        object.required("name", &self.name);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AllowanceKind {
    Answers,
    Requests,
    Tokens,
}

impl AllowanceKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Answers, Self::Requests, Self::Tokens];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Requests => "requests",
            Self::Tokens => "tokens",
        }
    }
}

impl fmt::Display for AllowanceKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for AllowanceKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("AllowanceKind", text))
    }
}

impl Wire for AllowanceKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "AllowanceKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Announcements {
    Off,
    Boundaries,
    Full,
}

impl Announcements {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Off, Self::Boundaries, Self::Full];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Boundaries => "boundaries",
            Self::Full => "full",
        }
    }
}

impl fmt::Display for Announcements {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Announcements {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("Announcements", text))
    }
}

impl Wire for Announcements {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "Announcements", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AttachmentEntry {
    pub alt_text: Option<String>,
    pub attachment_id: AttachmentId,
    pub content_type: String,
    pub message_id: Option<MessageId>,
    pub name: String,
    pub size: f64,
    pub text: Option<String>,
    pub url: Option<String>,
}

impl Wire for AttachmentEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            alt_text: fields.required("altText", misfits),
            attachment_id: fields.required("attachmentId", misfits),
            content_type: fields.required("contentType", misfits),
            message_id: fields.required("messageId", misfits),
            name: fields.required("name", misfits),
            size: fields.required("size", misfits),
            text: fields.required("text", misfits),
            url: fields.required("url", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("altText", &self.alt_text);
        object.required("attachmentId", &self.attachment_id);
        object.required("contentType", &self.content_type);
        object.required("messageId", &self.message_id);
        object.required("name", &self.name);
        object.required("size", &self.size);
        object.required("text", &self.text);
        object.required("url", &self.url);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct AttachmentLimits {
    pub accept: String,
    pub per_message_max: f64,
    pub picture_size_max: f64,
    pub text_file_size_max: f64,
}

impl Wire for AttachmentLimits {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            accept: fields.required("accept", misfits),
            per_message_max: fields.required("perMessageMax", misfits),
            picture_size_max: fields.required("pictureSizeMax", misfits),
            text_file_size_max: fields.required("textFileSizeMax", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("accept", &self.accept);
        object.required("perMessageMax", &self.per_message_max);
        object.required("pictureSizeMax", &self.picture_size_max);
        object.required("textFileSizeMax", &self.text_file_size_max);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Chat {
    pub creation_time: f64,
    pub id: ChatId,
    pub active_thread_id: Option<ThreadId>,
    pub branch_from_message_id: Option<MessageId>,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub has_fallback_title: Option<bool>,
    pub imported_at: Option<f64>,
    pub is_archived: bool,
    pub is_pinned: bool,
    pub parent_chat_id: Option<ChatId>,
    pub tags: Option<Vec<String>>,
    pub thread_id: ThreadId,
    pub title: String,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Chat {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            active_thread_id: fields.optional("activeThreadId", misfits),
            branch_from_message_id: fields.optional("branchFromMessageId", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            has_fallback_title: fields.optional("hasFallbackTitle", misfits),
            imported_at: fields.optional("importedAt", misfits),
            is_archived: fields.required("isArchived", misfits),
            is_pinned: fields.required("isPinned", misfits),
            parent_chat_id: fields.optional("parentChatId", misfits),
            tags: fields.optional("tags", misfits),
            thread_id: fields.required("threadId", misfits),
            title: fields.required("title", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("activeThreadId", &self.active_thread_id);
        object.optional("branchFromMessageId", &self.branch_from_message_id);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.optional("hasFallbackTitle", &self.has_fallback_title);
        object.optional("importedAt", &self.imported_at);
        object.required("isArchived", &self.is_archived);
        object.required("isPinned", &self.is_pinned);
        object.optional("parentChatId", &self.parent_chat_id);
        object.optional("tags", &self.tags);
        object.required("threadId", &self.thread_id);
        object.required("title", &self.title);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatTree {
    pub is_cut: bool,
    pub nodes: Vec<TreeNode>,
}

impl Wire for ChatTree {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            is_cut: fields.required("isCut", misfits),
            nodes: fields.required("nodes", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("isCut", &self.is_cut);
        object.required("nodes", &self.nodes);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatView {
    pub chat: Chat,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
    pub parent: Option<ChatViewParent>,
    pub thread_id: ThreadId,
    pub variants: Vec<VariantChoice>,
}

impl Wire for ChatView {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat: fields.required("chat", misfits),
            has_earlier: fields.required("hasEarlier", misfits),
            messages: fields.required("messages", misfits),
            parent: fields.required("parent", misfits),
            thread_id: fields.required("threadId", misfits),
            variants: fields.required("variants", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chat", &self.chat);
        object.required("hasEarlier", &self.has_earlier);
        object.required("messages", &self.messages);
        object.required("parent", &self.parent);
        object.required("threadId", &self.thread_id);
        object.required("variants", &self.variants);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatViewParent {
    pub chat_id: ChatId,
    pub title: String,
}

impl Wire for ChatViewParent {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatWithMessages {
    pub chat: Chat,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
}

impl Wire for ChatWithMessages {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat: fields.required("chat", misfits),
            has_earlier: fields.required("hasEarlier", misfits),
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chat", &self.chat);
        object.required("hasEarlier", &self.has_earlier);
        object.required("messages", &self.messages);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct CodebaseNode {
    pub creation_time: f64,
    pub id: CodebaseNodeId,
    pub kind: CodebaseNodeKind,
    pub language: Option<String>,
    pub path: String,
    pub summary: String,
    pub understanding_id: CodebaseUnderstandingId,
    pub user_id: UserId,
}

impl Wire for CodebaseNode {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            kind: fields.required("kind", misfits),
            language: fields.optional("language", misfits),
            path: fields.required("path", misfits),
            summary: fields.required("summary", misfits),
            understanding_id: fields.required("understandingId", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("kind", &self.kind);
        object.optional("language", &self.language);
        object.required("path", &self.path);
        object.required("summary", &self.summary);
        object.required("understandingId", &self.understanding_id);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodebaseNodeKind {
    Directory,
    File,
}

impl CodebaseNodeKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Directory, Self::File];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Directory => "directory",
            Self::File => "file",
        }
    }
}

impl fmt::Display for CodebaseNodeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for CodebaseNodeKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("CodebaseNodeKind", text))
    }
}

impl Wire for CodebaseNodeKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "CodebaseNodeKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct CodebaseUnderstanding {
    pub creation_time: f64,
    pub id: CodebaseUnderstandingId,
    pub commit_sha: Option<String>,
    pub created_at: f64,
    pub repo_full_name: String,
    pub repo_url: String,
    pub root_summary: String,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for CodebaseUnderstanding {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            commit_sha: fields.optional("commitSha", misfits),
            created_at: fields.required("createdAt", misfits),
            repo_full_name: fields.required("repoFullName", misfits),
            repo_url: fields.required("repoUrl", misfits),
            root_summary: fields.required("rootSummary", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("commitSha", &self.commit_sha);
        object.required("createdAt", &self.created_at);
        object.required("repoFullName", &self.repo_full_name);
        object.required("repoUrl", &self.repo_url);
        object.required("rootSummary", &self.root_summary);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ContextUsed {
    pub attachments: Vec<String>,
    pub estimated_tokens: f64,
    pub from_position: f64,
    pub has_rules: bool,
    pub memory_count: f64,
    pub message_count: f64,
    pub summary_from_position: Option<f64>,
    pub summary_to_position: Option<f64>,
    pub to_position: f64,
}

impl Wire for ContextUsed {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attachments: fields.required("attachments", misfits),
            estimated_tokens: fields.required("estimatedTokens", misfits),
            from_position: fields.required("fromPosition", misfits),
            has_rules: fields.required("hasRules", misfits),
            memory_count: fields.required("memoryCount", misfits),
            message_count: fields.required("messageCount", misfits),
            summary_from_position: fields.optional("summaryFromPosition", misfits),
            summary_to_position: fields.optional("summaryToPosition", misfits),
            to_position: fields.required("toPosition", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("attachments", &self.attachments);
        object.required("estimatedTokens", &self.estimated_tokens);
        object.required("fromPosition", &self.from_position);
        object.required("hasRules", &self.has_rules);
        object.required("memoryCount", &self.memory_count);
        object.required("messageCount", &self.message_count);
        object.optional("summaryFromPosition", &self.summary_from_position);
        object.optional("summaryToPosition", &self.summary_to_position);
        object.required("toPosition", &self.to_position);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    pub creation_time: f64,
    pub id: ConversationId,
    pub active_advisor_id: Option<AdvisorId>,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub thread_id: ThreadId,
    pub title: Option<String>,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Conversation {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            active_advisor_id: fields.optional("activeAdvisorId", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            thread_id: fields.required("threadId", misfits),
            title: fields.optional("title", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("activeAdvisorId", &self.active_advisor_id);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.required("threadId", &self.thread_id);
        object.optional("title", &self.title);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConversationEntry {
    pub advisor: Option<ConversationEntryAdvisor>,
    pub conversation: Conversation,
}

impl Wire for ConversationEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor: fields.required("advisor", misfits),
            conversation: fields.required("conversation", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisor", &self.advisor);
        object.required("conversation", &self.conversation);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConversationEntryAdvisor {
    pub advisor_id: AdvisorId,
    pub image_url: Option<String>,
    pub name: String,
}

impl Wire for ConversationEntryAdvisor {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            image_url: fields.required("imageUrl", misfits),
            name: fields.required("name", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.required("imageUrl", &self.image_url);
        object.required("name", &self.name);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ConversationWithMessages {
    pub conversation: Conversation,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
}

impl Wire for ConversationWithMessages {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            conversation: fields.required("conversation", misfits),
            has_earlier: fields.required("hasEarlier", misfits),
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("conversation", &self.conversation);
        object.required("hasEarlier", &self.has_earlier);
        object.required("messages", &self.messages);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DeltaKind {
    Text,
    Reasoning,
    RedactedReasoning,
    ToolCall,
    ToolResult,
    Error,
    ToolCallDelta,
}

impl DeltaKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 7] = [
        Self::Text,
        Self::Reasoning,
        Self::RedactedReasoning,
        Self::ToolCall,
        Self::ToolResult,
        Self::Error,
        Self::ToolCallDelta,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Reasoning => "reasoning",
            Self::RedactedReasoning => "redacted-reasoning",
            Self::ToolCall => "tool-call",
            Self::ToolResult => "tool-result",
            Self::Error => "error",
            Self::ToolCallDelta => "tool-call-delta",
        }
    }
}

impl fmt::Display for DeltaKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for DeltaKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("DeltaKind", text))
    }
}

impl Wire for DeltaKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "DeltaKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Density {
    Comfortable,
    Compact,
}

impl Density {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Comfortable, Self::Compact];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Comfortable => "comfortable",
            Self::Compact => "compact",
        }
    }
}

impl fmt::Display for Density {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Density {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("Density", text))
    }
}

impl Wire for Density {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "Density", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub creation_time: f64,
    pub id: DraftId,
    pub content: String,
    pub kind: ThreadKind,
    pub llm_model: Option<String>,
    pub thread_id: Option<ThreadId>,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Draft {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            content: fields.required("content", misfits),
            kind: fields.required("kind", misfits),
            llm_model: fields.optional("llmModel", misfits),
            thread_id: fields.optional("threadId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("content", &self.content);
        object.required("kind", &self.kind);
        object.optional("llmModel", &self.llm_model);
        object.optional("threadId", &self.thread_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct EarlierMessages {
    pub has_earlier: bool,
    pub messages: Vec<Message>,
}

impl Wire for EarlierMessages {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            has_earlier: fields.required("hasEarlier", misfits),
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hasEarlier", &self.has_earlier);
        object.required("messages", &self.messages);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ExportedTable {
    Users,
    UserSettings,
    Tasks,
    Todos,
    TaskSessions,
    PullRequestSnapshots,
    Threads,
    Messages,
    MessageParts,
    Runs,
    Attachments,
    ThreadSummaries,
    Drafts,
    QueuedActions,
    ReadPositions,
    Chats,
    Conversations,
    Advisors,
    AdvisorMemories,
    Memories,
    CodebaseUnderstandings,
    CodebaseNodes,
    RepositoryIndexes,
}

impl ExportedTable {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 23] = [
        Self::Users,
        Self::UserSettings,
        Self::Tasks,
        Self::Todos,
        Self::TaskSessions,
        Self::PullRequestSnapshots,
        Self::Threads,
        Self::Messages,
        Self::MessageParts,
        Self::Runs,
        Self::Attachments,
        Self::ThreadSummaries,
        Self::Drafts,
        Self::QueuedActions,
        Self::ReadPositions,
        Self::Chats,
        Self::Conversations,
        Self::Advisors,
        Self::AdvisorMemories,
        Self::Memories,
        Self::CodebaseUnderstandings,
        Self::CodebaseNodes,
        Self::RepositoryIndexes,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::UserSettings => "userSettings",
            Self::Tasks => "tasks",
            Self::Todos => "todos",
            Self::TaskSessions => "taskSessions",
            Self::PullRequestSnapshots => "pullRequestSnapshots",
            Self::Threads => "threads",
            Self::Messages => "messages",
            Self::MessageParts => "messageParts",
            Self::Runs => "runs",
            Self::Attachments => "attachments",
            Self::ThreadSummaries => "threadSummaries",
            Self::Drafts => "drafts",
            Self::QueuedActions => "queuedActions",
            Self::ReadPositions => "readPositions",
            Self::Chats => "chats",
            Self::Conversations => "conversations",
            Self::Advisors => "advisors",
            Self::AdvisorMemories => "advisorMemories",
            Self::Memories => "memories",
            Self::CodebaseUnderstandings => "codebaseUnderstandings",
            Self::CodebaseNodes => "codebaseNodes",
            Self::RepositoryIndexes => "repositoryIndexes",
        }
    }
}

impl fmt::Display for ExportedTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ExportedTable {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("ExportedTable", text))
    }
}

impl Wire for ExportedTable {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "ExportedTable", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct GenerationSettings {
    pub max_tokens: f64,
    pub temperature: Option<f64>,
    pub thinking_tokens: Option<f64>,
    pub tools: Vec<String>,
}

impl Wire for GenerationSettings {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            max_tokens: fields.required("maxTokens", misfits),
            temperature: fields.optional("temperature", misfits),
            thinking_tokens: fields.optional("thinkingTokens", misfits),
            tools: fields.required("tools", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("maxTokens", &self.max_tokens);
        object.optional("temperature", &self.temperature);
        object.optional("thinkingTokens", &self.thinking_tokens);
        object.required("tools", &self.tools);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportResult {
    pub imported: f64,
    pub known: f64,
    pub rejected: Vec<ImportResultRejected>,
}

impl Wire for ImportResult {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            imported: fields.required("imported", misfits),
            known: fields.required("known", misfits),
            rejected: fields.required("rejected", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("imported", &self.imported);
        object.required("known", &self.known);
        object.required("rejected", &self.rejected);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportResultRejected {
    pub id: String,
    pub reason: String,
}

impl Wire for ImportResultRejected {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            id: fields.required("id", misfits),
            reason: fields.required("reason", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("id", &self.id);
        object.required("reason", &self.reason);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedChat {
    pub branch_from_message_id: Option<Option<String>>,
    pub created_at: Option<Option<String>>,
    pub id: String,
    pub is_archived: Option<bool>,
    pub is_deleted: Option<bool>,
    pub is_pinned: Option<bool>,
    pub parent_chat_id: Option<Option<String>>,
    pub shown_version_id: Option<Option<String>>,
    pub tags: Option<Vec<String>>,
    pub timestamp: String,
    pub title: String,
}

impl Wire for ImportedChat {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            branch_from_message_id: fields.optional("branchFromMessageId", misfits),
            created_at: fields.optional("createdAt", misfits),
            id: fields.required("id", misfits),
            is_archived: fields.optional("isArchived", misfits),
            is_deleted: fields.optional("isDeleted", misfits),
            is_pinned: fields.optional("isPinned", misfits),
            parent_chat_id: fields.optional("parentChatId", misfits),
            shown_version_id: fields.optional("shownVersionId", misfits),
            tags: fields.optional("tags", misfits),
            timestamp: fields.required("timestamp", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("branchFromMessageId", &self.branch_from_message_id);
        object.optional("createdAt", &self.created_at);
        object.required("id", &self.id);
        object.optional("isArchived", &self.is_archived);
        object.optional("isDeleted", &self.is_deleted);
        object.optional("isPinned", &self.is_pinned);
        object.optional("parentChatId", &self.parent_chat_id);
        object.optional("shownVersionId", &self.shown_version_id);
        object.optional("tags", &self.tags);
        object.required("timestamp", &self.timestamp);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedFile {
    pub alt_text: Option<Option<String>>,
    pub content_type: String,
    pub name: String,
    pub size: f64,
    pub text: Option<Option<String>>,
}

impl Wire for ImportedFile {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            alt_text: fields.optional("altText", misfits),
            content_type: fields.required("contentType", misfits),
            name: fields.required("name", misfits),
            size: fields.required("size", misfits),
            text: fields.optional("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("altText", &self.alt_text);
        object.required("contentType", &self.content_type);
        object.required("name", &self.name);
        object.required("size", &self.size);
        object.optional("text", &self.text);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedMessage {
    pub chat_id: String,
    pub content: String,
    pub edited_at: Option<Option<String>>,
    pub files: Option<Vec<ImportedFile>>,
    pub finish_reason: Option<Option<String>>,
    pub id: String,
    pub is_deleted: Option<bool>,
    pub llm_model: Option<String>,
    pub parent_id: Option<Option<String>>,
    pub parts: Option<Vec<ImportedPart>>,
    pub position: Option<f64>,
    pub role: ImportedMessageRole,
    pub status: Option<MessageStatus>,
    pub timestamp: String,
    pub version_id: Option<Option<String>>,
}

impl Wire for ImportedMessage {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            content: fields.required("content", misfits),
            edited_at: fields.optional("editedAt", misfits),
            files: fields.optional("files", misfits),
            finish_reason: fields.optional("finishReason", misfits),
            id: fields.required("id", misfits),
            is_deleted: fields.optional("isDeleted", misfits),
            llm_model: fields.optional("llmModel", misfits),
            parent_id: fields.optional("parentId", misfits),
            parts: fields.optional("parts", misfits),
            position: fields.optional("position", misfits),
            role: fields.required("role", misfits),
            status: fields.optional("status", misfits),
            timestamp: fields.required("timestamp", misfits),
            version_id: fields.optional("versionId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("content", &self.content);
        object.optional("editedAt", &self.edited_at);
        object.optional("files", &self.files);
        object.optional("finishReason", &self.finish_reason);
        object.required("id", &self.id);
        object.optional("isDeleted", &self.is_deleted);
        object.optional("llmModel", &self.llm_model);
        object.optional("parentId", &self.parent_id);
        object.optional("parts", &self.parts);
        object.optional("position", &self.position);
        object.required("role", &self.role);
        object.optional("status", &self.status);
        object.required("timestamp", &self.timestamp);
        object.optional("versionId", &self.version_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ImportedMessageRole {
    User,
    Assistant,
    System,
}

impl ImportedMessageRole {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::User, Self::Assistant, Self::System];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
            Self::System => "system",
        }
    }
}

impl fmt::Display for ImportedMessageRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ImportedMessageRole {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("ImportedMessageRole", text))
    }
}

impl Wire for ImportedMessageRole {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(
            json,
            "ImportedMessageRole",
            &Self::ALL,
            Self::as_str,
            misfits,
        )
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportedPart {
    pub kind: MessagePartKind,
    pub text: Option<Option<String>>,
}

impl Wire for ImportedPart {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            text: fields.optional("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.optional("text", &self.text);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IndexState {
    NotStarted,
    Indexing,
    Completed,
    Failed,
}

impl IndexState {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 4] = [
        Self::NotStarted,
        Self::Indexing,
        Self::Completed,
        Self::Failed,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotStarted => "not-started",
            Self::Indexing => "indexing",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }
}

impl fmt::Display for IndexState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for IndexState {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("IndexState", text))
    }
}

impl Wire for IndexState {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "IndexState", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum InitStatus {
    Inactive,
    PrepareWorkspace,
    CreateVm,
    WaitVmReady,
    VerifyVmWorkspace,
    StartBackgroundServices,
    InstallDependencies,
    CompleteShadowWiki,
    Active,
}

impl InitStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 9] = [
        Self::Inactive,
        Self::PrepareWorkspace,
        Self::CreateVm,
        Self::WaitVmReady,
        Self::VerifyVmWorkspace,
        Self::StartBackgroundServices,
        Self::InstallDependencies,
        Self::CompleteShadowWiki,
        Self::Active,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Inactive => "INACTIVE",
            Self::PrepareWorkspace => "PREPARE_WORKSPACE",
            Self::CreateVm => "CREATE_VM",
            Self::WaitVmReady => "WAIT_VM_READY",
            Self::VerifyVmWorkspace => "VERIFY_VM_WORKSPACE",
            Self::StartBackgroundServices => "START_BACKGROUND_SERVICES",
            Self::InstallDependencies => "INSTALL_DEPENDENCIES",
            Self::CompleteShadowWiki => "COMPLETE_SHADOW_WIKI",
            Self::Active => "ACTIVE",
        }
    }
}

impl fmt::Display for InitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for InitStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("InitStatus", text))
    }
}

impl Wire for InitStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "InitStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum KeyStatus {
    Valid,
    Invalid,
    Unchecked,
}

impl KeyStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Valid, Self::Invalid, Self::Unchecked];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unchecked => "unchecked",
        }
    }
}

impl fmt::Display for KeyStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KeyStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("KeyStatus", text))
    }
}

impl Wire for KeyStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "KeyStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct LaterMessages {
    pub has_later: bool,
    pub messages: Vec<Message>,
}

impl Wire for LaterMessages {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            has_later: fields.required("hasLater", misfits),
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hasLater", &self.has_later);
        object.required("messages", &self.messages);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MemoryCategory {
    Infra,
    Setup,
    Styles,
    Architecture,
    Testing,
    Patterns,
    Bugs,
    Performance,
    Config,
    General,
}

impl MemoryCategory {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 10] = [
        Self::Infra,
        Self::Setup,
        Self::Styles,
        Self::Architecture,
        Self::Testing,
        Self::Patterns,
        Self::Bugs,
        Self::Performance,
        Self::Config,
        Self::General,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Infra => "INFRA",
            Self::Setup => "SETUP",
            Self::Styles => "STYLES",
            Self::Architecture => "ARCHITECTURE",
            Self::Testing => "TESTING",
            Self::Patterns => "PATTERNS",
            Self::Bugs => "BUGS",
            Self::Performance => "PERFORMANCE",
            Self::Config => "CONFIG",
            Self::General => "GENERAL",
        }
    }
}

impl fmt::Display for MemoryCategory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MemoryCategory {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("MemoryCategory", text))
    }
}

impl Wire for MemoryCategory {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "MemoryCategory", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Memory {
    pub creation_time: f64,
    pub id: MemoryId,
    pub category: MemoryCategory,
    pub content: String,
    pub created_at: f64,
    pub repo_full_name: Option<String>,
    pub repo_url: Option<String>,
    pub task_id: Option<TaskId>,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Memory {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            category: fields.required("category", misfits),
            content: fields.required("content", misfits),
            created_at: fields.required("createdAt", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
            repo_url: fields.optional("repoUrl", misfits),
            task_id: fields.optional("taskId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("category", &self.category);
        object.required("content", &self.content);
        object.required("createdAt", &self.created_at);
        object.optional("repoFullName", &self.repo_full_name);
        object.optional("repoUrl", &self.repo_url);
        object.optional("taskId", &self.task_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub creation_time: f64,
    pub id: MessageId,
    pub advisor_id: Option<AdvisorId>,
    pub completion_tokens: Option<f64>,
    pub content: String,
    pub content_json: Option<String>,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub edited_at: Option<f64>,
    pub finish_reason: Option<String>,
    pub has_calls: Option<bool>,
    pub has_files: Option<bool>,
    pub llm_model: Option<String>,
    pub mentions: Option<Vec<AdvisorId>>,
    pub position: f64,
    pub prompt_tokens: Option<f64>,
    pub role: MessageRole,
    pub stacked_task_id: Option<TaskId>,
    pub status: Option<MessageStatus>,
    pub thread_id: ThreadId,
    pub total_tokens: Option<f64>,
    pub user_id: UserId,
}

impl Wire for Message {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            advisor_id: fields.optional("advisorId", misfits),
            completion_tokens: fields.optional("completionTokens", misfits),
            content: fields.required("content", misfits),
            content_json: fields.optional("contentJson", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            edited_at: fields.optional("editedAt", misfits),
            finish_reason: fields.optional("finishReason", misfits),
            has_calls: fields.optional("hasCalls", misfits),
            has_files: fields.optional("hasFiles", misfits),
            llm_model: fields.optional("llmModel", misfits),
            mentions: fields.optional("mentions", misfits),
            position: fields.required("position", misfits),
            prompt_tokens: fields.optional("promptTokens", misfits),
            role: fields.required("role", misfits),
            stacked_task_id: fields.optional("stackedTaskId", misfits),
            status: fields.optional("status", misfits),
            thread_id: fields.required("threadId", misfits),
            total_tokens: fields.optional("totalTokens", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("advisorId", &self.advisor_id);
        object.optional("completionTokens", &self.completion_tokens);
        object.required("content", &self.content);
        object.optional("contentJson", &self.content_json);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.optional("editedAt", &self.edited_at);
        object.optional("finishReason", &self.finish_reason);
        object.optional("hasCalls", &self.has_calls);
        object.optional("hasFiles", &self.has_files);
        object.optional("llmModel", &self.llm_model);
        object.optional("mentions", &self.mentions);
        object.required("position", &self.position);
        object.optional("promptTokens", &self.prompt_tokens);
        object.required("role", &self.role);
        object.optional("stackedTaskId", &self.stacked_task_id);
        object.optional("status", &self.status);
        object.required("threadId", &self.thread_id);
        object.optional("totalTokens", &self.total_tokens);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessagePart {
    pub creation_time: f64,
    pub id: MessagePartId,
    pub json: Option<String>,
    pub kind: MessagePartKind,
    pub message_id: MessageId,
    pub sequence: f64,
    pub signature: Option<String>,
    pub text: Option<String>,
    pub tool_call_id: Option<String>,
    pub tool_name: Option<String>,
    pub user_id: UserId,
}

impl Wire for MessagePart {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            json: fields.optional("json", misfits),
            kind: fields.required("kind", misfits),
            message_id: fields.required("messageId", misfits),
            sequence: fields.required("sequence", misfits),
            signature: fields.optional("signature", misfits),
            text: fields.optional("text", misfits),
            tool_call_id: fields.optional("toolCallId", misfits),
            tool_name: fields.optional("toolName", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("json", &self.json);
        object.required("kind", &self.kind);
        object.required("messageId", &self.message_id);
        object.required("sequence", &self.sequence);
        object.optional("signature", &self.signature);
        object.optional("text", &self.text);
        object.optional("toolCallId", &self.tool_call_id);
        object.optional("toolName", &self.tool_name);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessagePartKind {
    Text,
    Reasoning,
    RedactedReasoning,
    ToolCall,
    ToolResult,
    Error,
}

impl MessagePartKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 6] = [
        Self::Text,
        Self::Reasoning,
        Self::RedactedReasoning,
        Self::ToolCall,
        Self::ToolResult,
        Self::Error,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Reasoning => "reasoning",
            Self::RedactedReasoning => "redacted-reasoning",
            Self::ToolCall => "tool-call",
            Self::ToolResult => "tool-result",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for MessagePartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MessagePartKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("MessagePartKind", text))
    }
}

impl Wire for MessagePartKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "MessagePartKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageRole {
    User,
    Assistant,
    System,
}

impl MessageRole {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::User, Self::Assistant, Self::System];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Assistant => "ASSISTANT",
            Self::System => "SYSTEM",
        }
    }
}

impl fmt::Display for MessageRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MessageRole {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("MessageRole", text))
    }
}

impl Wire for MessageRole {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "MessageRole", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageSender {
    User,
    Advisor,
    System,
}

impl MessageSender {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::User, Self::Advisor, Self::System];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Advisor => "advisor",
            Self::System => "system",
        }
    }
}

impl fmt::Display for MessageSender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MessageSender {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("MessageSender", text))
    }
}

impl Wire for MessageSender {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "MessageSender", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MessageStatus {
    Streaming,
    Complete,
    Failed,
    Interrupted,
}

impl MessageStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 4] = [
        Self::Streaming,
        Self::Complete,
        Self::Failed,
        Self::Interrupted,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Streaming => "streaming",
            Self::Complete => "complete",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl fmt::Display for MessageStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for MessageStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("MessageStatus", text))
    }
}

impl Wire for MessageStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "MessageStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MessagesAround {
    pub has_earlier: bool,
    pub has_later: bool,
    pub messages: Vec<Message>,
}

impl Wire for MessagesAround {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            has_earlier: fields.required("hasEarlier", misfits),
            has_later: fields.required("hasLater", misfits),
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hasEarlier", &self.has_earlier);
        object.required("hasLater", &self.has_later);
        object.required("messages", &self.messages);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ModelEntry {
    pub context_tokens: f64,
    pub id: String,
    pub is_available: bool,
    pub is_local: bool,
    pub name: String,
    pub note: Option<String>,
    pub provider: String,
    pub reason: Option<String>,
    pub takes_images: bool,
}

impl Wire for ModelEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            context_tokens: fields.required("contextTokens", misfits),
            id: fields.required("id", misfits),
            is_available: fields.required("isAvailable", misfits),
            is_local: fields.required("isLocal", misfits),
            name: fields.required("name", misfits),
            note: fields.required("note", misfits),
            provider: fields.required("provider", misfits),
            reason: fields.required("reason", misfits),
            takes_images: fields.required("takesImages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("contextTokens", &self.context_tokens);
        object.required("id", &self.id);
        object.required("isAvailable", &self.is_available);
        object.required("isLocal", &self.is_local);
        object.required("name", &self.name);
        object.required("note", &self.note);
        object.required("provider", &self.provider);
        object.required("reason", &self.reason);
        object.required("takesImages", &self.takes_images);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelProvider {
    Anthropic,
    Openai,
    Openrouter,
}

impl ModelProvider {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Anthropic, Self::Openai, Self::Openrouter];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Anthropic => "anthropic",
            Self::Openai => "openai",
            Self::Openrouter => "openrouter",
        }
    }
}

impl fmt::Display for ModelProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ModelProvider {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("ModelProvider", text))
    }
}

impl Wire for ModelProvider {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "ModelProvider", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewDelta {
    pub kind: DeltaKind,
    pub signature: Option<String>,
    pub text: String,
    pub tool_call_id: Option<String>,
    pub tool_name: Option<String>,
}

impl Wire for NewDelta {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            signature: fields.optional("signature", misfits),
            text: fields.required("text", misfits),
            tool_call_id: fields.optional("toolCallId", misfits),
            tool_name: fields.optional("toolName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.optional("signature", &self.signature);
        object.required("text", &self.text);
        object.optional("toolCallId", &self.tool_call_id);
        object.optional("toolName", &self.tool_name);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub email: String,
    pub email_verified: bool,
    pub external_id: String,
    pub image: Option<String>,
    pub name: String,
    pub user_id: UserId,
}

impl Wire for Person {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            email: fields.required("email", misfits),
            email_verified: fields.required("emailVerified", misfits),
            external_id: fields.required("externalId", misfits),
            image: fields.required("image", misfits),
            name: fields.required("name", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("email", &self.email);
        object.required("emailVerified", &self.email_verified);
        object.required("externalId", &self.external_id);
        object.required("image", &self.image);
        object.required("name", &self.name);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Presence {
    pub creation_time: f64,
    pub id: PresenceId,
    pub changed_at: f64,
    pub device: String,
    pub state: PresenceState,
    pub thread_id: Option<ThreadId>,
    pub user_id: UserId,
}

impl Wire for Presence {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            changed_at: fields.required("changedAt", misfits),
            device: fields.required("device", misfits),
            state: fields.required("state", misfits),
            thread_id: fields.optional("threadId", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("changedAt", &self.changed_at);
        object.required("device", &self.device);
        object.required("state", &self.state);
        object.optional("threadId", &self.thread_id);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PresenceState {
    Online,
    Offline,
}

impl PresenceState {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Online, Self::Offline];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for PresenceState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PresenceState {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("PresenceState", text))
    }
}

impl Wire for PresenceState {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "PresenceState", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProviderKeyEntry {
    pub hint: String,
    pub provider: ModelProvider,
    pub status: KeyStatus,
    pub validated_at: Option<f64>,
}

impl Wire for ProviderKeyEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            hint: fields.required("hint", misfits),
            provider: fields.required("provider", misfits),
            status: fields.required("status", misfits),
            validated_at: fields.required("validatedAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hint", &self.hint);
        object.required("provider", &self.provider);
        object.required("status", &self.status);
        object.required("validatedAt", &self.validated_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ProviderQuota {
    pub kind: AllowanceKind,
    pub limit: Option<f64>,
    pub remaining: f64,
    pub reset_at: f64,
}

impl Wire for ProviderQuota {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            limit: fields.optional("limit", misfits),
            remaining: fields.required("remaining", misfits),
            reset_at: fields.required("resetAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.optional("limit", &self.limit);
        object.required("remaining", &self.remaining);
        object.required("resetAt", &self.reset_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct PullRequestSnapshot {
    pub creation_time: f64,
    pub id: PullRequestSnapshotId,
    pub commit_sha: String,
    pub created_at: f64,
    pub description: String,
    pub files_changed: f64,
    pub lines_added: f64,
    pub lines_removed: f64,
    pub message_id: MessageId,
    pub status: PullRequestStatus,
    pub thread_id: ThreadId,
    pub title: String,
    pub user_id: UserId,
}

impl Wire for PullRequestSnapshot {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            commit_sha: fields.required("commitSha", misfits),
            created_at: fields.required("createdAt", misfits),
            description: fields.required("description", misfits),
            files_changed: fields.required("filesChanged", misfits),
            lines_added: fields.required("linesAdded", misfits),
            lines_removed: fields.required("linesRemoved", misfits),
            message_id: fields.required("messageId", misfits),
            status: fields.required("status", misfits),
            thread_id: fields.required("threadId", misfits),
            title: fields.required("title", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("commitSha", &self.commit_sha);
        object.required("createdAt", &self.created_at);
        object.required("description", &self.description);
        object.required("filesChanged", &self.files_changed);
        object.required("linesAdded", &self.lines_added);
        object.required("linesRemoved", &self.lines_removed);
        object.required("messageId", &self.message_id);
        object.required("status", &self.status);
        object.required("threadId", &self.thread_id);
        object.required("title", &self.title);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PullRequestStatus {
    Created,
    Updated,
}

impl PullRequestStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Created, Self::Updated];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Updated => "UPDATED",
        }
    }
}

impl fmt::Display for PullRequestStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for PullRequestStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("PullRequestStatus", text))
    }
}

impl Wire for PullRequestStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "PullRequestStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct QueuedAction {
    pub creation_time: f64,
    pub id: QueuedActionId,
    pub attachments: Option<Vec<AttachmentId>>,
    pub content: String,
    pub created_at: f64,
    pub is_urgent: Option<bool>,
    pub kind: QueuedActionKind,
    pub llm_model: Option<String>,
    pub looks_at: Option<f64>,
    pub position: f64,
    pub thread_id: ThreadId,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for QueuedAction {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            attachments: fields.optional("attachments", misfits),
            content: fields.required("content", misfits),
            created_at: fields.required("createdAt", misfits),
            is_urgent: fields.optional("isUrgent", misfits),
            kind: fields.required("kind", misfits),
            llm_model: fields.optional("llmModel", misfits),
            looks_at: fields.optional("looksAt", misfits),
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("attachments", &self.attachments);
        object.required("content", &self.content);
        object.required("createdAt", &self.created_at);
        object.optional("isUrgent", &self.is_urgent);
        object.required("kind", &self.kind);
        object.optional("llmModel", &self.llm_model);
        object.optional("looksAt", &self.looks_at);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum QueuedActionKind {
    Message,
    StackedTask,
}

impl QueuedActionKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Message, Self::StackedTask];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::StackedTask => "stacked-task",
        }
    }
}

impl fmt::Display for QueuedActionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for QueuedActionKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("QueuedActionKind", text))
    }
}

impl Wire for QueuedActionKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "QueuedActionKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    pub place: Option<f64>,
    pub position: f64,
    pub thread_id: ThreadId,
}

impl Wire for Reading {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            place: fields.required("place", misfits),
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("place", &self.place);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct RecentChat {
    pub chat_id: ChatId,
    pub is_branch: bool,
    pub is_pinned: bool,
    pub title: String,
}

impl Wire for RecentChat {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            is_branch: fields.required("isBranch", misfits),
            is_pinned: fields.required("isPinned", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("isBranch", &self.is_branch);
        object.required("isPinned", &self.is_pinned);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct RepositoryIndex {
    pub creation_time: f64,
    pub id: RepositoryIndexId,
    pub chunk_count: f64,
    pub created_at: f64,
    pub error: Option<String>,
    pub file_count: f64,
    pub last_commit_sha: Option<String>,
    pub last_indexed_at: Option<f64>,
    pub progress: f64,
    pub repo_full_name: String,
    pub state: IndexState,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for RepositoryIndex {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            chunk_count: fields.required("chunkCount", misfits),
            created_at: fields.required("createdAt", misfits),
            error: fields.optional("error", misfits),
            file_count: fields.required("fileCount", misfits),
            last_commit_sha: fields.optional("lastCommitSha", misfits),
            last_indexed_at: fields.optional("lastIndexedAt", misfits),
            progress: fields.required("progress", misfits),
            repo_full_name: fields.required("repoFullName", misfits),
            state: fields.required("state", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("chunkCount", &self.chunk_count);
        object.required("createdAt", &self.created_at);
        object.optional("error", &self.error);
        object.required("fileCount", &self.file_count);
        object.optional("lastCommitSha", &self.last_commit_sha);
        object.optional("lastIndexedAt", &self.last_indexed_at);
        object.required("progress", &self.progress);
        object.required("repoFullName", &self.repo_full_name);
        object.required("state", &self.state);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct RunError {
    pub code: String,
    pub message: String,
    pub retry_at: Option<f64>,
}

impl Wire for RunError {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            code: fields.required("code", misfits),
            message: fields.required("message", misfits),
            retry_at: fields.optional("retryAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("code", &self.code);
        object.required("message", &self.message);
        object.optional("retryAt", &self.retry_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct RunProvenance {
    pub attempt: f64,
    pub context: Option<ContextUsed>,
    pub cost: Option<f64>,
    pub duration_ms: Option<f64>,
    pub error: Option<RunError>,
    pub finish_reason: Option<String>,
    pub first_token_ms: Option<f64>,
    pub model: String,
    pub model_name: String,
    pub provider: String,
    pub provider_name: String,
    pub run_id: RunId,
    pub settings: Option<GenerationSettings>,
    pub started_at: f64,
    pub state: RunState,
    pub usage: Option<TokenUsage>,
}

impl Wire for RunProvenance {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            attempt: fields.required("attempt", misfits),
            context: fields.required("context", misfits),
            cost: fields.required("cost", misfits),
            duration_ms: fields.required("durationMs", misfits),
            error: fields.required("error", misfits),
            finish_reason: fields.required("finishReason", misfits),
            first_token_ms: fields.required("firstTokenMs", misfits),
            model: fields.required("model", misfits),
            model_name: fields.required("modelName", misfits),
            provider: fields.required("provider", misfits),
            provider_name: fields.required("providerName", misfits),
            run_id: fields.required("runId", misfits),
            settings: fields.required("settings", misfits),
            started_at: fields.required("startedAt", misfits),
            state: fields.required("state", misfits),
            usage: fields.required("usage", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("attempt", &self.attempt);
        object.required("context", &self.context);
        object.required("cost", &self.cost);
        object.required("durationMs", &self.duration_ms);
        object.required("error", &self.error);
        object.required("finishReason", &self.finish_reason);
        object.required("firstTokenMs", &self.first_token_ms);
        object.required("model", &self.model);
        object.required("modelName", &self.model_name);
        object.required("provider", &self.provider);
        object.required("providerName", &self.provider_name);
        object.required("runId", &self.run_id);
        object.required("settings", &self.settings);
        object.required("startedAt", &self.started_at);
        object.required("state", &self.state);
        object.required("usage", &self.usage);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RunStanding {
    Running,
    Stopping,
    Lost,
}

impl RunStanding {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Running, Self::Stopping, Self::Lost];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Stopping => "stopping",
            Self::Lost => "lost",
        }
    }
}

impl fmt::Display for RunStanding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RunStanding {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("RunStanding", text))
    }
}

impl Wire for RunStanding {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "RunStanding", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RunState {
    Queued,
    Running,
    Complete,
    Stopped,
    Failed,
    Interrupted,
}

impl RunState {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Running,
        Self::Complete,
        Self::Stopped,
        Self::Failed,
        Self::Interrupted,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Complete => "complete",
            Self::Stopped => "stopped",
            Self::Failed => "failed",
            Self::Interrupted => "interrupted",
        }
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for RunState {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("RunState", text))
    }
}

impl Wire for RunState {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "RunState", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    pub document_id: String,
    pub kind: SearchHitKind,
    pub place: Option<SearchHitPlace>,
    pub snippet: Option<String>,
    pub title: String,
    pub updated_at: f64,
}

impl Wire for SearchHit {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            document_id: fields.required("documentId", misfits),
            kind: fields.required("kind", misfits),
            place: fields.required("place", misfits),
            snippet: fields.required("snippet", misfits),
            title: fields.required("title", misfits),
            updated_at: fields.required("updatedAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("documentId", &self.document_id);
        object.required("kind", &self.kind);
        object.required("place", &self.place);
        object.required("snippet", &self.snippet);
        object.required("title", &self.title);
        object.required("updatedAt", &self.updated_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchHitPlace {
    pub document_id: String,
    pub kind: ThreadKind,
    pub position: Option<f64>,
    pub thread_id: ThreadId,
}

impl Wire for SearchHitPlace {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            document_id: fields.required("documentId", misfits),
            kind: fields.required("kind", misfits),
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("documentId", &self.document_id);
        object.required("kind", &self.kind);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SearchHitKind {
    Task,
    Chat,
    Conversation,
    Todo,
    Advisor,
    Memory,
    Message,
}

impl SearchHitKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 7] = [
        Self::Task,
        Self::Chat,
        Self::Conversation,
        Self::Todo,
        Self::Advisor,
        Self::Memory,
        Self::Message,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Chat => "chat",
            Self::Conversation => "conversation",
            Self::Todo => "todo",
            Self::Advisor => "advisor",
            Self::Memory => "memory",
            Self::Message => "message",
        }
    }
}

impl fmt::Display for SearchHitKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SearchHitKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("SearchHitKind", text))
    }
}

impl Wire for SearchHitKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "SearchHitKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SendResult {
    pub message_id: Option<MessageId>,
    pub queued_action_id: Option<QueuedActionId>,
    pub run_id: Option<RunId>,
}

impl Wire for SendResult {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            queued_action_id: fields.required("queuedActionId", misfits),
            run_id: fields.required("runId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("queuedActionId", &self.queued_action_id);
        object.required("runId", &self.run_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SessionEntry {
    pub created_at: f64,
    pub ip_address: Option<String>,
    pub is_current: bool,
    pub last_seen_at: f64,
    pub session_id: SessionId,
    pub user_agent: Option<String>,
}

impl Wire for SessionEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            created_at: fields.required("createdAt", misfits),
            ip_address: fields.required("ipAddress", misfits),
            is_current: fields.required("isCurrent", misfits),
            last_seen_at: fields.required("lastSeenAt", misfits),
            session_id: fields.required("sessionId", misfits),
            user_agent: fields.required("userAgent", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("createdAt", &self.created_at);
        object.required("ipAddress", &self.ip_address);
        object.required("isCurrent", &self.is_current);
        object.required("lastSeenAt", &self.last_seen_at);
        object.required("sessionId", &self.session_id);
        object.required("userAgent", &self.user_agent);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub announcements: Announcements,
    pub auto_pull_request: bool,
    pub character_shortcuts: bool,
    pub density: Density,
    pub enable_indexing: bool,
    pub enable_shadow_wiki: bool,
    pub enter_sends: bool,
    pub language: String,
    pub memories_enabled: bool,
    pub rules: String,
    pub selected_models: Vec<String>,
    pub shares_presence: bool,
    pub theme: Theme,
}

impl Wire for Settings {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            announcements: fields.required("announcements", misfits),
            auto_pull_request: fields.required("autoPullRequest", misfits),
            character_shortcuts: fields.required("characterShortcuts", misfits),
            density: fields.required("density", misfits),
            enable_indexing: fields.required("enableIndexing", misfits),
            enable_shadow_wiki: fields.required("enableShadowWiki", misfits),
            enter_sends: fields.required("enterSends", misfits),
            language: fields.required("language", misfits),
            memories_enabled: fields.required("memoriesEnabled", misfits),
            rules: fields.required("rules", misfits),
            selected_models: fields.required("selectedModels", misfits),
            shares_presence: fields.required("sharesPresence", misfits),
            theme: fields.required("theme", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("announcements", &self.announcements);
        object.required("autoPullRequest", &self.auto_pull_request);
        object.required("characterShortcuts", &self.character_shortcuts);
        object.required("density", &self.density);
        object.required("enableIndexing", &self.enable_indexing);
        object.required("enableShadowWiki", &self.enable_shadow_wiki);
        object.required("enterSends", &self.enter_sends);
        object.required("language", &self.language);
        object.required("memoriesEnabled", &self.memories_enabled);
        object.required("rules", &self.rules);
        object.required("selectedModels", &self.selected_models);
        object.required("sharesPresence", &self.shares_presence);
        object.required("theme", &self.theme);
        object.end();
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct SettingsChange {
    pub announcements: Option<Announcements>,
    pub auto_pull_request: Option<bool>,
    pub character_shortcuts: Option<bool>,
    pub density: Option<Density>,
    pub enable_indexing: Option<bool>,
    pub enable_shadow_wiki: Option<bool>,
    pub enter_sends: Option<bool>,
    pub language: Option<String>,
    pub memories_enabled: Option<bool>,
    pub rules: Option<String>,
    pub selected_models: Option<Vec<String>>,
    pub shares_presence: Option<bool>,
    pub theme: Option<Theme>,
}

impl Wire for SettingsChange {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            announcements: fields.optional("announcements", misfits),
            auto_pull_request: fields.optional("autoPullRequest", misfits),
            character_shortcuts: fields.optional("characterShortcuts", misfits),
            density: fields.optional("density", misfits),
            enable_indexing: fields.optional("enableIndexing", misfits),
            enable_shadow_wiki: fields.optional("enableShadowWiki", misfits),
            enter_sends: fields.optional("enterSends", misfits),
            language: fields.optional("language", misfits),
            memories_enabled: fields.optional("memoriesEnabled", misfits),
            rules: fields.optional("rules", misfits),
            selected_models: fields.optional("selectedModels", misfits),
            shares_presence: fields.optional("sharesPresence", misfits),
            theme: fields.optional("theme", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("announcements", &self.announcements);
        object.optional("autoPullRequest", &self.auto_pull_request);
        object.optional("characterShortcuts", &self.character_shortcuts);
        object.optional("density", &self.density);
        object.optional("enableIndexing", &self.enable_indexing);
        object.optional("enableShadowWiki", &self.enable_shadow_wiki);
        object.optional("enterSends", &self.enter_sends);
        object.optional("language", &self.language);
        object.optional("memoriesEnabled", &self.memories_enabled);
        object.optional("rules", &self.rules);
        object.optional("selectedModels", &self.selected_models);
        object.optional("sharesPresence", &self.shares_presence);
        object.optional("theme", &self.theme);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ShareLink {
    pub created_at: f64,
    pub is_behind: bool,
    pub shared_at: f64,
}

impl Wire for ShareLink {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            created_at: fields.required("createdAt", misfits),
            is_behind: fields.required("isBehind", misfits),
            shared_at: fields.required("sharedAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("createdAt", &self.created_at);
        object.required("isBehind", &self.is_behind);
        object.required("sharedAt", &self.shared_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SharedChat {
    pub has_earlier: bool,
    pub messages: Vec<SharedMessage>,
    pub shared_at: f64,
    pub title: String,
}

impl Wire for SharedChat {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            has_earlier: fields.required("hasEarlier", misfits),
            messages: fields.required("messages", misfits),
            shared_at: fields.required("sharedAt", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hasEarlier", &self.has_earlier);
        object.required("messages", &self.messages);
        object.required("sharedAt", &self.shared_at);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SharedMessage {
    pub content: String,
    pub created_at: f64,
    pub files: Vec<String>,
    pub model: Option<String>,
    pub position: f64,
    pub role: MessageRole,
}

impl Wire for SharedMessage {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            created_at: fields.required("createdAt", misfits),
            files: fields.required("files", misfits),
            model: fields.required("model", misfits),
            position: fields.required("position", misfits),
            role: fields.required("role", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.required("createdAt", &self.created_at);
        object.required("files", &self.files);
        object.required("model", &self.model);
        object.required("position", &self.position);
        object.required("role", &self.role);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Sharing {
    pub chat_id: ChatId,
    pub link: Option<ShareLink>,
    pub title: String,
}

impl Wire for Sharing {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            link: fields.required("link", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("link", &self.link);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct StartResult {
    pub chat_id: ChatId,
    pub message_id: MessageId,
    pub run_id: RunId,
}

impl Wire for StartResult {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            message_id: fields.required("messageId", misfits),
            run_id: fields.required("runId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("messageId", &self.message_id);
        object.required("runId", &self.run_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct StreamChunk {
    pub kind: DeltaKind,
    pub sequence: f64,
    pub text: String,
    pub tool_call_id: Option<String>,
    pub tool_name: Option<String>,
}

impl Wire for StreamChunk {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            sequence: fields.required("sequence", misfits),
            text: fields.required("text", misfits),
            tool_call_id: fields.required("toolCallId", misfits),
            tool_name: fields.required("toolName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.required("sequence", &self.sequence);
        object.required("text", &self.text);
        object.required("toolCallId", &self.tool_call_id);
        object.required("toolName", &self.tool_name);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct StreamChunks {
    pub chunks: Vec<StreamChunk>,
    pub is_done: bool,
    pub last: f64,
}

impl Wire for StreamChunks {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chunks: fields.required("chunks", misfits),
            is_done: fields.required("isDone", misfits),
            last: fields.required("last", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chunks", &self.chunks);
        object.required("isDone", &self.is_done);
        object.required("last", &self.last);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct SyncStatus {
    pub creation_time: f64,
    pub id: SyncStatusId,
    pub device_id: String,
    pub last_sync_timestamp: f64,
    pub user_id: UserId,
}

impl Wire for SyncStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            device_id: fields.required("deviceId", misfits),
            last_sync_timestamp: fields.required("lastSyncTimestamp", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("deviceId", &self.device_id);
        object.required("lastSyncTimestamp", &self.last_sync_timestamp);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    pub creation_time: f64,
    pub id: TaskId,
    pub archived_from: Option<TaskStatus>,
    pub base_branch: Option<String>,
    pub base_commit_sha: Option<String>,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub error_message: Option<String>,
    pub github_issue_id: Option<String>,
    pub has_been_initialized: bool,
    pub init_status: InitStatus,
    pub initialization_error: Option<String>,
    pub is_scratchpad: bool,
    pub main_model: Option<String>,
    pub pull_request_number: Option<f64>,
    pub repo_full_name: Option<String>,
    pub repo_url: Option<String>,
    pub scheduled_cleanup_at: Option<f64>,
    pub shadow_branch: Option<String>,
    pub status: TaskStatus,
    pub thread_id: ThreadId,
    pub title: String,
    pub updated_at: f64,
    pub user_id: UserId,
    pub workspace_cleaned_up: bool,
    pub workspace_path: Option<String>,
}

impl Wire for Task {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            archived_from: fields.optional("archivedFrom", misfits),
            base_branch: fields.optional("baseBranch", misfits),
            base_commit_sha: fields.optional("baseCommitSha", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            error_message: fields.optional("errorMessage", misfits),
            github_issue_id: fields.optional("githubIssueId", misfits),
            has_been_initialized: fields.required("hasBeenInitialized", misfits),
            init_status: fields.required("initStatus", misfits),
            initialization_error: fields.optional("initializationError", misfits),
            is_scratchpad: fields.required("isScratchpad", misfits),
            main_model: fields.optional("mainModel", misfits),
            pull_request_number: fields.optional("pullRequestNumber", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
            repo_url: fields.optional("repoUrl", misfits),
            scheduled_cleanup_at: fields.optional("scheduledCleanupAt", misfits),
            shadow_branch: fields.optional("shadowBranch", misfits),
            status: fields.required("status", misfits),
            thread_id: fields.required("threadId", misfits),
            title: fields.required("title", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
            workspace_cleaned_up: fields.required("workspaceCleanedUp", misfits),
            workspace_path: fields.optional("workspacePath", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("archivedFrom", &self.archived_from);
        object.optional("baseBranch", &self.base_branch);
        object.optional("baseCommitSha", &self.base_commit_sha);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.optional("errorMessage", &self.error_message);
        object.optional("githubIssueId", &self.github_issue_id);
        object.required("hasBeenInitialized", &self.has_been_initialized);
        object.required("initStatus", &self.init_status);
        object.optional("initializationError", &self.initialization_error);
        object.required("isScratchpad", &self.is_scratchpad);
        object.optional("mainModel", &self.main_model);
        object.optional("pullRequestNumber", &self.pull_request_number);
        object.optional("repoFullName", &self.repo_full_name);
        object.optional("repoUrl", &self.repo_url);
        object.optional("scheduledCleanupAt", &self.scheduled_cleanup_at);
        object.optional("shadowBranch", &self.shadow_branch);
        object.required("status", &self.status);
        object.required("threadId", &self.thread_id);
        object.required("title", &self.title);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.required("workspaceCleanedUp", &self.workspace_cleaned_up);
        object.optional("workspacePath", &self.workspace_path);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TaskSession {
    pub creation_time: f64,
    pub id: TaskSessionId,
    pub connection_id: Option<String>,
    pub created_at: f64,
    pub ended_at: Option<f64>,
    pub is_active: bool,
    pub pod_name: Option<String>,
    pub pod_namespace: Option<String>,
    pub task_id: TaskId,
    pub user_id: UserId,
}

impl Wire for TaskSession {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            connection_id: fields.optional("connectionId", misfits),
            created_at: fields.required("createdAt", misfits),
            ended_at: fields.optional("endedAt", misfits),
            is_active: fields.required("isActive", misfits),
            pod_name: fields.optional("podName", misfits),
            pod_namespace: fields.optional("podNamespace", misfits),
            task_id: fields.required("taskId", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("connectionId", &self.connection_id);
        object.required("createdAt", &self.created_at);
        object.optional("endedAt", &self.ended_at);
        object.required("isActive", &self.is_active);
        object.optional("podName", &self.pod_name);
        object.optional("podNamespace", &self.pod_namespace);
        object.required("taskId", &self.task_id);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskStatus {
    Stopped,
    Initializing,
    Archived,
    Running,
    Completed,
    Failed,
}

impl TaskStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 6] = [
        Self::Stopped,
        Self::Initializing,
        Self::Archived,
        Self::Running,
        Self::Completed,
        Self::Failed,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "STOPPED",
            Self::Initializing => "INITIALIZING",
            Self::Archived => "ARCHIVED",
            Self::Running => "RUNNING",
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
        }
    }
}

impl fmt::Display for TaskStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TaskStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("TaskStatus", text))
    }
}

impl Wire for TaskStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "TaskStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl fmt::Display for Theme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Theme {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("Theme", text))
    }
}

impl Wire for Theme {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "Theme", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Thread {
    pub creation_time: f64,
    pub id: ThreadId,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub fork_position: Option<f64>,
    pub kind: ThreadKind,
    pub parent_thread_id: Option<ThreadId>,
    pub updated_at: f64,
    pub user_id: UserId,
    pub variant_of: Option<ThreadId>,
}

impl Wire for Thread {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            fork_position: fields.optional("forkPosition", misfits),
            kind: fields.required("kind", misfits),
            parent_thread_id: fields.optional("parentThreadId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
            variant_of: fields.optional("variantOf", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.optional("forkPosition", &self.fork_position);
        object.required("kind", &self.kind);
        object.optional("parentThreadId", &self.parent_thread_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.optional("variantOf", &self.variant_of);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ThreadHits {
    pub hits: Vec<ThreadHitsHit>,
    pub is_cut: bool,
    pub text: String,
}

impl Wire for ThreadHits {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            hits: fields.required("hits", misfits),
            is_cut: fields.required("isCut", misfits),
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("hits", &self.hits);
        object.required("isCut", &self.is_cut);
        object.required("text", &self.text);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ThreadHitsHit {
    pub created_at: f64,
    pub message_id: MessageId,
    pub position: f64,
    pub role: MessageRole,
    pub snippet: String,
}

impl Wire for ThreadHitsHit {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            created_at: fields.required("createdAt", misfits),
            message_id: fields.required("messageId", misfits),
            position: fields.required("position", misfits),
            role: fields.required("role", misfits),
            snippet: fields.required("snippet", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("createdAt", &self.created_at);
        object.required("messageId", &self.message_id);
        object.required("position", &self.position);
        object.required("role", &self.role);
        object.required("snippet", &self.snippet);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThreadKind {
    Task,
    Chat,
    Conversation,
}

impl ThreadKind {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 3] = [Self::Task, Self::Chat, Self::Conversation];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Task => "task",
            Self::Chat => "chat",
            Self::Conversation => "conversation",
        }
    }
}

impl fmt::Display for ThreadKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ThreadKind {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("ThreadKind", text))
    }
}

impl Wire for ThreadKind {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "ThreadKind", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct ThreadSummary {
    pub creation_time: f64,
    pub id: ThreadSummaryId,
    pub created_at: f64,
    pub from_position: f64,
    pub model: Option<String>,
    pub text: String,
    pub thread_id: ThreadId,
    pub to_position: f64,
    pub tokens: Option<f64>,
    pub user_id: UserId,
}

impl Wire for ThreadSummary {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            created_at: fields.required("createdAt", misfits),
            from_position: fields.required("fromPosition", misfits),
            model: fields.optional("model", misfits),
            text: fields.required("text", misfits),
            thread_id: fields.required("threadId", misfits),
            to_position: fields.required("toPosition", misfits),
            tokens: fields.optional("tokens", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("createdAt", &self.created_at);
        object.required("fromPosition", &self.from_position);
        object.optional("model", &self.model);
        object.required("text", &self.text);
        object.required("threadId", &self.thread_id);
        object.required("toPosition", &self.to_position);
        object.optional("tokens", &self.tokens);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TodoCounts {
    pub cancelled: f64,
    pub completed: f64,
    pub in_progress: f64,
    pub pending: f64,
    pub total: f64,
}

impl Wire for TodoCounts {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            cancelled: fields.required("cancelled", misfits),
            completed: fields.required("completed", misfits),
            in_progress: fields.required("inProgress", misfits),
            pending: fields.required("pending", misfits),
            total: fields.required("total", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("cancelled", &self.cancelled);
        object.required("completed", &self.completed);
        object.required("inProgress", &self.in_progress);
        object.required("pending", &self.pending);
        object.required("total", &self.total);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Todo {
    pub creation_time: f64,
    pub id: TodoId,
    pub content: String,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub sequence: f64,
    pub status: TodoStatus,
    pub task_id: Option<TaskId>,
    pub todo_id: String,
    pub updated_at: f64,
    pub user_id: UserId,
}

impl Wire for Todo {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            content: fields.required("content", misfits),
            created_at: fields.required("createdAt", misfits),
            deleted_at: fields.optional("deletedAt", misfits),
            sequence: fields.required("sequence", misfits),
            status: fields.required("status", misfits),
            task_id: fields.optional("taskId", misfits),
            todo_id: fields.required("todoId", misfits),
            updated_at: fields.required("updatedAt", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("content", &self.content);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.required("sequence", &self.sequence);
        object.required("status", &self.status);
        object.optional("taskId", &self.task_id);
        object.required("todoId", &self.todo_id);
        object.required("updatedAt", &self.updated_at);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TodoEntry {
    pub task_title: Option<String>,
    pub todo: Todo,
}

impl Wire for TodoEntry {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            task_title: fields.required("taskTitle", misfits),
            todo: fields.required("todo", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("taskTitle", &self.task_title);
        object.required("todo", &self.todo);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TodoStatus {
    Pending,
    InProgress,
    Completed,
    Cancelled,
}

impl TodoStatus {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 4] = [
        Self::Pending,
        Self::InProgress,
        Self::Completed,
        Self::Cancelled,
    ];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::InProgress => "IN_PROGRESS",
            Self::Completed => "COMPLETED",
            Self::Cancelled => "CANCELLED",
        }
    }
}

impl fmt::Display for TodoStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TodoStatus {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("TodoStatus", text))
    }
}

impl Wire for TodoStatus {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "TodoStatus", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TokenUsage {
    pub cache_read_tokens: f64,
    pub cache_write_tokens: f64,
    pub completion_tokens: f64,
    pub prompt_tokens: f64,
    pub reported_cost: Option<f64>,
}

impl Wire for TokenUsage {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            cache_read_tokens: fields.required("cacheReadTokens", misfits),
            cache_write_tokens: fields.required("cacheWriteTokens", misfits),
            completion_tokens: fields.required("completionTokens", misfits),
            prompt_tokens: fields.required("promptTokens", misfits),
            reported_cost: fields.optional("reportedCost", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("cacheReadTokens", &self.cache_read_tokens);
        object.required("cacheWriteTokens", &self.cache_write_tokens);
        object.required("completionTokens", &self.completion_tokens);
        object.required("promptTokens", &self.prompt_tokens);
        object.optional("reportedCost", &self.reported_cost);
        object.end();
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TranscriptFormat {
    Markdown,
    Json,
}

impl TranscriptFormat {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::Markdown, Self::Json];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for TranscriptFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for TranscriptFormat {
    type Err = UnknownVariant;

    fn from_str(text: &str) -> Result<Self, UnknownVariant> {
        let known = Self::ALL
            .into_iter()
            .find(|variant| variant.as_str() == text);
        known.ok_or_else(|| UnknownVariant::new("TranscriptFormat", text))
    }
}

impl Wire for TranscriptFormat {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        read_variant(json, "TranscriptFormat", &Self::ALL, Self::as_str, misfits)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptPiece {
    pub next: Option<String>,
    pub parts: Vec<TranscriptPiecePart>,
    pub title: String,
}

impl Wire for TranscriptPiece {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            next: fields.required("next", misfits),
            parts: fields.required("parts", misfits),
            title: fields.required("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("next", &self.next);
        object.required("parts", &self.parts);
        object.required("title", &self.title);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TranscriptPiecePart {
    pub file_id: Option<AttachmentId>,
    pub text: String,
}

impl Wire for TranscriptPiecePart {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            file_id: fields.required("fileId", misfits),
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("fileId", &self.file_id);
        object.required("text", &self.text);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct TreeNode {
    pub chat_id: ChatId,
    pub is_shown: bool,
    pub level: f64,
    pub role: Option<MessageRole>,
    pub snippet: Option<String>,
    pub thread_id: ThreadId,
    pub title: Option<String>,
    pub updated_at: f64,
}

impl Wire for TreeNode {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            is_shown: fields.required("isShown", misfits),
            level: fields.required("level", misfits),
            role: fields.required("role", misfits),
            snippet: fields.required("snippet", misfits),
            thread_id: fields.required("threadId", misfits),
            title: fields.required("title", misfits),
            updated_at: fields.required("updatedAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.required("isShown", &self.is_shown);
        object.required("level", &self.level);
        object.required("role", &self.role);
        object.required("snippet", &self.snippet);
        object.required("threadId", &self.thread_id);
        object.required("title", &self.title);
        object.required("updatedAt", &self.updated_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Typing {
    pub creation_time: f64,
    pub id: TypingId,
    pub advisor_id: Option<AdvisorId>,
    pub expires_at: f64,
    pub thread_id: ThreadId,
    pub user_id: UserId,
}

impl Wire for Typing {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            advisor_id: fields.optional("advisorId", misfits),
            expires_at: fields.required("expiresAt", misfits),
            thread_id: fields.required("threadId", misfits),
            user_id: fields.required("userId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("advisorId", &self.advisor_id);
        object.required("expiresAt", &self.expires_at);
        object.required("threadId", &self.thread_id);
        object.required("userId", &self.user_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct UnreadCount {
    pub is_at_least: bool,
    pub position: f64,
    pub unread: f64,
}

impl Wire for UnreadCount {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            is_at_least: fields.required("isAtLeast", misfits),
            position: fields.required("position", misfits),
            unread: fields.required("unread", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("isAtLeast", &self.is_at_least);
        object.required("position", &self.position);
        object.required("unread", &self.unread);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub creation_time: f64,
    pub id: UserId,
    pub created_at: f64,
    pub deletion_scheduled_at: Option<f64>,
    pub email: String,
    pub email_verified: bool,
    pub external_id: String,
    pub image: Option<String>,
    pub name: String,
    pub plan: String,
    pub updated_at: f64,
}

impl Wire for User {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            creation_time: fields.required("_creationTime", misfits),
            id: fields.required("_id", misfits),
            created_at: fields.required("createdAt", misfits),
            deletion_scheduled_at: fields.optional("deletionScheduledAt", misfits),
            email: fields.required("email", misfits),
            email_verified: fields.required("emailVerified", misfits),
            external_id: fields.required("externalId", misfits),
            image: fields.optional("image", misfits),
            name: fields.required("name", misfits),
            plan: fields.required("plan", misfits),
            updated_at: fields.required("updatedAt", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("createdAt", &self.created_at);
        object.optional("deletionScheduledAt", &self.deletion_scheduled_at);
        object.required("email", &self.email);
        object.required("emailVerified", &self.email_verified);
        object.required("externalId", &self.external_id);
        object.optional("image", &self.image);
        object.required("name", &self.name);
        object.required("plan", &self.plan);
        object.required("updatedAt", &self.updated_at);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct VariantChoice {
    pub index: f64,
    pub position: f64,
    pub thread_ids: Vec<ThreadId>,
}

impl Wire for VariantChoice {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            index: fields.required("index", misfits),
            position: fields.required("position", misfits),
            thread_ids: fields.required("threadIds", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("index", &self.index);
        object.required("position", &self.position);
        object.required("threadIds", &self.thread_ids);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct VariantResult {
    pub message_id: MessageId,
    pub run_id: RunId,
    pub thread_id: ThreadId,
}

impl Wire for VariantResult {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            run_id: fields.required("runId", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("runId", &self.run_id);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}
