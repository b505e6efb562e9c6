//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! The tables with their ids, and the shapes that several functions share.

#![allow(
    missing_docs,
    reason = "the fields are described in convex/lib/shapes.ts"
)]

use std::{borrow::Cow, fmt, str::FromStr};

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

    /// The table `messages`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Messages;

    impl convex_typed::TableName for Messages {
        const NAME: &'static str = "messages";
    }

    /// The table `sessions`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Sessions;

    impl convex_typed::TableName for Sessions {
        const NAME: &'static str = "sessions";
    }

    /// The table `tasks`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Tasks;

    impl convex_typed::TableName for Tasks {
        const NAME: &'static str = "tasks";
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
/// The id of a document of the table `messages`.
pub type MessageId = Id<tables::Messages>;
/// The id of a document of the table `sessions`.
pub type SessionId = Id<tables::Sessions>;
/// The id of a document of the table `tasks`.
pub type TaskId = Id<tables::Tasks>;
/// The id of a document of the table `threads`.
pub type ThreadId = Id<tables::Threads>;
/// The id of a document of the table `todos`.
pub type TodoId = Id<tables::Todos>;
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Message {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: MessageId,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub completion_tokens: Option<f64>,
    pub content: String,
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
    #[serde(with = "convex_typed::float64")]
    pub position: f64,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub prompt_tokens: Option<f64>,
    pub role: MessageRole,
    pub thread_id: ThreadId,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::float64"
    )]
    pub total_tokens: Option<f64>,
    pub user_id: UserId,
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
pub struct User {
    #[serde(rename = "_creationTime", with = "convex_typed::float64")]
    pub creation_time: f64,
    #[serde(rename = "_id")]
    pub id: UserId,
    #[serde(with = "convex_typed::float64")]
    pub created_at: f64,
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
