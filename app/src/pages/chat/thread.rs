//! What was said, what is on its way, what waits, and the box one writes in.

use std::sync::Arc;

use convex_api::{
    ActiveRun, Chat, ChatId, QueuedAction, ThreadId, chats, queued_actions, streaming,
};
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;

use super::unread::Unread;
use super::writing::Writing;
use super::{Page, elsewhere, find, foot, place, queue, said};
use crate::actions::threads::ThreadActions;
use crate::components::conversation::{Said, conversation};
use crate::components::live::{Readiness, live};
use crate::components::message::{Look, Messages};
use crate::components::prose;
use crate::node::{El, el, fragment};

/// The data of a thread. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Thread {
    pub(super) page: Page,
    pub(super) messages: Messages,
    /// Whether there are messages behind those that are shown.
    pub(super) has_later: Signal<bool>,
    pub(super) active: UseQuery<Option<ActiveRun>>,
    pub(super) queue: UseQuery<Vec<QueuedAction>>,
    pub(super) branches: UseQuery<Vec<Chat>>,
}

impl Thread {
    fn of(id: &ChatId, page: Page, said: &Said) -> Self {
        let (thread_id, chat_id) = (page.thread_id, id.clone());
        Self {
            page,
            messages: said.messages,
            has_later: said.has_later,
            active: use_query(streaming::Active, move || {
                thread_id
                    .get()
                    .map(|thread_id| streaming::ActiveArgs { thread_id })
            }),
            queue: use_query(queued_actions::List, move || {
                thread_id
                    .get()
                    .map(|thread_id| queued_actions::ListArgs { thread_id })
            }),
            branches: use_query(chats::Branches, move || chats::BranchesArgs {
                chat_id: chat_id.clone(),
            }),
        }
    }

    /// The thread that is shown, not tracked.
    pub(super) fn shown(self) -> Option<ThreadId> {
        self.page.thread_id.get_untracked()
    }

    /// Whether an answer is on its way, tracked.
    pub(super) fn is_answering(self) -> bool {
        self.active
            .with(|state| state.as_ref().ready().is_some_and(Option::is_some))
    }
}

pub(super) fn thread(id: ChatId, page: Page) -> El {
    prose::prepare();
    let (lines, windows) = said::said(page);
    let unread = Unread::of(page, &lines, lines.has_later);
    let lines = lines.divided(unread.line).opened(unread.opening(windows));
    place::keep(page, &lines);
    let thread = Thread::of(&id, page, &lines);
    let find = find::find(&id, page, windows, lines.is_near);
    let to_end = to_end(lines.clone(), unread);
    let actions = ThreadActions::new();
    let elsewhere = elsewhere::elsewhere(actions, &id, page, windows);
    let said = {
        let id = id.clone();
        live(
            move || thread.branches.with(Readiness::of),
            move || {
                let id = id.clone();
                let look = Look {
                    assistant: "Assistant",
                    foot: Some(Arc::new(move |message, shown| {
                        foot::foot(actions, thread, id.clone(), message, shown)
                    })),
                };
                conversation(lines.clone(), look, empty).view()
            },
        )
    };
    let writing = Writing::of(&id, thread);
    let below = live(
        move || {
            let active = thread.active.with(Readiness::of);
            active.and(thread.queue.with(Readiness::of))
        },
        move || {
            fragment(vec![
                queue::queue(actions, thread),
                writing.view(actions, &id, to_end.clone()),
            ])
        },
    );
    el("div")
        .class("thread-column")
        .shows(find)
        .shows(elsewhere)
        .shows(said)
        .has(el("div").class("thread-composer").shows(below))
}

/// What shows a message that has just been written.
fn to_end(lines: Said, unread: Unread) -> impl Fn() + Clone + Send + Sync + 'static {
    move || {
        unread.clear();
        lines.go_to_end();
    }
}

fn empty() -> El {
    el("div")
        .class("empty")
        .has(el("h2").says("Nothing said yet"))
        .has(el("p").says("Write the first message below."))
}
