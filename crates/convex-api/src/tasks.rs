//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/tasks.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/tasks.ts"
)]

use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{InitStatus, Task, TaskId, TaskStatus};

/// `tasks:archive`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive;

impl Function for Archive {
    const PATH: &'static str = "tasks:archive";
    type Args = ArchiveArgs;
    type Returns = ();
}

impl Mutation for Archive {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ArchiveArgs {
    pub task_id: TaskId,
}

/// `tasks:byRepository`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByRepository;

impl Function for ByRepository {
    const PATH: &'static str = "tasks:byRepository";
    type Args = ByRepositoryArgs;
    type Returns = PaginationResult<Task>;
}

impl Query for ByRepository {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByRepositoryArgs {
    pub pagination_opts: PaginationOptions,
    pub repo_full_name: String,
}

impl PaginatedQuery for ByRepository {
    type Item = Task;

    fn options(args: &ByRepositoryArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByRepositoryArgs, options: PaginationOptions) -> ByRepositoryArgs {
        ByRepositoryArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `tasks:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "tasks:create";
    type Args = CreateArgs;
    type Returns = TaskId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_branch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_scratchpad: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prompt: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_full_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// `tasks:createStacked`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateStacked;

impl Function for CreateStacked {
    const PATH: &'static str = "tasks:createStacked";
    type Args = CreateStackedArgs;
    type Returns = TaskId;
}

impl Mutation for CreateStacked {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateStackedArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_model: Option<String>,
    pub parent_task_id: TaskId,
    pub prompt: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl CreateStackedArgs {
    /// The required arguments, all others absent.
    pub fn new(parent_task_id: TaskId, prompt: String) -> Self {
        Self {
            main_model: None,
            parent_task_id,
            prompt,
            title: None,
        }
    }
}

/// `tasks:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "tasks:get";
    type Args = GetArgs;
    type Returns = Option<Task>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetArgs {
    pub task_id: String,
}

/// `tasks:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "tasks:list";
    type Args = ListArgs;
    type Returns = PaginationResult<Task>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub pagination_opts: PaginationOptions,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
}

impl ListArgs {
    /// The required arguments, all others absent.
    pub fn new(pagination_opts: PaginationOptions) -> Self {
        Self {
            pagination_opts,
            status: None,
        }
    }
}

impl PaginatedQuery for List {
    type Item = Task;

    fn options(args: &ListArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ListArgs, options: PaginationOptions) -> ListArgs {
        ListArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `tasks:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "tasks:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub task_id: TaskId,
}

/// `tasks:restore`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore;

impl Function for Restore {
    const PATH: &'static str = "tasks:restore";
    type Args = RestoreArgs;
    type Returns = ();
}

impl Mutation for Restore {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreArgs {
    pub task_id: TaskId,
}

/// `tasks:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "tasks:search";
    type Args = SearchArgs;
    type Returns = Vec<Task>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchArgs {
    pub text: String,
}

/// `tasks:trash`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trash;

impl Function for Trash {
    const PATH: &'static str = "tasks:trash";
    type Args = TrashArgs;
    type Returns = ();
}

impl Mutation for Trash {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrashArgs {
    pub task_id: TaskId,
}

/// `tasks:unarchive`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unarchive;

impl Function for Unarchive {
    const PATH: &'static str = "tasks:unarchive";
    type Args = UnarchiveArgs;
    type Returns = ();
}

impl Mutation for Unarchive {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnarchiveArgs {
    pub task_id: TaskId,
}

/// `tasks:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "tasks:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_branch: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub init_status: Option<InitStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initialization_error: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_model: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TaskStatus>,
    pub task_id: TaskId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(task_id: TaskId) -> Self {
        Self {
            base_branch: None,
            error_message: None,
            init_status: None,
            initialization_error: None,
            main_model: None,
            status: None,
            task_id,
            title: None,
        }
    }
}
