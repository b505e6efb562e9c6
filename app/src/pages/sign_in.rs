//! How to get in: the one-time link of the owner.

use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::layout::page::{self, Head};
use crate::leaf::IntoLeaf;

/// The page a browser without a session is sent to.
pub(crate) fn page() -> AnyView {
    let body = view! {
            <div class="plain">
                <Icon name="i-mark" class="mark"/>
                <h1 tabindex="-1">"Open the owner's link"</h1>
                <p>
                    "This workspace belongs to the person who started it. The server printed a link when it started; opening it once signs this browser in. The link works one time and expires."
                </p>
                <p>"If it is used up or out of sight, ask for another one where the server was started. If it was started with --data, say the same here:"</p>
                <pre tabindex="0" aria-label="Command"><code>"conclave owner-link"</code></pre>
                <p>"Open what it prints in this browser. There is no password to remember."</p>
            </div>
    };
    page::page(page::fixed("Sign in"), Head::Empty, None, body.leaf())
}
