//! Going from one version of a message to another: "2 of 3".

use convex_api::{ChatId, ThreadId, VariantChoice};
use leptos::prelude::*;

use super::Page;
use crate::actions::threads::ThreadActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::node::{El, el, hidden, showing};
use crate::pages::chats::{about, versions_at};

/// Stands below a message of which there are others.
pub(super) fn versions(
    actions: ThreadActions,
    page: Page,
    chat_id: ChatId,
    position: f64,
) -> AnyView {
    let choice = Memo::new(move |_| {
        page.view.with(|view| {
            let choices = &view.as_ref()?.variants;
            choices
                .iter()
                .find(|choice| choice.position == position)
                .cloned()
        })
    });
    showing(move || {
        let choice = choice.get()?;
        let text = format!("{} of {}", choice.index + 1.0, choice.thread_ids.len());
        Some(
            el("div")
                .class("versions")
                .is("id", versions_at(choice.position))
                .is("role", "group")
                .is("aria-label", "Versions")
                .has(step(actions, &chat_id, &choice, -1))
                .has(el("span").class("count").says(text))
                .has(step(actions, &chat_id, &choice, 1)),
        )
    })
}

fn step(actions: ThreadActions, chat_id: &ChatId, choice: &VariantChoice, step: isize) -> El {
    let (glyph, label) = if step < 0 {
        ("i-back", "Previous version")
    } else {
        ("i-chevron", "Next version")
    };
    let to: Option<ThreadId> = (choice.index as usize)
        .checked_add_signed(step)
        .and_then(|index| choice.thread_ids.get(index).cloned());
    let thread = to.as_ref().map(ToString::to_string).unwrap_or_default();
    let target = chat_id.clone();
    // Each version has a button of its own; by the id one takes the place of the other.
    let name = if step < 0 { "older" } else { "newer" };
    let button = el("button")
        .class("icon-button")
        .is("id", format!("{name}-{}", choice.position))
        .is("aria-label", label)
        .is("title", label)
        .when(to.is_none(), "aria-disabled", "true")
        .on("click", move |event| {
            event.prevent_default();
            if let Some(to) = to.clone() {
                actions.select(target.clone(), to);
            }
        })
        .has(icon(glyph));
    post("/do/select_version")
        .has(about(chat_id))
        .has(hidden("thread", thread))
        .has(hidden("at", choice.position.to_string()))
        .has(button)
}
