//! An answer that may still be on its way: its text so far, piece by piece, and what tools were called for it.

mod growth;

use convex_api::{MessageId, MessagePart, StreamChunk, message_parts, streaming};
use convex_leptos::{
    PaginationOptions, PaginationStatus, QueryState, UsePaginatedQuery, UseQuery,
    use_paginated_query, use_query,
};
use leptos::prelude::*;
use markdown::Options;

use self::growth::Growth;
use super::calls::{self, Calls, card, cut};
use super::live::Readiness;
use super::message::Shown;
use super::prose::{Prose, prose};
use crate::layout::ui::Ui;
use crate::layout::{announcements, attention};
use crate::node::{El, Member, el, fragment, list, showing};

/// After so many pieces the subscription moves on behind them: what is sent for each further piece stays small.
const PIECES_MAX: usize = 16;

/// So many parts of an answer are asked for at once.
pub(crate) const PARTS: u32 = 200;

/// How the ids of models begin that come with the server.
const BUILT_IN: &str = "local/";

/// What the reasoning of an answer is called that is complete.
pub(crate) const THOUGHT: &str = "What it thought first";

/// One answer. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Answer {
    shown: Shown,
    is_busy: Memo<bool>,
    growth: RwSignal<Growth>,
    deltas: UseQuery<convex_api::StreamChunks>,
    /// What it is made of, as far as it is stored and there is more to it than its text.
    parts: UsePaginatedQuery<MessagePart>,
    calls: Memo<Calls>,
}

impl Answer {
    /// The answer of a message, which may be complete. `is_new`: it has begun before the eyes of the reader.
    pub(crate) fn of(id: MessageId, shown: Shown, is_busy: Memo<bool>, is_new: bool) -> Self {
        let after = RwSignal::new(0.0);
        let name = id.to_string();
        let parts = parts(id.clone(), shown);
        let deltas = use_query(streaming::Deltas, move || {
            is_busy.get().then(|| streaming::DeltasArgs {
                after: after.get(),
                message_id: id.clone(),
            })
        });
        let growth = RwSignal::new(Growth::default());
        let answer = Self {
            shown,
            is_busy,
            growth,
            deltas,
            parts,
            calls: all_calls(shown, is_busy, parts, growth),
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
                answer.growth.update(Growth::go_on);
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
        announce(answer, name, is_new);
        calls::announce(answer.calls, is_busy, move || {
            is_new || answer.has_all_so_far()
        });
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

    /// Whether all is here that there was of it when the reader came.
    fn has_all_so_far(self) -> bool {
        let is_ready = self.readiness() == Readiness::Ready;
        let last = self.deltas.with(|state| {
            let last = chunks(state).last();
            last.map_or(0.0, |chunk| chunk.sequence)
        });
        is_ready && self.growth.with(|growth| growth.last >= last)
    }

    fn readiness(self) -> Readiness {
        let parts = self.parts.with(Readiness::of);
        self.deltas.with(Readiness::of).and(parts)
    }

    /// The answer as Markdown with the calls of tools in it. On the server the page waits for what there is of it.
    pub(crate) fn view(self, options: Options) -> AnyView {
        #[cfg(feature = "ssr")]
        if self.is_busy.get_untracked() || has_calls(self.shown) {
            use super::live::live;
            let options = options.clone();
            return live(
                move || self.readiness(),
                move || {
                    self.take_up();
                    self.body(options.clone())
                },
            );
        }
        self.body(options)
    }

    fn body(self, options: Options) -> AnyView {
        fragment(vec![
            self.reasoning(),
            self.text(0, options).view(),
            self.behind(),
            self.patience(),
        ])
    }

    /// Reads the whole text, and whether it is still being written.
    fn with_text<T>(self, seen: impl FnOnce(&str, bool) -> T) -> T {
        self.shown.with(|message| {
            let content = message.as_ref().map_or("", |message| &message.content);
            if !self.is_busy.get() {
                return seen(content, false);
            }
            self.growth.with(|growth| match content {
                "" => seen(&growth.text, true),
                content => seen(&format!("{content}{}", growth.text), true),
            })
        })
    }

    /// The text before the call of this index; all that is left behind the last one.
    fn text(self, index: usize, options: Options) -> El {
        // What a call stands behind is complete: it is not parsed again for each word that comes below.
        let complete = Memo::new(move |_| {
            let gap = self.calls.with(|calls| calls.gap(index));
            let is_between = gap.1.is_some();
            is_between.then(|| self.with_text(|text, _| cut(text, gap).to_owned()))
        });
        let read = move |seen: &mut dyn FnMut(&str, bool)| {
            complete.with(|complete| match complete {
                Some(text) => seen(text, false),
                None => {
                    let gap = self.calls.with(|calls| calls.gap(index));
                    self.with_text(|text, is_open| seen(cut(text, gap), is_open));
                }
            });
        };
        let ui = Ui::current();
        let finished = move |text: &str| {
            if announcements::have_words() {
                ui.announce_later(text);
            }
        };
        prose(Prose::new(options, read).telling(finished))
    }

    /// The calls, and the text behind each of them.
    fn behind(self) -> AnyView {
        let followers = Memo::new(move |_| {
            self.calls.with(|calls| match calls.is_empty() {
                true => Vec::new(),
                false => calls.followers(self.with_text(|text, _| text.len())),
            })
        });
        list(move || {
            let mut members = Vec::new();
            for (index, has_text) in followers.get().into_iter().enumerate() {
                members.push(Member::new(format!("call-{index}"), move || {
                    let call = Memo::new(move |_| self.calls.with(|calls| calls.get(index)));
                    card(call, self.is_busy).view()
                }));
                if has_text {
                    members.push(Member::new(format!("text-{index}"), move || {
                        let options = self.options("c", index + 1);
                        self.text(index + 1, options).view()
                    }));
                }
            }
            members
        })
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
            let has_calls = self.calls.with(|calls| !calls.is_empty());
            self.is_busy.get() && is_empty && !has_calls && !self.growth.with(has_come)
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

    /// Ids in one text of the message are others than those in another one.
    fn options(self, kind: &str, index: usize) -> Options {
        let id = self.shown.with_untracked(|message| {
            let message = message.as_ref();
            message.map(|message| message.id.to_string())
        });
        Options::new(format!("{kind}{index}{}", id.unwrap_or_default()))
    }

    /// What the model says to itself: open while the answer is on its way, and closed from then on. It stays for as
    /// long as the page does, so that neither the focus nor what is read goes with it. Nobody has to hear it.
    fn reasoning(self) -> AnyView {
        let is_there = Memo::new(move |_| {
            self.growth
                .with(|growth| growth.has_hidden || !growth.reasoning.is_empty())
        });
        let has_hidden = Memo::new(move |_| self.growth.with(|growth| growth.has_hidden));
        let label = move || match self.is_busy.get() {
            true => "Thinking".into(),
            false => THOUGHT.into(),
        };
        let read = move |seen: &mut dyn FnMut(&str, bool)| {
            let is_busy = self.is_busy.get();
            self.growth.with(|growth| seen(&growth.reasoning, is_busy));
        };
        showing(move || {
            is_there.get().then(|| {
                el("details")
                    .class("reasoning")
                    .follows_flag("open", move || self.is_busy.get())
                    .has(el("summary").tells(label))
                    .has(prose(Prose::new(self.options("t", 0), read)))
                    .shows(showing(move || has_hidden.get().then(hidden_thoughts)))
            })
        })
    }
}

/// Stands for thoughts that a provider keeps to itself.
pub(crate) fn hidden_thoughts() -> El {
    el("p")
        .class("hidden-thoughts")
        .says("Some of it is hidden by the provider of the model.")
}

/// Whether tools were called for what is stored of the answer.
fn has_calls(shown: Shown) -> bool {
    shown.with(|message| message.as_ref().and_then(|it| it.has_calls) == Some(true))
}

/// What an answer is made of, if calls are among it.
fn parts(message_id: MessageId, shown: Shown) -> UsePaginatedQuery<MessagePart> {
    let has_calls = Memo::new(move |_| has_calls(shown));
    let parts = use_paginated_query(message_parts::ByMessage, move || {
        has_calls.get().then(|| message_parts::ByMessageArgs {
            message_id: message_id.clone(),
            pagination_opts: PaginationOptions::first(PARTS),
        })
    });
    Effect::new(move |_| {
        if parts.status() == PaginationStatus::CanLoadMore {
            parts.load_more(PARTS);
        }
    });
    parts
}

/// The calls that are stored, and behind them those that have come since. Once an answer is complete, all of them are
/// stored; until it is known what is, those that came stay.
fn all_calls(
    shown: Shown,
    is_busy: Memo<bool>,
    parts: UsePaginatedQuery<MessagePart>,
    growth: RwSignal<Growth>,
) -> Memo<Calls> {
    let stored = Memo::new(move |_| {
        parts.with(|state| match state {
            QueryState::Ready(parts) => Calls::of(parts),
            _ => Calls::default(),
        })
    });
    Memo::new(move |_| {
        let stored = stored.get();
        let is_busy = is_busy.get();
        if !is_busy && !stored.is_empty() {
            return stored;
        }
        growth.with(|growth| {
            let length = shown.with(|message| message.as_ref().map_or(0, |it| it.content.len()));
            let base = match is_busy {
                true => length,
                false => length.saturating_sub(growth.text.len()),
            };
            stored.followed_by(&growth.calls, base)
        })
    })
}

fn chunks(state: &QueryState<convex_api::StreamChunks>) -> &[StreamChunk] {
    match state {
        QueryState::Ready(arrived) => &arrived.chunks,
        _ => &[],
    }
}

/// Says when an answer begins and how it ends, as far as the reader wants to hear it; what was there before is not
/// said again. Whoever looks at something else learns that it has ended, unless somebody has stopped it.
fn announce(answer: Answer, id: String, is_new: bool) {
    let ui = Ui::current();
    let Answer { shown, is_busy, .. } = answer;
    Effect::new(move |was_busy: Option<bool>| {
        let is_busy = is_busy.get();
        let said = match (was_busy, is_busy) {
            (None, true) if !is_new => None,
            (None | Some(false), true) => Some("Answer started"),
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
