//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/memories.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/memories.ts"
)]

use crate::{Memory, MemoryCategory, MemoryId, TaskId};
use convex_typed::{
    Function, Mutation, NoArgs, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `memories:byTask`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByTask;

impl Function for ByTask {
    const PATH: &'static str = "memories:byTask";
    type Args = ByTaskArgs;
    type Returns = Vec<Memory>;
}

impl Query for ByTask {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByTaskArgs {
    pub task_id: TaskId,
}

impl Wire for ByTaskArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            task_id: fields.required("taskId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("taskId", &self.task_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct CreateArgs {
    pub category: MemoryCategory,
    pub content: String,
    pub repo_full_name: Option<String>,
    pub repo_url: Option<String>,
    pub task_id: Option<TaskId>,
}

impl Wire for CreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            category: fields.required("category", misfits),
            content: fields.required("content", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
            repo_url: fields.optional("repoUrl", misfits),
            task_id: fields.optional("taskId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("category", &self.category);
        object.required("content", &self.content);
        object.optional("repoFullName", &self.repo_full_name);
        object.optional("repoUrl", &self.repo_url);
        object.optional("taskId", &self.task_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub category: Option<MemoryCategory>,
    pub pagination_opts: PaginationOptions,
    pub repo_full_name: Option<Option<String>>,
}

impl Wire for ListArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            category: fields.optional("category", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("category", &self.category);
        object.required("paginationOpts", &self.pagination_opts);
        object.optional("repoFullName", &self.repo_full_name);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub memory_id: MemoryId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            memory_id: fields.required("memoryId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("memoryId", &self.memory_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct SearchArgs {
    pub category: Option<MemoryCategory>,
    pub repo_full_name: Option<Option<String>>,
    pub text: String,
}

impl Wire for SearchArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            category: fields.optional("category", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("category", &self.category);
        object.optional("repoFullName", &self.repo_full_name);
        object.required("text", &self.text);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub category: Option<MemoryCategory>,
    pub content: Option<String>,
    pub memory_id: MemoryId,
    pub repo_full_name: Option<Option<String>>,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            category: fields.optional("category", misfits),
            content: fields.optional("content", misfits),
            memory_id: fields.required("memoryId", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("category", &self.category);
        object.optional("content", &self.content);
        object.required("memoryId", &self.memory_id);
        object.optional("repoFullName", &self.repo_full_name);
        object.end();
    }
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
