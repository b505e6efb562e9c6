//! What is said where the address names a message that the version that is shown does not hold: a way to the one that
//! does, or that there is none any more.

use convex_api::{ChatId, ThreadId, messages as functions};
use convex_leptos::use_query;
use leptos::prelude::*;

use super::Page;
use super::windows::Windows;
use crate::actions::threads::ThreadActions;
use crate::components::form::post;
use crate::components::live::{Readiness, live};
use crate::node::{El, el, hidden, showing};
use crate::pages::chats::about;
use crate::platform;

pub(super) fn elsewhere(
    actions: ThreadActions,
    id: &ChatId,
    page: Page,
    windows: Windows,
) -> AnyView {
    let missing = windows.missing;
    let version = use_query(functions::VersionWith, move || {
        Some(functions::VersionWithArgs {
            message_id: missing.get()?,
            thread_id: page.thread_id.get()?,
        })
    });
    let id = id.clone();
    live(
        move || version.with(Readiness::of),
        move || {
            let id = id.clone();
            showing(move || {
                let message = missing.get()?;
                let version = version.with(|state| state.as_ref().ready().cloned())?;
                Some(match version {
                    Some(version) => way(actions, &id, version, message),
                    None => el("p")
                        .class("notice")
                        .says("The message that the link leads to is no longer in this chat."),
                })
            })
        },
    )
}

fn way(actions: ThreadActions, id: &ChatId, version: ThreadId, message: String) -> El {
    let thread = version.to_string();
    let target = id.clone();
    let show = move || {
        actions.select(target.clone(), version.clone());
        platform::lead_to_message(message.clone(), Vec::new(), true);
    };
    post("/do/select_version")
        .class("notice")
        .says("The message that the link leads to is in another version of this chat.")
        .has(about(id))
        .has(hidden("thread", thread))
        .has(
            el("button")
                .class("button")
                .on("click", move |event| {
                    event.prevent_default();
                    show();
                })
                .says("Show that version"),
        )
}
