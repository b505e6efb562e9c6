//! One todo.

use convex_api::{TodoEntry, TodoId, TodoStatus};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use super::{List, drag, edit};
use crate::actions::is_pending;
use crate::components::icon::Icon;
use crate::components::menu::menu;
use crate::leaf::IntoLeaf;
use crate::served;

/// What the row shows, as long as it is in the list.
pub(super) type Entry = Memo<Option<TodoEntry>>;

/// Selects the text of a row.
pub(super) fn text_of(id: &TodoId) -> String {
    format!("#todo-{id} .todo-text")
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
        move |event: KeyboardEvent| {
            let key = event.key();
            if event.alt_key() && (key == "ArrowUp" || key == "ArrowDown") {
                event.prevent_default();
                list.shift(&id, key == "ArrowDown");
            }
        }
    };
    let marks = drag::marks(list, &id);
    let row_id = format!("todo-{id}");
    let busy = is_pending(id.as_str()).then_some("true");
    let menu = menu(
        format!("menu-{id}"),
        "More about this todo".to_owned(),
        vec![items(list, id.clone(), entry, status)],
    )
    .into_iter()
    .collect_view();
    view! {
        <li
            class="todo"
            class:done=move || matches!(status.get(), TodoStatus::Completed | TodoStatus::Cancelled)
            class:dragging=marks.dragging
            class:drop-before=marks.before
            class:drop-after=marks.after
            id=row_id
            aria-busy=busy
            on:keydown=on_key
        >
            {drag::grip(list, id.clone())}
            {tick(list, id.clone(), entry, status)}
            <div class="todo-main">{edit::text(list, id, entry)} {task_link(list, entry)}</div>
            {menu}
        </li>
    }
    .leaf()
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

fn tick(list: List, id: TodoId, entry: Entry, status: Memo<TodoStatus>) -> AnyView {
    let hidden = id.to_string();
    let on_click = move |event: MouseEvent| {
        event.prevent_default();
        if !is_pending(id.as_str()) {
            list.actions
                .set_status(id.clone(), glyph(status.get_untracked()).1);
        }
    };
    view! {
        <form method="post" action="/do/tick_todo">
            <input type="hidden" name="todo" value=hidden/>
            <button
                class="todo-tick"
                class:in-progress=move || status.get() == TodoStatus::InProgress
                name="status"
                value=move || glyph(status.get()).1.as_str()
                role="checkbox"
                aria-checked=move || match status.get() {
                    TodoStatus::Completed => "true",
                    TodoStatus::InProgress => "mixed",
                    TodoStatus::Pending | TodoStatus::Cancelled => "false",
                }
                aria-label=move || content(entry)
                on:click=on_click
            >
                <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
                    <use href=move || glyph(status.get()).0></use>
                </svg>
            </button>
        </form>
    }
    .leaf()
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
        return ().leaf();
    }
    let task = Memo::new(move |_| {
        entry.with(|entry| {
            let entry = entry.as_ref()?;
            Some((entry.todo.task_id.clone()?, entry.task_title.clone()?))
        })
    });
    (move || {
        task.get().map(
            |(id, title)| view! { <a class="todo-task" href=format!("/tasks/{id}")>{title}</a> },
        )
    })
    .leaf()
}

fn items(list: List, id: TodoId, entry: Entry, status: Memo<TodoStatus>) -> AnyView {
    let typed = served::typed("edit_todo", Some(("todo", id.as_str())), "content");
    let on = move |action: fn(List, &TodoId)| {
        let id = id.clone();
        move |event: MouseEvent| {
            event.prevent_default();
            if !is_pending(id.as_str()) {
                action(list, &id);
            }
        }
    };
    let status_item = {
        let on = on.clone();
        move |to: TodoStatus, label: &'static str, action: fn(List, &TodoId)| {
            view! {
                <button
                    class="menu-item"
                    name="status"
                    value=to.as_str()
                    hidden=move || status.get() == to
                    on:click=on(action)
                >
                    <svg class="glyph" viewBox="0 0 16 16" aria-hidden="true">
                        <use href=glyph(to).0></use>
                    </svg>
                    {label}
                </button>
            }
            .leaf()
        }
    };
    let hidden = move || {
        entry.with(|entry| {
            entry
                .as_ref()
                .map(|entry| entry.todo.id.to_string())
                .unwrap_or_default()
        })
    };
    view! {
        <form method="post" action="/do/tick_todo">
            <input type="hidden" name="todo" value=hidden/>
            <button type="button" class="menu-item with-script" on:click=on(edit::begin)>
                <Icon name="i-pencil"/>
                "Edit"
            </button>
            {status_item(TodoStatus::Pending, "To do", |list, id| list.actions.set_status(id.clone(), TodoStatus::Pending))}
            {status_item(TodoStatus::InProgress, "In progress", |list, id| {
                list.actions.set_status(id.clone(), TodoStatus::InProgress);
            })}
            {status_item(TodoStatus::Completed, "Done", |list, id| {
                list.actions.set_status(id.clone(), TodoStatus::Completed);
            })}
            {status_item(TodoStatus::Cancelled, "Cancelled", |list, id| {
                list.actions.set_status(id.clone(), TodoStatus::Cancelled);
            })}
            <button type="button" class="menu-item with-script" on:click=on(|list, id| list.shift(id, false))>
                <Icon name="i-up"/>
                "Move up"
                <kbd>"Alt ↑"</kbd>
            </button>
            <button type="button" class="menu-item with-script" on:click=on(|list, id| list.shift(id, true))>
                <Icon name="i-down"/>
                "Move down"
                <kbd>"Alt ↓"</kbd>
            </button>
            <hr/>
            <button class="menu-item danger" formaction="/do/trash_todo" on:click=on(List::delete_row)>
                <Icon name="i-trash"/>
                "Delete"
            </button>
        </form>
        <form class="menu-form without-script" method="post" action="/do/edit_todo">
            <input type="hidden" name="todo" value=hidden/>
            <input class="field" name="content" aria-label="Text" value=move || typed.clone().unwrap_or_else(|| content(entry))/>
            <button class="button">"Save"</button>
        </form>
    }
    .leaf()
}

impl List {
    fn delete_row(list: Self, id: &TodoId) {
        list.delete(id);
    }
}
