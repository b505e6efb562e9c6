//! Nothing is here. A page that belongs to somebody else looks exactly like one that never was.

use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::layout::page::{self, Head};
use crate::leaf::IntoLeaf;

/// The page for addresses that lead nowhere.
pub(crate) fn page() -> AnyView {
    not_found_status();
    let body = view! {
        <div class="plain">
            <Icon name="i-mark" class="mark"/>
            <h1 tabindex="-1">"Nothing here"</h1>
            <p>
                "This address leads nowhere: the task may have been deleted, or the link is incomplete. Your work is untouched."
            </p>
            <p class="actions">
                <a class="button primary" href="/tasks">"All tasks"</a>
                <a class="button" href="/">"New task"</a>
            </p>
        </div>
    };
    page::page(page::fixed("Not found"), Head::Empty, None, body.leaf())
}

fn not_found_status() {
    #[cfg(feature = "ssr")]
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}
