//! The navigation: always there on wide screens, a sheet on small ones.
//!
//! The sheet is a popover that a plain button opens, so it needs no script; script closes it after a
//! navigation.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::theme::ThemeSwitch;
use crate::components::icon::Icon;
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
    .into_any()
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
            <nav aria-label="Main">
                <ul class="nav">
                    {place(path, "/", "i-home", "New task")}
                    {place(path, "/tasks", "i-tasks", "Tasks")}
                    {place(path, "/todos", "i-todos", "Todos")}
                </ul>
            </nav>
            <div class="sidebar-foot">
                <span>"Theme"</span>
                <ThemeSwitch/>
            </div>
        </aside>
    }
    .into_any()
}

fn place(path: Memo<String>, href: &'static str, icon: &'static str, label: &'static str) -> AnyView {
    view! {
        <li>
            <a href=href aria-current=move || (path.get() == href).then_some("page")>
                <Icon name=icon/>
                <span class="label">{label}</span>
            </a>
        </li>
    }
    .into_any()
}
