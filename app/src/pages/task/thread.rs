//! The conversation of a task and the box one writes in.

use convex_api::{Message, MessageRole, TaskId, ThreadId, UserId, messages};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation, use_paginated_query};

use crate::actions::{is_pending, pending_id};
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::conversation::{PAGE, conversation};
use crate::components::message::Look;
use crate::components::more;
use crate::layout::ui::Ui;
use crate::node::{El, el, hidden};
use crate::platform;

pub(super) fn thread(id: TaskId) -> El {
    let first = more::first_page(PAGE);
    let task_id = id.clone();
    let list = use_paginated_query(messages::ByTask, move || messages::ByTaskArgs {
        pagination_opts: first(),
        task_id: task_id.clone(),
    });
    let look = Look {
        assistant: "Agent",
        foot: None,
    };
    el("div")
        .class("thread-column")
        .has(conversation(list, look, empty))
        .has(el("div").class("thread-composer").has(writing(id)))
}

fn empty() -> El {
    el("div")
        .class("empty")
        .has(el("h2").says("Nothing said yet"))
        .has(el("p").says("Write below what is wanted, what is known, and when it is done. The conversation stays with the task."))
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
