//! A page's title that can be changed: a click edits it, Enter and leaving save, Esc does not.

use std::sync::Arc;

use leptos::html::Input;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::composer::is_composing;
use crate::node::{El, changing, el, fragment};
use crate::platform;

type Rename = Arc<dyn Fn(String) + Send + Sync>;

/// The title; `rename` gets another one that was typed.
pub(crate) fn title(
    title: Signal<String>,
    rename: impl Fn(String) + Send + Sync + 'static,
) -> AnyView {
    let rename: Rename = Arc::new(rename);
    let editing = RwSignal::new(false);
    changing(move || {
        if editing.get() {
            editor(rename.clone(), title, editing)
        } else {
            reader(title, editing).view()
        }
    })
}

fn reader(title: Signal<String>, editing: RwSignal<bool>) -> El {
    let button = el("button")
        .is("type", "button")
        .class("title-button")
        .is("title", "Rename")
        .on("click", move |_| {
            editing.set(true);
            platform::focus_soon(".title-input".to_owned());
        })
        .tells(move || title.get().into());
    el("h1")
        .is("tabindex", "-1")
        .class("task-title")
        .has(button)
}

fn editor(rename: Rename, title: Signal<String>, editing: RwSignal<bool>) -> AnyView {
    let field = NodeRef::<Input>::new();
    let before = title.get_untracked();
    let save = {
        let before = before.clone();
        move || {
            // Leaving follows every end of editing; only the first end counts.
            if !editing.get_untracked() {
                return;
            }
            editing.set(false);
            let text = field
                .get_untracked()
                .map(|field| field.value().trim().to_owned())
                .unwrap_or_default();
            if !text.is_empty() && text != before {
                rename(text);
            }
        }
    };
    let on_key = {
        let save = save.clone();
        move |event: Event| {
            let event: KeyboardEvent = event.unchecked_into();
            let composing = is_composing(&event);
            match event.key().as_str() {
                "Enter" if !composing => {
                    event.prevent_default();
                    save();
                }
                "Escape" if !composing => editing.set(false),
                _ => return,
            }
            platform::focus_soon(".title-button".to_owned());
        }
    };
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            field.select();
        }
    });
    let input = el("input")
        .class("title-input")
        .is("aria-label", "Title")
        .is("maxlength", "500")
        .is("value", before.clone())
        .is("enterkeyhint", "done")
        .node(field)
        .on("keydown", on_key)
        .on("blur", move |_| save());
    fragment(vec![
        el("h1").class("visually-hidden").says(before).view(),
        el("div").class("title-form").has(input).view(),
    ])
}
