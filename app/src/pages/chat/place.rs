//! Where one reads in a chat: kept with the thread, so that reading goes on there when the chat is opened again, on
//! this device or another one. A place is a message and a part of it, never pixels, so windows may differ.

use std::time::Duration;

use convex_api::{Message, Reading, ThreadId, read_positions};
use convex_leptos::{UseMutation, use_mutation};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::Page;
use crate::actions::is_pending;
use crate::components::conversation::Said;
use crate::components::message::{Messages, is_streaming};
use crate::platform;

/// Reading rests for so long before the server is told where.
const RESTS: Duration = Duration::from_secs(1);

/// What is nearer to the place that is known than this part of a message is the same place.
const SAME: f64 = 0.05;

/// So many messages are there before the place at which reading goes on.
const BEFORE_PLACE: f64 = 20.0;

/// Where reading goes on in a chat that was just opened.
#[derive(Clone, PartialEq)]
pub(super) struct Resumed {
    thread_id: ThreadId,
    pub(super) place: f64,
    /// Whether the end of the thread, which comes with its page, leaves the place out.
    is_before_end: bool,
}

impl Resumed {
    /// Behind which position the window begins that the place stands in; none where that is the end of the thread.
    pub(super) fn behind(&self, shown: &ThreadId) -> Option<f64> {
        let is_needed = self.is_before_end && self.thread_id == *shown;
        is_needed.then(|| (self.place.floor() - 1.0 - BEFORE_PLACE).max(0.0))
    }
}

/// Where reading goes on, not tracked: where it rested, or else at the first new message if the end leaves that out.
/// None: at the end.
pub(super) fn resumed(page: Page) -> Option<Resumed> {
    let view = page.view.get_untracked()?;
    let reading = untrack(|| page.reading())?;
    let begins = view.messages.first()?.position;
    let is_new_before_end = reading.position >= 1.0 && reading.position + 1.0 < begins;
    let place = reading
        .place
        .or_else(|| is_new_before_end.then_some(reading.position + 1.0))?;
    Some(Resumed {
        thread_id: reading.thread_id,
        place,
        is_before_end: view.has_earlier && place < begins,
    })
}

/// Keeps where one reads while the chat is shown: once reading rests, when the end is reached, and when the page is
/// left or out of sight. One call is on its way at a time, so a page without a connection piles up none.
pub(super) fn keep(page: Page, said: &Said) {
    let keeper = Keeper {
        page,
        messages: said.messages,
        is_near: said.is_near,
        has_later: said.has_later,
        rest: use_mutation(read_positions::Rest),
        told: StoredValue::new(untrack(|| page.reading())),
        is_telling: StoredValue::new(false),
        pause: StoredValue::new(None),
    };
    Effect::new(move |_| keeper.listen());
    // The address changes before the page does, whose messages are gone by the time it is cleaned up.
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path) && keeper.stop_waiting() {
            keeper.tell();
        }
        path
    });
    Effect::new(move |was_near: Option<bool>| {
        let is_near = keeper.is_near.get();
        if was_near == Some(false) && is_near {
            keeper.tell();
        }
        is_near
    });
}

/// `Copy`.
#[derive(Clone, Copy)]
struct Keeper {
    page: Page,
    messages: Messages,
    is_near: RwSignal<bool>,
    has_later: Signal<bool>,
    rest: UseMutation<read_positions::Rest>,
    /// What the server was told last, or has told when the page was opened. What others say since moves nobody here.
    told: StoredValue<Option<Reading>>,
    is_telling: StoredValue<bool>,
    /// Runs out when reading rests.
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Keeper {
    fn listen(self) {
        let on_scroll = window_event_listener(leptos::ev::scroll, move |_| self.tell_soon());
        let on_leave = window_event_listener(leptos::ev::visibilitychange, move |_| {
            if platform::is_away() {
                self.tell();
            }
        });
        on_cleanup(move || {
            on_scroll.remove();
            on_leave.remove();
            self.stop_waiting();
        });
    }

    /// Says whether something was waiting to be told.
    fn stop_waiting(self) -> bool {
        let pause = self.pause.try_update_value(Option::take).flatten();
        pause.inspect(TimeoutHandle::clear).is_some()
    }

    fn tell_soon(self) {
        self.stop_waiting();
        let rested = move || {
            // Nobody reads what is out of sight.
            if self.stop_waiting() && !platform::is_away() {
                self.tell();
            }
        };
        self.pause
            .set_value(set_timeout_with_handle(rested, RESTS).ok());
    }

    /// Tells the server where reading is now, unless it knows.
    fn tell(self) {
        self.stop_waiting();
        let Some(now) = self.now().filter(|now| self.is_news(now)) else {
            return;
        };
        if self.is_telling.try_get_value().unwrap_or_default() {
            return;
        }
        self.is_telling.try_set_value(true);
        self.told.try_set_value(Some(now.clone()));
        let told = self.rest.call(read_positions::RestArgs {
            place: now.place,
            position: now.position,
            thread_id: now.thread_id,
        });
        leptos::task::spawn_local(async move {
            let is_refused = told.await.is_err();
            if is_refused {
                self.told.try_set_value(None);
            }
            // One may have gone on meanwhile.
            if self.is_telling.try_set_value(false).is_none() && !is_refused {
                self.tell();
            }
        });
    }

    /// Where reading is, not tracked; none where no message is.
    fn now(self) -> Option<Reading> {
        let thread_id = self.page.thread_id.try_get_untracked()??;
        let is_near = self.is_near.try_get_untracked()?;
        if is_near && !self.has_later.try_get_untracked()? {
            return Some(Reading {
                place: None,
                position: 0.0,
                thread_id,
            });
        }
        let seen = platform::seen_messages()?;
        let messages = self.messages.try_get_untracked()?;
        let first = find(&messages, &seen.first)?;
        let last = seen.last.and_then(|last| find(&messages, &last));
        Some(Reading {
            // All of a message would be the beginning of the next one.
            place: Some(first.position + seen.gone.min(0.99)),
            position: last.map_or(0.0, complete),
            thread_id,
        })
    }

    fn is_news(self, now: &Reading) -> bool {
        let told = self.told.try_get_value().flatten();
        let known = told.filter(|told| told.thread_id == now.thread_id);
        let Some(known) = known.or_else(|| untrack(|| self.page.reading())) else {
            return true;
        };
        let is_same_place = match (known.place, now.place) {
            (Some(known), Some(now)) => (known - now).abs() < SAME,
            (known, now) => known == now,
        };
        !is_same_place || now.position > known.position
    }
}

fn find<'a>(messages: &'a [Message], id: &str) -> Option<&'a Message> {
    messages.iter().find(|message| message.id.as_str() == id)
}

/// How far one has read with this message: what is on its way is new once it is complete.
fn complete(last: &Message) -> f64 {
    if is_pending(last.id.as_str()) || is_streaming(last) {
        last.position - 1.0
    } else {
        last.position
    }
}
