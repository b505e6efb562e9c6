//! What stands beside the conversation: the todos of the task and the facts about it.
//!
//! On narrow screens it is a sheet: a popover that a plain button opens, so it needs no script.

use std::sync::Arc;

use convex_api::{Task, TaskId, Todo, TodoEntry, TodoStatus, todos};
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;

use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::status::status_label;
use crate::components::task_row::{Shown, field};
use crate::components::time::when;
use crate::components::todo_list::{Rows, todo_add, todo_list};
use crate::node::{El, changing, el, fragment, nothing, showing, words};

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
pub(super) fn open_button(todos: Todos) -> El {
    el("button")
        .is("type", "button")
        .class("button quiet panel-open")
        .is("popovertarget", ID)
        .follows("aria-label", move || {
            let (done, all) = todos.progress.get();
            Some(format!("Todos, {done} of {all} done").into())
        })
        .has(icon("i-todos"))
        .has(el("span").class("count").tells(move || {
            let (done, all) = todos.progress.get();
            format!("{done}/{all}").into()
        }))
}

pub(super) fn panel(id: TaskId, task: Shown, todos: Todos) -> El {
    let count = el("span").class("count").shows(changing(move || {
        let (done, all) = todos.progress.get();
        if all > 0 {
            words(format!("{done} of {all}").into())
        } else {
            nothing()
        }
    }));
    let close = el("button")
        .is("type", "button")
        .class("icon-button panel-close")
        .is("popovertarget", ID)
        .is("popovertargetaction", "hide")
        .is("aria-label", "Close")
        .has(icon("i-close"));
    el("aside")
        .class("panel")
        .is("id", ID)
        .is("popover", "auto")
        .is("aria-label", "Todos and facts")
        .has(
            el("div")
                .class("panel-head")
                .has(el("h2").says("Todos"))
                .has(count)
                .has(close),
        )
        .shows(live(
            move || todos.list.with(Readiness::of),
            move || list(todos),
        ))
        .has(todo_add(Some(id), "Add a todo", || ()))
        .has(el("h2").class("facts-head").says("About"))
        .has(facts(task))
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
    let progress = el("progress")
        .class("progress")
        .is("aria-label", "Todos done")
        .follows("max", move || {
            Some(todos.progress.get().1.max(1).to_string().into())
        })
        .follows("value", move || {
            Some(todos.progress.get().0.to_string().into())
        });
    let hint = || {
        el("p")
            .class("panel-hint")
            .says("Break the work into steps. You and the agent tick them off together.")
    };
    fragment(vec![
        progress.view(),
        todo_list(rows, "Todos of this task", false).view(),
        showing(move || rows.with(|rows| rows.is_empty()).then(hint)),
    ])
}

/// What is known about a task, as names and values; what is not known has no name either.
fn facts(task: Shown) -> El {
    let status = move || {
        Some(status_label(
            task.with(|task| task.as_ref().map(|it| it.status))?,
        ))
    };
    let text = |read: fn(&Task) -> Option<String>| {
        let text = Memo::new(move |_| field(task, read));
        move || Some(words(text.get()?.into()))
    };
    let failure = |task: &Task| {
        let failure = task.initialization_error.clone();
        failure.or_else(|| task.error_message.clone())
    };
    let created = move || Some(when(move || field(task, |task| task.created_at)).view());
    el("dl")
        .class("facts")
        .shows(fact("Status", "", status))
        .shows(fact("Failure", "", text(failure)))
        .shows(fact(
            "Repository",
            "mono",
            text(|task| task.repo_full_name.clone()),
        ))
        .shows(fact(
            "Branch",
            "mono",
            text(|task| task.base_branch.clone()),
        ))
        .shows(fact("Created", "", created))
}

fn fact(
    name: &'static str,
    class: &'static str,
    value: impl Fn() -> Option<AnyView> + Send + 'static,
) -> AnyView {
    changing(move || match value() {
        Some(value) => fragment(vec![
            el("dt").says(name).view(),
            el("dd")
                .when(!class.is_empty(), "class", class)
                .shows(value)
                .view(),
        ]),
        None => nothing(),
    })
}
