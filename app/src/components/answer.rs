//! An answer that may still be on its way: its text so far, piece by piece.

use convex_api::{DeltaKind, MessageId, StreamChunk, streaming};
use convex_leptos::{QueryState, UseQuery, use_query};
use leptos::prelude::*;
use markdown::Options;

use super::message::Shown;
use super::prose::{Prose, prose};
use crate::layout::ui::Ui;
use crate::layout::{announcements, attention};
use crate::node::{el, fragment, showing};

/// After so many pieces the subscription moves on behind them: what is sent for each further piece stays small.
const PIECES_MAX: usize = 16;

/// How the ids of models begin that come with the server.
const BUILT_IN: &str = "local/";

/// The pieces that were taken up.
#[derive(Clone, Default)]
struct Growth {
    text: String,
    /// What the model says to itself.
    reasoning: String,
    last: f64,
}

impl Growth {
    /// Takes up what is new.
    fn absorb(&mut self, chunks: &[StreamChunk]) {
        for chunk in chunks {
            if chunk.sequence > self.last {
                self.last = chunk.sequence;
                match chunk.kind {
                    DeltaKind::Text => self.text.push_str(&chunk.text),
                    DeltaKind::Reasoning => self.reasoning.push_str(&chunk.text),
                    _ => {}
                }
            }
        }
    }
}

/// One answer. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    shown: Shown,
    is_busy: Memo<bool>,
    growth: RwSignal<Growth>,
    deltas: UseQuery<convex_api::StreamChunks>,
}

impl Answer {
    /// The answer of a message, which may be complete.
    pub(crate) fn of(id: MessageId, shown: Shown, is_busy: Memo<bool>) -> Self {
        let after = RwSignal::new(0.0);
        let name = id.to_string();
        let deltas = use_query(streaming::Deltas, move || {
            is_busy.get().then(|| streaming::DeltasArgs {
                after: after.get(),
                message_id: id.clone(),
            })
        });
        let answer = Self {
            shown,
            is_busy,
            growth: RwSignal::new(Growth::default()),
            deltas,
        };
        answer.take_up();
        // What it goes on from, while it does.
        let base = Memo::new(move |_| {
            is_busy.get().then(|| {
                shown.with(|message| message.as_ref().map(|message| message.content.clone()))
            })
        });
        Effect::new(move |before: Option<Option<Option<String>>>| {
            let base = base.get();
            // It goes on: what had come is the message's text now. A reader who was away may not have seen that
            // it had stopped.
            if base.is_some() && before.is_some_and(|before| before != base) {
                answer.growth.set(Growth::default());
                after.set(0.0);
            }
            base
        });
        Effect::new(move |_| {
            let count = deltas.with(|state| chunks(state).len());
            answer.take_up();
            if count >= PIECES_MAX {
                after.set(answer.growth.with_untracked(|growth| growth.last));
            }
        });
        announce(answer, name);
        answer
    }

    fn take_up(self) {
        self.deltas.with_untracked(|state| {
            let chunks = chunks(state);
            let is_new = self.growth.with_untracked(|growth| {
                chunks
                    .last()
                    .is_some_and(|last| last.sequence > growth.last)
            });
            if is_new {
                self.growth.update(|growth| growth.absorb(chunks));
            }
        });
    }

    /// The answer as Markdown. On the server the page waits for what there is of it.
    pub(crate) fn view(self, options: Options) -> AnyView {
        #[cfg(feature = "ssr")]
        if self.is_busy.get_untracked() {
            use super::live::{Readiness, live};
            let options = options.clone();
            return live(
                move || self.deltas.with(Readiness::of),
                move || {
                    self.take_up();
                    self.prose(options.clone())
                },
            );
        }
        self.prose(options)
    }

    fn prose(self, options: Options) -> AnyView {
        let read = move |seen: &mut dyn FnMut(&str, bool)| {
            self.shown.with(|message| {
                let content = message.as_ref().map_or("", |message| &message.content);
                if !self.is_busy.get() {
                    return seen(content, false);
                }
                self.growth.with(|growth| match content {
                    "" => seen(&growth.text, true),
                    content => seen(&format!("{content}{}", growth.text), true),
                });
            });
        };
        let ui = Ui::current();
        let finished = move |text: &str| {
            if announcements::have_words() {
                ui.announce_later(text);
            }
        };
        fragment(vec![
            self.reasoning(),
            prose(Prose::new(options, read).telling(finished)).view(),
            self.patience(),
        ])
    }

    /// Where nothing comes for a while it is said that somebody is at work; the style sheet knows how long a while is.
    fn patience(self) -> AnyView {
        let is_local = Memo::new(move |_| {
            self.shown.with(|message| {
                let model = message.as_ref().and_then(|it| it.llm_model.as_deref());
                model.is_some_and(|model| model.starts_with(BUILT_IN))
            })
        });
        let is_waiting = Memo::new(move |_| {
            let is_empty = self
                .shown
                .with(|it| it.as_ref().is_none_or(|it| it.content.is_empty()));
            let has_come =
                |growth: &Growth| !growth.text.is_empty() || !growth.reasoning.is_empty();
            self.is_busy.get() && is_empty && !self.growth.with(has_come)
        });
        showing(move || {
            let words = match is_local.get() {
                true => "The built-in model starts. Its first words may take half a minute.",
                false => "Waiting for the model.",
            };
            is_waiting
                .get()
                .then(|| el("p").class("patience").says(words))
        })
    }

    /// What the model says to itself, for as long as the answer is on its way. Nobody has to hear it.
    fn reasoning(self) -> AnyView {
        let is_there = Memo::new(move |_| {
            self.is_busy.get() && self.growth.with(|growth| !growth.reasoning.is_empty())
        });
        showing(move || {
            is_there.get().then(|| {
                el("details")
                    .class("reasoning")
                    .has(el("summary").says("Thinking"))
                    .has(
                        el("p").is("dir", "auto").tells(move || {
                            self.growth.with(|growth| growth.reasoning.clone()).into()
                        }),
                    )
            })
        })
    }
}

fn chunks(state: &QueryState<convex_api::StreamChunks>) -> &[StreamChunk] {
    match state {
        QueryState::Ready(arrived) => &arrived.chunks,
        _ => &[],
    }
}

/// Says when an answer begins and how it ends, as far as the reader wants to hear it; what was there before is not
/// said again. Whoever looks at something else learns that it has ended, unless somebody has stopped it.
fn announce(answer: Answer, id: String) {
    let ui = Ui::current();
    let Answer { shown, is_busy, .. } = answer;
    Effect::new(move |was_busy: Option<bool>| {
        let is_busy = is_busy.get();
        let said = match (was_busy, is_busy) {
            (Some(false), true) => Some("Answer started"),
            (Some(true), false) => {
                let said = shown.with_untracked(|message| {
                    ending(message.as_ref().and_then(|it| it.finish_reason.as_deref()))
                });
                if said != STOPPED {
                    attention::answered(id.clone(), said);
                }
                Some(said)
            }
            _ => None,
        };
        if let Some(said) = said
            && (said == FAILED || announcements::have_boundaries())
        {
            ui.announce_later(said);
        }
        is_busy
    });
}

/// Said whatever the reader wants to hear.
const FAILED: &str = "The answer failed";

const STOPPED: &str = "Answer stopped";

fn ending(reason: Option<&str>) -> &'static str {
    match reason {
        Some("stopped") => STOPPED,
        Some("failed") => FAILED,
        Some("interrupted") => "The answer was interrupted",
        _ => "Answer complete",
    }
}
