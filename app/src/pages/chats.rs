//! All chats: live, pinned ones first, searchable, those with a tag alone; beside them the archive and the trash.
//! Above, a new one begins.

pub(crate) mod row;
mod start;
pub(crate) mod tags;

use std::sync::Arc;

use convex_api::{Chat, chats};
use convex_leptos::{
    NoArgs, QueryState, UsePaginatedQuery, UseQuery, use_paginated_query, use_query,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

use self::tags::Proposed;
use crate::actions::chats::ChatActions;
use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::components::search::{self, Search};
use crate::layout::page::{self, Head};
use crate::node::{El, Member, changing, el, fragment, hidden, list as members, nothing};
use crate::platform;

const PAGE: u32 = 50;

/// Which chats are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shelf {
    Current,
    Archive,
    Trash,
}

impl Shelf {
    const ALL: [(Self, &'static str); 3] = [
        (Self::Current, "Chats"),
        (Self::Archive, "Archive"),
        (Self::Trash, "Trash"),
    ];

    /// As it stands in the address.
    fn code(self) -> &'static str {
        match self {
            Self::Current => "",
            Self::Archive => "archive",
            Self::Trash => "trash",
        }
    }
}

/// What the address asks for, and the data for it. `Copy`.
#[derive(Clone, Copy)]
struct View {
    search: Memo<String>,
    shelf: Memo<Shelf>,
    /// The tag that all listed chats have.
    tag: Memo<Option<String>>,
    tags: UseQuery<Vec<String>>,
    kept: UsePaginatedQuery<Chat>,
    trashed: UsePaginatedQuery<Chat>,
    found: UseQuery<Vec<Chat>>,
}

impl View {
    fn of_address() -> Self {
        let query = use_query_map();
        let shelf = Memo::new(move |_| {
            let code = query.with(|query| query.get("shelf").unwrap_or_default());
            let known = Shelf::ALL.iter().find(|(shelf, _)| shelf.code() == code);
            known.map_or(Shelf::Current, |(shelf, _)| *shelf)
        });
        let search = search::text();
        let tag = Memo::new(move |_| query.with(|query| query.get("tag")));
        let first = more::first_page(PAGE);
        Self {
            search,
            shelf,
            tag,
            tags: use_query(chats::Tags, || NoArgs {}),
            kept: use_paginated_query(chats::GetUserChats, move || {
                let shelf = shelf.get();
                (shelf != Shelf::Trash).then(|| chats::GetUserChatsArgs {
                    is_archived: Some(shelf == Shelf::Archive),
                    pagination_opts: first(),
                    tag: tag.get(),
                })
            }),
            trashed: use_paginated_query(chats::Trash, move || {
                let is_shown = shelf.get() == Shelf::Trash;
                is_shown.then(|| chats::TrashArgs {
                    pagination_opts: first(),
                })
            }),
            found: use_query(chats::Search, move || {
                let text = search.get();
                (!text.is_empty()).then_some(chats::SearchArgs { text })
            }),
        }
    }

    /// Reads whichever list is shown.
    fn with<U>(self, read: impl FnOnce(&QueryState<Vec<Chat>>) -> U) -> U {
        if self.is_searching() {
            self.found.with(read)
        } else {
            self.list().with(read)
        }
    }

    fn list(self) -> UsePaginatedQuery<Chat> {
        match self.shelf.get() {
            Shelf::Trash => self.trashed,
            Shelf::Current | Shelf::Archive => self.kept,
        }
    }

    fn is_searching(self) -> bool {
        self.shelf.get() != Shelf::Trash && !self.search.with(String::is_empty)
    }
}

pub(crate) fn page() -> AnyView {
    Effect::new(|_| platform::keep_for_offline());
    let view = View::of_address();
    let unread = row::unread();
    let shelf = el("input")
        .is("type", "hidden")
        .is("name", "shelf")
        .follows("value", move || Some(view.shelf.get().code().into()));
    let search = Search {
        action: "/chats".into(),
        label: "Search chats",
        text: view.search,
    };
    let toolbar = el("div")
        .class("toolbar")
        .has(search.form(
            move |text| address(text, view.shelf.get_untracked(), None),
            shelf,
        ))
        .has(shelves(view));
    let readiness = move || {
        let rest = view
            .tags
            .with(Readiness::of)
            .and(unread.with(Readiness::of));
        view.with(Readiness::of).and(rest)
    };
    let body = el("div")
        .class("page-body")
        .shows(start::composer())
        .has(toolbar)
        .shows(live(readiness, move || list(view)));
    let import = el("a")
        .class("button quiet")
        .is("href", "/chats/import")
        .says("Import");
    page::page(
        page::fixed("Chats"),
        Head::Title,
        Some(import.view()),
        body.view(),
    )
}

/// The address of this page with another choice.
fn address(search: &str, shelf: Shelf, tag: Option<&str>) -> String {
    let mut params = ParamsMap::new();
    if !search.is_empty() {
        params.insert("q", search.to_owned());
    }
    if shelf != Shelf::Current {
        params.insert("shelf", shelf.code().to_owned());
    }
    if let Some(tag) = tag {
        params.insert("tag", tag.to_owned());
    }
    format!("/chats{}", params.to_query_string())
}

fn shelves(view: View) -> El {
    let nav = el("nav").class("segments end").is("aria-label", "Show");
    Shelf::ALL.into_iter().fold(nav, |nav, (shelf, label)| {
        nav.has(
            el("a")
                .is("href", address("", shelf, None))
                .follows("aria-current", move || {
                    (view.shelf.get() == shelf).then_some("true".into())
                })
                .says(label),
        )
    })
}

/// The chats that are listed.
type Chats = Memo<Arc<Vec<Chat>>>;

fn list(view: View) -> AnyView {
    let rows: Chats = Memo::new(move |_| {
        Arc::new(view.with(|state| match state {
            QueryState::Ready(rows) => rows.clone(),
            _ => Vec::new(),
        }))
    });
    let actions = ChatActions::new();
    let proposed = Proposed::new();
    let row = move |chat: &Chat| {
        let id = chat.id.clone();
        // In the trash a row is another one.
        let is_trashed = chat.deleted_at.is_some();
        Member::new(format!("{id} {is_trashed}"), move || {
            let wanted = id.clone();
            let chat = Memo::new(move |_| {
                rows.with(|rows| rows.iter().find(|chat| chat.id == wanted).cloned())
            });
            if is_trashed {
                row::trashed(actions, id, chat)
            } else {
                row::row(actions, id, chat, proposed)
            }
        })
    };
    let lines = el("ul")
        .is("role", "list")
        .is("aria-label", "Chats")
        .shows(members(move || {
            rows.with(|rows| rows.iter().map(row).collect())
        }));
    fragment(vec![
        tags::filter(view, proposed),
        more::beginning("Back to the latest"),
        lines.view(),
        changing(move || {
            if rows.with(|rows| rows.is_empty()) {
                empty(view).view()
            } else {
                nothing()
            }
        }),
        changing(move || {
            if view.is_searching() {
                nothing()
            } else {
                more::more(view.list(), PAGE, "Show more")()
            }
        }),
    ])
}

fn empty(view: View) -> El {
    let (heading, text) = if view.is_searching() {
        (
            format!("Nothing matches \u{201c}{}\u{201d}", view.search.get()),
            "Titles are searched, also of archived chats.",
        )
    } else if let Some(tag) = view.tag.get().filter(|_| view.shelf.get() != Shelf::Trash) {
        (
            format!("Nothing here has the tag \u{201c}{tag}\u{201d}"),
            "A chat gets its tags in its menu. Those of archived chats are found in the archive.",
        )
    } else {
        let (heading, text) = match view.shelf.get() {
            Shelf::Current => (
                "No chats yet",
                "Ask something above. A chat keeps everything that is said in it, and you can try an answer again or go on from any message.",
            ),
            Shelf::Archive => (
                "Nothing is archived",
                "Archived chats are out of the way, and found by searching.",
            ),
            Shelf::Trash => (
                "The trash is empty",
                "Deleted chats stay here until you delete them for good.",
            ),
        };
        (heading.to_owned(), text)
    };
    el("div")
        .class("empty")
        .has(el("h2").says(heading))
        .has(el("p").says(text))
}

/// The id of what says, on the page of a chat, which messages wait to be sent.
pub(crate) const WAITING: &str = "waiting";

/// The id of the steps from version to version at a position of a chat.
pub(crate) fn versions_at(position: f64) -> String {
    format!("versions-{position}")
}

/// The field that says which chat a form is about.
pub(crate) fn about(id: &convex_api::ChatId) -> El {
    hidden("chat", id.to_string())
}
