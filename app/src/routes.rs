//! Addresses and what they show. Each page's code is loaded when it is first needed.

use convex_leptos::{ConvexProvider, TokenFetcher};
use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, LazyRoute, ParamSegment, SsrMode, StaticSegment, lazy_route};

use crate::layout::connection::connection_note;
use crate::layout::sidebar::sidebar;
use crate::layout::toasts::{announcer, toasts};
use crate::layout::ui::Ui;
use crate::node::{el, fragment};
use crate::pages::{account, home, memories, not_found, settings, task, tasks, todos};
use crate::platform;

/// The application: what is the same on every page, and the page.
///
/// All pages are rendered completely before the first byte: without script nothing could put late parts
/// in their place, and a missing task must be a 404.
#[component]
pub fn App() -> impl IntoView {
    #[cfg(feature = "ssr")]
    leptos_meta::provide_meta_context();
    Ui::provide();
    view! {
        <ConvexProvider token=TokenFetcher::post("/auth/token").on_signed_out(platform::sign_in_again)>
            <Router>{frame()}</Router>
        </ConvexProvider>
    }
}

/// What stands around the page.
fn frame() -> AnyView {
    // The browser's own jump moves the focus along; the router's does not.
    let skip = el("a")
        .class("skip")
        .is("href", "#main")
        .is("rel", "external")
        .says("Skip to content");
    let app = el("div")
        .class("app")
        .shows(sidebar())
        .has(el("div").class("page").shows(pages()).waiting())
        .waiting();
    fragment(vec![
        skip.view(),
        app.view(),
        connection_note(),
        toasts(),
        announcer(),
    ])
}

fn pages() -> AnyView {
    view! {
        <FlatRoutes fallback=not_found::page>
            <Route path=StaticSegment("") view={Lazy::<HomeRoute>::new()} ssr=SsrMode::Async/>
            <Route path=StaticSegment("tasks") view={Lazy::<TasksRoute>::new()} ssr=SsrMode::Async/>
            <Route
                path=(StaticSegment("tasks"), ParamSegment("id"))
                view={Lazy::<TaskRoute>::new()}
                ssr=SsrMode::Async
            />
            <Route path=StaticSegment("todos") view={Lazy::<TodosRoute>::new()} ssr=SsrMode::Async/>
            <Route path=StaticSegment("memories") view={Lazy::<MemoriesRoute>::new()} ssr=SsrMode::Async/>
            <Route path=StaticSegment("account") view={Lazy::<AccountRoute>::new()} ssr=SsrMode::Async/>
            <Route path=StaticSegment("settings") view={Lazy::<SettingsRoute>::new()} ssr=SsrMode::Async/>
        </FlatRoutes>
    }
    .into_any()
}

struct HomeRoute;

#[lazy_route]
impl LazyRoute for HomeRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        home::page()
    }
}

struct TasksRoute;

#[lazy_route]
impl LazyRoute for TasksRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        tasks::page()
    }
}

struct TaskRoute;

#[lazy_route]
impl LazyRoute for TaskRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        task::page()
    }
}

struct TodosRoute;

#[lazy_route]
impl LazyRoute for TodosRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        todos::page()
    }
}

struct MemoriesRoute;

#[lazy_route]
impl LazyRoute for MemoriesRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        memories::page()
    }
}

struct AccountRoute;

#[lazy_route]
impl LazyRoute for AccountRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        account::page()
    }
}

struct SettingsRoute;

#[lazy_route]
impl LazyRoute for SettingsRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        settings::page()
    }
}
