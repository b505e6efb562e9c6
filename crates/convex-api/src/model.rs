//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! The tables with their ids, and the shapes that several functions share.

#![allow(
    missing_docs,
    reason = "the fields are described in convex/lib/shapes.ts"
)]

use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};

use convex_typed::Id;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::UnknownVariant;

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

    /// The table `attachments`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Attachments;

    impl convex_typed::TableName for Attachments {
        const NAME: &'static str = "attachments";
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

    /// The table `repositoryIndexes`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct RepositoryIndexes;

    impl convex_typed::TableName for RepositoryIndexes {
        const NAME: &'static str = "repositoryIndexes";
    }

    /// The table `sessions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Sessions;

    impl convex_typed::TableName for Sessions {
        const NAME: &'static str = "sessions";
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
}

/// The id of a document of the table `accounts`.
pub type AccountId = Id<tables::Accounts>;
/// The id of a document of the table `advisorMemories`.
pub type AdvisorMemoryId = Id<tables::AdvisorMemories>;
/// The id of a document of the table `advisors`.
pub type AdvisorId = Id<tables::Advisors>;
/// The id of a document of the table `attachments`.
pub type AttachmentId = Id<tables::Attachments>;
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
/// The id of a document of the table `pullRequestSnapshots`.
pub type PullRequestSnapshotId = Id<tables::PullRequestSnapshots>;
/// The id of a document of the table `queuedActions`.
pub type QueuedActionId = Id<tables::QueuedActions>;
/// The id of a document of the table `readPositions`.
pub type ReadPositionId = Id<tables::ReadPositions>;
/// The id of a document of the table `repositoryIndexes`.
pub type RepositoryIndexId = Id<tables::RepositoryIndexes>;
/// The id of a document of the table `sessions`.
pub type SessionId = Id<tables::Sessions>;
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccountEntry {
    pub account_id: AccountId,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub label: String,
    pub provider_id: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Advisor {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: AdvisorId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<BTreeMap<String, String>>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub first_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    pub last_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_hint: Option<String>,
    pub persona: AdvisorPersona,
    pub role_definition: AdvisorRole,
    pub schema_version: String,
    pub status: AdvisorStatus,
    pub tags: Vec<String>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorMemory {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: AdvisorMemoryId,
    pub advisor_id: AdvisorId,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<ConversationId>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(with = "convex_typed::float64")]
    pub importance: f64,
    pub key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_message_id: Option<MessageId>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorPersona {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_json: Option<String>,
    pub summary: String,
    pub traits: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorRole {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extra_json: Option<String>,
    pub instructions: String,
    pub title: String,
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

impl Serialize for AdvisorStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for AdvisorStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AdvisorTranslation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AttachmentEntry {
    pub alt_text: Option<String>,
    pub attachment_id: AttachmentId,
    pub content_type: String,
    pub message_id: Option<MessageId>,
    pub name: String,
    #[serde(with = "convex_typed::float64")]
    pub size: f64,
    pub text: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Chat {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: ChatId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch_from_message_id: Option<MessageId>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    pub is_archived: bool,
    pub is_pinned: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_chat_id: Option<ChatId>,
    pub thread_id: ThreadId,
    pub title: String,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChatWithMessages {
    pub chat: Chat,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodebaseNode {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: CodebaseNodeId,
    pub kind: CodebaseNodeKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    pub path: String,
    pub summary: String,
    pub understanding_id: CodebaseUnderstandingId,
    pub user_id: UserId,
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

impl Serialize for CodebaseNodeKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CodebaseNodeKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodebaseUnderstanding {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: CodebaseUnderstandingId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_sha: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub repo_full_name: String,
    pub repo_url: String,
    pub root_summary: String,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Conversation {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: ConversationId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_advisor_id: Option<AdvisorId>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    pub thread_id: ThreadId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationEntry {
    pub advisor: Option<ConversationEntryAdvisor>,
    pub conversation: Conversation,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationEntryAdvisor {
    pub advisor_id: AdvisorId,
    pub image_url: Option<String>,
    pub name: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ConversationWithMessages {
    pub conversation: Conversation,
    pub has_earlier: bool,
    pub messages: Vec<Message>,
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

impl Serialize for Density {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Density {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Draft {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: DraftId,
    pub content: String,
    pub kind: ThreadKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
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
    pub const ALL: [Self; 22] = [
        Self::Users,
        Self::UserSettings,
        Self::Tasks,
        Self::Todos,
        Self::TaskSessions,
        Self::PullRequestSnapshots,
        Self::Threads,
        Self::Messages,
        Self::MessageParts,
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

impl Serialize for ExportedTable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ExportedTable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportResult {
    #[serde(with = "convex_typed::float64")]
    pub imported: f64,
    #[serde(with = "convex_typed::float64")]
    pub known: f64,
    pub rejected: Vec<ImportResultRejected>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportResultRejected {
    pub id: String,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedChat {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub branch_from_message_id: Option<Option<String>>,
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_deleted: Option<bool>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub parent_chat_id: Option<Option<String>>,
    pub timestamp: String,
    pub title: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportedMessage {
    pub chat_id: String,
    pub content: String,
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_deleted: Option<bool>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub position: Option<f64>,
    pub role: ImportedMessageRole,
    pub timestamp: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ImportedMessageRole {
    User,
    Assistant,
}

impl ImportedMessageRole {
    /// Every variant, in the order of the schema.
    pub const ALL: [Self; 2] = [Self::User, Self::Assistant];

    /// The text that is stored and travels.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Assistant => "assistant",
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

impl Serialize for ImportedMessageRole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ImportedMessageRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for IndexState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for IndexState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for InitStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for InitStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for KeyStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for KeyStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for MemoryCategory {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MemoryCategory {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Memory {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: MemoryId,
    pub category: MemoryCategory,
    pub content: String,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_full_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: MessageId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisor_id: Option<AdvisorId>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub completion_tokens: Option<f64>,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_json: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub edited_at: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finish_reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mentions: Option<Vec<AdvisorId>>,
    #[serde(with = "convex_typed::float64")]
    pub position: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub prompt_tokens: Option<f64>,
    pub role: MessageRole,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stacked_task_id: Option<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<MessageStatus>,
    pub thread_id: ThreadId,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub total_tokens: Option<f64>,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessagePart {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: MessagePartId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<String>,
    pub kind: MessagePartKind,
    pub message_id: MessageId,
    #[serde(with = "convex_typed::float64")]
    pub sequence: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_call_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool_name: Option<String>,
    pub user_id: UserId,
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

impl Serialize for MessagePartKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MessagePartKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for MessageRole {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MessageRole {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for MessageSender {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MessageSender {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for MessageStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for MessageStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for ModelProvider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ModelProvider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    pub email: String,
    pub email_verified: bool,
    pub external_id: String,
    pub image: Option<String>,
    pub name: String,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Presence {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: PresenceId,
    #[serde(with = "convex_typed::float64")]
    pub changed_at: f64,
    pub device: String,
    pub state: PresenceState,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thread_id: Option<ThreadId>,
    pub user_id: UserId,
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

impl Serialize for PresenceState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PresenceState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ProviderKeyEntry {
    pub hint: String,
    pub provider: ModelProvider,
    pub status: KeyStatus,
    #[serde(with = "convex_typed::float64")]
    pub validated_at: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PullRequestSnapshot {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: PullRequestSnapshotId,
    pub commit_sha: String,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub description: String,
    #[serde(with = "convex_typed::float64")]
    pub files_changed: f64,
    #[serde(with = "convex_typed::float64")]
    pub lines_added: f64,
    #[serde(with = "convex_typed::float64")]
    pub lines_removed: f64,
    pub message_id: MessageId,
    pub status: PullRequestStatus,
    pub thread_id: ThreadId,
    pub title: String,
    pub user_id: UserId,
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

impl Serialize for PullRequestStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for PullRequestStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct QueuedAction {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: QueuedActionId,
    pub content: String,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub kind: QueuedActionKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub llm_model: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub position: f64,
    pub thread_id: ThreadId,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
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

impl Serialize for QueuedActionKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for QueuedActionKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RepositoryIndex {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: RepositoryIndexId,
    #[serde(with = "convex_typed::float64")]
    pub chunk_count: f64,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub file_count: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_commit_sha: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub last_indexed_at: Option<f64>,
    #[serde(with = "convex_typed::float64")]
    pub progress: f64,
    pub repo_full_name: String,
    pub state: IndexState,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionEntry {
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    pub ip_address: Option<String>,
    pub is_current: bool,
    #[serde(with = "convex_typed::float64")]
    pub last_seen_at: f64,
    pub session_id: SessionId,
    pub user_agent: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Settings {
    pub auto_pull_request: bool,
    pub density: Density,
    pub enable_indexing: bool,
    pub enable_shadow_wiki: bool,
    pub language: String,
    pub memories_enabled: bool,
    pub rules: String,
    pub selected_models: Vec<String>,
    pub shares_presence: bool,
    pub theme: Theme,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SettingsChange {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_pull_request: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_indexing: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_shadow_wiki: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memories_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_models: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares_presence: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SyncStatus {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: SyncStatusId,
    pub device_id: String,
    #[serde(with = "convex_typed::float64")]
    pub last_sync_timestamp: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Task {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: TaskId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived_from: Option<TaskStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_branch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_commit_sha: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub github_issue_id: Option<String>,
    pub has_been_initialized: bool,
    pub init_status: InitStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialization_error: Option<String>,
    pub is_scratchpad: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_model: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub pull_request_number: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_full_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_url: Option<String>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub scheduled_cleanup_at: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow_branch: Option<String>,
    pub status: TaskStatus,
    pub thread_id: ThreadId,
    pub title: String,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
    pub workspace_cleaned_up: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub workspace_path: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TaskSession {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: TaskSessionId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection_id: Option<String>,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub ended_at: Option<f64>,
    pub is_active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pod_namespace: Option<String>,
    pub task_id: TaskId,
    pub user_id: UserId,
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

impl Serialize for TaskStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TaskStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
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

impl Serialize for Theme {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Theme {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Thread {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: ThreadId,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub fork_position: Option<f64>,
    pub kind: ThreadKind,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_thread_id: Option<ThreadId>,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
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

impl Serialize for ThreadKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for ThreadKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ThreadSummary {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: ThreadSummaryId,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(with = "convex_typed::float64")]
    pub from_position: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    pub text: String,
    pub thread_id: ThreadId,
    #[serde(with = "convex_typed::float64")]
    pub to_position: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub tokens: Option<f64>,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TodoCounts {
    #[serde(with = "convex_typed::float64")]
    pub cancelled: f64,
    #[serde(with = "convex_typed::float64")]
    pub completed: f64,
    #[serde(with = "convex_typed::float64")]
    pub in_progress: f64,
    #[serde(with = "convex_typed::float64")]
    pub pending: f64,
    #[serde(with = "convex_typed::float64")]
    pub total: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Todo {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: TodoId,
    pub content: String,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deleted_at: Option<f64>,
    #[serde(with = "convex_typed::float64")]
    pub sequence: f64,
    pub status: TodoStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
    pub todo_id: String,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TodoEntry {
    pub task_title: Option<String>,
    pub todo: Todo,
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

impl Serialize for TodoStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for TodoStatus {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typing {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: TypingId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advisor_id: Option<AdvisorId>,
    #[serde(with = "convex_typed::float64")]
    pub expires_at: f64,
    pub thread_id: ThreadId,
    pub user_id: UserId,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnreadCount {
    pub is_at_least: bool,
    #[serde(with = "convex_typed::float64")]
    pub position: f64,
    #[serde(with = "convex_typed::float64")]
    pub unread: f64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub deletion_scheduled_at: Option<f64>,
    pub email: String,
    pub email_verified: bool,
    pub external_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    pub name: String,
    pub plan: String,
    #[serde(with = "convex_typed::float64")]
    pub updated_at: f64,
}
