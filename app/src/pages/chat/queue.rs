//! Messages that wait until the answer before them is complete, or until somebody sends them: in order, and each of them can still be changed,
//! moved or taken back.

use std::sync::Arc;

use convex_api::{ChatId, QueuedAction, QueuedActionId};
use leptos::prelude::*;

use super::editing::{self, Editing};
use super::thread::Thread;
use crate::actions::is_pending;
use crate::actions::threads::ThreadActions;
use crate::components::composer::COMPOSER;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::mentions::plain;
use crate::node::{El, Member, changing, el, hidden, list as members, showing};
use crate::pages::chats::{WAITING, about};
use crate::platform;
use crate::text::count;

type Waiting = Memo<Arc<Vec<QueuedAction>>>;

pub(super) fn queue(actions: ThreadActions, thread: Thread, chat_id: &ChatId) -> AnyView {
    let waiting: Waiting = Memo::new(move |_| {
        Arc::new(
            thread
                .queue
                .with(|state| state.as_ref().ready().cloned().unwrap_or_default()),
        )
    });
    // What the server has: the rest can be looked at only.
    let settled: Waiting = Memo::new(move |_| {
        waiting.with(|waiting| {
            let settled = waiting.iter().filter(|item| !is_pending(item.id.as_str()));
            Arc::new(settled.cloned().collect())
        })
    });
    let row = move |item: &QueuedAction| {
        let id = item.id.clone();
        Member::new(id.to_string(), move || match is_pending(id.as_str()) {
            true => pending(waiting, id).view(),
            false => row(actions, thread, settled, id).view(),
        })
    };
    el("section")
        .class("queue")
        .is("id", WAITING)
        .is("aria-labelledby", "queue-title")
        .follows_flag("hidden", move || waiting.with(|waiting| waiting.is_empty()))
        .has(
            el("div")
                .class("queue-head")
                .has(el("h2").is("id", "queue-title").says("Waiting to be sent"))
                .has(send_now(actions, thread, chat_id)),
        )
        .has(el("ol").is("role", "list").shows(members(move || {
            waiting.with(|waiting| waiting.iter().map(row).collect())
        })))
        .view()
}

/// Sends the first of them: there only where no answer is on its way, whose end would do so.
fn send_now(actions: ThreadActions, thread: Thread, chat_id: &ChatId) -> El {
    let button = el("button")
        .class("button quiet")
        .on("click", move |event| {
            event.prevent_default();
            if let Some(thread_id) = thread.shown() {
                actions.send_waiting(thread_id);
            }
        })
        .says("Send now");
    post("/do/send_waiting")
        .follows_flag("hidden", move || thread.is_answering())
        .has(about(chat_id))
        .has(button)
}

/// A message that is on its way to the queue.
fn pending(waiting: Waiting, id: QueuedActionId) -> El {
    let text = waiting.with_untracked(|waiting| {
        find(waiting, &id).map_or_else(String::new, |item| plain(&item.content).into_owned())
    });
    el("li")
        .class("queue-row pending")
        .is("aria-busy", "true")
        .has(el("p").class("queue-text").is("dir", "auto").says(text))
        .shows(files(waiting, id))
        .has(el("span").class("meta").says("Sending"))
}

fn row(actions: ThreadActions, thread: Thread, waiting: Waiting, id: QueuedActionId) -> El {
    let wanted = id.clone();
    let content = Memo::new(move |_| {
        waiting.with(|waiting| {
            find(waiting, &wanted).map_or_else(String::new, |item| item.content.clone())
        })
    });
    let files = files(waiting, id.clone());
    let is_edited = RwSignal::new(false);
    let row_id = format!("waiting-{id}");
    let text = {
        let id = id.clone();
        changing(move || {
            if is_edited.get() {
                editor(actions, thread, id.clone(), content, is_edited).view()
            } else {
                el("p")
                    .class("queue-text")
                    .is("dir", "auto")
                    .tells(move || content.with(|text| plain(text).into_owned()).into())
                    .view()
            }
        })
    };
    let edit = control("i-pencil", "Edit")
        .class("icon-button with-script")
        .on("click", {
            let row_id = row_id.clone();
            move |_| {
                is_edited.set(true);
                platform::focus_soon(format!("#{row_id} textarea"));
            }
        });
    let earlier = mover(actions, waiting, id.clone(), -1);
    let later = mover(actions, waiting, id.clone(), 1);
    let remove = {
        let (row_id, id) = (row_id.clone(), id.clone());
        control("i-close", "Take out")
            .class("icon-button")
            .on("click", move |event| {
                event.prevent_default();
                platform::focus_neighbour(&format!("#{row_id}"), ".icon-button", COMPOSER);
                let item = waiting.with_untracked(|waiting| find(waiting, &id).cloned());
                if let Some(item) = item {
                    actions.withdraw(item);
                }
            })
    };
    el("li")
        .class("queue-row")
        .is("id", row_id)
        .shows(text)
        .shows(files)
        .has(earlier)
        .has(later)
        .has(edit)
        .has(
            post("/do/withdraw_message")
                .has(hidden("waiting", id.to_string()))
                .has(remove),
        )
}

fn find<'a>(waiting: &'a [QueuedAction], id: &QueuedActionId) -> Option<&'a QueuedAction> {
    waiting.iter().find(|item| item.id == *id)
}

/// How many files go with it.
fn files(waiting: Waiting, id: QueuedActionId) -> AnyView {
    let number = Memo::new(move |_| {
        waiting.with(|waiting| {
            find(waiting, &id)
                .and_then(|item| Some(item.attachments.as_ref()?.len()))
                .unwrap_or_default()
        })
    });
    showing(move || {
        let number = Some(number.get()).filter(|number| *number > 0)?;
        Some(
            el("span")
                .class("badge")
                .has(icon("i-file"))
                .says(count(number, "file", "files")),
        )
    })
}

fn control(glyph: &'static str, label: &'static str) -> El {
    el("button")
        .is("aria-label", label)
        .is("title", label)
        .has(icon(glyph))
}

/// A button that moves a message by one place.
fn mover(actions: ThreadActions, waiting: Waiting, id: QueuedActionId, step: isize) -> El {
    let (glyph, label) = if step < 0 {
        ("i-up", "Send earlier")
    } else {
        ("i-down", "Send later")
    };
    let place = {
        let id = id.clone();
        move |waiting: &[QueuedAction]| waiting.iter().position(|item| item.id == id)
    };
    let is_at_end = {
        let place = place.clone();
        move || {
            waiting.with(|waiting| {
                let end = if step < 0 {
                    0
                } else {
                    waiting.len().saturating_sub(1)
                };
                place(waiting) == Some(end)
            })
        }
    };
    control(glyph, label)
        .class("icon-button with-script")
        .is("type", "button")
        .follows("aria-disabled", move || {
            is_at_end().then_some("true".into())
        })
        .on("click", move |_| {
            let after = waiting.with_untracked(|waiting| {
                let from = place(waiting)?;
                let to = from
                    .checked_add_signed(step)
                    .filter(|to| *to < waiting.len())?;
                let anchor = if step < 0 {
                    to.checked_sub(1)
                } else {
                    Some(to)
                };
                Some(anchor.map(|anchor| waiting[anchor].id.clone()))
            });
            if let Some(after) = after {
                actions.reorder(id.clone(), after);
            }
        })
}

fn editor(
    actions: ThreadActions,
    thread: Thread,
    id: QueuedActionId,
    content: Memo<String>,
    is_edited: RwSignal<bool>,
) -> El {
    let editing = Editing {
        label: "Message that waits",
        done: ("Save", "Save"),
        before: content.get_untracked(),
        is_open: is_edited,
        written: thread.written,
    };
    editing::editor(actions.ui, el("form"), editing, move |text| {
        actions.reword(id.clone(), text)
    })
}
