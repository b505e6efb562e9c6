//! The conversation of a task and the box one writes in.

use std::sync::Arc;

use convex_api::{Message, MessageId, MessageRole, TaskId, ThreadId, UserId, messages};
use convex_leptos::{OptimisticStore, QueryState, UseMutation, use_mutation, use_paginated_query};
use leptos::prelude::*;

use crate::actions::{is_pending, pending_id};
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::components::time::when;
use crate::layout::ui::Ui;
use crate::node::{
    El, Member, changing, el, fragment, hidden, list as members, nothing, showing, words,
};
use crate::platform;

const PAGE: u32 = 50;

/// The messages, oldest first.
type Messages = Memo<Arc<Vec<Message>>>;

pub(super) fn thread(id: TaskId) -> El {
    el("div")
        .class("thread-column")
        .has(
            el("section")
                .class("thread")
                .is("aria-label", "Conversation")
                .shows(conversation(id.clone())),
        )
        .has(el("div").class("thread-composer").has(writing(id)))
}

fn conversation(task_id: TaskId) -> AnyView {
    let first = more::first_page(PAGE);
    let list = use_paginated_query(messages::ByTask, move || messages::ByTaskArgs {
        pagination_opts: first(),
        task_id: task_id.clone(),
    });
    live(
        move || list.with(Readiness::of),
        move || {
            let messages: Messages = Memo::new(move |_| {
                Arc::new(list.with(|state| match state {
                    QueryState::Ready(rows) => rows.iter().rev().cloned().collect(),
                    _ => Vec::new(),
                }))
            });
            let at_end = stay_at_end(messages);
            let lines = move || {
                let line = |message: &Message| {
                    let id = message.id.clone();
                    Member::new(id.to_string(), move || self::message(messages, id))
                };
                messages.with(|messages| messages.iter().map(line).collect())
            };
            let jump = el("button")
                .is("type", "button")
                .class("button jump")
                .follows_flag("hidden", move || at_end.get())
                .on("click", |_| platform::scroll_to_end())
                .has(icon("i-down"))
                .says("Latest");
            fragment(vec![
                changing(more::more(list, PAGE, "Show earlier messages")),
                members(lines),
                more::beginning("Back to the latest"),
                showing(move || messages.with(|messages| messages.is_empty()).then(empty)),
                jump.view(),
            ])
        },
    )
}

/// Follows the end of the conversation while the reader is there; says whether that is so.
fn stay_at_end(messages: Messages) -> RwSignal<bool> {
    let at_end = RwSignal::new(true);
    Effect::new(move |_| {
        let listening = window_event_listener(leptos::ev::scroll, move |_| {
            let now = platform::near_end();
            if now != at_end.get_untracked() {
                at_end.set(now);
            }
        });
        on_cleanup(move || listening.remove());
    });
    Effect::new(move |last: Option<Option<MessageId>>| {
        let newest = messages.with(|messages| messages.last().map(|message| message.id.clone()));
        if last.as_ref() != Some(&newest) && at_end.get_untracked() {
            platform::scroll_to_end();
        }
        newest
    });
    at_end
}

fn empty() -> El {
    el("div")
        .class("empty")
        .has(el("h2").says("Nothing said yet"))
        .has(el("p").says("Write below what is wanted, what is known, and when it is done. The conversation stays with the task."))
}

fn author(role: MessageRole) -> &'static str {
    match role {
        MessageRole::User => "You",
        MessageRole::Assistant => "Agent",
        MessageRole::System => "System",
    }
}

fn message(messages: Messages, id: MessageId) -> AnyView {
    let shown = {
        let id = id.clone();
        Memo::new(move |_| {
            messages.with(|messages| messages.iter().find(|message| message.id == id).cloned())
        })
    };
    let Some(first) = shown.get_untracked() else {
        return nothing();
    };
    let pending = is_pending(id.as_str());
    let time = if pending {
        el("span").says("Sending")
    } else {
        when(move || first.created_at)
    };
    let edited = move || {
        shown.with(|message| {
            let edited = message.as_ref()?.edited_at;
            edited.map(|_| words("edited".into()))
        })
    };
    let text = move || {
        let text = shown.with(|message| message.as_ref().map(|message| message.content.clone()));
        text.unwrap_or_default().into()
    };
    let mut class = "message".to_owned();
    if first.role == MessageRole::User {
        class.push_str(" from-user");
    }
    if pending {
        class.push_str(" pending");
    }
    let head = format!("head-{id}");
    el("article")
        .is("class", class)
        .is("id", format!("message-{id}"))
        .is("aria-labelledby", head.clone())
        .when(pending, "aria-busy", "true")
        .has(
            el("header")
                .class("message-head")
                .is("id", head)
                .has(el("span").class("author").says(author(first.role)))
                .has(time)
                .shows(changing(move || edited().unwrap_or_else(nothing))),
        )
        .has(
            el("div")
                .class("message-body")
                .is("dir", "auto")
                .tells(text),
        )
        .view()
}

fn writing(id: TaskId) -> El {
    let append: UseMutation<messages::Append> =
        use_mutation(messages::Append).with_optimistic_update(append_at_once);
    let ui = Ui::current();
    let options = ComposerOptions {
        action: "/do/send_message",
        field: "content",
        label: "Message",
        placeholder: "Write a message",
        send: "Send",
        draft: id.to_string(),
        first_focus: false,
    };
    let keys = el("p")
        .class("hint with-script")
        .has(el("kbd").says("Enter"))
        .says(" sends, ")
        .has(el("kbd").says("Shift Enter"))
        .says(" starts a new line");
    let extra = vec![hidden("task", id.to_string()), keys];
    let send = move |text: String, written: Written| {
        written.clear();
        let sent = append.call(messages::AppendArgs::new(
            text.clone(),
            MessageRole::User,
            id.clone(),
        ));
        platform::scroll_to_end();
        leptos::task::spawn_local(async move {
            if let Err(error) = sent.await {
                written.restore(&text);
                ui.fail(error.user_message());
            }
        });
    };
    composer(options, extra, send)
}

/// Shows a message before the server has it.
fn append_at_once(store: &mut OptimisticStore<'_>, args: &messages::AppendArgs) {
    store.update_all(messages::ByTask, |list, page| {
        if list.task_id != args.task_id || list.pagination_opts.cursor.is_some() {
            return;
        }
        let nth = page
            .page
            .iter()
            .filter(|message| is_pending(message.id.as_str()))
            .count();
        page.page.insert(
            0,
            Message {
                creation_time: 0.0,
                id: pending_id(nth).into(),
                advisor_id: None,
                completion_tokens: None,
                content: args.content.clone(),
                content_json: None,
                created_at: 0.0,
                deleted_at: None,
                edited_at: None,
                finish_reason: None,
                llm_model: None,
                mentions: None,
                position: page
                    .page
                    .first()
                    .map_or(1.0, |newest| newest.position + 1.0),
                prompt_tokens: None,
                role: args.role,
                stacked_task_id: None,
                status: None,
                thread_id: ThreadId::from(""),
                total_tokens: None,
                user_id: UserId::from(""),
            },
        );
    });
}
