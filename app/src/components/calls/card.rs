//! A call as one line of an answer, with what it was called with and what came of it inside.

use convex_api::TaskStatus;
use leptos::prelude::*;

use super::{Call, Shown, State, wording};
use crate::components::status::glyph;
use crate::node::{El, el, showing};

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unfinished => "not finished",
        }
    }

    /// The status whose glyph says the same.
    fn status(self) -> TaskStatus {
        match self {
            Self::Running => TaskStatus::Running,
            Self::Done => TaskStatus::Completed,
            Self::Failed => TaskStatus::Failed,
            Self::Unfinished => TaskStatus::Stopped,
        }
    }
}

/// One call. Closed, and it opens without script; nothing in it is markup.
pub(in crate::components) fn card(call: Shown, is_busy: Memo<bool>) -> El {
    let state = Memo::new(move |_| {
        let is_busy = is_busy.get();
        read(call, |call| call.state(is_busy)).unwrap_or(State::Unfinished)
    });
    let name = move || read(call, |call| wording::name(&call.name)).unwrap_or_default();
    let topic = Memo::new(move |_| read(call, |call| wording::topic(&call.arguments)).flatten());
    let arguments = Memo::new(move |_| read(call, arguments).flatten());
    let result = Memo::new(move |_| read(call, result).flatten());
    let about = move || {
        let topic = topic.get()?;
        Some(el("span").class("tool-topic").says(topic))
    };
    let summary = el("summary")
        .has(glyph(move || state.get().status(), false))
        .has(el("span").class("tool-name").tells(move || name().into()))
        .shows(showing(about))
        .has(
            el("span")
                .class("tool-state")
                .tells(move || state.get().word().into()),
        );
    el("details")
        .class("tool-call")
        .has(summary)
        .shows(showing(move || arguments.get().map(Content::view)))
        .shows(showing(move || result.get().map(Content::view)))
}

fn read<T>(call: Shown, read: impl FnOnce(&Call) -> T) -> Option<T> {
    call.with(|call| call.as_deref().map(read))
}

/// A text in a call.
#[derive(Clone, PartialEq)]
struct Content {
    label: &'static str,
    text: String,
    is_cut: bool,
}

fn arguments(call: &Call) -> Option<Content> {
    let is_there = !matches!(call.arguments.trim(), "" | "{}");
    is_there.then(|| Content::new("Arguments", &call.arguments))
}

fn result(call: &Call) -> Option<Content> {
    let result = call.result.as_deref()?;
    Some(match wording::failure(result) {
        Some(why) => Content::new("Why it failed", &why),
        None => Content::new("Result", result),
    })
}

impl Content {
    fn new(label: &'static str, text: &str) -> Self {
        let (text, is_cut) = wording::laid_out(text);
        Self {
            label,
            text,
            is_cut,
        }
    }

    /// A box that scrolls where the text is long: it takes the focus, so that keys do it, too.
    fn view(self) -> El {
        let text = match self.text.is_empty() {
            true => "nothing".to_owned(),
            false => self.text,
        };
        let content = el("div")
            .class("tool-content")
            .has(el("p").class("tool-label").says(self.label))
            .has(
                el("pre")
                    .is("tabindex", "0")
                    .is("role", "group")
                    .is("aria-label", self.label)
                    .says(text),
            );
        match self.is_cut {
            true => content.has(
                el("p")
                    .class("tool-label")
                    .says("Only its beginning is shown."),
            ),
            false => content,
        }
    }
}
