//! Beginning a chat: its first message.

use convex_api::{ThreadKind, attachments, chats, drafts};
use convex_leptos::use_mutation;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::attachments::{Files, tray};
use crate::components::composer::{self, ComposerOptions, Written};
use crate::components::drafts::Draft;
use crate::components::hindrances::{Allowances, hindrances};
use crate::components::live::live;
use crate::components::mentions::Mentions;
use crate::components::models::Models;
use crate::components::tokens::notes;
use crate::layout::ui::Ui;
use crate::node::{El, el};

/// What is being written for a new chat. `Copy`.
#[derive(Clone, Copy)]
struct Start {
    written: Written,
    draft: Draft,
    files: Files,
    models: Models,
    allowances: Allowances,
}

pub(super) fn composer() -> AnyView {
    let written = Written::new("new-chat".to_owned());
    written.wear(|area| Box::new(Mentions::of(area)));
    let start = Start {
        written,
        draft: Draft::of(Signal::stored(Some(drafts::GetArgs::new(ThreadKind::Chat)))),
        files: Files::of(
            Signal::stored(Some(attachments::PendingArgs { thread_id: None })),
            written,
        ),
        models: Models::new(Signal::stored(None)),
        allowances: Allowances::new(),
    };
    start.draft.follow(written);
    live(
        move || {
            let rest = start.draft.readiness().and(start.files.readiness());
            let rest = start.allowances.readiness().and(rest);
            start.models.readiness().and(rest)
        },
        move || writing(start).view(),
    )
}

fn writing(
    Start {
        written,
        draft,
        files,
        models,
        allowances,
    }: Start,
) -> El {
    let ui = Ui::current();
    let start = use_mutation(chats::Start);
    let navigate = use_navigate();
    let tray = tray(files);
    let options = ComposerOptions {
        action: "/do/start_chat",
        field: "content",
        label: "Message",
        placeholder: "Ask something",
        send: "Start chat",
        first_focus: true,
        text: draft.text(),
        tray: Some(tray.list),
        on_key: None,
    };
    let extra = vec![tray.button, models.field()];
    let form = composer::composer(written, options, extra, move |text| {
        if start.pending().get_untracked() || !files.may_send() {
            return;
        }
        let files = files.ids();
        let args = chats::StartArgs {
            llm_model: models.wanted(),
            attachments: (!files.is_empty()).then_some(files),
            ..chats::StartArgs::new(text)
        };
        draft.hold();
        let kept = written.kept();
        let started = start.call(args);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match started.await {
                Ok(started) => {
                    written.take().let_go();
                    kept.let_go();
                    navigate(&format!("/chats/{}", started.chat_id), Default::default());
                }
                Err(error) => {
                    written.note();
                    ui.refuse(&error);
                }
            }
        });
    });
    el("div")
        .class("new-chat")
        .has(form)
        .has(hindrances(allowances, models))
        .shows(models.note(files))
        .has(notes(written, draft, files, models, tray.limits))
}
