//! Addresses and what they show. Each page's code is loaded when it is first needed.

use convex_leptos::{ConvexProvider, TokenFetcher};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::{Lazy, LazyRoute, ParamSegment, SsrMode, StaticSegment, lazy_route};

use crate::layout::connection::ConnectionNote;
use crate::layout::sidebar::Sidebar;
use crate::layout::toasts::Toasts;
use crate::layout::ui::Ui;
use crate::pages::{home, not_found, sign_in, task, tasks, todos};

/// The application: what is the same on every page, and the page.
///
/// All pages are rendered completely before the first byte: without script nothing could put late parts
/// in their place, and a missing task must be a 404.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Ui::provide();
    view! {
        <ConvexProvider token=TokenFetcher::post("/auth/token")>
        <Router>
            // The browser's own jump moves the focus along; the router's does not.
            <a class="skip" href="#main" rel="external">"Skip to content"</a>
            <div class="app">
                <Sidebar/>
                <div class="page">
                    <FlatRoutes fallback=not_found::page>
                        <Route path=StaticSegment("") view={Lazy::<HomeRoute>::new()} ssr=SsrMode::Async/>
                        <Route path=StaticSegment("tasks") view={Lazy::<TasksRoute>::new()} ssr=SsrMode::Async/>
                        <Route
                            path=(StaticSegment("tasks"), ParamSegment("id"))
                            view={Lazy::<TaskRoute>::new()}
                            ssr=SsrMode::Async
                        />
                        <Route path=StaticSegment("todos") view={Lazy::<TodosRoute>::new()} ssr=SsrMode::Async/>
                        <Route
                            path=StaticSegment("sign-in")
                            view={Lazy::<SignInRoute>::new()}
                            ssr=SsrMode::Async
                        />
                    </FlatRoutes>
                </div>
            </div>
            <ConnectionNote/>
            <Toasts/>
        </Router>
        </ConvexProvider>
    }
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

struct SignInRoute;

#[lazy_route]
impl LazyRoute for SignInRoute {
    fn data() -> Self {
        Self
    }

    fn view(_this: Self) -> AnyView {
        sign_in::page()
    }
}
