//! One chat as a line of the list, with everything that can be done to it.

use convex_api::{Chat, ChatId, read_positions};
use convex_leptos::{NoArgs, UseQuery, use_query};
use leptos::prelude::*;

use super::about;
use super::tags::{self, Proposed};
use crate::actions::chats::ChatActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::menu::{archive_item, delete_item, fold, menu, rename_form};
use crate::components::section::Confirm;
use crate::components::time::when;
use crate::node::{El, el, fragment, showing};
use crate::platform;
use crate::served;

/// The chat of a row, as long as it is in the list.
pub(crate) type Shown = Memo<Option<Chat>>;

/// Reads one thing of a chat.
pub(crate) fn field<T: Default>(chat: Shown, read: impl FnOnce(&Chat) -> T) -> T {
    chat.with(|chat| chat.as_ref().map(read).unwrap_or_default())
}

/// The chats with something new; all rows share one subscription.
pub(super) fn unread() -> UseQuery<Vec<ChatId>> {
    use_query(read_positions::UnreadChats, || NoArgs {})
}

/// A line with the chat's title, marks, age and menu.
pub(super) fn row(actions: ChatActions, id: ChatId, chat: Shown, proposed: Proposed) -> AnyView {
    let line = line(&id, chat, field(chat, |chat| chat.updated_at)).class("row");
    let name = format!("chat-menu-{id}");
    let items = {
        let (row, trashed) = (format!("#chat-{id}"), id.clone());
        // A line that goes gives the focus to another one; one that moves keeps it.
        let leaving = {
            let row = row.clone();
            move || platform::focus_neighbour(&row, ".row-link", "main .field")
        };
        let trash = {
            let leaving = leaving.clone();
            move || {
                leaving();
                actions.trash(trashed.clone());
            }
        };
        let menu = ChatMenu {
            actions,
            id,
            chat,
            proposed,
        };
        let moving = move || platform::focus_soon(format!("{row} > .icon-button"));
        vec![
            menu.form().has(menu.pin(moving)).view(),
            fold("i-pencil", "Rename", menu.rename(name.clone())).view(),
            menu.tags(),
            menu.copies(),
            menu.form()
                .has(menu.archive(leaving))
                .has(delete_item("/do/trash_chat", trash))
                .view(),
        ]
    };
    menu(name, "More about this chat".to_owned(), items)
        .into_iter()
        .fold(line, El::shows)
        .view()
}

fn line(id: &ChatId, chat: Shown, at: f64) -> El {
    let is_pinned = move || field(chat, |chat| chat.is_pinned);
    let is_branch = move || field(chat, |chat| chat.parent_chat_id.is_some());
    let is_imported = move || field(chat, |chat| chat.imported_at.is_some());
    let wanted = id.clone();
    let unread = unread();
    let is_new = Memo::new(move |_| {
        unread.with(|state| {
            let chats = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            chats.contains(&wanted)
        })
    });
    let meta = el("span")
        .class("meta")
        .shows(showing(move || {
            is_new.get().then(|| {
                el("span")
                    .class("unread")
                    .is("role", "img")
                    .is("aria-label", "New messages")
            })
        }))
        .shows(showing(move || {
            is_branch().then(|| origin("i-branch", "Branch"))
        }))
        .shows(showing(move || {
            is_imported().then(|| origin("i-download", "Imported"))
        }))
        .shows(showing(move || {
            is_pinned().then(|| {
                el("span")
                    .class("mark")
                    .is("role", "img")
                    .is("aria-label", "Pinned")
                    .has(icon("i-pin"))
            })
        }))
        .has(when(move || {
            chat.with(|chat| chat.as_ref().map_or(at, |chat| chat.updated_at))
        }));
    el("li")
        .is("id", format!("chat-{id}"))
        .has(icon("i-chats"))
        .has(
            el("a")
                .class("row-link")
                .is("href", format!("/chats/{id}"))
                .tells(move || field(chat, |chat| chat.title.clone()).into()),
        )
        .has(tags::marks(chat))
        .has(meta)
}

/// Where a chat comes from that may be called like another one. The word gives way on narrow screens.
fn origin(glyph: &'static str, word: &'static str) -> El {
    el("span")
        .class("mark")
        .is("title", word)
        .has(icon(glyph))
        .has(el("span").class("mark-word").says(word))
}

/// What the items of a chat's menu are made from.
#[derive(Clone)]
pub(crate) struct ChatMenu {
    pub(crate) actions: ChatActions,
    pub(crate) id: ChatId,
    pub(crate) chat: Shown,
    pub(crate) proposed: Proposed,
}

impl ChatMenu {
    /// A form about the chat. Its items say where they lead.
    pub(crate) fn form(&self) -> El {
        post("/do/pin_chat").has(about(&self.id))
    }

    /// `moving`: what there is to do where the chat moves in its list.
    pub(crate) fn pin(&self, moving: impl Fn() + 'static) -> El {
        let (actions, id, chat) = (self.actions, self.id.clone(), self.chat);
        let is_pinned = move || field(chat, |chat| chat.is_pinned);
        el("button")
            .class("menu-item")
            .is("name", "pinned")
            .follows("value", move || {
                Some(if is_pinned() { "false" } else { "true" }.into())
            })
            .is("formaction", "/do/pin_chat")
            .on("click", move |event| {
                event.prevent_default();
                actions.pin(id.clone(), !untrack(is_pinned));
                moving();
            })
            .has(icon("i-pin"))
            .tells(move || if is_pinned() { "Unpin" } else { "Pin" }.into())
    }

    /// The form that gives the chat another title, in the menu of this name.
    pub(crate) fn rename(&self, menu: String) -> El {
        let (actions, id, chat) = (self.actions, self.id.clone(), self.chat);
        let typed = served::typed("rename_chat", Some(("chat", id.as_str())), "title");
        let title = move || field(chat, |chat| chat.title.clone());
        rename_form("/do/rename_chat", about(&id), typed, title).on("submit", move |event| {
            event.prevent_default();
            platform::hide_popover(&menu);
            let typed = platform::field_of(&event, "title");
            let before = untrack(title);
            if let Some(typed) = typed.filter(|typed| !typed.is_empty() && *typed != before) {
                actions.rename(id.clone(), typed);
            }
        })
    }

    /// What puts tags on the chat, and takes them off.
    pub(crate) fn tags(&self) -> AnyView {
        let (actions, id) = (self.actions, self.id.clone());
        let addition = tags::addition(actions, id.clone(), self.chat, self.proposed);
        fragment(vec![
            fold("i-tag", "Add a tag", addition).view(),
            self.form()
                .shows(tags::removal(actions, id, self.chat))
                .view(),
        ])
    }

    /// `leaving`: what there is to do where the chat goes out of its list.
    pub(crate) fn archive(&self, leaving: impl Fn() + 'static) -> El {
        let (actions, id, chat) = (self.actions, self.id.clone(), self.chat);
        let is_archived = move || field(chat, |chat| chat.is_archived);
        let paths = ["/do/archive_chat", "/do/unarchive_chat"];
        archive_item(is_archived, paths, move |archives| {
            leaving();
            if archives {
                actions.archive(id.clone());
            } else {
                actions.unarchive(id.clone());
            }
        })
    }

    /// What hands the chat on.
    pub(crate) fn copies(&self) -> AnyView {
        let link = |glyph: &'static str, place: &str, text: &'static str| {
            el("a")
                .class("menu-item")
                .is("href", format!("/chats/{}/{place}", self.id))
                .has(icon(glyph))
                .says(text)
        };
        let file = |place, text| link("i-download", place, text).is("rel", "external");
        fragment(vec![
            link("i-share", "share", "Share").view(),
            file("export?format=markdown", "Save as Markdown").view(),
            file("export?format=json", "Save as JSON").view(),
        ])
    }
}

/// A line of the trash: what was deleted and when, and the two ways out.
pub(super) fn trashed(actions: ChatActions, id: ChatId, chat: Shown) -> AnyView {
    let deleted_at = field(chat, |chat| chat.deleted_at.unwrap_or_default());
    let title = move || field(chat, |chat| chat.title.clone());
    let away = {
        let id = id.clone();
        move || platform::focus_neighbour(&format!("#chat-{id}"), ".button", "main .field")
    };
    let restore = {
        let (id, away) = (id.clone(), away.clone());
        el("button")
            .class("button")
            .follows("aria-label", move || {
                Some(format!("Restore: {}", title()).into())
            })
            .says("Restore")
            .on("click", move |event| {
                event.prevent_default();
                away();
                actions.restore(id.clone());
            })
    };
    let remove = {
        let removed = id.clone();
        post("/do/remove_chat")
            .has(about(&id))
            .on("submit", move |event| {
                event.prevent_default();
                away();
                actions.remove(removed.clone());
            })
    };
    let confirm = Confirm {
        id: format!("remove-{id}"),
        label: "Delete for good",
        about: untrack(title).into(),
        question: "This chat and its files are gone then. Chats that branched from it keep what they begin with.".into(),
        action: "Delete for good",
        form: remove,
    };
    let ways = el("div")
        .class("row-actions")
        .has(post("/do/restore_chat").has(about(&id)).has(restore));
    el("li")
        .class("row trashed")
        .is("id", format!("chat-{id}"))
        .has(icon("i-trash"))
        .has(el("span").class("row-title").tells(move || title().into()))
        .has(el("span").class("meta").has(when(move || deleted_at)))
        .has(confirm.parts().into_iter().fold(ways, El::has))
        .view()
}
