//! The conversation of a task and the box one writes in.

use convex_api::{MessageRole, Task, TaskId, TaskStatus, ThreadId, ThreadKind, drafts, messages};
use convex_leptos::{OptimisticStore, UseMutation, use_mutation, use_paginated_query};
use leptos::prelude::*;

use crate::actions::{outcome, provisional_message};
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::conversation::{PAGE, Said, conversation};
use crate::components::drafts::Draft;
use crate::components::live::live;
use crate::components::message::{Look, Messages};
use crate::components::more;
use crate::components::recall::recall;
use crate::components::task_row::Shown;
use crate::components::unsent::Unsent;
use crate::layout::sending;
use crate::node::{El, el, fragment, hidden, showing};
use crate::platform;

pub(super) fn thread(id: TaskId, task: Shown) -> El {
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
    let said = Said::paged(list);
    let messages = said.messages;
    let thread_id =
        Memo::new(move |_| task.with(|task| task.as_ref().map(|task| task.thread_id.clone())));
    let draft = Draft::of(Signal::derive(move || {
        thread_id.get().map(|thread_id| drafts::GetArgs {
            thread_id: Some(thread_id),
            ..drafts::GetArgs::new(ThreadKind::Task)
        })
    }));
    let written = Written::new(id.to_string());
    draft.follow(written);
    let unsent = Unsent::of(written);
    let below = live(
        move || draft.readiness(),
        move || {
            fragment(vec![
                standing(task),
                writing(id.clone(), messages, written, unsent, draft.text()),
            ])
        },
    );
    el("div")
        .class("thread-column")
        .has(conversation(said, look, empty))
        .has(el("div").class("thread-composer").shows(below))
}

fn empty() -> El {
    el("div")
        .class("empty")
        .has(el("h2").says("Nothing said yet"))
        .has(el("p").says("Write below what is wanted, what is known, and when it is done. The conversation stays with the task."))
}

/// Why a task that has begun goes no further by itself.
fn standing(task: Shown) -> AnyView {
    let begins = Memo::new(move |_| {
        let begins = |task: &Task| task.status == TaskStatus::Initializing;
        task.with(|task| task.as_ref().is_some_and(begins))
    });
    let said = "No agent works on tasks yet, so this one stays as it is. Its conversation and todos are kept.";
    showing(move || begins.get().then(|| el("p").class("task-note").says(said)))
}

fn writing(
    id: TaskId,
    messages: Messages,
    written: Written,
    unsent: Unsent,
    text: String,
) -> AnyView {
    let append: UseMutation<messages::Append> =
        use_mutation(messages::Append).with_optimistic_update(append_at_once);
    let options = ComposerOptions {
        action: "/do/send_message",
        field: "content",
        label: "Message",
        placeholder: "Write a message",
        send: "Send",
        first_focus: false,
        text,
        tray: None,
        hindrance: None,
        on_key: Some(recall(written, messages, Box::new(|| false))),
    };
    let (sends, begins) = if sending::is_by_enter() {
        ("Enter", "Shift Enter")
    } else {
        ("Ctrl Enter", "Enter")
    };
    let keys = el("p")
        .class("hint with-script")
        .has(el("kbd").says(sends))
        .says(" sends, ")
        .has(el("kbd").says(begins))
        .says(" starts a new line");
    let extra = vec![hidden("task", id.to_string()), keys];
    let deliver = move |text| {
        let args = messages::AppendArgs::new(text, MessageRole::User, id.clone());
        outcome(append, args)
    };
    let again = deliver.clone();
    let send = move |text: String| {
        let kept = written.take();
        let sent = deliver(text.clone());
        platform::scroll_to_end();
        unsent.follow(kept, text, sent);
    };
    fragment(vec![
        unsent.view(move |text| Some(again(text))),
        composer(written, options, extra, send).view(),
    ])
}

/// Shows a message before the server has it.
fn append_at_once(store: &mut OptimisticStore<'_>, args: &messages::AppendArgs) {
    store.update_all(messages::ByTask, |list, page| {
        if list.task_id != args.task_id || list.pagination_opts.cursor.is_some() {
            return;
        }
        let message = provisional_message(
            &page.page,
            page.page.first(),
            args.role,
            ThreadId::from(""),
            &args.content,
        );
        page.page.insert(0, message);
    });
}
