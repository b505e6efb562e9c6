//! Nothing is here. A page that belongs to somebody else looks exactly like one that never was.

use leptos::prelude::*;

use crate::components::icon::glyph;
use crate::layout::page::{self, Head};
use crate::node::el;

/// The page for addresses that lead nowhere.
pub(crate) fn page() -> AnyView {
    not_found_status();
    let link = |class: &'static str, href: &'static str, text: &'static str| {
        el("a").class(class).is("href", href).says(text)
    };
    let body = el("div")
        .class("plain")
        .has(glyph("i-mark", "mark"))
        .has(el("h1").is("tabindex", "-1").says("Nothing here"))
        .has(el("p").says("This address leads nowhere: what was here may have been deleted, or the link is incomplete. Your work is untouched."))
        .has(
            el("p")
                .class("actions")
                .has(link("button", "/chats", "All chats"))
                .has(link("button", "/tasks", "All tasks"))
                .has(link("button", "/todos", "All todos")),
        );
    page::page(page::fixed("Not found"), Head::Empty, None, body.view())
}

/// Lets the document say that there is nothing at its address.
pub(crate) fn not_found_status() {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}
