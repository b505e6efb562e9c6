//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! The tables with their ids, and the shapes that several functions share.

#![allow(
    missing_docs,
    reason = "the fields are described in convex/lib/shapes.ts"
)]

use convex_typed::Id;
use serde::{Deserialize, Serialize};

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
