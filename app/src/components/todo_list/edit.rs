//! Editing a todo where it stands: Enter and leaving save, Esc does not.

use convex_api::TodoId;
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::List;
use super::row::{Entry, content, text_of};
use crate::actions::is_pending;
use crate::components::composer::is_composing;
use crate::node::{El, changing, el};
use crate::platform;

/// Begins to edit a row.
pub(super) fn begin(list: List, id: &TodoId) {
    if !is_pending(id.as_str()) {
        list.editing.set(Some(id.clone()));
        platform::focus_soon(format!("#todo-{id} .todo-edit"));
    }
}

/// The text, or the editor in its place.
pub(super) fn text(list: List, id: TodoId, entry: Entry) -> AnyView {
    let editing = {
        let id = id.clone();
        Memo::new(move |_| list.editing.with(|editing| editing.as_ref() == Some(&id)))
    };
    changing(move || {
        let part = if editing.get() { editor } else { reader };
        part(list, id.clone(), entry).view()
    })
}

fn reader(list: List, id: TodoId, entry: Entry) -> El {
    el("button")
        .is("type", "button")
        .class("todo-text")
        .is("dir", "auto")
        .on("click", move |_| begin(list, &id))
        .tells(move || content(entry).into())
}

fn editor(list: List, id: TodoId, entry: Entry) -> El {
    let area = NodeRef::<Textarea>::new();
    let before = entry.with_untracked(|entry| {
        entry
            .as_ref()
            .map(|entry| entry.todo.content.clone())
            .unwrap_or_default()
    });
    let save = {
        let (id, before) = (id.clone(), before.clone());
        move || {
            // Leaving follows every end of editing; only the first end counts.
            if list.editing.get_untracked().as_ref() != Some(&id) {
                return;
            }
            list.editing.set(None);
            let text = area
                .get_untracked()
                .map(|area| area.value().trim().to_owned())
                .unwrap_or_default();
            if !text.is_empty() && text != before {
                list.actions.rewrite(id.clone(), text);
            }
        }
    };
    let on_key = {
        let save = save.clone();
        move |event: Event| {
            let event: KeyboardEvent = event.unchecked_into();
            let composing = is_composing(&event);
            match event.key().as_str() {
                "Enter" if !event.shift_key() && !composing => {
                    event.prevent_default();
                    save();
                }
                "Escape" if !composing => list.editing.set(None),
                _ => return,
            }
            platform::focus_soon(text_of(&id));
        }
    };
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            platform::autosize(&area);
            area.select();
        }
    });
    el("textarea")
        .class("todo-edit")
        .is("rows", "1")
        .is("aria-label", "Text")
        .is("maxlength", "2000")
        .is("dir", "auto")
        .is("enterkeyhint", "done")
        .node(area)
        .on("keydown", on_key)
        .on("blur", move |_| save())
        .says(before)
}
