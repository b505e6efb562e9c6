//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/tasks.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/tasks.ts"
)]

use crate::{InitStatus, Task, TaskId, TaskStatus};
use convex_typed::{
    Function, Mutation, NoArgs, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `tasks:archive`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Archive;

impl Function for Archive {
    const PATH: &'static str = "tasks:archive";
    type Args = ArchiveArgs;
    type Returns = ();
}

impl Mutation for Archive {}

#[derive(Debug, Clone, PartialEq)]
pub struct ArchiveArgs {
    pub task_id: TaskId,
}

impl Wire for ArchiveArgs {
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

/// `tasks:byRepository`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByRepository;

impl Function for ByRepository {
    const PATH: &'static str = "tasks:byRepository";
    type Args = ByRepositoryArgs;
    type Returns = PaginationResult<Task>;
}

impl Query for ByRepository {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByRepositoryArgs {
    pub pagination_opts: PaginationOptions,
    pub repo_full_name: String,
}

impl Wire for ByRepositoryArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
            repo_full_name: fields.required("repoFullName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("repoFullName", &self.repo_full_name);
        object.end();
    }
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

#[derive(Debug, Clone, Default, PartialEq)]
pub struct CreateArgs {
    pub base_branch: Option<String>,
    pub is_scratchpad: Option<bool>,
    pub main_model: Option<String>,
    pub prompt: Option<String>,
    pub repo_full_name: Option<String>,
    pub repo_url: Option<String>,
    pub title: Option<String>,
}

impl Wire for CreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            base_branch: fields.optional("baseBranch", misfits),
            is_scratchpad: fields.optional("isScratchpad", misfits),
            main_model: fields.optional("mainModel", misfits),
            prompt: fields.optional("prompt", misfits),
            repo_full_name: fields.optional("repoFullName", misfits),
            repo_url: fields.optional("repoUrl", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("baseBranch", &self.base_branch);
        object.optional("isScratchpad", &self.is_scratchpad);
        object.optional("mainModel", &self.main_model);
        object.optional("prompt", &self.prompt);
        object.optional("repoFullName", &self.repo_full_name);
        object.optional("repoUrl", &self.repo_url);
        object.optional("title", &self.title);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct CreateStackedArgs {
    pub main_model: Option<String>,
    pub parent_task_id: TaskId,
    pub prompt: String,
    pub title: Option<String>,
}

impl Wire for CreateStackedArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            main_model: fields.optional("mainModel", misfits),
            parent_task_id: fields.required("parentTaskId", misfits),
            prompt: fields.required("prompt", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("mainModel", &self.main_model);
        object.required("parentTaskId", &self.parent_task_id);
        object.required("prompt", &self.prompt);
        object.optional("title", &self.title);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct GetArgs {
    pub task_id: String,
}

impl Wire for GetArgs {
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

/// `tasks:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "tasks:list";
    type Args = ListArgs;
    type Returns = PaginationResult<Task>;
}

impl Query for List {}

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub pagination_opts: PaginationOptions,
    pub status: Option<TaskStatus>,
}

impl Wire for ListArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
            status: fields.optional("status", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.optional("status", &self.status);
        object.end();
    }
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

/// `tasks:recent`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent;

impl Function for Recent {
    const PATH: &'static str = "tasks:recent";
    type Args = NoArgs;
    type Returns = Vec<Task>;
}

impl Query for Recent {}

/// `tasks:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "tasks:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub task_id: TaskId,
}

impl Wire for RemoveArgs {
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

/// `tasks:restore`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restore;

impl Function for Restore {
    const PATH: &'static str = "tasks:restore";
    type Args = RestoreArgs;
    type Returns = ();
}

impl Mutation for Restore {}

#[derive(Debug, Clone, PartialEq)]
pub struct RestoreArgs {
    pub task_id: TaskId,
}

impl Wire for RestoreArgs {
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

/// `tasks:search`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Search;

impl Function for Search {
    const PATH: &'static str = "tasks:search";
    type Args = SearchArgs;
    type Returns = Vec<Task>;
}

impl Query for Search {}

#[derive(Debug, Clone, PartialEq)]
pub struct SearchArgs {
    pub text: String,
}

impl Wire for SearchArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct TrashArgs {
    pub task_id: TaskId,
}

impl Wire for TrashArgs {
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

/// `tasks:unarchive`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unarchive;

impl Function for Unarchive {
    const PATH: &'static str = "tasks:unarchive";
    type Args = UnarchiveArgs;
    type Returns = ();
}

impl Mutation for Unarchive {}

#[derive(Debug, Clone, PartialEq)]
pub struct UnarchiveArgs {
    pub task_id: TaskId,
}

impl Wire for UnarchiveArgs {
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

/// `tasks:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "tasks:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub base_branch: Option<String>,
    pub error_message: Option<String>,
    pub init_status: Option<InitStatus>,
    pub initialization_error: Option<String>,
    pub main_model: Option<String>,
    pub status: Option<TaskStatus>,
    pub task_id: TaskId,
    pub title: Option<String>,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            base_branch: fields.optional("baseBranch", misfits),
            error_message: fields.optional("errorMessage", misfits),
            init_status: fields.optional("initStatus", misfits),
            initialization_error: fields.optional("initializationError", misfits),
            main_model: fields.optional("mainModel", misfits),
            status: fields.optional("status", misfits),
            task_id: fields.required("taskId", misfits),
            title: fields.optional("title", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("baseBranch", &self.base_branch);
        object.optional("errorMessage", &self.error_message);
        object.optional("initStatus", &self.init_status);
        object.optional("initializationError", &self.initialization_error);
        object.optional("mainModel", &self.main_model);
        object.optional("status", &self.status);
        object.required("taskId", &self.task_id);
        object.optional("title", &self.title);
        object.end();
    }
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
