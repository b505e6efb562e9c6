//! What is being written, kept by the server, so that it is there on every device of its writer. The browser keeps
//! only what the server does not have yet: what it has kept wins when the page comes back.

use std::time::Duration;

use convex_api::{Draft as Kept, drafts};
use convex_leptos::{UseMutation, UseQuery, use_mutation, use_query};
use leptos::prelude::*;

use super::composer::{Happened, Written};
use super::live::Readiness;

/// Writing pauses for so long before the server is told.
const SAVE_RESTS: Duration = Duration::from_millis(500);

/// The draft of a place. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Draft {
    place: Signal<Option<drafts::GetArgs>>,
    kept: UseQuery<Option<Kept>>,
    save: UseMutation<drafts::Save>,
    /// What was here last, before it was taken.
    last: StoredValue<String>,
    /// Runs out when writing has paused.
    pause: StoredValue<Option<TimeoutHandle>>,
    /// Calls on their way that save something.
    saving: StoredValue<u32>,
    /// Whether the last one of them was refused: then what is here is nowhere else.
    was_refused: StoredValue<bool>,
}

impl Draft {
    /// None: there is no such place yet.
    pub(crate) fn of(place: Signal<Option<drafts::GetArgs>>) -> Self {
        Self {
            place,
            kept: use_query(drafts::Get, move || place.get()),
            save: use_mutation(drafts::Save),
            last: StoredValue::new(String::new()),
            pause: StoredValue::new(None),
            saving: StoredValue::new(0),
            was_refused: StoredValue::new(false),
        }
    }

    pub(crate) fn readiness(self) -> Readiness {
        self.kept.with(Readiness::of)
    }

    /// What the server has now. Not tracked.
    pub(crate) fn text(self) -> String {
        self.kept.with_untracked(text_of)
    }

    /// Follows what the server has.
    pub(crate) fn track(self) {
        self.kept.with(|_| ());
    }

    /// Saves what is written here, and shows what is written elsewhere while nobody writes here.
    pub(crate) fn follow(self, written: Written) {
        Effect::new(move |_| match written.happened.get() {
            Happened::Nothing => {}
            Happened::Written(_) => {
                self.last.set_value(written.text());
                self.save_soon(written);
            }
            // It goes with what was sent.
            Happened::Taken => {
                self.stop_waiting();
            }
        });
        Effect::new(move |before: Option<String>| {
            let now = self.kept.with(text_of);
            if now.is_empty() && written.happened.get_untracked() == Happened::Taken {
                self.last.set_value(String::new());
            }
            if before.is_some_and(|before| before != now) {
                self.catch_up(written);
            }
            now
        });
        on_cleanup(move || {
            if self.stop_waiting() {
                self.save(written);
            }
        });
    }

    /// Saves nothing for now: what is written is about to be sent, and must not be stored behind that.
    pub(crate) fn hold(self) {
        self.stop_waiting();
    }

    /// Says whether something was waiting to be saved.
    fn stop_waiting(self) -> bool {
        let pause = self.pause.try_update_value(Option::take).flatten();
        pause.inspect(TimeoutHandle::clear).is_some()
    }

    fn save_soon(self, written: Written) {
        self.stop_waiting();
        let rested = move || {
            if self.stop_waiting() {
                self.save(written);
            }
        };
        self.pause
            .set_value(set_timeout_with_handle(rested, SAVE_RESTS).ok());
    }

    fn save(self, written: Written) {
        let place = self.place.try_get_untracked().flatten();
        let (Some(place), Some(text)) = (place, self.last.try_get_value()) else {
            return;
        };
        let args = drafts::SaveArgs {
            thread_id: place.thread_id,
            ..drafts::SaveArgs::new(text.clone(), place.kind)
        };
        let saved = self.save.call(args);
        let kept = written.kept().of(text);
        self.saving.try_update_value(|saving| *saving += 1);
        leptos::task::spawn_local(async move {
            // What was refused stays in this browser, and is tried again with the next letter.
            let is_refused = saved.await.is_err();
            if !is_refused {
                kept.let_go();
            }
            self.was_refused.try_set_value(is_refused);
            if self
                .saving
                .try_update_value(|saving| *saving -= 1)
                .is_some()
            {
                self.catch_up(written);
            }
        });
    }

    /// Shows what the server has, if everything that was written here has got there.
    fn catch_up(self, written: Written) {
        let is_waiting = self.pause.with_value(Option::is_some);
        if is_waiting || self.saving.get_value() > 0 || self.was_refused.get_value() {
            return;
        }
        let kept = self.text();
        // What was taken here is still on its way out there.
        let is_taken = written.happened.get_untracked() == Happened::Taken;
        let is_old =
            is_taken && !kept.is_empty() && self.last.with_value(|last| last.starts_with(&kept));
        if !is_old && kept != written.text() {
            written.show(&kept);
        }
    }
}

fn text_of(kept: &convex_leptos::QueryState<Option<Kept>>) -> String {
    let kept = kept.as_ref().ready().and_then(Option::as_ref);
    kept.map(|kept| kept.content.clone()).unwrap_or_default()
}
