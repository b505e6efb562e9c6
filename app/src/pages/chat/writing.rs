//! The box one writes in, and what goes with what is written: files, and the model that answers.

use convex_api::{ChatId, ThreadKind, attachments, drafts, streaming};
use leptos::prelude::*;

use super::foot;
use super::thread::Thread;
use crate::actions::threads::ThreadActions;
use crate::components::attachments::{Files, tray};
use crate::components::composer::{ComposerOptions, Written, composer};
use crate::components::drafts::Draft;
use crate::components::hindrances::{Allowances, hindrances};
use crate::components::icon::icon;
use crate::components::live::{Readiness, live};
use crate::components::mentions::Mentions;
use crate::components::models::Models;
use crate::components::recall::recall;
use crate::components::tokens::notes;
use crate::node::{El, el};
use crate::pages::chats::about;

/// What is being written in a thread. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    thread: Thread,
    written: Written,
    draft: Draft,
    files: Files,
    models: Models,
    allowances: Allowances,
}

impl Writing {
    pub(super) fn of(id: &ChatId, thread: Thread) -> Self {
        let shown = thread.page.thread_id;
        let written = Written::new(id.to_string());
        written.wear(|area| Box::new(Mentions::of(area)));
        let draft = Draft::of(Signal::derive(move || {
            shown.get().map(|thread_id| drafts::GetArgs {
                thread_id: Some(thread_id),
                ..drafts::GetArgs::new(ThreadKind::Chat)
            })
        }));
        let files = Files::of(
            Signal::derive(move || {
                shown.get().map(|thread_id| attachments::PendingArgs {
                    thread_id: Some(thread_id),
                })
            }),
            written,
        );
        let usual = Signal::derive(move || {
            thread.messages.with(|messages| {
                let mut newest_first = messages.iter().rev();
                newest_first.find_map(|message| message.llm_model.clone())
            })
        });
        draft.follow(written);
        Self {
            thread,
            written,
            draft,
            files,
            models: Models::new(usual),
            allowances: Allowances::new(),
        }
    }

    fn readiness(self) -> Readiness {
        let rest = self.draft.readiness().and(self.files.readiness());
        let rest = self.allowances.readiness().and(rest);
        self.models.readiness().and(rest)
    }

    /// `to_end` shows what has just been written.
    pub(super) fn view(
        self,
        actions: ThreadActions,
        id: &ChatId,
        to_end: impl Fn() + Clone + Send + Sync + 'static,
    ) -> AnyView {
        let id = id.clone();
        live(
            move || self.readiness(),
            move || self.composer(actions, &id, to_end.clone()).view(),
        )
    }

    fn composer(self, actions: ThreadActions, id: &ChatId, to_end: impl Fn() + 'static) -> El {
        let tray = tray(self.files);
        let options = ComposerOptions {
            action: "/do/send_to_chat",
            field: "content",
            label: "Message",
            placeholder: "Write a message",
            send: "Send",
            first_focus: true,
            text: self.draft.text(),
            tray: Some(tray.list),
            on_key: Some(recall(
                self.written,
                self.thread.messages,
                Box::new(move || foot::edit_last(self.thread)),
            )),
        };
        let refresh = el("a")
            .class("button quiet without-script")
            .is("href", "")
            .is("rel", "external")
            .follows_flag("hidden", move || !self.thread.is_answering())
            .says("Look again");
        let extra = vec![
            about(id),
            tray.button,
            self.models.field(),
            refresh,
            stop(actions, self.thread),
        ];
        el("div")
            .has(composer(self.written, options, extra, move |text| {
                self.send(actions, text, &to_end)
            }))
            .has(hindrances(self.allowances, self.models))
            .shows(self.models.note(self.files))
            .has(notes(
                self.written,
                self.draft,
                self.files,
                self.models,
                tray.limits,
            ))
    }

    fn send(self, actions: ThreadActions, text: String, to_end: &impl Fn()) {
        let Some(thread_id) = self.thread.shown() else {
            return;
        };
        if !self.files.may_send() {
            return;
        }
        let kept = self.written.take();
        let files = self.files.ids();
        let args = streaming::SendArgs {
            llm_model: self.models.wanted(),
            attachments: (!files.is_empty()).then_some(files),
            ..streaming::SendArgs::new(text, thread_id)
        };
        let sent = actions.send.call(args);
        to_end();
        leptos::task::spawn_local(async move {
            match sent.await {
                Ok(sent) => {
                    kept.let_go();
                    if sent.queued_action_id.is_some() {
                        let ui = actions.ui;
                        ui.announce("Message waits until the answer is complete");
                    }
                }
                Err(error) => {
                    kept.restore();
                    actions.ui.refuse(&error);
                }
            }
        });
    }
}

/// Stops the answer that is on its way. It stands in its place for as long as it has the focus, so that
/// stopping moves the focus nowhere.
fn stop(actions: ThreadActions, thread: Thread) -> El {
    let has_focus = RwSignal::new(false);
    let is_answering = Memo::new(move |_| thread.is_answering());
    el("button")
        .class("button stop end")
        .is("formaction", "/do/stop_answer")
        .is("formnovalidate", "")
        .follows_flag("hidden", move || !is_answering.get() && !has_focus.get())
        .follows("aria-disabled", move || {
            (!is_answering.get()).then_some("true".into())
        })
        .on("focus", move |_| has_focus.set(true))
        .on("blur", move |_| has_focus.set(false))
        .on("click", move |event| {
            event.prevent_default();
            if let Some(thread_id) = thread.shown()
                && is_answering.get_untracked()
            {
                actions.stop(thread_id);
            }
        })
        .has(icon("i-stop"))
        .is("aria-label", "Stop")
        .has(el("span").class("wide-only").says("Stop"))
}
