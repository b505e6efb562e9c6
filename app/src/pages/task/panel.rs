//! What stands beside the conversation: the todos of the task and the facts about it.
//!
//! On narrow screens it is a sheet: a popover that a plain button opens, so it needs no script.

use std::sync::Arc;

use convex_api::{TaskId, Todo, TodoEntry, TodoStatus, todos};
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::live::{Readiness, live};
use crate::components::status::status_label;
use crate::components::task_row::{Shown, field};
use crate::components::time::When;
use crate::components::todo_list::{Rows, todo_add, todo_list};
use crate::leaf::IntoLeaf;

const ID: &str = "todo-panel";

/// The todos of a task, and how far they are. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Todos {
    list: UseQuery<Vec<Todo>>,
    /// Done and to be done; cancelled ones count for neither.
    progress: Memo<(usize, usize)>,
}

impl Todos {
    pub(super) fn of(id: &TaskId) -> Self {
        let id = id.clone();
        let list = use_query(todos::List, move || todos::ListArgs {
            task_id: id.clone(),
        });
        let progress = Memo::new(move |_| {
            list.with(|state| match state {
                QueryState::Ready(rows) => {
                    let count = |status| rows.iter().filter(|todo| todo.status == status).count();
                    (
                        count(TodoStatus::Completed),
                        rows.len() - count(TodoStatus::Cancelled),
                    )
                }
                _ => (0, 0),
            })
        });
        Self { list, progress }
    }
}

/// The button that opens the sheet on narrow screens.
pub(super) fn open_button(todos: Todos) -> AnyView {
    view! {
        <button
            type="button"
            class="button quiet panel-open"
            popovertarget=ID
            aria-label=move || {
                let (done, all) = todos.progress.get();
                format!("Todos, {done} of {all} done")
            }
        >
            <Icon name="i-todos"/>
            <span class="count">
                {move || {
                    let (done, all) = todos.progress.get();
                    format!("{done}/{all}")
                }}
            </span>
        </button>
    }
    .leaf()
}

pub(super) fn panel(id: TaskId, task: Shown, todos: Todos) -> AnyView {
    view! {
        <aside class="panel" id=ID popover="auto" aria-label="Todos and facts">
            <div class="panel-head">
                <h2>"Todos"</h2>
                <span class="count">
                    {move || {
                        let (done, all) = todos.progress.get();
                        (all > 0).then(|| format!("{done} of {all}"))
                    }}
                </span>
                <button
                    type="button"
                    class="icon-button panel-close"
                    popovertarget=ID
                    popovertargetaction="hide"
                    aria-label="Close"
                >
                    <Icon name="i-close"/>
                </button>
            </div>
            {live(move || todos.list.with(Readiness::of), move || list(todos))}
            {todo_add(Some(id), "Add a todo")}
            {facts(task)}
        </aside>
    }
    .leaf()
}

fn list(todos: Todos) -> AnyView {
    let rows: Rows = Memo::new(move |_| {
        Arc::new(todos.list.with(|state| {
            match state {
                QueryState::Ready(rows) => rows
                    .iter()
                    .map(|todo| TodoEntry {
                        task_title: None,
                        todo: todo.clone(),
                    })
                    .collect(),
                _ => Vec::new(),
            }
        }))
    });
    view! {
        <progress
            class="progress"
            aria-label="Todos done"
            max=move || todos.progress.get().1.max(1).to_string()
            value=move || todos.progress.get().0.to_string()
        ></progress>
        {todo_list(rows, "Todos of this task", false)}
        {move || {
            rows
                .with(|rows| rows.is_empty())
                .then(|| {
                    view! {
                        <p class="panel-hint">
                            "Break the work into steps. You and the agent tick them off together."
                        </p>
                    }
                })
        }}
    }
    .leaf()
}

fn facts(task: Shown) -> AnyView {
    let status = Memo::new(move |_| task.with(|task| task.as_ref().map(|task| task.status)));
    let repository = Memo::new(move |_| field(task, |task| task.repo_full_name.clone()));
    let branch = Memo::new(move |_| field(task, |task| task.base_branch.clone()));
    let created = Memo::new(move |_| field(task, |task| task.created_at));
    let failure = Memo::new(move |_| {
        field(task, |task| {
            task.initialization_error
                .clone()
                .or_else(|| task.error_message.clone())
        })
    });
    let mono = |name: &'static str, value: Memo<Option<String>>| {
        move || {
            value
                .get()
                .map(|value| view! { <dt>{name}</dt> <dd class="mono">{value}</dd> })
        }
    };
    view! {
        <h2 class="facts-head">"About"</h2>
        <dl class="facts">
            <dt>"Status"</dt>
            <dd>{move || status.get().map(status_label)}</dd>
            {move || failure.get().map(|text| view! { <dt>"Failure"</dt> <dd>{text}</dd> })}
            {mono("Repository", repository)}
            {mono("Branch", branch)}
            <dt>"Created"</dt>
            <dd>{move || view! { <When at=created.get()/> }}</dd>
        </dl>
    }
    .leaf()
}
