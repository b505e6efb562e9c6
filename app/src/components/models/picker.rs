//! Choosing a model among many: a field to search in, and below it what fits.

use convex_api::ModelEntry;
use leptos::prelude::*;
use leptos::web_sys::Element;

use super::{Models, label};
use crate::components::icon::icon;
use crate::components::listbox::Listbox;
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, fragment, showing};
use crate::platform;

/// The id of the popover.
const PICKER: &str = "model-picker";

/// What the parts of the picker share. `Copy`.
#[derive(Clone, Copy)]
struct Picker {
    models: Models,
    is_open: RwSignal<bool>,
    typed: RwSignal<String>,
    fitting: Memo<Vec<ModelEntry>>,
    listbox: Listbox,
}

/// The button that says which model answers, and what it opens. They stand beside each other.
pub(super) fn picker(models: Models) -> El {
    let ui = Ui::current();
    let typed = RwSignal::new(String::new());
    let fitting = Memo::new(move |_| {
        let typed = typed.get();
        models.with(|all| {
            let fitting = all.iter().filter(|entry| fits(entry, &typed));
            fitting.cloned().collect::<Vec<_>>()
        })
    });
    let listbox = Listbox::new(
        "model-list",
        Signal::derive(move || fitting.with(Vec::len)),
        move |at| {
            if let Some(entry) = fitting.with_untracked(|fitting| fitting.get(at).cloned()) {
                choose(ui, models, entry);
            }
        },
    );
    let picker = Picker {
        models,
        is_open: RwSignal::new(false),
        typed,
        fitting,
        listbox,
    };
    el("span")
        .class("model-choice")
        .needs_script()
        .has(picker.button())
        .has(picker.popover())
}

/// Whether every word that was typed is in the name, the provider or the id.
fn fits(entry: &ModelEntry, typed: &str) -> bool {
    let about = format!("{} {} {}", entry.name, entry.provider, entry.id).to_lowercase();
    let typed = typed.to_lowercase();
    typed.split_whitespace().all(|word| about.contains(word))
}

/// Chooses a model; of one that cannot be used says why.
fn choose(ui: Ui, models: Models, entry: ModelEntry) {
    if entry.is_available {
        platform::hide_popover(PICKER);
        ui.announce(&format!("{} answers", entry.name));
        models.choose(entry.id);
    } else {
        let why = entry.reason.unwrap_or_default();
        ui.announce(&format!("{} is not available. {why}", entry.name));
    }
}

impl Picker {
    fn button(self) -> El {
        let current = move || match self.models.current() {
            Some(entry) => entry.name,
            None => "No model".to_owned(),
        };
        el("button")
            .is("type", "button")
            .class("model-button")
            .is("popovertarget", PICKER)
            .is("aria-haspopup", "listbox")
            .follows("aria-label", move || {
                Some(format!("Model: {}", current()).into())
            })
            .has(icon("i-model"))
            .has(
                el("span")
                    .class("model-name")
                    .tells(move || current().into()),
            )
            .has(icon("i-chevron"))
    }

    fn popover(self) -> El {
        let content = showing(move || {
            self.is_open.get().then(|| {
                el("div")
                    .class("picker")
                    .has(self.field())
                    .has(self.list())
                    .has(self.nothing_fits())
                    .has(self.keys())
                    .has(
                        self.listbox
                            .count("model", "models", "No model fits", move || {
                                self.typed.with(|typed| !typed.trim().is_empty())
                            }),
                    )
            })
        });
        el("div")
            .class("menu model-picker")
            .is("popover", "auto")
            .is("id", PICKER)
            .on("beforetoggle", move |event| {
                if event_target::<Element>(&event).matches(":popover-open") == Ok(false) {
                    self.open();
                }
            })
            .on("toggle", move |event| {
                if event_target::<Element>(&event).matches(":popover-open") == Ok(true) {
                    platform::focus(&format!("#{PICKER} input"));
                    self.listbox.bring_into_view();
                } else {
                    self.is_open.set(false);
                }
            })
            .shows(content)
    }

    /// Begins with all models and the one that answers.
    fn open(self) {
        self.typed.set(String::new());
        let current = untrack(|| self.models.current()).map(|entry| entry.id);
        let at = self.fitting.with_untracked(|fitting| {
            fitting
                .iter()
                .position(|entry| Some(&entry.id) == current.as_ref())
        });
        self.listbox.activate(at.unwrap_or_default());
        self.is_open.set(true);
    }

    fn field(self) -> El {
        self.listbox
            .field("Search models", self.typed)
            .class("picker-field")
            .is("placeholder", "Search models")
    }

    fn list(self) -> El {
        let lines = move || {
            let lines = self.fitting.with(|fitting| {
                let lines = fitting.iter().enumerate();
                lines
                    .map(|(at, entry)| self.line(at, entry).view())
                    .collect::<Vec<_>>()
            });
            fragment(lines)
        };
        self.listbox
            .list("Models")
            .class("picker-list")
            .shows(changing(lines))
    }

    /// The way to what is missing. No option can hold a link, so it stands below them all.
    fn keys(self) -> El {
        let is_any_missing = move || {
            self.models
                .with(|all| all.iter().any(|entry| !entry.is_available))
        };
        el("p")
            .class("picker-foot")
            .follows_flag("hidden", move || !is_any_missing())
            .has(
                el("a")
                    .is("href", "/settings#keys")
                    .has(icon("i-key"))
                    .says("Set keys of providers"),
            )
    }

    fn nothing_fits(self) -> El {
        el("p")
            .class("picker-empty")
            .follows_flag("hidden", move || {
                self.fitting.with(|fitting| !fitting.is_empty())
            })
            .says("No model fits.")
    }

    fn line(self, at: usize, entry: &ModelEntry) -> El {
        let (id, is_available) = (entry.id.clone(), entry.is_available);
        let about = match (&entry.reason, &entry.note) {
            (Some(reason), _) => Some(reason.clone()),
            (None, note) => note.clone(),
        };
        let chosen = Memo::new(move |_| self.models.current().is_some_and(|entry| entry.id == id));
        let words = el("span")
            .class("picker-words")
            .has(el("span").class("picker-name").says(label(entry)));
        let words = match about {
            Some(about) => words.has(el("span").class("picker-about").says(about)),
            None => words,
        };
        self.listbox
            .option(at)
            .class("picker-line")
            .when(!is_available, "aria-disabled", "true")
            .follows("aria-selected", move || {
                Some(if chosen.get() { "true" } else { "false" }.into())
            })
            .has(words)
            .has(icon("i-check"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_is_found_by_words_of_its_name_its_provider_and_its_id() {
        let entry = ModelEntry {
            context_tokens: 0.0,
            id: "claude-sonnet-4-5".to_owned(),
            is_available: true,
            is_local: false,
            name: "Claude Sonnet 4.5".to_owned(),
            note: None,
            provider: "anthropic".to_owned(),
            reason: None,
            takes_images: true,
        };
        for typed in ["", " ", "SON", "anthropic claude", "4-5 sonnet"] {
            assert!(fits(&entry, typed), "{typed}");
        }
        for typed in ["gpt", "sonnet openai"] {
            assert!(!fits(&entry, typed), "{typed}");
        }
    }
}
