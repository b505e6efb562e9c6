//! Addresses and what they show. Each page's code is a chunk of its own, loaded when it is first needed.
//!
//! All pages are of one type: what differs is data, so that another page costs a browser that does not open
//! it next to nothing.

mod code;
mod table;

use convex_leptos::ConvexProvider;
use leptos::children::ToChildren;
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, FlatRoutesProps, RouteChildren, Router};

pub(crate) use self::code::{Code, fetch};
use self::table::Pages;
use crate::layout::connection::connection_note;
use crate::layout::keyboard;
use crate::layout::session;
use crate::layout::sidebar::sidebar;
use crate::layout::toasts::{announcer, toasts};
use crate::layout::ui::Ui;
use crate::node::{el, fragment, nothing};
use crate::pages::not_found;
use crate::platform;

/// The application: what is the same on every page, and the page.
///
/// All pages are rendered completely before the first byte: without script nothing could put late parts
/// in their place, and a missing task must be a 404.
#[component]
pub fn App(
    /// In the browser: becomes true when all of this is taken up. Only then live data may change it.
    #[prop(optional)]
    standing: Option<ArcRwSignal<bool>>,
) -> impl IntoView {
    #[cfg(feature = "ssr")]
    leptos_meta::provide_meta_context();
    Ui::provide();
    let is_open = is_open();
    let token = (!is_open).then(session::tokens);
    view! {
        <ConvexProvider token=token standing=standing.map(Signal::from)>
            <Router>{frame(is_open)}</Router>
        </ConvexProvider>
    }
}

/// Whether this is a document for whoever has its address: nobody is signed in there, and nothing stands around
/// the page. Links lead from there to elsewhere, and back, as to other documents.
fn is_open() -> bool {
    #[cfg(feature = "ssr")]
    let path = crate::request::path();
    #[cfg(not(feature = "ssr"))]
    let path = window().location().pathname().unwrap_or_default();
    path.starts_with("/shared/")
}

/// What stands around the page.
fn frame(is_open: bool) -> AnyView {
    // The browser's own jump moves the focus along; the router's does not.
    let skip = el("a")
        .class("skip")
        .is("href", "#main")
        .is("rel", "external")
        .says("Skip to content");
    let (around, over) = if is_open {
        (nothing(), nothing())
    } else {
        session::watch();
        (sidebar(), keyboard::overlays(code::overlays))
    };
    let app = el("div")
        .class("app")
        .shows(around)
        .has(el("div").class("page").shows(pages()).waiting())
        .waiting();
    platform::watch_leaving();
    fragment(vec![
        skip.view(),
        app.view(),
        connection_note(),
        toasts(),
        announcer(),
        over,
    ])
}

fn pages() -> AnyView {
    FlatRoutes(
        FlatRoutesProps::builder()
            .fallback(not_found::page)
            .children(RouteChildren::to_children(Pages::new))
            .build(),
    )
    .into_any()
}
