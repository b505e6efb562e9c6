//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! The tables with their ids, and the shapes that several functions share.

#![allow(
    missing_docs,
    reason = "the fields are described in convex/lib/shapes.ts"
)]

use std::{fmt, str::FromStr};

use crate::UnknownVariant;
use convex_typed::{
    Id, Wire,
    json::{Json, Misfit, Object, write_text},
    read_variant,
};

/// One type for each table, to tell ids apart.
pub mod tables {
    /// The table `messages`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub struct Messages;

    impl convex_typed::TableName for Messages {
        const NAME: &'static str = "messages";
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
}

/// The id of a document of the table `messages`.
pub type MessageId = Id<tables::Messages>;
/// The id of a document of the table `tasks`.
pub type TaskId = Id<tables::Tasks>;
/// The id of a document of the table `threads`.
pub type ThreadId = Id<tables::Threads>;
/// The id of a document of the table `todos`.
pub type TodoId = Id<tables::Todos>;
/// The id of a document of the table `users`.
pub type UserId = Id<tables::Users>;

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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        read_variant(json, "InitStatus", &Self::ALL, Self::as_str)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub creation_time: f64,
    pub id: MessageId,
    pub completion_tokens: Option<f64>,
    pub content: String,
    pub created_at: f64,
    pub deleted_at: Option<f64>,
    pub edited_at: Option<f64>,
    pub finish_reason: Option<String>,
    pub llm_model: Option<String>,
    pub position: f64,
    pub prompt_tokens: Option<f64>,
    pub role: MessageRole,
    pub thread_id: ThreadId,
    pub total_tokens: Option<f64>,
    pub user_id: UserId,
}

impl Wire for Message {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            creation_time: fields.required("_creationTime")?,
            id: fields.required("_id")?,
            completion_tokens: fields.optional("completionTokens")?,
            content: fields.required("content")?,
            created_at: fields.required("createdAt")?,
            deleted_at: fields.optional("deletedAt")?,
            edited_at: fields.optional("editedAt")?,
            finish_reason: fields.optional("finishReason")?,
            llm_model: fields.optional("llmModel")?,
            position: fields.required("position")?,
            prompt_tokens: fields.optional("promptTokens")?,
            role: fields.required("role")?,
            thread_id: fields.required("threadId")?,
            total_tokens: fields.optional("totalTokens")?,
            user_id: fields.required("userId")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.optional("completionTokens", &self.completion_tokens);
        object.required("content", &self.content);
        object.required("createdAt", &self.created_at);
        object.optional("deletedAt", &self.deleted_at);
        object.optional("editedAt", &self.edited_at);
        object.optional("finishReason", &self.finish_reason);
        object.optional("llmModel", &self.llm_model);
        object.required("position", &self.position);
        object.optional("promptTokens", &self.prompt_tokens);
        object.required("role", &self.role);
        object.required("threadId", &self.thread_id);
        object.optional("totalTokens", &self.total_tokens);
        object.required("userId", &self.user_id);
        object.end();
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        read_variant(json, "MessageRole", &Self::ALL, Self::as_str)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            creation_time: fields.required("_creationTime")?,
            id: fields.required("_id")?,
            archived_from: fields.optional("archivedFrom")?,
            base_branch: fields.optional("baseBranch")?,
            base_commit_sha: fields.optional("baseCommitSha")?,
            created_at: fields.required("createdAt")?,
            deleted_at: fields.optional("deletedAt")?,
            error_message: fields.optional("errorMessage")?,
            github_issue_id: fields.optional("githubIssueId")?,
            has_been_initialized: fields.required("hasBeenInitialized")?,
            init_status: fields.required("initStatus")?,
            initialization_error: fields.optional("initializationError")?,
            is_scratchpad: fields.required("isScratchpad")?,
            main_model: fields.optional("mainModel")?,
            pull_request_number: fields.optional("pullRequestNumber")?,
            repo_full_name: fields.optional("repoFullName")?,
            repo_url: fields.optional("repoUrl")?,
            scheduled_cleanup_at: fields.optional("scheduledCleanupAt")?,
            shadow_branch: fields.optional("shadowBranch")?,
            status: fields.required("status")?,
            thread_id: fields.required("threadId")?,
            title: fields.required("title")?,
            updated_at: fields.required("updatedAt")?,
            user_id: fields.required("userId")?,
            workspace_cleaned_up: fields.required("workspaceCleanedUp")?,
            workspace_path: fields.optional("workspacePath")?,
        })
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        read_variant(json, "TaskStatus", &Self::ALL, Self::as_str)
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
}

impl Wire for Thread {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            creation_time: fields.required("_creationTime")?,
            id: fields.required("_id")?,
            created_at: fields.required("createdAt")?,
            deleted_at: fields.optional("deletedAt")?,
            fork_position: fields.optional("forkPosition")?,
            kind: fields.required("kind")?,
            parent_thread_id: fields.optional("parentThreadId")?,
            updated_at: fields.required("updatedAt")?,
            user_id: fields.required("userId")?,
        })
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        read_variant(json, "ThreadKind", &Self::ALL, Self::as_str)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            cancelled: fields.required("cancelled")?,
            completed: fields.required("completed")?,
            in_progress: fields.required("inProgress")?,
            pending: fields.required("pending")?,
            total: fields.required("total")?,
        })
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            creation_time: fields.required("_creationTime")?,
            id: fields.required("_id")?,
            content: fields.required("content")?,
            created_at: fields.required("createdAt")?,
            deleted_at: fields.optional("deletedAt")?,
            sequence: fields.required("sequence")?,
            status: fields.required("status")?,
            task_id: fields.optional("taskId")?,
            todo_id: fields.required("todoId")?,
            updated_at: fields.required("updatedAt")?,
            user_id: fields.required("userId")?,
        })
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            task_title: fields.required("taskTitle")?,
            todo: fields.required("todo")?,
        })
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
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        read_variant(json, "TodoStatus", &Self::ALL, Self::as_str)
    }

    fn write(&self, out: &mut String) {
        write_text(self.as_str(), out);
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct User {
    pub creation_time: f64,
    pub id: UserId,
    pub created_at: f64,
    pub email: String,
    pub email_verified: bool,
    pub external_id: String,
    pub image: Option<String>,
    pub name: String,
    pub plan: String,
    pub updated_at: f64,
}

impl Wire for User {
    fn read(json: Json<'_>) -> Result<Self, Misfit> {
        let fields = json.fields()?;
        Ok(Self {
            creation_time: fields.required("_creationTime")?,
            id: fields.required("_id")?,
            created_at: fields.required("createdAt")?,
            email: fields.required("email")?,
            email_verified: fields.required("emailVerified")?,
            external_id: fields.required("externalId")?,
            image: fields.optional("image")?,
            name: fields.required("name")?,
            plan: fields.required("plan")?,
            updated_at: fields.required("updatedAt")?,
        })
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("_creationTime", &self.creation_time);
        object.required("_id", &self.id);
        object.required("createdAt", &self.created_at);
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
