//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/todos.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/todos.ts"
)]

use crate::{TaskId, Todo, TodoCounts, TodoEntry, TodoId, TodoStatus};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `todos:all`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct All;

impl Function for All {
    const PATH: &'static str = "todos:all";
    type Args = AllArgs;
    type Returns = PaginationResult<TodoEntry>;
}

impl Query for All {}

#[derive(Debug, Clone, PartialEq)]
pub struct AllArgs {
    pub pagination_opts: PaginationOptions,
    pub status: Option<TodoStatus>,
}

impl Wire for AllArgs {
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

#[derive(Debug, Clone, PartialEq)]
pub struct BulkCreateArgs {
    pub task_id: TaskId,
    pub todos: Vec<BulkCreateTodo>,
}

impl Wire for BulkCreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            task_id: fields.required("taskId", misfits),
            todos: fields.required("todos", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("taskId", &self.task_id);
        object.required("todos", &self.todos);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct BulkCreateTodo {
    pub content: String,
    pub status: Option<TodoStatus>,
    pub todo_id: Option<String>,
}

impl Wire for BulkCreateTodo {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            status: fields.optional("status", misfits),
            todo_id: fields.optional("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.optional("status", &self.status);
        object.optional("todoId", &self.todo_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct CountsArgs {
    pub task_id: TaskId,
}

impl Wire for CountsArgs {
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

/// `todos:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "todos:create";
    type Args = CreateArgs;
    type Returns = TodoId;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateArgs {
    pub content: String,
    pub status: Option<TodoStatus>,
    pub task_id: Option<TaskId>,
}

impl Wire for CreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.required("content", misfits),
            status: fields.optional("status", misfits),
            task_id: fields.optional("taskId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("content", &self.content);
        object.optional("status", &self.status);
        object.optional("taskId", &self.task_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct ListArgs {
    pub task_id: TaskId,
}

impl Wire for ListArgs {
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

/// `todos:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "todos:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub todo_id: TodoId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            todo_id: fields.required("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("todoId", &self.todo_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct ReorderArgs {
    pub after_id: Option<TodoId>,
    pub todo_id: TodoId,
}

impl Wire for ReorderArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            after_id: fields.required("afterId", misfits),
            todo_id: fields.required("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("afterId", &self.after_id);
        object.required("todoId", &self.todo_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RestoreArgs {
    pub todo_id: TodoId,
}

impl Wire for RestoreArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            todo_id: fields.required("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("todoId", &self.todo_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct TrashArgs {
    pub todo_id: TodoId,
}

impl Wire for TrashArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            todo_id: fields.required("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("todoId", &self.todo_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateArgs {
    pub content: Option<String>,
    pub status: Option<TodoStatus>,
    pub todo_id: TodoId,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            content: fields.optional("content", misfits),
            status: fields.optional("status", misfits),
            todo_id: fields.required("todoId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("content", &self.content);
        object.optional("status", &self.status);
        object.required("todoId", &self.todo_id);
        object.end();
    }
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
