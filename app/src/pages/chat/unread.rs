//! What was not read yet on any device: a line stands before it, and what is seen is marked as read.

use convex_api::{Message, MessageId, MessageRole, ThreadId, read_positions};
use convex_leptos::use_mutation;
use leptos::prelude::*;

use super::Page;
use super::windows::Windows;
use crate::actions::is_pending;
use crate::components::conversation::Said;
use crate::components::follow::Opening;
use crate::components::message::{Messages, is_streaming};
use crate::platform;

/// Messages that are new: those behind the first position, up to the second.
#[derive(Clone, PartialEq)]
struct New {
    thread_id: Option<ThreadId>,
    behind: f64,
    up_to: f64,
}

/// Which messages are new to the reader. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Unread {
    page: Page,
    messages: Messages,
    /// What was new when the page was opened.
    opened: Memo<Option<New>>,
    /// What is new, once that is no longer what it was when the page was opened.
    changed: RwSignal<Option<New>>,
    /// The message that the line stands before. It stays while one reads on.
    pub(super) line: Memo<Option<MessageId>>,
}

impl Unread {
    /// What is new in a conversation; marks what is seen of it.
    pub(super) fn of(page: Page, said: &Said, has_later: Signal<bool>) -> Self {
        let messages = said.messages;
        let changed = RwSignal::new(None);
        let opened = Memo::new(move |known: Option<&Option<New>>| {
            if let Some(Some(known)) = known {
                return Some(known.clone());
            }
            Some(New {
                behind: position(page)?,
                up_to: last(messages)?,
                thread_id: page.thread_id.get(),
            })
        });
        let line = Memo::new(move |_| {
            let new = changed.get().or_else(|| opened.get())?;
            let is_here = new.thread_id == page.thread_id.get();
            messages.with(|messages| first(messages, &new).filter(|_| is_here))
        });
        let unread = Self {
            page,
            messages,
            opened,
            changed,
            line,
        };
        unread.mark(said.is_near, has_later);
        unread
    }

    /// Where reading begins on the page that was just opened.
    pub(super) fn opening(self, windows: Windows) -> Opening {
        let fresh = self.opened.get_untracked().and_then(|new| {
            self.messages.with_untracked(|messages| {
                let found = &messages[first_of_others(messages, &new)?];
                (!is_streaming(found)).then(|| found.id.clone())
            })
        });
        Opening {
            place: windows.resumed.get_untracked().map(|it| it.place),
            read: untrack(|| position(self.page)).filter(|read| *read >= 1.0),
            fresh,
        }
    }

    /// Nothing is new any more: whoever answers has read.
    pub(super) fn clear(self) {
        self.changed.set(Some(New {
            thread_id: None,
            behind: 0.0,
            up_to: 0.0,
        }));
    }

    /// Marks what the reader sees at the end, as long as the page is in front.
    fn mark(self, is_near: RwSignal<bool>, has_later: Signal<bool>) {
        let is_away = self.watch_leaving();
        let mark = use_mutation(read_positions::Mark);
        let messages = self.messages;
        let complete = Memo::new(move |_| {
            messages.with(|messages| {
                let mut newest_first = messages.iter().rev();
                let is_complete = |it: &&Message| !is_pending(it.id.as_str()) && !is_streaming(it);
                newest_first.find(is_complete).map(|it| it.position)
            })
        });
        Effect::new(move |sent: Option<Option<(ThreadId, f64)>>| {
            let sent = sent.flatten();
            if is_away.get() || !is_near.get() || has_later.get() {
                return sent;
            }
            let (Some(thread_id), Some(seen), Some(read)) = (
                self.page.thread_id.get(),
                complete.get(),
                position(self.page),
            ) else {
                return sent;
            };
            let seen = (thread_id, seen);
            if seen.1 > read && sent.as_ref() != Some(&seen) {
                let (thread_id, position) = seen.clone();
                let marked = mark.call(read_positions::MarkArgs {
                    position,
                    thread_id,
                });
                // Nobody waits for it, and the next one says the same.
                leptos::task::spawn_local(async move { drop(marked.await) });
                return Some(seen);
            }
            sent
        });
    }

    /// Whether another page lies over this one. What comes meanwhile is new for whoever comes back.
    fn watch_leaving(self) -> RwSignal<bool> {
        let is_away = RwSignal::new(false);
        let left_at = StoredValue::new(None::<f64>);
        Effect::new(move |_| {
            is_away.set(platform::is_away());
            let handle = window_event_listener(leptos::ev::visibilitychange, move |_| {
                let is_now_away = platform::is_away();
                if is_now_away {
                    left_at.set_value(untrack(|| position(self.page)));
                } else if let (Some(behind), Some(up_to)) =
                    (left_at.get_value(), untrack(|| last(self.messages)))
                    && up_to > behind
                {
                    let thread_id = self.page.thread_id.get_untracked();
                    self.changed.set(Some(New {
                        thread_id,
                        behind,
                        up_to,
                    }));
                }
                is_away.set(is_now_away);
            });
            on_cleanup(move || handle.remove());
        });
        is_away
    }
}

/// How far was read, tracked.
fn position(page: Page) -> Option<f64> {
    page.reading().map(|reading| reading.position)
}

/// The last position, tracked.
fn last(messages: Messages) -> Option<f64> {
    messages.with(|messages| messages.last().map(|last| last.position))
}

/// The message that a line stands before: the first new one. None directly behind what the reader has said, whose
/// answer is no news.
fn first(messages: &[Message], new: &New) -> Option<MessageId> {
    let found = first_of_others(messages, new)?;
    let before = found.checked_sub(1).map(|before| messages[before].role);
    (before != Some(MessageRole::User)).then(|| messages[found].id.clone())
}

/// The place of the first new message that the reader has not written. Where nothing was read before, nothing stands
/// out.
fn first_of_others(messages: &[Message], new: &New) -> Option<usize> {
    if new.behind < 1.0 {
        return None;
    }
    let from = messages.partition_point(|message| message.position <= new.behind);
    let others = |message: &Message| message.role != MessageRole::User;
    let found = from + messages[from..].iter().position(others)?;
    (messages[found].position <= new.up_to).then_some(found)
}
