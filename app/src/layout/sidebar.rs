//! The navigation: always there on wide screens, a sheet on small ones.
//!
//! The sheet is a popover that a plain button opens, so it needs no script; script closes it after a
//! navigation.

use convex_api::{TaskStatus, tasks};
use convex_leptos::{PaginationOptions, use_query};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::theme::ThemeSwitch;
use crate::components::icon::Icon;
use crate::components::live::{Readiness, live};
use crate::components::status::status_glyph;
use crate::leaf::IntoLeaf;
use crate::platform;

const ID: &str = "sidebar";

/// The button that opens the sheet on small screens.
#[component]
pub(crate) fn OpenSidebar() -> impl IntoView {
    view! {
        <button type="button" class="icon-button nav-open" popovertarget=ID aria-label="Open navigation">
            <Icon name="i-menu"/>
        </button>
    }
    .leaf()
}

/// Brand, places, recent work, theme.
#[component]
pub(crate) fn Sidebar() -> impl IntoView {
    let path = use_location().pathname;
    Effect::new(move |_| {
        path.track();
        platform::hide_popover(ID);
    });
    view! {
        <aside class="sidebar" id=ID popover="auto" aria-label="Sidebar">
            <div class="sidebar-head">
                <a class="brand" href="/">
                    <Icon name="i-mark" class="mark"/>
                    "Conclave"
                </a>
                <button
                    type="button"
                    class="icon-button sidebar-close"
                    popovertarget=ID
                    popovertargetaction="hide"
                    aria-label="Close navigation"
                >
                    <Icon name="i-close"/>
                </button>
            </div>
            <nav aria-label="Main" hidden=move || signed_out(path)>
                <ul class="nav">
                    {place(path, "/", "i-home", "New task")}
                    {place(path, "/tasks", "i-tasks", "Tasks")}
                    {place(path, "/todos", "i-todos", "Todos")}
                </ul>
            </nav>
            <section
                class="sidebar-section"
                aria-labelledby="recent-tasks"
                // The first page shows the same tasks itself.
                hidden=move || signed_out(path) || path.get() == "/"
            >
                <h2 id="recent-tasks">"Recent"</h2>
                {recent(path)}
            </section>
            <div class="sidebar-foot">
                <span>"Theme"</span>
                <ThemeSwitch/>
            </div>
        </aside>
    }
    .leaf()
}

fn place(
    path: Memo<String>,
    href: &'static str,
    icon: &'static str,
    label: &'static str,
) -> AnyView {
    view! {
        <li>
            <a href=href aria-current=move || (path.get() == href).then_some("page")>
                <Icon name=icon/>
                <span class="label">{label}</span>
            </a>
        </li>
    }
    .leaf()
}

/// How many tasks the navigation shows. The same number as on the first page, which then asks nothing more.
pub(crate) const RECENT: u32 = 8;

/// The only page for browsers without a session: there is nowhere to go from it.
fn signed_out(path: Memo<String>) -> bool {
    path.get() == "/sign-in"
}

/// The tasks that changed last, so that the next one is one step away.
fn recent(path: Memo<String>) -> AnyView {
    let list = use_query(tasks::List, move || {
        (!signed_out(path)).then(|| tasks::ListArgs::new(PaginationOptions::first(RECENT)))
    });
    live(
        move || list.with(Readiness::of),
        move || {
            let rows = Memo::new(move |_| {
                list.with(|state| match state.as_ref().ready() {
                    Some(page) => page
                        .page
                        .iter()
                        .map(|task| (task.id.clone(), task.title.clone(), task.status))
                        .collect(),
                    None => Vec::new(),
                })
            });
            let one = move |(id, title, status): (_, String, TaskStatus)| {
                let href = format!("/tasks/{id}");
                let here = href.clone();
                view! {
                    <li>
                        <a href=href aria-current=move || (path.get() == here).then_some("page")>
                            {status_glyph(status, true)}
                            <span class="label">{title}</span>
                        </a>
                    </li>
                }
            };
            view! {
                <ul class="nav">
                    <For each=move || rows.get() key=|row| row.clone() children=one/>
                </ul>
                {move || rows.with(Vec::is_empty).then(|| view! { <p>"Your latest tasks appear here."</p> })}
            }
            .leaf()
        },
    )
}
