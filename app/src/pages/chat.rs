//! One chat: its title, where it branched from, what was said, and the box one writes in.

mod elsewhere;
mod facts;
mod failure;
mod find;
mod foot;
mod keys;
mod place;
mod queue;
mod said;
mod thread;
mod tree;
mod unread;
mod versions;
mod windows;
mod writing;

use std::sync::Arc;

use convex_api::{Chat, ChatId, ChatView, Reading, ThreadId, chats, read_positions};
use convex_leptos::{NoArgs, QueryState, UseQuery, use_query};
use leptos::prelude::*;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

use super::chats::row::{ChatMenu, Shown, field};
use super::chats::tags::Proposed;
use crate::actions::chats::ChatActions;
use crate::components::icon::icon;
use crate::components::live::{Readiness, live_page};
use crate::components::menu::{delete_item, fold, menu};
use crate::components::title::title as editable;
use crate::layout::page::{self, Head};
use crate::node::{changing, el, fragment, hidden, showing};
use crate::pages::not_found;
use crate::platform;

/// The chat with everything that the page shows around its messages. `Copy`.
#[derive(Clone, Copy)]
struct Page {
    view: Memo<Option<Arc<ChatView>>>,
    /// How far it was read, and where reading goes on.
    reading: UseQuery<Option<Reading>>,
    /// The thread that is shown; another version of the chat is another thread.
    thread_id: Memo<Option<ThreadId>>,
}

pub(crate) fn page() -> AnyView {
    Effect::new(|_| platform::keep_for_offline());
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()));
    // Another chat is another page: nothing of the old one stays.
    changing(move || one(id.get()))
}

impl Page {
    /// How far the shown thread was read, tracked.
    fn reading(self) -> Option<Reading> {
        let thread_id = self.thread_id.try_get()??;
        let reading = self
            .reading
            .with(|state| state.as_ref().ready().cloned().flatten());
        reading.filter(|reading| reading.thread_id == thread_id)
    }
}

fn one(id: String) -> AnyView {
    let read = id.clone();
    let reading = use_query(read_positions::OfChat, move || read_positions::OfChatArgs {
        chat_id: read.clone(),
    });
    let chat = use_query(chats::View, move || chats::ViewArgs {
        chat_id: id.clone(),
    });
    live_page(
        move || chat.with(Readiness::of).and(reading.with(Readiness::of)),
        move || {
            let view = Memo::new(move |_| {
                chat.with(|state| match state {
                    QueryState::Ready(view) => view.clone().map(Arc::new),
                    _ => None,
                })
            });
            let page = Page {
                view,
                reading,
                thread_id: Memo::new(move |_| {
                    view.with(|view| view.as_ref().map(|view| view.thread_id.clone()))
                }),
            };
            let id = Memo::new(move |_| {
                view.with(|view| view.as_ref().map(|view| view.chat.id.clone()))
            });
            changing(move || match id.get() {
                Some(id) => found(id, page),
                None => not_found::page(),
            })
        },
    )
}

fn found(id: ChatId, page: Page) -> AnyView {
    let chat: Shown = Memo::new(move |_| {
        page.view
            .with(|view| view.as_ref().map(|view| view.chat.clone()))
    });
    let title = Signal::derive(move || field(chat, |chat| chat.title.clone()));
    let actions = ChatActions::new();
    let head = {
        let id = id.clone();
        editable(title, move |title| actions.rename(id.clone(), title))
    };
    let end = head_end(actions, id.clone(), chat);
    let query = use_query_map();
    let is_tree = Memo::new(move |_| query.with(|query| query.get_str("view") == Some("tree")));
    Effect::new(move |was_tree: Option<bool>| {
        let is_tree = is_tree.get();
        // What was chosen there is gone, and the page is still the same one.
        if was_tree == Some(true) && !is_tree {
            page::begin_again();
        }
        is_tree
    });
    let content = changing(move || {
        if is_tree.get() {
            tree::tree(&id).view()
        } else {
            thread::thread(id.clone(), page).view()
        }
    });
    let body = el("div").class("chat").shows(origin(page)).shows(content);
    page::page(title, Head::View(head), Some(end), body.view())
}

/// Where a branch comes from.
fn origin(page: Page) -> AnyView {
    showing(move || {
        let parent = page.view.with(|view| view.as_ref()?.parent.clone())?;
        let from = page
            .view
            .with(|view| view.as_ref()?.chat.branch_from_message_id.clone());
        let place = from
            .map(|message| format!("?at={message}#message-{message}"))
            .unwrap_or_default();
        Some(
            el("p")
                .class("chat-origin")
                .has(icon("i-branch"))
                .says("Branch of ")
                .has(
                    el("a")
                        .is("href", format!("/chats/{}{place}", parent.chat_id))
                        .says(parent.title),
                ),
        )
    })
}

fn head_end(actions: ChatActions, id: ChatId, chat: Shown) -> AnyView {
    let navigate = use_navigate();
    let trash = {
        let id = id.clone();
        move || {
            // The page ends with its chat, so it is left first.
            navigate("/chats", Default::default());
            actions.trash(id.clone());
        }
    };
    let archived = move || {
        let is_archived = field(chat, |chat: &Chat| chat.is_archived);
        is_archived.then(|| {
            el("span")
                .class("badge")
                .has(icon("i-archive"))
                .says("Archived")
        })
    };
    let search = find::opener(&id);
    let name = "chat-menu";
    let [more, menu] = menu(
        name.to_owned(),
        "More about this chat".to_owned(),
        menu_items(name, actions, id, chat, trash),
    );
    fragment(vec![showing(archived), search.view(), more, menu])
}

fn menu_items(
    name: &'static str,
    actions: ChatActions,
    id: ChatId,
    chat: Shown,
    trash: impl Fn() + 'static,
) -> Vec<AnyView> {
    let tree = el("a")
        .class("menu-item")
        .is("href", tree::address(&id))
        .has(icon("i-branch"))
        .says("Versions and branches");
    let proposed = Proposed::new();
    // Only who tags the chat needs to know the others.
    let tags = use_query(chats::Tags, move || {
        proposed.is_wanted().then_some(NoArgs {})
    });
    let known = move || tags.with(|state| state.as_ref().ready().cloned().unwrap_or_default());
    let menu = ChatMenu {
        actions,
        id,
        chat,
        proposed,
    };
    let rename = el("button")
        .is("type", "button")
        .class("menu-item with-script")
        .on("click", |_| platform::press(".title-button", 0))
        .has(icon("i-pencil"))
        .says("Rename");
    let unfolded = fold("i-pencil", "Rename", menu.rename(name.to_owned()));
    vec![
        tree.view(),
        menu.form().has(menu.pin(|| ())).view(),
        rename.view(),
        el("div").class("without-script").has(unfolded).view(),
        menu.tags(),
        proposed.list(known).view(),
        menu.copies(),
        menu.form()
            .has(hidden("from_page", "1"))
            .has(menu.archive(|| ()))
            .has(delete_item("/do/trash_chat", trash))
            .view(),
    ]
}
