//! The navigation: always there on wide screens, a sheet on small ones.
//!
//! The sheet is a popover that a plain button opens, so it needs no script; script closes it after a
//! navigation.

use convex_api::{NoArgs, RecentChat, Task, chats, tasks};
use convex_leptos::use_query;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::keyboard::Overlay;
use super::theme::theme_switch;
use super::ui::Ui;
use super::user_menu;
use crate::components::icon::{glyph, icon};
use crate::components::live::{Readiness, live};
use crate::components::status::status_glyph;
use crate::node::{El, Member, changing, el, fragment, list, nothing, showing};
use crate::platform;

const ID: &str = "sidebar";

/// The button that opens the sheet on small screens.
pub(crate) fn open_sidebar() -> El {
    el("button")
        .is("type", "button")
        .class("icon-button nav-open")
        .is("popovertarget", ID)
        .is("aria-label", "Open navigation")
        .has(icon("i-menu"))
}

/// Brand, places, recent work, theme.
pub(crate) fn sidebar() -> AnyView {
    let path = use_location().pathname;
    Effect::new(move |before: Option<()>| {
        path.track();
        // What was opened before the page became live stays open.
        if before.is_some() {
            platform::hide_popover(user_menu::ID);
            platform::hide_popover(ID);
        }
    });
    let head = el("div")
        .class("sidebar-head")
        .has(
            el("a")
                .class("brand")
                .is("href", "/")
                .has(glyph("i-mark", "mark"))
                .says("Conclave"),
        )
        .has(
            el("button")
                .is("type", "button")
                .class("icon-button sidebar-close")
                .is("popovertarget", ID)
                .is("popovertargetaction", "hide")
                .is("aria-label", "Close navigation")
                .has(icon("i-close")),
        );
    let places = el("nav").is("aria-label", "Main").has(
        el("ul")
            .class("nav")
            .has(place(path, "/", "i-home", "New task"))
            .has(place(path, "/tasks", "i-tasks", "Tasks"))
            .has(place(path, "/chats", "i-chats", "Chats"))
            .has(place(path, "/todos", "i-todos", "Todos")),
    );
    let work = el("section")
        .class("sidebar-section")
        .is("aria-labelledby", "recent-tasks")
        // The first page shows the same tasks itself.
        .follows_flag("hidden", move || path.get() == "/")
        .has(el("h2").is("id", "recent-tasks").says("Recent tasks"))
        .shows(recent_tasks(path));
    let foot = el("div")
        .class("sidebar-foot")
        .has(el("span").says("Theme"))
        .has(theme_switch());
    el("aside")
        .class("sidebar")
        .is("id", ID)
        .is("popover", "auto")
        .is("aria-label", "Sidebar")
        .has(head)
        .has(search_button())
        .has(places)
        .shows(recent_chats(path))
        .has(work)
        .has(user_menu::user_entry())
        .has(foot)
        .view()
}

/// Opens the palette. Which keys do the same depends on the machine, which only the browser knows.
fn search_button() -> El {
    let ui = Ui::current();
    let is_apple = RwSignal::new(None);
    Effect::new(move |_| is_apple.set(Some(platform::is_apple())));
    let keys = move || {
        let keys = if is_apple.get()? {
            "\u{2318} K"
        } else {
            "Ctrl K"
        };
        Some(el("kbd").is("aria-hidden", "true").says(keys))
    };
    el("button")
        .is("type", "button")
        .class("palette-open")
        .needs_script()
        .is("aria-label", "Search and commands")
        .is("aria-haspopup", "dialog")
        .is("aria-keyshortcuts", "Control+K Meta+K")
        .on("click", move |_| ui.lay_over(Overlay::Palette))
        .has(icon("i-search"))
        .has(el("span").class("label").says("Search"))
        .shows(showing(keys))
}

fn place(path: Memo<String>, href: &'static str, glyph: &'static str, label: &'static str) -> El {
    entry(path, href.to_owned(), icon(glyph).view(), label.to_owned())
}

/// One line of the navigation. It is marked on its own page, and on those below.
fn entry(path: Memo<String>, href: String, glyph: AnyView, label: String) -> El {
    let here = href.clone();
    el("li").has(
        el("a")
            .is("href", href)
            .follows("aria-current", move || {
                path.with(|path| match path.strip_prefix(&here)? {
                    "" => Some("page".into()),
                    below => below.starts_with('/').then_some("true".into()),
                })
            })
            .shows(glyph)
            .has(el("span").class("label").says(label)),
    )
}

/// Pinned chats and those that changed last. Who has none sees nothing of it.
fn recent_chats(path: Memo<String>) -> AnyView {
    let query = use_query(chats::Recent, || NoArgs {});
    let is_any = Memo::new(move |_| {
        let chats = |chats: &Vec<RecentChat>| !chats.is_empty();
        query.with(|state| state.as_ref().ready().is_some_and(chats))
    });
    let members = move || {
        query.with(|state| match state.as_ref().ready() {
            Some(chats) => chats.iter().map(|chat| chat_member(path, chat)).collect(),
            None => Vec::new(),
        })
    };
    let section = move || {
        el("section")
            .class("sidebar-section")
            .is("aria-labelledby", "recent-chats")
            .has(el("h2").is("id", "recent-chats").says("Recent chats"))
            .has(el("ul").class("nav").shows(list(members)))
    };
    live(
        move || query.with(Readiness::of),
        move || showing(move || is_any.get().then(section)),
    )
}

/// A chat in the list. Whatever is shown of it is in the key.
fn chat_member(path: Memo<String>, chat: &RecentChat) -> Member {
    let (id, title) = (chat.chat_id.clone(), chat.title.clone());
    let (glyph, mark) = match (chat.is_pinned, chat.is_branch) {
        (true, _) => ("i-pin", "Pinned"),
        (false, true) => ("i-branch", "Branch"),
        (false, false) => ("i-chats", ""),
    };
    Member::new(format!("{id} {mark} {title}"), move || {
        let named = el("span").is("role", "img").is("aria-label", mark);
        let glyph = match mark {
            "" => icon(glyph),
            _ => named.has(icon(glyph)),
        };
        entry(path, format!("/chats/{id}"), glyph.view(), title).view()
    })
}

/// The tasks that changed last, so that the next one is one step away.
fn recent_tasks(path: Memo<String>) -> AnyView {
    let query = use_query(tasks::Recent, || NoArgs {});
    live(
        move || query.with(Readiness::of),
        move || {
            let members = move || {
                query.with(|state| match state.as_ref().ready() {
                    Some(tasks) => tasks.iter().map(|task| member(path, task)).collect(),
                    None => Vec::new(),
                })
            };
            let none = move || query.with(|state| state.as_ref().ready().is_none_or(Vec::is_empty));
            fragment(vec![
                el("ul").class("nav").shows(list(members)).view(),
                changing(move || {
                    if none() {
                        el("p").says("Your latest tasks appear here.").view()
                    } else {
                        nothing()
                    }
                }),
            ])
        },
    )
}

/// A task in the list. Whatever is shown of it is in the key: a changed task is another line.
fn member(path: Memo<String>, task: &Task) -> Member {
    let (id, title, status) = (task.id.clone(), task.title.clone(), task.status);
    Member::new(format!("{id} {} {title}", status.as_str()), move || {
        entry(
            path,
            format!("/tasks/{id}"),
            status_glyph(status, true),
            title,
        )
        .view()
    })
}
