//! Where a task stands: always a glyph of its own shape and a word, never a colour alone.

use leptos::prelude::*;

use crate::leaf::IntoLeaf;

use convex_api::TaskStatus;

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
    let (href, class) = symbol(status);
    let name = named.then(|| word(status));
    view! {
        <svg
            class=class
            viewBox="0 0 16 16"
            role=named.then_some("img")
            aria-label=name
            aria-hidden=(!named).then_some("true")
        >
            <use href=href></use>
        </svg>
    }
    .leaf()
}

/// Glyph and word.
pub(crate) fn status_label(status: TaskStatus) -> AnyView {
    view! { <span class="status">{status_glyph(status, false)} {word(status)}</span> }.leaf()
}
