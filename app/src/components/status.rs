//! Where a task stands: always a glyph of its own shape and a word, never a colour alone.

use leptos::prelude::*;

use convex_api::TaskStatus;

use crate::node::{El, el};

/// The word for a status.
pub(crate) fn word(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Running => "Running",
        TaskStatus::Completed => "Completed",
        TaskStatus::Initializing => "Initializing",
        TaskStatus::Stopped => "Stopped",
        TaskStatus::Failed => "Failed",
        TaskStatus::Archived => "Archived",
    }
}

/// The order in which statuses are listed: what moves first, what is over last.
pub(crate) const ORDER: [TaskStatus; 6] = [
    TaskStatus::Running,
    TaskStatus::Initializing,
    TaskStatus::Stopped,
    TaskStatus::Failed,
    TaskStatus::Completed,
    TaskStatus::Archived,
];

fn symbol(status: TaskStatus) -> (&'static str, &'static str) {
    match status {
        TaskStatus::Running => ("#s-running", "glyph is-running"),
        TaskStatus::Completed => ("#s-completed", "glyph is-completed"),
        TaskStatus::Initializing => ("#s-initializing", "glyph is-initializing"),
        TaskStatus::Stopped => ("#s-stopped", "glyph is-stopped"),
        TaskStatus::Failed => ("#s-failed", "glyph is-failed"),
        TaskStatus::Archived => ("#s-archived", "glyph is-archived"),
    }
}

/// The glyph alone; the word stands beside it or is its name.
pub(crate) fn status_glyph(status: TaskStatus, named: bool) -> AnyView {
    glyph(move || status, named).view()
}

/// The same for a status that may change.
pub(crate) fn glyph(status: impl Fn() -> TaskStatus + Copy + Send + 'static, named: bool) -> El {
    let glyph = el("svg")
        .follows("class", move || Some(symbol(status()).1.into()))
        .is("viewBox", "0 0 16 16");
    let glyph = if named {
        glyph
            .is("role", "img")
            .follows("aria-label", move || Some(word(status()).into()))
    } else {
        glyph.is("aria-hidden", "true")
    };
    glyph.has(el("use").follows("href", move || Some(symbol(status()).0.into())))
}

/// Glyph and word.
pub(crate) fn status_label(status: TaskStatus) -> AnyView {
    el("span")
        .class("status")
        .shows(status_glyph(status, false))
        .says(word(status))
        .view()
}
