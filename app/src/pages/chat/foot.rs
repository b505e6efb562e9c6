//! What stands below a message: its versions, what can be done with it, and where it branched to.

use convex_api::{ChatId, Message, MessageId, MessageRole, chats};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::editing::{Editing, editor};
use super::thread::Thread;
use super::{facts, failure, versions};
use crate::actions::is_pending;
use crate::actions::threads::{ThreadActions, open_branch};
use crate::components::blocks::COPIED_STAYS;
use crate::components::composer::COMPOSER;
use crate::components::conversation::copy_and;
use crate::components::form::post;
use crate::components::icon::icon;
use crate::components::message::{Shown, is_streaming};
use crate::layout::ui::Ui;
use crate::node::{El, Member, el, fragment, hidden, list as members, showing};
use crate::pages::chats::about;
use crate::platform;

/// Marks the button that opens the editor of a message.
const EDITS: &str = "data-edits";

pub(super) fn foot(
    actions: ThreadActions,
    thread: Thread,
    chat_id: ChatId,
    message: &Message,
    shown: Shown,
) -> AnyView {
    let is_edited = RwSignal::new(false);
    let is_facts_open = RwSignal::new(false);
    let is_own = message.role == MessageRole::User;
    let (id, position) = (message.id.clone(), message.position);
    let bar = el("div")
        .class("message-bar")
        .shows(versions::versions(
            actions,
            thread.page,
            chat_id.clone(),
            position,
        ))
        .has(buttons(
            actions,
            thread,
            &chat_id,
            message,
            shown,
            is_edited,
            is_facts_open,
        ));
    let edit = {
        let (id, chat_id) = (id.clone(), chat_id.clone());
        showing(move || {
            let id = id.clone();
            let content =
                shown.with_untracked(|message| message.as_ref().map(|it| it.content.clone()));
            is_edited.get().then(|| {
                let form = post("/do/edit_message")
                    .has(hidden("message", id.to_string()))
                    .has(about(&chat_id));
                let editing = Editing {
                    label: "Message",
                    done: ("Send", "Send edited message"),
                    before: content.unwrap_or_default(),
                    is_open: is_edited,
                    written: thread.written,
                };
                editor(actions.ui, form, editing, move |text| {
                    actions.edit(id.clone(), thread.shown(), text)
                })
            })
        })
    };
    let mut parts = vec![edit, bar.view()];
    if !is_own {
        parts.insert(
            0,
            failure::failure(actions, thread, chat_id.clone(), id.clone(), shown),
        );
        parts.push(facts::facts(id.clone(), is_facts_open));
    }
    parts.push(branched(thread, id.to_string()));
    fragment(parts)
}

/// Opens the editor of the reader's last message, as its button does. Says whether there is one.
pub(super) fn edit_last(thread: Thread) -> bool {
    let last = thread.messages.with_untracked(|messages| {
        let mut newest_first = messages.iter().rev();
        let own = newest_first.find(|message| message.role == MessageRole::User);
        own.map(|message| message.id.clone())
    });
    // What is on its way has no button yet, and behind what is shown there may be a later one.
    let Some(id) = last.filter(|id| !is_pending(id.as_str()) && !thread.has_later.get_untracked())
    else {
        return false;
    };
    platform::press(&format!("#message-{id} [{EDITS}]"), 0);
    true
}

fn action(glyph: &'static str, label: &'static str) -> El {
    el("button")
        .class("message-action")
        .is("aria-label", label)
        .is("title", label)
        .has(icon(glyph))
}

/// A button that copies a text, and shows for a moment that it has.
fn copies(ui: Ui, button: El, said: &'static str, text: impl Fn() -> String + 'static) -> El {
    let is_copied = RwSignal::new(false);
    button
        .is("type", "button")
        .needs_script()
        .follows_flag("data-copied", move || is_copied.get())
        .on("click", move |_| {
            copy_and(ui, text(), said, move || {
                is_copied.try_set(true);
                let fade = move || {
                    is_copied.try_set(false);
                };
                set_timeout(fade, COPIED_STAYS);
            });
        })
}

fn buttons(
    actions: ThreadActions,
    thread: Thread,
    chat_id: &ChatId,
    message: &Message,
    shown: Shown,
    is_edited: RwSignal<bool>,
    is_facts_open: RwSignal<bool>,
) -> El {
    let id = message.id.clone();
    let is_own = message.role == MessageRole::User;
    let text = move || {
        let text = shown.with_untracked(|message| message.as_ref().map(|it| it.content.clone()));
        text.unwrap_or_default()
    };
    let copy_it = copies(actions.ui, action("i-copy", "Copy"), "Message copied", text);
    let link = format!("/chats/{chat_id}?at={id}#message-{id}");
    let copy_link = action("i-link", "Copy a link to this message");
    let copy_link = copies(actions.ui, copy_link, "Link copied", move || {
        platform::absolute(&link)
    });
    let mut bar = el("div")
        .class("message-actions")
        .is("role", "group")
        .is("aria-label", "Message actions")
        .follows_flag("hidden", move || {
            shown.with(|message| message.as_ref().is_some_and(is_streaming))
        })
        .has(copy_it)
        .has(copy_link);
    if is_own {
        let article = format!("#message-{id} textarea");
        bar = bar.has(
            action("i-pencil", "Edit")
                .is("type", "button")
                .is(EDITS, "")
                .needs_script()
                .on("click", move |_| {
                    is_edited.set(true);
                    platform::focus_soon(article.clone());
                }),
        );
    }
    let retry = {
        let id = id.clone();
        action("i-retry", if is_own { "Answer again" } else { "Try again" }).on(
            "click",
            move |event| {
                event.prevent_default();
                actions.retry(id.clone(), thread.shown());
            },
        )
    };
    bar = bar
        .has(
            post("/do/retry_message")
                .has(hidden("message", id.to_string()))
                .has(about(chat_id))
                .has(retry),
        )
        .has(
            post("/do/branch_chat")
                .has(about(chat_id))
                .has(hidden("message", id.to_string()))
                .has(branch_button(actions, thread, chat_id, message)),
        );
    if !is_own {
        bar = bar.has(
            action("i-info", "About this answer")
                .is("type", "button")
                .needs_script()
                .follows("aria-expanded", move || {
                    Some(if is_facts_open.get() { "true" } else { "false" }.into())
                })
                .on("click", move |_| {
                    is_facts_open.update(|open| *open = !*open)
                }),
        );
    }
    bar.has(remove_button(actions, id))
}

/// Takes the message out; the focus goes on to its neighbour.
fn remove_button(actions: ThreadActions, id: MessageId) -> El {
    action("i-trash", "Delete")
        .is("type", "button")
        .needs_script()
        .on("click", move |_| {
            platform::focus_neighbour(&format!("#message-{id}"), ".message-action", COMPOSER);
            actions.remove(id.clone());
        })
}

fn branch_button(
    actions: ThreadActions,
    thread: Thread,
    chat_id: &ChatId,
    message: &Message,
) -> El {
    let navigate = use_navigate();
    let (chat_id, id) = (chat_id.clone(), message.id.clone());
    action("i-branch", "Branch to a new chat from here").on("click", move |event| {
        event.prevent_default();
        let title = thread
            .page
            .view
            .with_untracked(|view| view.as_ref().map(|it| it.chat.title.clone()));
        let args = chats::CreateChatArgs {
            branch_from_message_id: Some(id.clone()),
            parent_chat_id: Some(chat_id.clone()),
            ..chats::CreateChatArgs::new(title.unwrap_or_default())
        };
        let navigate = navigate.clone();
        open_branch(actions, args, move |path| {
            navigate(path, Default::default())
        });
    })
}

/// The chats that go on from here.
fn branched(thread: Thread, id: String) -> AnyView {
    let branches = Memo::new(move |_| {
        thread.branches.with(|state| {
            let all = state.as_ref().ready().map_or(&[][..], Vec::as_slice);
            let from_here = all.iter().filter(|chat| {
                chat.branch_from_message_id
                    .as_ref()
                    .is_some_and(|from| from.as_str() == id)
            });
            from_here
                .map(|chat| (chat.id.to_string(), chat.title.clone()))
                .collect::<Vec<_>>()
        })
    });
    let link = |(id, title): &(String, String)| {
        let (id, title) = (id.clone(), title.clone());
        Member::new(format!("{id} {title}"), move || {
            let link = el("a").is("href", format!("/chats/{id}")).says(title);
            el("li").has(icon("i-branch")).has(link).view()
        })
    };
    el("ul")
        .class("branched")
        .is("aria-label", "Branches from here")
        .follows_flag("hidden", move || branches.with(Vec::is_empty))
        .shows(members(move || {
            branches.with(|branches| branches.iter().map(link).collect())
        }))
        .view()
}
