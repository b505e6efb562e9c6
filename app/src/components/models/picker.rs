//! Choosing a model among many: a field to search in, and below it what fits. The focus stays in the field; which
//! line is meant is said by `aria-activedescendant`.

use convex_api::ModelEntry;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, KeyboardEvent};

use super::{Models, label};
use crate::components::composer::is_composing;
use crate::components::icon::icon;
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, fragment, showing};
use crate::platform;

/// The id of the popover, and of the list inside.
const PICKER: &str = "model-picker";
const LIST: &str = "model-list";

/// What the parts of the picker share. `Copy`.
#[derive(Clone, Copy)]
struct Picker {
    ui: Ui,
    models: Models,
    is_open: RwSignal<bool>,
    typed: RwSignal<String>,
    fitting: Memo<Vec<ModelEntry>>,
    /// The place of the line that Enter chooses.
    active: RwSignal<usize>,
}

/// The button that says which model answers, and what it opens. They stand beside each other.
pub(super) fn picker(models: Models) -> El {
    let typed = RwSignal::new(String::new());
    let picker = Picker {
        ui: Ui::current(),
        models,
        is_open: RwSignal::new(false),
        typed,
        fitting: Memo::new(move |_| {
            let typed = typed.get();
            models.with(|all| all.iter().filter(|it| fits(it, &typed)).cloned().collect())
        }),
        active: RwSignal::new(0),
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

fn option_id(at: usize) -> String {
    format!("model-{at}")
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
                    .has(self.count())
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
                    platform::bring_into_view(&option_id(self.active.get_untracked()));
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
        self.active.set(at.unwrap_or_default());
        self.is_open.set(true);
    }

    fn field(self) -> El {
        el("input")
            .class("picker-field")
            .is("type", "text")
            .is("role", "combobox")
            .is("aria-label", "Search models")
            .is("aria-autocomplete", "list")
            .is("aria-expanded", "true")
            .is("aria-controls", LIST)
            .follows("aria-activedescendant", move || {
                let any = self.fitting.with(|fitting| !fitting.is_empty());
                any.then(|| option_id(self.active.get()).into())
            })
            .is("placeholder", "Search models")
            .is("autocomplete", "off")
            .is("autocapitalize", "none")
            .is("spellcheck", "false")
            .is("maxlength", "200")
            .on("input", move |event| {
                self.active.set(0);
                self.typed.set(event_target_value(&event));
            })
            .on("keydown", move |event| self.on_key(event))
    }

    fn on_key(self, event: Event) {
        let event: KeyboardEvent = event.unchecked_into();
        if is_composing(&event) {
            return;
        }
        let last = self.fitting.with_untracked(Vec::len).saturating_sub(1);
        let at = self.active.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" if at == last => 0,
            "ArrowDown" => at + 1,
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            // The field stands in the composer's form, which Enter must not send.
            "Enter" => {
                event.prevent_default();
                self.choose(at);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(next);
        platform::bring_into_view(&option_id(next));
    }

    /// Chooses a model; of one that cannot be used says why.
    fn choose(self, at: usize) {
        let entry = self
            .fitting
            .with_untracked(|fitting| fitting.get(at).cloned());
        match entry {
            Some(entry) if entry.is_available => {
                platform::hide_popover(PICKER);
                self.ui.announce(&format!("{} answers", entry.name));
                self.models.choose(entry.id);
            }
            Some(entry) => {
                let why = entry.reason.unwrap_or_default();
                self.ui
                    .announce(&format!("{} is not available. {why}", entry.name));
            }
            None => {}
        }
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
        el("div")
            .class("picker-list")
            .is("role", "listbox")
            .is("id", LIST)
            .is("aria-label", "Models")
            .shows(changing(lines))
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
        el("div")
            .class("picker-line")
            .is("role", "option")
            .is("id", option_id(at))
            .when(!is_available, "aria-disabled", "true")
            .follows("aria-selected", move || {
                Some(if chosen.get() { "true" } else { "false" }.into())
            })
            .follows_flag("data-active", move || self.active.get() == at)
            // The focus stays in the field.
            .on("pointerdown", |event| event.prevent_default())
            .on("mousedown", |event| event.prevent_default())
            .on("pointermove", move |_| {
                if self.active.get_untracked() != at {
                    self.active.set(at);
                }
            })
            .on("click", move |_| self.choose(at))
            .has(words)
            .has(icon("i-check"))
    }

    /// How many models fit, for those who do not see them.
    fn count(self) -> El {
        el("p")
            .class("visually-hidden")
            .is("role", "status")
            .tells(move || {
                let typed = self.typed.with(|typed| !typed.trim().is_empty());
                match self.fitting.with(Vec::len) {
                    _ if !typed => "".into(),
                    0 => "No model fits".into(),
                    1 => "1 model".into(),
                    count => format!("{count} models").into(),
                }
            })
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
        };
        for typed in ["", " ", "SON", "anthropic claude", "4-5 sonnet"] {
            assert!(fits(&entry, typed), "{typed}");
        }
        for typed in ["gpt", "sonnet openai"] {
            assert!(!fits(&entry, typed), "{typed}");
        }
    }
}
