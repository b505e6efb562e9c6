//! A live list of todos: of one task, or of all.
//!
//! Ticking, editing in place, moving by pointer and by keyboard, deleting. Adding, ticking, editing and
//! deleting are forms as well.

mod drag;
mod edit;
mod row;

use std::sync::Arc;

use convex_api::{TaskId, TodoEntry, TodoId};
use leptos::html::Input;
use leptos::prelude::*;

use self::drag::Drag;
use super::icon::icon;
use crate::actions::is_pending;
use crate::actions::todos::TodoActions;
use crate::layout::ui::Ui;
use crate::node::{El, Member, el, hidden, list as members};
use crate::platform;
use crate::served;

/// The todos of a list, in order.
pub(crate) type Rows = Memo<Arc<Vec<TodoEntry>>>;

/// What the rows of one list share. `Copy`.
#[derive(Clone, Copy)]
struct List {
    rows: Rows,
    actions: TodoActions,
    ui: Ui,
    editing: RwSignal<Option<TodoId>>,
    drag: RwSignal<Option<Drag>>,
    /// Whether rows name their task.
    with_task: bool,
}

/// The list. `label` names it for screen readers.
pub(crate) fn todo_list(rows: Rows, label: &'static str, with_task: bool) -> El {
    let list = List {
        rows,
        actions: TodoActions::new(),
        ui: Ui::current(),
        editing: RwSignal::new(None),
        drag: RwSignal::new(None),
        with_task,
    };
    let lines = move || {
        rows.with(|rows| {
            let line = |entry: &TodoEntry| {
                let id = entry.todo.id.clone();
                Member::new(id.to_string(), move || row::row(list, id))
            };
            rows.iter().map(line).collect()
        })
    };
    el("ul")
        .class("todos")
        .is("aria-label", label)
        .shows(members(lines))
}

/// A line that adds a todo to a task, or to the inbox.
pub(crate) fn todo_add(
    task: Option<TaskId>,
    label: &'static str,
    added: impl Fn() + 'static,
) -> El {
    let actions = TodoActions::new();
    let input = NodeRef::<Input>::new();
    let mut form = el("form")
        .class("todo-add")
        .is("method", "post")
        .is("action", "/do/add_todo")
        .has(icon("i-plus"));
    if let Some(task) = &task {
        form = form.has(hidden("task", task.to_string()));
    }
    let mut field = el("input")
        .is("type", "text")
        .is("name", "content")
        .is("aria-label", label)
        .is("placeholder", label)
        .is("maxlength", "2000")
        .is("required", "")
        .is("autocomplete", "off")
        .is("enterkeyhint", "done")
        .node(input);
    if let Some(typed) = served::typed("add_todo", None, "content") {
        field = field.is("value", typed);
    }
    form.on("submit", move |event| {
        event.prevent_default();
        let Some(input) = input.get_untracked() else {
            return;
        };
        let content = input.value().trim().to_owned();
        if !content.is_empty() {
            input.set_value("");
            actions.add(content, task.clone());
            added();
        }
    })
    .has(field)
    .has(el("button").class("button quiet").says("Add"))
}

impl List {
    /// Moves a row by one place and keeps the focus where it is in it.
    fn shift(self, id: &TodoId, down: bool) {
        let rows = self.rows.get_untracked();
        let Some(at) = rows.iter().position(|entry| entry.todo.id == *id) else {
            return;
        };
        let target = if down { at + 1 } else { at.wrapping_sub(1) };
        if target >= rows.len() {
            self.ui.announce(if down {
                "Already last"
            } else {
                "Already first"
            });
            return;
        }
        let after = if down {
            Some(target)
        } else {
            target.checked_sub(1)
        };
        let focused = row::focused_in(id);
        self.place(
            id,
            after
                .and_then(|after| rows.get(after))
                .map(|entry| entry.todo.id.clone()),
            focused,
        );
        self.ui.announce(&format!(
            "Moved to position {} of {}",
            target + 1,
            rows.len()
        ));
    }

    /// Moves a row behind another, or to the front; then `focused` has the focus, which moving takes away.
    fn place(self, id: &TodoId, after: Option<TodoId>, focused: String) {
        let settled = |id: &TodoId| !is_pending(id.as_str());
        if settled(id) && after.as_ref().is_none_or(settled) {
            self.actions.reorder(id.clone(), after);
            platform::focus_soon(focused);
        }
    }

    /// Deletes a row; the focus goes to its neighbour, or to where the next todo is written.
    fn delete(self, id: &TodoId) {
        let rows = self.rows.get_untracked();
        let at = rows
            .iter()
            .position(|entry| entry.todo.id == *id)
            .unwrap_or_default();
        let neighbour = rows.get(at + 1).or_else(|| rows.get(at.checked_sub(1)?));
        platform::focus_soon(neighbour.map_or(".todo-add input".to_owned(), |entry| {
            row::text_of(&entry.todo.id)
        }));
        self.actions.trash(id.clone());
    }
}
