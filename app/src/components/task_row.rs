//! One task as a line of a list, with everything that can be done to it.

use convex_api::{Task, TaskId, TaskStatus};
use leptos::prelude::*;

use super::icon::icon;
use super::menu::menu;
use super::status;
use super::time::when;
use crate::actions::tasks::TaskActions;
use crate::node::{El, el, hidden, showing};
use crate::platform;
use crate::served;

/// The task of a row, as long as it is in the list.
pub(crate) type Shown = Memo<Option<Task>>;

/// Reads one thing of a task.
pub(crate) fn field<T: Default>(task: Shown, read: impl FnOnce(&Task) -> T) -> T {
    task.with(|task| task.as_ref().map(read).unwrap_or_default())
}

/// A line with the task's status, title, place, age and menu.
pub(crate) fn task_row(actions: TaskActions, id: TaskId, task: Shown) -> AnyView {
    let status = move || {
        task.with(|task| {
            task.as_ref()
                .map_or(TaskStatus::Stopped, |task| task.status)
        })
    };
    let gone = {
        let id = id.clone();
        move || {
            platform::focus_neighbour(&format!("#task-{id}"), ".row-link", "main .field");
            actions.trash(id.clone());
        }
    };
    let meta = el("span")
        .class("meta")
        .shows(mono(task, "mono", |task| &task.repo_full_name))
        .shows(mono(task, "mono branch", |task| &task.base_branch))
        .has(when(move || field(task, |task| task.updated_at)));
    let row = el("li")
        .follows("class", move || {
            let archived = status() == TaskStatus::Archived;
            Some(if archived { "row archived" } else { "row" }.into())
        })
        .is("id", format!("task-{id}"))
        .has(status::glyph(status, true))
        .has(
            el("a")
                .class("row-link")
                .is("href", format!("/tasks/{id}"))
                .tells(move || field(task, |task| task.title.clone()).into()),
        )
        .has(meta);
    menu(
        format!("task-menu-{id}"),
        "More about this task".to_owned(),
        task_menu(actions, id, task, false, gone),
    )
    .into_iter()
    .fold(row, El::shows)
    .view()
}

/// A part of a task's place, where there is one.
fn mono(task: Shown, class: &'static str, part: fn(&Task) -> &Option<String>) -> AnyView {
    showing(move || {
        let text = field(task, |task| part(task).clone())?;
        Some(el("span").class(class).says(text))
    })
}

/// The items of a task's menu. `on_own_page`: whether the page is the task's, which ends with it.
pub(crate) fn task_menu(
    actions: TaskActions,
    id: TaskId,
    task: Shown,
    on_own_page: bool,
    trash: impl Fn() + 'static,
) -> Vec<AnyView> {
    let archived = move || field(task, |task| task.status == TaskStatus::Archived);
    let task_id = id.to_string();
    let archive = el("button")
        .class("menu-item")
        .follows("formaction", move || {
            let action = if archived() {
                "/do/unarchive_task"
            } else {
                "/do/archive_task"
            };
            Some(action.into())
        })
        .on("click", move |event| {
            event.prevent_default();
            if untrack(archived) {
                actions.unarchive(id.clone());
            } else {
                actions.archive(id.clone());
            }
        })
        .has(icon("i-archive"))
        .tells(move || if archived() { "Bring back" } else { "Archive" }.into());
    let delete = el("button")
        .class("menu-item danger")
        .is("formaction", "/do/trash_task")
        .on("click", move |event| {
            event.prevent_default();
            trash();
        })
        .has(icon("i-trash"))
        .says("Delete");
    let mut change = el("form")
        .is("method", "post")
        .is("action", "/do/archive_task")
        .has(hidden("task", task_id.clone()));
    if on_own_page {
        change = change.has(hidden("from_page", "1"));
    }
    let typed = served::typed("rename_task", Some(("task", &task_id)), "title");
    let rename = el("form")
        .class("menu-form without-script")
        .is("method", "post")
        .is("action", "/do/rename_task")
        .has(hidden("task", task_id))
        .has(
            el("input")
                .class("field")
                .is("name", "title")
                .is("aria-label", "Title")
                .is("maxlength", "500")
                .is("required", "")
                .follows("value", move || {
                    let title = typed.clone();
                    Some(
                        title
                            .unwrap_or_else(|| field(task, |task| task.title.clone()))
                            .into(),
                    )
                }),
        )
        .has(el("button").class("button").says("Rename"));
    vec![change.has(archive).has(delete).view(), rename.view()]
}
