//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/todos.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/todos.ts"
)]

use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{TaskId, Todo, TodoCounts, TodoEntry, TodoId, TodoStatus};

/// `todos:all`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct All;

impl Function for All {
    const PATH: &'static str = "todos:all";
    type Args = AllArgs;
    type Returns = PaginationResult<TodoEntry>;
}

impl Query for All {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AllArgs {
    pub pagination_opts: PaginationOptions,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TodoStatus>,
}

impl AllArgs {
    /// The required arguments, all others absent.
    pub fn new(pagination_opts: PaginationOptions) -> Self {
        Self {
            pagination_opts,
            status: None,
        }
    }
}

impl PaginatedQuery for All {
    type Item = TodoEntry;

    fn options(args: &AllArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &AllArgs, options: PaginationOptions) -> AllArgs {
        AllArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `todos:bulkCreate`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BulkCreate;

impl Function for BulkCreate {
    const PATH: &'static str = "todos:bulkCreate";
    type Args = BulkCreateArgs;
    type Returns = Vec<TodoId>;
}

impl Mutation for BulkCreate {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkCreateArgs {
    pub task_id: TaskId,
    pub todos: Vec<BulkCreateTodo>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct BulkCreateTodo {
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TodoStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub todo_id: Option<String>,
}

/// `todos:counts`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts;

impl Function for Counts {
    const PATH: &'static str = "todos:counts";
    type Args = CountsArgs;
    type Returns = TodoCounts;
}

impl Query for Counts {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CountsArgs {
    pub task_id: TaskId,
}

/// `todos:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "todos:create";
    type Args = CreateArgs;
    type Returns = TodoId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateArgs {
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TodoStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl CreateArgs {
    /// The required arguments, all others absent.
    pub fn new(content: String) -> Self {
        Self {
            content,
            status: None,
            task_id: None,
        }
    }
}

/// `todos:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "todos:list";
    type Args = ListArgs;
    type Returns = Vec<Todo>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    pub task_id: TaskId,
}

/// `todos:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "todos:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub todo_id: TodoId,
}

/// `todos:reorder`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reorder;

impl Function for Reorder {
    const PATH: &'static str = "todos:reorder";
    type Args = ReorderArgs;
    type Returns = ();
}

impl Mutation for Reorder {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReorderArgs {
    pub after_id: Option<TodoId>,
    pub todo_id: TodoId,
}

/// `todos:restore`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore;

impl Function for Restore {
    const PATH: &'static str = "todos:restore";
    type Args = RestoreArgs;
    type Returns = ();
}

impl Mutation for Restore {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RestoreArgs {
    pub todo_id: TodoId,
}

/// `todos:trash`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trash;

impl Function for Trash {
    const PATH: &'static str = "todos:trash";
    type Args = TrashArgs;
    type Returns = ();
}

impl Mutation for Trash {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TrashArgs {
    pub todo_id: TodoId,
}

/// `todos:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "todos:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<TodoStatus>,
    pub todo_id: TodoId,
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(todo_id: TodoId) -> Self {
        Self {
            content: None,
            status: None,
            todo_id,
        }
    }
}
