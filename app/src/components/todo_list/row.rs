//! One todo.

use convex_api::{TodoEntry, TodoId, TodoStatus};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::{List, drag, edit};
use crate::actions::is_pending;
use crate::components::icon::icon;
use crate::components::menu::menu;
use crate::node::{El, el, hidden, nothing, showing};
use crate::platform;
use crate::served;

/// What the row shows, as long as it is in the list.
pub(super) type Entry = Memo<Option<TodoEntry>>;

/// Selects the text of a row.
pub(super) fn text_of(id: &TodoId) -> String {
    format!("#todo-{id} .todo-text")
}

/// Selects what has the focus in a row; where that is nothing that stays, its text.
pub(super) fn focused_in(id: &TodoId) -> String {
    let part = |part: &str| format!("#todo-{id} {part}");
    let parts = [part(".todo-tick"), part(".todo-task"), part(".icon-button")];
    let has_focus = |part: &String| platform::matches_any(&format!("{part}:focus"));
    let focused = parts.into_iter().find(has_focus);
    focused.unwrap_or_else(|| text_of(id))
}

pub(super) fn row(list: List, id: TodoId) -> AnyView {
    let entry: Entry = {
        let id = id.clone();
        Memo::new(move |_| {
            list.rows
                .with(|rows| rows.iter().find(|entry| entry.todo.id == id).cloned())
        })
    };
    let status = Memo::new(move |_| {
        entry.with(|entry| {
            entry
                .as_ref()
                .map_or(TodoStatus::Pending, |e| e.todo.status)
        })
    });
    let on_key = {
        let id = id.clone();
        move |event: Event| {
            let event: KeyboardEvent = event.unchecked_into();
            let key = event.key();
            if event.alt_key() && (key == "ArrowUp" || key == "ArrowDown") {
                event.prevent_default();
                list.shift(&id, key == "ArrowDown");
            }
        }
    };
    let done = move || matches!(status.get(), TodoStatus::Completed | TodoStatus::Cancelled);
    let mark = drag::mark(list, id.clone());
    let menu = menu(
        format!("menu-{id}"),
        "More about this todo".to_owned(),
        items(list, &id, entry, status),
    );
    let row = el("li")
        .follows("class", move || {
            let done = if done() { " done" } else { "" };
            Some(format!("todo{done}{}", mark.get()).into())
        })
        .is("id", format!("todo-{id}"))
        .when(is_pending(id.as_str()), "aria-busy", "true")
        .on("keydown", on_key)
        .has(drag::grip(list, id.clone()))
        .has(tick(list, id.clone(), entry, status))
        .has(
            el("div")
                .class("todo-main")
                .shows(edit::text(list, id, entry))
                .shows(task_link(list, entry)),
        );
    menu.into_iter().fold(row, El::shows).view()
}

/// The glyph of a status, and what a click on it leads to.
fn glyph(status: TodoStatus) -> (&'static str, TodoStatus) {
    match status {
        TodoStatus::Pending => ("#t-pending", TodoStatus::Completed),
        TodoStatus::InProgress => ("#t-in-progress", TodoStatus::Completed),
        TodoStatus::Completed => ("#t-completed", TodoStatus::Pending),
        TodoStatus::Cancelled => ("#t-cancelled", TodoStatus::Pending),
    }
}

/// The glyph of a status that may change.
fn status_glyph(symbol: impl Fn() -> &'static str + Send + 'static) -> El {
    el("svg")
        .class("glyph")
        .is("viewBox", "0 0 16 16")
        .is("aria-hidden", "true")
        .has(el("use").follows("href", move || Some(symbol().into())))
}

fn tick(list: List, id: TodoId, entry: Entry, status: Memo<TodoStatus>) -> El {
    let todo = hidden("todo", id.to_string());
    let on_click = move |event: Event| {
        event.prevent_default();
        if !is_pending(id.as_str()) {
            list.actions
                .set_status(id.clone(), glyph(status.get_untracked()).1);
        }
    };
    let button = el("button")
        .follows("class", move || {
            let under_way = status.get() == TodoStatus::InProgress;
            Some(
                if under_way {
                    "todo-tick in-progress"
                } else {
                    "todo-tick"
                }
                .into(),
            )
        })
        .is("name", "status")
        .follows("value", move || Some(glyph(status.get()).1.as_str().into()))
        .is("role", "checkbox")
        .follows("aria-checked", move || {
            let checked = match status.get() {
                TodoStatus::Completed => "true",
                TodoStatus::InProgress => "mixed",
                TodoStatus::Pending | TodoStatus::Cancelled => "false",
            };
            Some(checked.into())
        })
        .follows("aria-label", move || Some(content(entry).into()))
        .on("click", on_click)
        .has(status_glyph(move || glyph(status.get()).0));
    el("form")
        .is("method", "post")
        .is("action", "/do/tick_todo")
        .has(todo)
        .has(button)
}

/// The todo's text; empty once the row is gone.
pub(super) fn content(entry: Entry) -> String {
    entry.with(|entry| {
        entry
            .as_ref()
            .map(|entry| entry.todo.content.clone())
            .unwrap_or_default()
    })
}

fn task_link(list: List, entry: Entry) -> AnyView {
    if !list.with_task {
        return nothing();
    }
    let task = Memo::new(move |_| {
        entry.with(|entry| {
            let entry = entry.as_ref()?;
            Some((entry.todo.task_id.clone()?, entry.task_title.clone()?))
        })
    });
    showing(move || {
        let (id, title) = task.get()?;
        let link = el("a")
            .class("todo-task")
            .is("href", format!("/tasks/{id}"));
        Some(link.says(title))
    })
}

/// What can be done to a todo, under its "more" button.
fn items(list: List, id: &TodoId, entry: Entry, status: Memo<TodoStatus>) -> Vec<AnyView> {
    let item = |class: &'static str, action: fn(List, &TodoId)| {
        let id = id.clone();
        el("button").class(class).on("click", move |event| {
            event.prevent_default();
            if !is_pending(id.as_str()) {
                action(list, &id);
            }
        })
    };
    let scripted = |glyph: &'static str, label: &'static str, action: fn(List, &TodoId)| {
        item("menu-item with-script", action)
            .is("type", "button")
            .has(icon(glyph))
            .says(label)
    };
    let becomes = |to: TodoStatus, label: &'static str, action: fn(List, &TodoId)| {
        item("menu-item", action)
            .is("name", "status")
            .is("value", to.as_str())
            .follows_flag("hidden", move || status.get() == to)
            .has(status_glyph(move || glyph(to).0))
            .says(label)
    };
    let todo = || hidden("todo", id.to_string());
    let typed = served::typed("edit_todo", Some(("todo", id.as_str())), "content");
    let keys = |text: &'static str| el("kbd").says(text);
    let change = el("form")
        .is("method", "post")
        .is("action", "/do/tick_todo")
        .has(todo())
        .has(scripted("i-pencil", "Edit", edit::begin))
        .has(becomes(TodoStatus::Pending, "To do", |list, id| {
            list.actions.set_status(id.clone(), TodoStatus::Pending);
        }))
        .has(becomes(
            TodoStatus::InProgress,
            "In progress",
            |list, id| {
                list.actions.set_status(id.clone(), TodoStatus::InProgress);
            },
        ))
        .has(becomes(TodoStatus::Completed, "Done", |list, id| {
            list.actions.set_status(id.clone(), TodoStatus::Completed);
        }))
        .has(becomes(TodoStatus::Cancelled, "Cancelled", |list, id| {
            list.actions.set_status(id.clone(), TodoStatus::Cancelled);
        }))
        .has(scripted("i-up", "Move up", |list, id| list.shift(id, false)).has(keys("Alt ↑")))
        .has(scripted("i-down", "Move down", |list, id| list.shift(id, true)).has(keys("Alt ↓")))
        .has(el("hr"))
        .has(
            item("menu-item danger", |list, id| list.delete(id))
                .is("formaction", "/do/trash_todo")
                .has(icon("i-trash"))
                .says("Delete"),
        );
    let rewrite = el("form")
        .class("menu-form without-script")
        .is("method", "post")
        .is("action", "/do/edit_todo")
        .has(todo())
        .has(
            el("input")
                .class("field")
                .is("name", "content")
                .is("aria-label", "Text")
                .follows("value", move || {
                    let text = typed.clone().unwrap_or_else(|| content(entry));
                    Some(text.into())
                }),
        )
        .has(el("button").class("button").says("Save"));
    vec![change.view(), rewrite.view()]
}
