//! One task: its title, its conversation, its todos.

mod panel;
mod thread;

use convex_api::{Task, TaskId, TaskStatus, tasks};
use convex_leptos::{QueryState, use_query};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map};

use crate::actions::tasks::TaskActions;
use crate::components::live::{Readiness, live_page};
use crate::components::menu::menu;
use crate::components::status::{status_glyph, status_label};
use crate::components::task_row::{Shown, field, task_menu};
use crate::components::title::title as editable;
use crate::layout::page::{self, Head};
use crate::node::{changing, el, fragment, showing};
use crate::pages::not_found;

pub(crate) fn page() -> AnyView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    // Another task is another page: nothing of the old one stays.
    changing(move || one(id.get()))
}

fn one(id: String) -> AnyView {
    let task = use_query(tasks::Get, move || tasks::GetArgs {
        task_id: id.clone(),
    });
    live_page(
        move || task.with(Readiness::of),
        move || {
            let shown: Shown = Memo::new(move |_| {
                task.with(|state| match state {
                    QueryState::Ready(task) => task.clone(),
                    _ => None,
                })
            });
            let id =
                Memo::new(move |_| shown.with(|task| task.as_ref().map(|task| task.id.clone())));
            changing(move || match id.get() {
                Some(id) => found(id, shown),
                None => not_found::page(),
            })
        },
    )
}

fn found(id: TaskId, task: Shown) -> AnyView {
    let title = Signal::derive(move || field(task, |task| task.title.clone()));
    let actions = TaskActions::new();
    let todos = panel::Todos::of(&id);
    let head = {
        let id = id.clone();
        editable(title, move |title| actions.rename(id.clone(), title))
    };
    let end = head_end(actions, id.clone(), task, todos);
    let body = el("div")
        .class("task")
        .has(thread::thread(id.clone(), task))
        .has(panel::panel(id, task, todos));
    page::page(title, Head::View(head), Some(end), body.view())
}

fn status_of(task: &Task) -> TaskStatus {
    task.status
}

fn head_end(actions: TaskActions, id: TaskId, task: Shown, todos: panel::Todos) -> AnyView {
    let navigate = use_navigate();
    let status = Memo::new(move |_| task.with(|task| task.as_ref().map(status_of)));
    let trash = {
        let id = id.clone();
        move || {
            // The page ends with its task, so it is left first.
            navigate("/tasks", Default::default());
            actions.trash(id.clone());
        }
    };
    let standing = move || {
        let status = status.get()?;
        Some(if status == TaskStatus::Archived {
            el("span")
                .class("badge")
                .shows(status_glyph(status, false))
                .says("Archived")
        } else {
            el("span").class("head-status").shows(status_label(status))
        })
    };
    let [more, menu] = menu(
        "task-menu".to_owned(),
        "More about this task".to_owned(),
        task_menu(actions, id, task, true, || (), trash),
    );
    fragment(vec![
        showing(standing),
        panel::open_button(todos).view(),
        more,
        menu,
    ])
}
