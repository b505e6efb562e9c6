//! What every agent is told, in the person's own words. Saved by itself a moment after the last key; what is too long
//! for that stays in the browser until it is shorter.

use std::time::Duration;

use leptos::html::Textarea;
use leptos::prelude::*;

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section;
use crate::layout::ui::Ui;
use crate::node::{El, el};
use crate::platform;
use crate::served;

/// The same bound as in the functions.
const WORDS_MAX: usize = 100;

/// How long typing must pause before the rules are saved.
const TYPING_RESTS: Duration = Duration::from_secs(1);

/// Said of rules that are too long.
const UNSAVED: &str = ". Not saved yet: shorten them, then they are.";

/// Under which name the browser keeps what is too long to be saved.
const DRAFT: &str = "rules";

const FORM: &str = "write_rules";

pub(super) fn section(chosen: Chosen) -> El {
    let area = NodeRef::<Textarea>::new();
    let saved = untrack(|| chosen.read(|settings| settings.rules.clone()));
    let words = RwSignal::new(count(&saved));
    let resting = StoredValue::new(None::<TimeoutHandle>);
    let save = move || save(chosen, area);
    let rest = move || {
        if let Some(handle) = resting.get_value() {
            handle.clear();
        }
    };
    // Leaving the page right after the last key loses nothing.
    on_cleanup(rest);
    let on_input = move |_| {
        let text = text(area);
        words.set(count(&text));
        let is_too_long = words.get_untracked() > WORDS_MAX;
        platform::keep_draft(DRAFT, if is_too_long { &text } else { "" });
        rest();
        resting.set_value(set_timeout_with_handle(save, TYPING_RESTS).ok());
    };
    let too_long = move || words.get() > WORDS_MAX;
    // What was not saved before the page was left is there again.
    Effect::new(move |_| {
        if let Some(area) = area.get()
            && let Some(kept) = platform::draft(DRAFT)
        {
            words.set(count(&kept));
            area.set_value(&kept);
        }
    });
    let counter = el("p")
        .follows("class", move || {
            let class = if too_long() {
                "counter over"
            } else {
                "counter"
            };
            Some(class.into())
        })
        .is("id", "rules-count")
        .tells(move || {
            let words = words.get();
            let unsaved = if words > WORDS_MAX { UNSAVED } else { "" };
            format!("{words} of {WORDS_MAX} words{unsaved}").into()
        });
    let typed = served::typed(FORM, None, "rules").unwrap_or(saved);
    let form = post("/do/write_rules")
        .class("form")
        .on("submit", move |event| {
            event.prevent_default();
            save();
        })
        .has(
            el("textarea")
                .class("field")
                .is("name", "rules")
                .is("rows", "5")
                .is("maxlength", "2000")
                .is("aria-label", "Rules")
                .is("aria-describedby", "rules-count")
                .is(
                    "placeholder",
                    "Write tests first. Ask before adding a dependency.",
                )
                .is("dir", "auto")
                .follows("aria-invalid", move || too_long().then_some("true".into()))
                .node(area)
                .on("input", on_input)
                .on("blur", move |_| {
                    rest();
                    save();
                })
                .holds(typed),
        )
        .has(
            el("div").class("rules-foot").has(counter).has(
                el("button")
                    .class("button without-script")
                    .says("Save rules"),
            ),
        );
    section::section(
        "rules",
        "Rules",
        "Told to every agent with its first turn.",
        el("div").has(form),
    )
}

fn text(area: NodeRef<Textarea>) -> String {
    area.get_untracked()
        .map(|area| area.value())
        .unwrap_or_default()
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

/// Saves what has changed. Too long a text is not sent: the counter says why.
fn save(chosen: Chosen, area: NodeRef<Textarea>) {
    let rules = text(area);
    let before = untrack(|| chosen.read(|settings| settings.rules.clone()));
    if rules == before || area.get_untracked().is_none() {
        return;
    }
    if count(&rules) > WORDS_MAX {
        Ui::current().announce("Not saved: the rules are too long");
        return;
    }
    chosen.actions.save(Change {
        rules: Some(rules),
        ..Change::default()
    });
}
