//! The parts of pages on which one looks after one's own things: a heading with a sentence, and beside it
//! what there is to see and to change.

use leptos::html::Input;
use leptos::prelude::*;

use super::form::post;
use crate::node::{El, Text, el};

/// One part of such a page.
pub(crate) fn section(
    id: &'static str,
    title: &'static str,
    about: &'static str,
    content: El,
) -> El {
    let heading = format!("{id}-title");
    el("section")
        .class("section")
        .is("id", id)
        .is("aria-labelledby", heading.clone())
        .has(
            el("div")
                .class("section-head")
                .has(el("h2").is("id", heading).says(title))
                .has(el("p").says(about)),
        )
        .has(content.class("section-body"))
}

/// One line of a list: what it is, what there is to say about it, and what can be done.
pub(crate) fn entry(glyph: El, title: El, about: El, action: Option<Vec<El>>) -> El {
    let line = el("li").class("entry").has(glyph).has(
        el("div")
            .class("entry-text")
            .has(title.class("entry-title"))
            .has(about.class("entry-about")),
    );
    action.into_iter().flatten().fold(line, El::has)
}

/// A button, and the question that it opens: for what cannot be taken back. Needs no script.
pub(crate) struct Confirm {
    /// Unique on the page.
    pub(crate) id: String,
    /// What the button says.
    pub(crate) label: &'static str,
    /// What the button is about, for those who do not see where it stands.
    pub(crate) about: Text,
    pub(crate) question: Text,
    /// What the second button says.
    pub(crate) action: &'static str,
    /// The form that the second button sends.
    pub(crate) form: El,
}

impl Confirm {
    /// The button and the question.
    pub(crate) fn parts(self) -> Vec<El> {
        let closing = self.id.clone();
        let question = format!("{}-question", self.id);
        let button = el("button")
            .is("type", "button")
            .class("button")
            .is("popovertarget", self.id.clone())
            .is("aria-label", format!("{}: {}", self.label, self.about))
            .says(self.label);
        let cancel = el("button")
            .is("type", "button")
            .class("button quiet")
            .is("popovertarget", self.id.clone())
            .is("popovertargetaction", "hide")
            .says("Cancel");
        let form = self
            .form
            .class("actions")
            .on("submit", move |_| crate::platform::hide_popover(&closing))
            .has(el("button").class("button danger").says(self.action))
            .has(cancel);
        let popover = el("div")
            .class("menu confirm")
            .is("popover", "auto")
            .is("role", "dialog")
            .is("aria-labelledby", question.clone())
            .is("id", self.id)
            .has(el("p").is("id", question).says(self.question))
            .has(form);
        vec![button, popover]
    }
}

/// A form of one button.
pub(crate) fn button_form(action: &'static str, label: &'static str) -> El {
    post(action).has(el("button").class("button").says(label))
}

/// A switch with its label and what it does. `name` is the field of the form around.
pub(crate) fn switch(
    name: &'static str,
    label: &'static str,
    about: &'static str,
    on: impl Fn() -> bool + Copy + Send + 'static,
    change: impl Fn(bool) + 'static,
) -> El {
    let about_id = format!("{name}-about");
    let input = NodeRef::<Input>::new();
    // The attribute says only how the switch stood at first.
    Effect::new(move |_| {
        let on = on();
        if let Some(input) = input.get() {
            input.set_checked(on);
        }
    });
    el("label")
        .class("setting")
        .has(
            el("span")
                .class("setting-text")
                .has(el("span").class("setting-name").says(label))
                .has(
                    el("span")
                        .class("setting-about")
                        .is("id", about_id.clone())
                        .says(about),
                ),
        )
        .has(
            el("input")
                .class("switch")
                .is("type", "checkbox")
                .is("role", "switch")
                .is("name", name)
                .is("value", "true")
                .is("aria-label", label)
                .is("aria-describedby", about_id)
                .follows_flag("checked", on)
                .node(input)
                .on("change", move |event| change(event_target_checked(&event))),
        )
}
