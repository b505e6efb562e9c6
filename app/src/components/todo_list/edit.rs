//! Editing a todo where it stands: Enter and leaving save, Esc does not.

use convex_api::TodoId;
use leptos::ev::KeyboardEvent;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::List;
use super::row::{Entry, content, text_of};
use crate::actions::is_pending;
use crate::leaf::IntoLeaf;
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
    (move || {
        if editing.get() {
            editor(list, id.clone(), entry)
        } else {
            reader(list, id.clone(), entry)
        }
    })
    .leaf()
}

fn reader(list: List, id: TodoId, entry: Entry) -> AnyView {
    view! {
        <button type="button" class="todo-text" dir="auto" on:click=move |_| begin(list, &id)>
            {move || content(entry)}
        </button>
    }
    .leaf()
}

fn editor(list: List, id: TodoId, entry: Entry) -> AnyView {
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
        move |event: KeyboardEvent| {
            let composing = event.is_composing() || event.key_code() == 229;
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
    view! {
        <textarea
            class="todo-edit"
            rows="1"
            aria-label="Text"
            maxlength="2000"
            dir="auto"
            enterkeyhint="done"
            node_ref=area
            on:keydown=on_key
            on:blur=move |_| save()
        >
            {before}
        </textarea>
    }
    .leaf()
}
