//! Choosing the model that answers.

mod picker;

use convex_api::{ModelEntry, NoArgs, models};
use convex_leptos::{UseQuery, use_query};
use leptos::prelude::*;

use super::attachments::Files;
use super::icon::icon;
use super::live::Readiness;
use crate::layout::ui::Ui;
use crate::node::{El, Member, el, list as members, showing};

/// The provider of the model that comes with the server.
const BUILT_IN: &str = "local";

/// The models that can be chosen, and the one that is. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Models {
    all: UseQuery<Vec<ModelEntry>>,
    /// What the reader has chosen here.
    chosen: RwSignal<Option<String>>,
    /// What is asked without a choice.
    usual: Signal<Option<String>>,
}

impl Models {
    /// `usual`: the model that was asked last, where there is one.
    pub(crate) fn new(usual: Signal<Option<String>>) -> Self {
        Self {
            all: use_query(models::List, || NoArgs {}),
            chosen: RwSignal::new(None),
            usual,
        }
    }

    /// Whether the models are there. What is made of them waits for that.
    pub(crate) fn readiness(self) -> Readiness {
        self.all.with(Readiness::of)
    }

    /// The model to ask; none: whichever the server takes. Not tracked.
    pub(crate) fn wanted(self) -> Option<String> {
        self.chosen.get_untracked()
    }

    fn with<U>(self, read: impl FnOnce(&[ModelEntry]) -> U) -> U {
        self.all
            .with(|state| read(state.as_ref().ready().map_or(&[], Vec::as_slice)))
    }

    /// The entry that is shown as chosen.
    fn current(self) -> Option<ModelEntry> {
        let id = self.chosen.get().or_else(|| self.usual.get());
        self.with(|all| {
            let named = all.iter().find(|entry| Some(&entry.id) == id.as_ref());
            let named = named.filter(|entry| entry.is_available);
            named
                .or_else(|| all.iter().find(|entry| entry.is_available))
                .cloned()
        })
    }

    /// Whose the chosen model is, if there is one.
    pub(crate) fn provider(self) -> Option<String> {
        self.current().map(|entry| entry.provider)
    }

    /// How many tokens the chosen model reads, if there is one.
    pub(crate) fn context_tokens(self) -> Option<f64> {
        self.current().map(|entry| entry.context_tokens)
    }

    fn choose(self, id: String) {
        self.chosen.set(Some(id));
    }

    /// What a composer has for it: the picker, or without script a list of the form.
    pub(crate) fn field(self) -> El {
        el("div")
            .class("model-parts")
            .has(picker::picker(self))
            .has(self.select())
            .has(self.choice())
    }

    /// What was chosen with the picker, for whoever sends the form in place of the page.
    fn choice(self) -> El {
        el("input")
            .is("type", "hidden")
            .is("name", "chosen")
            .follows("value", move || self.chosen.get().map(Into::into))
    }

    fn select(self) -> El {
        let current = Memo::new(move |_| self.current().map(|entry| entry.id).unwrap_or_default());
        let option = move |entry: &ModelEntry| {
            let entry = entry.clone();
            let is_first = current.get_untracked() == entry.id;
            Member::new(
                format!("{} {} {}", entry.id, entry.name, entry.is_available),
                move || option(&entry).when(is_first, "selected", "").view(),
            )
        };
        let options = members(move || self.with(|all| all.iter().map(option).collect()));
        el("label")
            .class("composer-field model-field without-script")
            .has(icon("i-model"))
            .has(el("span").class("visually-hidden").says("Model"))
            .has(el("select").is("name", "model").shows(options))
    }

    /// What there is to know about the chosen model for a message with these files, or about there being none.
    pub(crate) fn note(self, files: Files) -> AnyView {
        let ui = Ui::current();
        let blind = Memo::new(move |_| {
            let entry = self.current().filter(|entry| !entry.takes_images)?;
            files.has_pictures().then(|| blind(&entry.name))
        });
        Effect::new(move |_| {
            if let Some(sentence) = blind.get() {
                ui.announce_later(&sentence);
            }
        });
        showing(move || {
            let note = el("p").class("model-note");
            if let Some(sentence) = blind.get() {
                return Some(note.says(sentence));
            }
            match self.current() {
                None => Some(
                    note.says("No model can answer yet. ").has(
                        el("a")
                            .is("href", "/settings")
                            .says("Set a key of a provider"),
                    ),
                ),
                Some(entry) if entry.is_local => {
                    Some(note.says(entry.note.unwrap_or_else(|| {
                        "Runs on this machine: small and often wrong.".to_owned()
                    })))
                }
                Some(_) => None,
            }
        })
    }
}

/// What becomes of pictures that are sent to a model that sees none.
fn blind(name: &str) -> String {
    format!("{name} sees no pictures: it is told their names only. Another model may see them.")
}

/// The name of a model, with what is to be known before one chooses it.
fn label(entry: &ModelEntry) -> String {
    match (entry.is_available, entry.provider.as_str()) {
        (false, _) => format!("{} (not available)", entry.name),
        (true, BUILT_IN) => format!("{} (small, often wrong)", entry.name),
        (true, _) => entry.name.clone(),
    }
}

fn option(entry: &ModelEntry) -> El {
    el("option")
        .is("value", entry.id.clone())
        .when(!entry.is_available, "disabled", "")
        .says(label(entry))
}
