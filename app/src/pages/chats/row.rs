//! One chat as a line of the list, with everything that can be done to it.

use convex_api::{Chat, ChatId, read_positions};
use convex_leptos::{NoArgs, UseQuery, use_query};
use leptos::prelude::*;

use super::{about, tags};
use crate::actions::chats::ChatActions;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::menu::{archive_item, delete_item, menu, rename_form};
use crate::components::section::Confirm;
use crate::components::time::when;
use crate::node::{El, el, hidden, showing};
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
pub(super) fn row(actions: ChatActions, id: ChatId, chat: Shown) -> AnyView {
    let gone = {
        let id = id.clone();
        move || {
            platform::focus_neighbour(&format!("#chat-{id}"), ".row-link", "main .field");
            actions.trash(id.clone());
        }
    };
    let line = line(&id, chat, field(chat, |chat| chat.updated_at)).class("row");
    menu(
        format!("chat-menu-{id}"),
        "More about this chat".to_owned(),
        chat_menu(actions, id, chat, false, gone),
    )
    .into_iter()
    .fold(line, El::shows)
    .view()
}

fn line(id: &ChatId, chat: Shown, at: f64) -> El {
    let is_pinned = move || field(chat, |chat| chat.is_pinned);
    let is_branch = move || field(chat, |chat| chat.parent_chat_id.is_some());
    let mark = |name: &'static str, label: &'static str| {
        el("span")
            .class("mark")
            .is("role", "img")
            .is("aria-label", label)
            .has(icon(name))
    };
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
            is_branch().then(|| mark("i-branch", "Branch of another chat"))
        }))
        .shows(showing(move || {
            is_pinned().then(|| mark("i-pin", "Pinned"))
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

/// The items of a chat's menu. `on_own_page`: whether the page is the chat's, which ends with it.
pub(crate) fn chat_menu(
    actions: ChatActions,
    id: ChatId,
    chat: Shown,
    on_own_page: bool,
    trash: impl Fn() + 'static,
) -> Vec<AnyView> {
    let is_pinned = move || field(chat, |chat| chat.is_pinned);
    let is_archived = move || field(chat, |chat| chat.is_archived);
    let pin = {
        let id = id.clone();
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
            })
            .has(icon("i-pin"))
            .tells(move || if is_pinned() { "Unpin" } else { "Pin" }.into())
    };
    let mut change = post("/do/pin_chat").has(about(&id));
    if on_own_page {
        change = change.has(hidden("from_page", "1"));
    }
    let typed = served::typed("rename_chat", Some(("chat", id.as_str())), "title");
    let title = move || field(chat, |chat| chat.title.clone());
    let rename = rename_form("/do/rename_chat", about(&id), typed, title);
    let archived = id.clone();
    let paths = ["/do/archive_chat", "/do/unarchive_chat"];
    let archive = archive_item(is_archived, paths, move |archives| {
        if archives {
            actions.archive(archived.clone());
        } else {
            actions.unarchive(archived.clone());
        }
    });
    let delete = delete_item("/do/trash_chat", trash);
    let page = format!("/chats/{id}");
    let link = |glyph: &'static str, place: &str, text: &'static str| {
        el("a")
            .class("menu-item")
            .is("href", format!("{page}/{place}"))
            .has(icon(glyph))
            .says(text)
    };
    let file = |place, text| link("i-download", place, text).is("rel", "external");
    vec![
        change
            .has(pin)
            .has(archive)
            .has(link("i-share", "share", "Share"))
            .has(file("export?format=markdown", "Save as Markdown"))
            .has(file("export?format=json", "Save as JSON"))
            .shows(tags::removal(actions, id.clone(), chat))
            .has(delete)
            .view(),
        tags::addition(actions, id).view(),
        rename.view(),
    ]
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
