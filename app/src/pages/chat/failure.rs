//! Why an answer did not come to its end, what is kept, and what can be done now.

use convex_api::{ChatId, Message, MessageId, MessageStatus, RunError, streaming};
use convex_leptos::use_query;
use leptos::prelude::*;

use super::thread::Thread;
use crate::actions::threads::ThreadActions;
use crate::components::form::post;
use crate::components::live::{Readiness, live};
use crate::components::message::Shown;
use crate::components::reference::reference;
use crate::components::status::status_glyph;
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, hidden, nothing, showing};
use crate::pages::chats::about;
use crate::text::duration;

/// Codes of failures that only another key or another model mends.
const ABOUT_SETTINGS: [&str; 5] = [
    "NO_MODEL",
    "MODEL_UNAVAILABLE",
    "NO_KEY",
    "KEY_UNREADABLE",
    "BAD_KEY",
];

/// How an answer ended that is not complete.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Stopped,
    /// There is a reason to be told.
    Failed,
}

fn cut(message: &Message) -> Option<Cut> {
    match message.status {
        Some(MessageStatus::Failed | MessageStatus::Interrupted) => {
            let is_stopped = message.finish_reason.as_deref() == Some("stopped");
            Some(if is_stopped {
                Cut::Stopped
            } else {
                Cut::Failed
            })
        }
        _ => None,
    }
}

pub(super) fn failure(
    actions: ThreadActions,
    thread: Thread,
    chat_id: ChatId,
    id: MessageId,
    shown: Shown,
) -> AnyView {
    let how = Memo::new(move |_| shown.with(|message| message.as_ref().and_then(cut)));
    changing(move || match how.get() {
        None => nothing(),
        Some(Cut::Stopped) => note(
            actions,
            thread,
            &chat_id,
            &id,
            shown,
            "Stopped. What had arrived is kept.".to_owned(),
        )
        .view(),
        Some(Cut::Failed) => failed(actions, thread, chat_id.clone(), id.clone(), shown),
    })
}

fn failed(
    actions: ThreadActions,
    thread: Thread,
    chat_id: ChatId,
    id: MessageId,
    shown: Shown,
) -> AnyView {
    let asked = id.clone();
    let provenance = use_query(streaming::Provenance, move || streaming::ProvenanceArgs {
        message_id: asked.clone(),
    });
    live(
        move || provenance.with(Readiness::of),
        move || {
            let told = provenance.with(|state| state.as_ref().ready().cloned().flatten());
            let run = told.as_ref().map(|told| told.run_id.to_string());
            let error = told.and_then(|told| told.error);
            let text = error.as_ref().map(|error| error.message.clone());
            let text = text
                .unwrap_or_else(|| "The answer was cut off. What had arrived is kept.".to_owned());
            let retry_at = error.as_ref().and_then(|error| error.retry_at);
            let note = note(actions, thread, &chat_id, &id, shown, text);
            let note = match retry_at {
                Some(at) => note.shows(again_at(at)),
                None => note,
            };
            let note = match run {
                Some(run) => note.has(reference(run)),
                None => note,
            };
            match error.filter(is_about_settings) {
                Some(_) => note.has(
                    el("a")
                        .class("button")
                        .is("href", "/settings")
                        .says("Open settings"),
                ),
                None => note,
            }
            .view()
        },
    )
}

/// When trying again is of use, for as long as it is none.
fn again_at(at: f64) -> AnyView {
    let ui = Ui::current();
    showing(move || {
        let left = at - ui.now.get();
        let wait = || {
            el("p")
                .class("cut-wait")
                .says(format!("Possible again in {}.", duration(left)))
        };
        (left > 0.0).then(wait)
    })
}

fn is_about_settings(error: &RunError) -> bool {
    ABOUT_SETTINGS.contains(&error.code.as_str())
}

fn note(
    actions: ThreadActions,
    thread: Thread,
    chat_id: &ChatId,
    id: &MessageId,
    shown: Shown,
    text: String,
) -> El {
    let is_empty =
        move || shown.with(|message| message.as_ref().is_none_or(|it| it.content.is_empty()));
    // A message that a branch begins with goes on where it was said, not here.
    let is_last = Memo::new(move |_| {
        let place = |message: &Message| (message.thread_id.clone(), message.position);
        let place = shown.with(|message| message.as_ref().map(place));
        let Some((thread_id, position)) = place else {
            return false;
        };
        thread.page.thread_id.get() == Some(thread_id)
            && thread
                .messages
                .with(|messages| messages.last().map(|newest| newest.position) == Some(position))
    });
    let resume = {
        let id = id.clone();
        el("button").class("button").on("click", move |event| {
            event.prevent_default();
            actions.resume(id.clone());
        })
    };
    let retry = {
        let id = id.clone();
        el("button")
            .class("button quiet")
            .on("click", move |event| {
                event.prevent_default();
                actions.retry(id.clone(), thread.shown());
            })
    };
    // Where nothing has arrived there is nothing to go on from, and no version worth keeping.
    let resume = resume.tells(move || if is_empty() { "Try again" } else { "Continue" }.into());
    el("div")
        .class("cut")
        .has(
            el("p")
                .shows(status_glyph(convex_api::TaskStatus::Stopped, false))
                .says(text),
        )
        .has(
            post("/do/resume_answer")
                .follows_flag("hidden", move || !is_last.get())
                .has(hidden("message", id.to_string()))
                .has(resume),
        )
        .has(
            post("/do/retry_message")
                .follows_flag("hidden", move || is_last.get() && is_empty())
                .has(about(chat_id))
                .has(hidden("message", id.to_string()))
                .has(retry.says("Try again")),
        )
}
