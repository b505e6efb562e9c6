//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/memories.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/memories.ts"
)]

use convex_typed::{
    Function, Mutation, NoArgs, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{Memory, MemoryCategory, MemoryId, TaskId};

/// `memories:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "memories:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<Memory>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ByTaskArgs {
    pub task_id: TaskId,
}

/// `memories:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "memories:create";
    type Args = CreateArgs;
    type Returns = MemoryId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateArgs {
    pub category: MemoryCategory,
    pub content: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_full_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repo_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_id: Option<TaskId>,
}

impl CreateArgs {
    /// The required arguments, all others absent.
    pub fn new(category: MemoryCategory, content: String) -> Self {
        Self {
            category,
            content,
            repo_full_name: None,
            repo_url: None,
            task_id: None,
        }
    }
}

/// `memories:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "memories:list";
    type Args = ListArgs;
    type Returns = PaginationResult<Memory>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ListArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<MemoryCategory>,
    pub pagination_opts: PaginationOptions,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub repo_full_name: Option<Option<String>>,
}

impl ListArgs {
    /// The required arguments, all others absent.
    pub fn new(pagination_opts: PaginationOptions) -> Self {
        Self {
            category: None,
            pagination_opts,
            repo_full_name: None,
        }
    }
}

impl PaginatedQuery for List {
    type Item = Memory;

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

/// `memories:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "memories:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub memory_id: MemoryId,
}

/// `memories:repositories`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repositories;

impl Function for Repositories {
    const PATH: &'static str = "memories:repositories";
    type Args = NoArgs;
    type Returns = Vec<String>;
}

impl Query for Repositories {}

/// `memories:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "memories:search";
    type Args = SearchArgs;
    type Returns = Vec<Memory>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SearchArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<MemoryCategory>,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub repo_full_name: Option<Option<String>>,
    pub text: String,
}

impl SearchArgs {
    /// The required arguments, all others absent.
    pub fn new(text: String) -> Self {
        Self {
            category: None,
            repo_full_name: None,
            text,
        }
    }
}

/// `memories:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "memories:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<MemoryCategory>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    pub memory_id: MemoryId,
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub repo_full_name: Option<Option<String>>,
}

impl UpdateArgs {
    /// The required arguments, all others absent.
    pub fn new(memory_id: MemoryId) -> Self {
        Self {
            category: None,
            content: None,
            memory_id,
            repo_full_name: None,
        }
    }
}
