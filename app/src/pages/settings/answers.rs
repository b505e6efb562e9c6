//! What happens when an answer comes that nobody looks at.

use leptos::prelude::*;

use crate::components::section::{self, switch};
use crate::layout::attention;
use crate::layout::ui::Ui;
use crate::node::{El, el, showing};
use crate::platform;

const REFUSED: &str = "The browser does not let this page show notifications. Allow them for this address in the browser's own settings, then turn this on again.";

/// The choice, which is this browser's. `Copy`.
#[derive(Clone, Copy)]
struct Notifying {
    ui: Ui,
    is_on: RwSignal<bool>,
    is_refused: RwSignal<bool>,
}

impl Notifying {
    fn of_browser() -> Self {
        let notifying = Self {
            ui: Ui::current(),
            is_on: RwSignal::new(attention::is_wanted()),
            is_refused: RwSignal::new(false),
        };
        Effect::new(move |_| {
            // It may have been told otherwise since.
            if notifying.is_on.get_untracked() && !platform::may_notify() {
                notifying.keep(false);
                notifying.is_refused.set(true);
            }
        });
        notifying
    }

    fn keep(self, on: bool) {
        attention::choose(on);
        self.is_on.try_set(on);
    }

    fn turn(self, on: bool) {
        self.is_refused.set(false);
        if !on {
            return self.keep(false);
        }
        // As the switch stands until the browser has been answered.
        self.is_on.set(true);
        leptos::task::spawn_local(async move {
            let may = platform::ask_to_notify().await;
            self.keep(may);
            if !may {
                self.is_refused.try_set(true);
                self.ui.announce(REFUSED);
            }
        });
    }
}

pub(super) fn section() -> El {
    let notifying = Notifying::of_browser();
    let choice = el("div").class("settings").needs_script().has(switch(
        "notifications",
        "Notify me",
        "The browser shows the chat's title when an answer has come or failed and you look at something else. Never what it says.",
        move || notifying.is_on.get(),
        move |on| notifying.turn(on),
    ));
    let refused = showing(move || {
        let is_refused = notifying.is_refused.get();
        is_refused.then(|| el("p").class("section-foot").says(REFUSED))
    });
    let without = el("p")
        .class("section-foot without-script")
        .says("Notifications need JavaScript.");
    section::section(
        "answers",
        "Answers",
        "What you learn while you look at something else. Kept in this browser only.",
        el("div").has(choice).shows(refused).has(without),
    )
}
