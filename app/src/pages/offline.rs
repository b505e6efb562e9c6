//! The page that a browser keeps for when there is no network. It holds nothing of anybody: `offline.js` fills it
//! from what the browser keeps beside it.

use leptos::prelude::*;

use crate::node::el;
use crate::shell::{SPRITE, looks};

/// The whole document. Nothing in it runs but a file of ours, because the policy it is kept with has no nonce.
#[must_use]
pub fn document(options: LeptosOptions) -> String {
    let main = el("main")
        .class("offline")
        .is("id", "main")
        .has(el("h1").class("without-script").says("No connection"))
        .has(
            el("p")
                .class("without-script")
                .says("What this device keeps can be shown with JavaScript only."),
        );
    let document = view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark"/>
                <title>"Offline · Conclave"</title>
                {looks(options)}
                <script r#type="module" src="/offline.js"></script>
            </head>
            <body>
                {main.view()}
                <div hidden inner_html=SPRITE></div>
            </body>
        </html>
    };
    document.to_html()
}
