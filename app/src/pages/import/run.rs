//! Importing a file: batch by batch, chats before their messages.

use convex_api::{ImportResult, ImportedChat, ImportedMessage, import_data};
use convex_leptos::{ConvexError, UseMutation, use_mutation};
use convex_typed::to_json;
use leptos::prelude::*;

use super::archive::{Kind, Refused, archive, batches};
use super::rows::length_of;
use crate::layout::ui::Ui;
use crate::text::count;

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum State {
    Waiting,
    Reading,
    Running {
        done: usize,
        total: usize,
    },
    Ended(Outcome),
    /// It went no further, for this reason; what was taken until then is here.
    Broken(Outcome, String),
}

/// The states that look different.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Phase {
    Waiting,
    Working,
    Ended,
}

/// What came of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Outcome {
    pub(super) chats: Count,
    pub(super) messages: Count,
    pub(super) refused: Vec<Refused>,
    pub(super) with_files: usize,
}

/// Rows of one kind that are here now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Count {
    pub(super) imported: usize,
    /// Since an earlier import.
    pub(super) known: usize,
}

impl State {
    pub(super) fn phase(&self) -> Phase {
        match self {
            Self::Waiting => Phase::Waiting,
            Self::Reading | Self::Running { .. } => Phase::Working,
            Self::Ended(_) | Self::Broken(..) => Phase::Ended,
        }
    }

    /// From 0 to 1.
    pub(super) fn part(&self) -> f64 {
        match self {
            Self::Running { done, total } if *total > 0 => *done as f64 / *total as f64,
            _ => 0.0,
        }
    }

    pub(super) fn sentence(&self) -> String {
        match self {
            Self::Running { done, total } => format!("{done} of {}", count(*total, "row", "rows")),
            _ => "Reading the file".to_owned(),
        }
    }
}

impl Outcome {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The import of a page. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Import {
    pub(super) state: RwSignal<State>,
    ui: Ui,
    chats: UseMutation<import_data::ImportChats>,
    messages: UseMutation<import_data::ImportMessages>,
}

impl Import {
    pub(super) fn new() -> Self {
        Self {
            state: RwSignal::new(State::Waiting),
            ui: Ui::current(),
            chats: use_mutation(import_data::ImportChats),
            messages: use_mutation(import_data::ImportMessages),
        }
    }

    /// Whether a file is being imported, tracked.
    pub(super) fn is_busy(self) -> bool {
        self.state.with(State::phase) == Phase::Working
    }

    /// Ends without anything taken.
    pub(super) fn give_up(self, why: impl Into<String>) {
        self.end(State::Broken(Outcome::default(), why.into()));
    }

    /// Imports a file's text.
    pub(super) async fn run(self, text: &str) {
        let archive = match archive(text) {
            Ok(archive) => archive,
            Err(why) => return self.give_up(why),
        };
        let mut taken = Taken {
            import: self,
            done: 0,
            total: archive.chats.len() + archive.messages.len(),
            outcome: Outcome {
                refused: archive.refused,
                with_files: archive.with_files,
                ..Outcome::default()
            },
        };
        for batch in batches(archive.chats, |chat| chat.title.len()) {
            let args = import_data::ImportChatsArgs {
                chats: batch.clone(),
            };
            if !taken.may_go_on() {
                return;
            }
            let result = self.chats.call(args).await;
            if let Err(error) = taken.note_chats(&batch, result) {
                return taken.break_off(&error);
            }
        }
        for batch in batches(archive.messages, length_of) {
            let args = import_data::ImportMessagesArgs {
                messages: batch.clone(),
            };
            if !taken.may_go_on() {
                return;
            }
            let result = self.messages.call(args).await;
            if let Err(error) = taken.note_messages(&batch, result) {
                return taken.break_off(&error);
            }
        }
        self.end(State::Ended(taken.outcome));
    }

    fn end(self, state: State) {
        if self.state.try_set(state).is_none() {
            self.ui.announce("Import ended");
        }
    }
}

/// What has been taken so far.
struct Taken {
    import: Import,
    done: usize,
    total: usize,
    outcome: Outcome,
}

impl Taken {
    /// Shows how far it is. Whether the page is still there that wants it.
    fn may_go_on(&self) -> bool {
        let state = State::Running {
            done: self.done,
            total: self.total,
        };
        self.import.state.try_set(state).is_none()
    }

    fn note_chats(
        &mut self,
        batch: &[ImportedChat],
        result: Result<ImportResult, ConvexError>,
    ) -> Result<(), ConvexError> {
        let result = result?;
        self.done += batch.len();
        self.outcome.chats.add(&result);
        for rejected in result.rejected {
            let row = batch.iter().find(|chat| chat.id == rejected.id);
            self.outcome.refused.push(Refused {
                place: format!("Chat {}", rejected.id),
                reason: rejected.reason,
                kind: Kind::Chat,
                row: row.map(to_json).unwrap_or_default(),
            });
        }
        Ok(())
    }

    fn note_messages(
        &mut self,
        batch: &[ImportedMessage],
        result: Result<ImportResult, ConvexError>,
    ) -> Result<(), ConvexError> {
        let result = result?;
        self.done += batch.len();
        self.outcome.messages.add(&result);
        for rejected in result.rejected {
            let row = batch.iter().find(|message| message.id == rejected.id);
            self.outcome.refused.push(Refused {
                place: format!("Message {}", rejected.id),
                reason: rejected.reason,
                kind: Kind::Message,
                row: row.map(to_json).unwrap_or_default(),
            });
        }
        Ok(())
    }

    fn break_off(self, error: &ConvexError) {
        let why = format!(
            "{} What was imported until then is here; choose the same file again to go on.",
            error.user_message()
        );
        self.import.end(State::Broken(self.outcome, why));
    }
}

impl Count {
    fn add(&mut self, result: &ImportResult) {
        self.imported += result.imported as usize;
        self.known += result.known as usize;
    }
}
