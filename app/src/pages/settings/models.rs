//! Which models are offered.

use leptos::prelude::*;

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section;
use crate::node::{El, el};
use crate::platform;
use crate::served;

const FORM: &str = "choose_models";

pub(super) fn section(chosen: Chosen) -> El {
    let saved = untrack(|| chosen.read(|settings| settings.selected_models.join("\n")));
    let typed = served::typed(FORM, None, "models").unwrap_or(saved);
    let form = post("/do/choose_models")
        .class("form")
        .on("submit", move |event| {
            event.prevent_default();
            if let Some(models) = platform::field_of(&event, "models") {
                chosen.actions.save(Change {
                    selected_models: Some(models_of(&models)),
                    ..Change::default()
                });
            }
        })
        .has(
            el("textarea")
                .class("field mono")
                .is("name", "models")
                .is("rows", "3")
                .is("aria-label", "Models")
                .is("aria-describedby", "models-hint")
                .is("autocapitalize", "none")
                .is("spellcheck", "false")
                .holds(typed),
        )
        .has(
            el("p")
                .class("form-hint")
                .is("id", "models-hint")
                .says("One name a line, as the provider writes it. Empty: all models of the providers with a key."),
        )
        .has(
            el("div")
                .class("actions")
                .has(el("button").class("button").says("Save models")),
        );
    section::section(
        "models",
        "Models",
        "What can be chosen for a task or a chat.",
        el("div").has(form),
    )
}

/// The names in a text of one name a line.
pub(crate) fn models_of(text: &str) -> Vec<String> {
    let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
    names.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::models_of;

    #[test]
    fn every_line_with_something_on_it_is_a_model() {
        assert_eq!(models_of(" a/b \n\n c-4.5\r\n"), ["a/b", "c-4.5"]);
        assert!(models_of(" \n").is_empty());
    }
}
