//! Beginning a chat: its first message.

use convex_api::chats;
use convex_leptos::use_mutation;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::composer::{self, ComposerOptions};
use crate::components::live::live;
use crate::components::models::Models;
use crate::layout::ui::Ui;
use crate::node::{El, el};

pub(super) fn composer() -> AnyView {
    let models = Models::new(Signal::stored(None));
    live(move || models.readiness(), move || writing(models).view())
}

fn writing(models: Models) -> El {
    let ui = Ui::current();
    let start = use_mutation(chats::Start);
    let navigate = use_navigate();
    let options = ComposerOptions {
        action: "/do/start_chat",
        field: "content",
        label: "Message",
        placeholder: "Ask something",
        send: "Start chat",
        draft: "new-chat".to_owned(),
        first_focus: true,
    };
    let form = composer::composer(options, vec![models.field()], move |text, written| {
        if start.pending().get_untracked() {
            return;
        }
        let args = chats::StartArgs {
            llm_model: models.wanted(),
            ..chats::StartArgs::new(text)
        };
        let started = start.call(args);
        let navigate = navigate.clone();
        leptos::task::spawn_local(async move {
            match started.await {
                Ok(started) => {
                    written.clear();
                    navigate(&format!("/chats/{}", started.chat_id), Default::default());
                }
                Err(error) => ui.fail(error.user_message()),
            }
        });
    });
    el("div").class("new-chat").has(form).shows(models.note())
}
