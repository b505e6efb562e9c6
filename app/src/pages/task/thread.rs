//! The conversation of a task and the box one writes in.

use std::sync::Arc;

use convex_api::{Message, MessageId, MessageRole, TaskId, ThreadId, UserId, messages};
use convex_leptos::{OptimisticStore, QueryState, UseMutation, use_mutation, use_paginated_query};
use leptos::prelude::*;

use crate::actions::{is_pending, pending_id};
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::icon::Icon;
use crate::components::live::{Readiness, live};
use crate::components::more;
use crate::components::time::When;
use crate::layout::ui::Ui;
use crate::leaf::IntoLeaf;
use crate::node::changing;
use crate::platform;

const PAGE: u32 = 50;

/// The messages, oldest first.
type Messages = Memo<Arc<Vec<Message>>>;

pub(super) fn thread(id: TaskId) -> AnyView {
    view! {
        <div class="thread-column">
            <section class="thread" aria-label="Conversation">{conversation(id.clone())}</section>
            {writing(id)}
        </div>
    }
    .leaf()
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
            let ids = move || -> Vec<MessageId> {
                messages
                    .with(|messages| messages.iter().map(|message| message.id.clone()).collect())
            };
            let earlier = changing(more::more(list, PAGE, "Show earlier messages"));
            view! {
                {earlier}
                <For
                    each=ids
                    key=|id| id.clone()
                    children=move |id| message(messages, id)
                />
                {more::beginning("Back to the latest")}
                {move || messages.with(|messages| messages.is_empty()).then(empty)}
                <button
                    type="button"
                    class="button jump"
                    hidden=move || at_end.get()
                    on:click=move |_| platform::scroll_to_end()
                >
                    <Icon name="i-down"/>
                    "Latest"
                </button>
            }
            .leaf()
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

fn empty() -> impl IntoView {
    view! {
        <div class="empty">
            <h2>"Nothing said yet"</h2>
            <p>"Write below what is wanted, what is known, and when it is done. The conversation stays with the task."</p>
        </div>
    }
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
        return ().leaf();
    };
    let pending = is_pending(id.as_str());
    let head = format!("head-{id}");
    let label = head.clone();
    let time = if pending {
        view! { <span>"Sending"</span> }.leaf()
    } else {
        view! { <When at=first.created_at/> }.leaf()
    };
    let edited = move || {
        shown.with(|message| {
            message
                .as_ref()
                .is_some_and(|message| message.edited_at.is_some())
        })
    };
    view! {
        <article
            class="message"
            class:from-user=first.role == MessageRole::User
            class:pending=pending
            id=format!("message-{id}")
            aria-labelledby=label
            aria-busy=pending.then_some("true")
        >
            <header class="message-head" id=head>
                <span class="author">{author(first.role)}</span>
                {time}
                {move || edited().then_some("edited")}
            </header>
            <div class="message-body" dir="auto">
                {move || shown.with(|message| message.as_ref().map(|message| message.content.clone()))}
            </div>
        </article>
    }
    .leaf()
}

fn writing(id: TaskId) -> AnyView {
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
    let extra = view! {
        <input type="hidden" name="task" value=id.to_string()/>
        <p class="hint with-script">
            <kbd>"Enter"</kbd>
            " sends, "
            <kbd>"Shift Enter"</kbd>
            " starts a new line"
        </p>
    }
    .leaf();
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
    view! { <div class="thread-composer">{composer(options, extra, send)}</div> }.leaf()
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
