//! The box one writes in, and what goes with what is written: files, and the model that answers.

use convex_api::streaming::{self, SendMode};
use convex_api::{ChatId, ThreadId, ThreadKind, attachments, drafts};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::KeyboardEvent;

use super::foot;
use super::thread::Thread;
use crate::actions::Outcome;
use crate::actions::threads::ThreadActions;
use crate::components::attachments::{Files, tray};
use crate::components::composer::{COMPOSER, ComposerOptions, composer};
use crate::components::drafts::Draft;
use crate::components::hindrances::{Allowances, hindrances};
use crate::components::icon::icon;
use crate::components::live::{Readiness, is_unconnected, live};
use crate::components::models::Models;
use crate::components::recall::recall;
use crate::components::tokens::notes;
use crate::components::unsent::Unsent;
use crate::layout::{sending, shortcuts};
use crate::node::{El, el};
use crate::pages::chats::about;
use crate::platform;

/// What is being written in a thread. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Writing {
    thread: Thread,
    draft: Draft,
    files: Files,
    models: Models,
    allowances: Allowances,
    unsent: Unsent,
}

impl Writing {
    pub(super) fn of(thread: Thread) -> Self {
        let (shown, written) = (thread.page.thread_id, thread.written);
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
            draft,
            files,
            models: Models::new(usual),
            allowances: Allowances::new(),
            unsent: Unsent::of(written),
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

    fn composer(
        self,
        actions: ThreadActions,
        id: &ChatId,
        to_end: impl Fn() + Clone + 'static,
    ) -> El {
        let tray = tray(self.files);
        let is_away = is_unconnected();
        // Without a connection what is written waits like anything else.
        let urge_to_end = to_end.clone();
        let urge = move || {
            let text = self.thread.written.text().trim().to_owned();
            let is_possible =
                !text.is_empty() && self.thread.is_answering_now() && !is_away.get_untracked();
            if is_possible {
                self.send(actions, text, Some(SendMode::Interrupt), &urge_to_end);
            }
            is_possible
        };
        let by_key = urge.clone();
        let recall = recall(
            self.thread.written,
            self.thread.messages,
            Box::new(move || foot::edit_last(self.thread)),
        );
        let options = ComposerOptions {
            action: "/do/send_to_chat",
            field: "content",
            label: "Message",
            placeholder: "Write a message",
            send: "Send",
            first_focus: true,
            text: self.draft.text(),
            tray: Some(tray.list),
            hindrance: self.models.hindrance(),
            on_key: Some(Box::new(move |event| {
                let urges = sending::interrupts(event) && by_key();
                urges || recall(event)
            })),
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
            interrupt(self.thread, urge),
            stop(actions, self.thread),
        ];
        let again = move |text| {
            let thread_id = self.thread.shown()?;
            Some(self.deliver(actions, thread_id, text, None))
        };
        el("div")
            .shows(self.unsent.view(again))
            .has(composer(self.thread.written, options, extra, move |text| {
                self.send(actions, text, None, &to_end);
            }))
            .has(hindrances(self.allowances, self.models))
            .shows(self.models.note(self.files))
            .has(notes(
                self.thread.written,
                self.draft,
                self.files,
                self.models,
                tray.limits,
            ))
    }

    fn send(
        self,
        actions: ThreadActions,
        text: String,
        mode: Option<SendMode>,
        to_end: &impl Fn(),
    ) {
        if !self.files.may_send() || !self.models.may_send() {
            return;
        }
        let Some(thread_id) = self.thread.shown() else {
            return;
        };
        let kept = self.thread.written.take();
        let sent = self.deliver(actions, thread_id, text.clone(), mode);
        to_end();
        self.unsent.follow(kept, text, sent);
    }

    /// Sends a text with the files that are there, to the model that is chosen.
    fn deliver(
        self,
        actions: ThreadActions,
        thread_id: ThreadId,
        text: String,
        mode: Option<SendMode>,
    ) -> Outcome {
        let files = self.files.ids();
        let args = streaming::SendArgs {
            llm_model: self.models.wanted(),
            attachments: (!files.is_empty()).then_some(files),
            mode,
            ..streaming::SendArgs::new(text, thread_id)
        };
        let sent = actions.send.call(args);
        Box::pin(async move {
            let sent = match sent.await {
                Ok(sent) => sent,
                Err(error) => return Some(error),
            };
            if sent.queued_action_id.is_some() {
                actions.ui.announce(match mode {
                    Some(_) => "The answer is being stopped for your message",
                    None => "Message waits until the answer is complete",
                });
            }
            None
        })
    }
}

/// Sends what is written at once and ends the answer that is on its way: there while both are.
fn interrupt(thread: Thread, urge: impl Fn() -> bool + 'static) -> El {
    el("button")
        .class("icon-button interrupt end")
        .is("name", "now")
        .is("value", "yes")
        .is("title", "Stop the answer and send this")
        .is("aria-label", "Stop and send")
        .follows_flag("hidden", move || !thread.is_answering())
        .on("click", move |event| {
            if urge() {
                event.prevent_default();
            }
        })
        .has(icon("i-bolt"))
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
        .on("keydown", move |event| {
            let event: KeyboardEvent = event.unchecked_into();
            // Nothing is left to stop: whoever types means the message box.
            if !is_answering.get_untracked() && types(&event) {
                event.stop_propagation();
                platform::focus(COMPOSER);
            }
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

/// Whether a key writes something. A space presses buttons.
fn types(event: &KeyboardEvent) -> bool {
    shortcuts::pressed(event).is_some_and(|keys| shortcuts::are_characters(&keys))
}
