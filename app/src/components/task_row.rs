//! One task as a line of a list, with everything that can be done to it.

use convex_api::{Task, TaskId, TaskStatus};
use leptos::prelude::*;

use super::form::post;
use super::menu::{archive_item, delete_item, menu, rename_form};
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
    // A line that goes, or moves to another group, gives the focus to the next one.
    let leaving = {
        let row = format!("#task-{id}");
        move || platform::focus_neighbour(&row, ".row-link", "main .field")
    };
    let gone = {
        let (id, leaving) = (id.clone(), leaving.clone());
        move || {
            leaving();
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
        task_menu(actions, id, task, false, leaving, gone),
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

/// The items of a task's menu. `on_own_page`: whether the page is the task's, which ends with it. `leaving`: what
/// there is to do where the task goes out of its list.
pub(crate) fn task_menu(
    actions: TaskActions,
    id: TaskId,
    task: Shown,
    on_own_page: bool,
    leaving: impl Fn() + 'static,
    trash: impl Fn() + 'static,
) -> Vec<AnyView> {
    let is_archived = move || field(task, |task| task.status == TaskStatus::Archived);
    let about = || hidden("task", id.to_string());
    let mut change = post("/do/archive_task").has(about());
    if on_own_page {
        change = change.has(hidden("from_page", "1"));
    }
    let typed = served::typed("rename_task", Some(("task", id.as_str())), "title");
    let title = move || field(task, |task| task.title.clone());
    let rename = rename_form("/do/rename_task", about(), typed, title);
    let paths = ["/do/archive_task", "/do/unarchive_task"];
    let archive = archive_item(is_archived, paths, move |archives| {
        leaving();
        if archives {
            actions.archive(id.clone());
        } else {
            actions.unarchive(id.clone());
        }
    });
    let delete = delete_item("/do/trash_task", trash);
    vec![
        change.has(archive).has(delete).view(),
        // With script the page of a task renames it.
        el("div").class("without-script").has(rename).view(),
    ]
}
