//! The document around the application: what is in the first bytes of every page.

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};

use crate::layout::announcements;
use crate::layout::attention;
use crate::layout::density;
use crate::layout::diffs;
use crate::layout::sending;
use crate::layout::shortcuts;
use crate::layout::theme::Theme;
use crate::pages::{auth, problem};
use crate::routes::App;

/// When the request is answered, in milliseconds since 1970, for texts such as "3 min ago".
///
/// The server provides it as a context: rendering reads no clock of its own.
#[derive(Clone, Copy, Debug)]
pub struct RenderedAt(pub f64);

/// All glyphs of the product, referred to by `<use>`: the browser module carries none of them.
pub(crate) const SPRITE: &str = include_str!("components/icons.svg");

/// Renders the whole document for a request.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = Theme::of_request();
    let plain = problem::provided().or_else(auth::requested);
    // What needs no script answers to input from the beginning.
    let is_ready = plain.is_some().then_some("");
    let (head, body) = match plain {
        Some(page) => {
            let title = format!("{} · Conclave", page.title);
            (view! { <title>{title}</title> }.into_any(), page.body)
        }
        None => (scripts(&options), view! { <App/> }.into_any()),
    };
    view! {
        <!DOCTYPE html>
        <html
            lang="en"
            data-theme=theme.attribute()
            data-density=density::of_request()
            data-diffs=diffs::of_request()
            data-shortcuts=shortcuts::of_request()
            data-announcements=announcements::of_request()
            data-sending=sending::of_request()
            data-notifications=attention::of_request()
            data-hydrated=is_ready
        >
            <head>
                <meta charset="utf-8"/>
                <meta
                    name="viewport"
                    content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
                />
                <meta name="color-scheme" content="light dark"/>
                <meta name="description" content="A live workspace for people and their AI agents"/>
                // The whole document is there at once. It is shown at once, too: neither a part of a line that moves
                // when its rest is read, nor controls before their glyphs.
                <link rel="expect" href="#sprite" blocking="render"/>
                {looks(options)}
                {head}
                <MetaTags/>
            </head>
            <body>
                {body}
                <Sprite/>
            </body>
        </html>
    }
}

/// What every document looks like, and as what it is installed.
pub(crate) fn looks(options: LeptosOptions) -> impl IntoView {
    view! {
        <link
            rel="preload"
            href="/fonts/instrument-sans.woff2"
            r#as="font"
            r#type="font/woff2"
            crossorigin="anonymous"
        />
        <HashedStylesheet options/>
        <link rel="icon" href="/favicon.svg" r#type="image/svg+xml"/>
        <link rel="apple-touch-icon" href="/icon-180.png"/>
        <link rel="manifest" href="/manifest.webmanifest"/>
    }
}

/// What makes the document live.
fn scripts(options: &LeptosOptions) -> AnyView {
    view! {
        <AutoReload options=options.clone()/>
        <HydrationScripts options=options.clone()/>
    }
    .into_any()
}

/// The sprite comes after the application, which is hydrated from the first child of the body on.
#[component]
fn Sprite() -> impl IntoView {
    view! { <div id="sprite" hidden nonce=use_nonce() inner_html=SPRITE></div> }
}
