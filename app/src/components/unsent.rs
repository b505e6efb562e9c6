//! What a server has refused: it stays in sight where it was written and says why, until it is sent again, changed or
//! discarded. The browser keeps it meanwhile, beside the draft of the same place. Knows nothing of what is sent, or to
//! whom.

use std::sync::Arc;

use convex_leptos::ConvexError;
use leptos::prelude::*;

use super::composer::{COMPOSER, Kept, Written};
use super::mentions::plain;
use super::reference::reference;
use crate::actions::Outcome;
use crate::layout::ui::Ui;
use crate::node::{El, Member, el, list, nothing};
use crate::platform;

/// Stands between the texts that the browser keeps.
const BETWEEN: &str = "\n\n";

/// Why something is here.
#[derive(Clone)]
struct Reason {
    said: String,
    /// What the log calls the failure.
    reference: Option<String>,
}

impl Reason {
    fn of(error: &ConvexError) -> Self {
        Self {
            said: error.user_message(),
            reference: error.request_id().map(str::to_owned),
        }
    }

    /// Its page was left before it was sent again.
    fn before() -> Self {
        Self {
            said: "This was not sent.".to_owned(),
            reference: None,
        }
    }
}

#[derive(Clone)]
struct Text {
    nth: u32,
    text: String,
    reason: Reason,
    /// Whether it is on its way once more. Until it has arrived it is kept.
    is_sending: bool,
}

/// The texts of one place, oldest first. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Unsent {
    ui: Ui,
    written: Written,
    texts: RwSignal<Vec<Text>>,
    /// How many there have been.
    count: StoredValue<u32>,
}

/// Sends a text; none where that cannot be done now.
type Deliver = Arc<dyn Fn(String) -> Option<Outcome> + Send + Sync>;

impl Unsent {
    /// Of what is written there, with what an earlier page has left.
    pub(crate) fn of(written: Written) -> Self {
        let unsent = Self {
            ui: Ui::current(),
            written,
            texts: RwSignal::new(Vec::new()),
            count: StoredValue::new(0),
        };
        Effect::new(move |_| {
            if let Some(text) = platform::draft(&unsent.name()) {
                unsent.push(text, Reason::before());
            }
        });
        unsent
    }

    /// Waits for what becomes of a text that was taken out of the box.
    pub(crate) fn follow(self, kept: Kept, text: String, outcome: Outcome) {
        leptos::task::spawn_local(async move {
            match outcome.await {
                None => kept.let_go(),
                // Its page was left: it is a draft as before.
                Some(_) if self.texts.is_disposed() => kept.restore(),
                Some(error) => {
                    self.push(text, Reason::of(&error));
                    // It is no draft any more, here or on the server, unless something else has been begun since.
                    kept.let_go();
                    if self.written.text().is_empty() {
                        self.written.note();
                    }
                }
            }
        });
    }

    fn push(self, text: String, reason: Reason) {
        let nth = self.count.get_value();
        self.count.set_value(nth + 1);
        let text = Text {
            nth,
            text,
            reason,
            is_sending: false,
        };
        self.change(|texts| texts.push(text));
    }

    fn take(self, nth: u32) -> Option<Text> {
        let mut taken = None;
        self.change(|texts| {
            let at = texts.iter().position(|text| text.nth == nth);
            taken = at.map(|at| texts.remove(at));
        });
        taken
    }

    /// Changes what there is, and what the browser keeps of it. On a page that was left nothing is changed.
    fn change(self, change: impl FnOnce(&mut Vec<Text>)) {
        let kept = self.texts.try_update(|texts| {
            change(texts);
            let texts: Vec<_> = texts.iter().map(|text| text.text.as_str()).collect();
            texts.join(BETWEEN)
        });
        if let Some(kept) = kept {
            platform::keep_draft(&self.name(), &kept);
        }
    }

    /// Under which name the browser keeps them.
    fn name(self) -> String {
        format!("{}.unsent", self.written.name())
    }

    /// Sends one once more: it shows again if that is refused, too.
    fn send(self, nth: u32, deliver: &Deliver) {
        let text = self.find(nth).map(|text| text.text);
        let Some(outcome) = text.and_then(|text| deliver(text)) else {
            return;
        };
        self.change(|texts| {
            let sent = texts.iter_mut().find(|text| text.nth == nth);
            sent.into_iter().for_each(|text| text.is_sending = true);
        });
        // A draft goes with what is sent, but not what is being written meanwhile: that is saved behind it.
        if !self.written.text().is_empty() {
            self.written.note();
        }
        platform::focus(COMPOSER);
        leptos::task::spawn_local(async move {
            let Some(error) = outcome.await else {
                self.take(nth);
                return;
            };
            self.change(|texts| {
                let refused = texts.iter_mut().find(|text| text.nth == nth);
                refused.into_iter().for_each(|text| {
                    text.is_sending = false;
                    text.reason = Reason::of(&error);
                });
            });
        });
    }

    fn find(self, nth: u32) -> Option<Text> {
        let is_it = |text: &&Text| text.nth == nth;
        self.texts
            .with_untracked(|texts| texts.iter().find(is_it).cloned())
    }

    /// The texts; nothing where there are none. `deliver` sends one as it is, if that can be done now.
    pub(crate) fn view(
        self,
        deliver: impl Fn(String) -> Option<Outcome> + Send + Sync + 'static,
    ) -> AnyView {
        let deliver: Deliver = Arc::new(deliver);
        let shown = Memo::new(move |_| {
            self.texts.with(|texts| {
                let shown = texts.iter().filter(|text| !text.is_sending);
                shown.map(|text| text.nth).collect::<Vec<_>>()
            })
        });
        let member = move |nth: &u32| {
            let (nth, deliver) = (*nth, deliver.clone());
            Member::new(nth.to_string(), move || self.row(nth, deliver))
        };
        el("section")
            .class("queue unsent")
            .is("aria-label", "Not sent")
            .follows_flag("hidden", move || shown.with(Vec::is_empty))
            .has(el("h2").says("Not sent"))
            .has(el("ol").is("role", "list").shows(list(move || {
                shown.with(|shown| shown.iter().map(&member).collect())
            })))
            .view()
    }

    fn row(self, nth: u32, deliver: Deliver) -> AnyView {
        let Some(text) = self.find(nth) else {
            return nothing();
        };
        let why = el("p")
            .class("refusal")
            .is("role", "alert")
            .says(text.reason.said);
        let why = match text.reason.reference {
            Some(id) => why.has(reference(id)),
            None => why,
        };
        let shown = plain(&text.text).into_owned();
        el("li")
            .class("queue-row")
            .has(el("p").class("queue-text").is("dir", "auto").says(shown))
            .has(why)
            .has(
                el("div")
                    .class("actions")
                    .has(
                        button("button", "Try again")
                            .on("click", move |_| self.send(nth, &deliver)),
                    )
                    .has(button("button quiet", "Edit").on("click", move |_| self.edit(nth)))
                    .has(button("button quiet", "Discard").on("click", move |_| self.discard(nth))),
            )
            .view()
    }

    fn edit(self, nth: u32) {
        if let Some(text) = self.take(nth) {
            self.written.take_in(&text.text);
            platform::focus(COMPOSER);
        }
    }

    fn discard(self, nth: u32) {
        if let Some(text) = self.take(nth) {
            platform::focus(COMPOSER);
            self.ui.offer_undo("Message discarded", move || {
                let text = text.clone();
                self.push(text.text, text.reason);
            });
        }
    }
}

fn button(class: &'static str, label: &'static str) -> El {
    el("button").is("type", "button").class(class).says(label)
}
