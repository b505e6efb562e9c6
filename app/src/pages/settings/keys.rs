//! Keys of model providers. They go in and never come out: what is shown is how they end.
//!
//! Storing one is an ordinary form, because the server asks the provider and encrypts the key.

use convex_api::{KeyStatus, ModelProvider, ProviderKeyEntry};
use leptos::prelude::*;

use super::Chosen;
use crate::components::form::post;
use crate::components::icon::{glyph, icon};
use crate::components::section::{self, Confirm};
use crate::components::time::when;
use crate::node::{El, changing, el, hidden};
use crate::served;

const FORM: &str = "keys";

const PROVIDERS: [(ModelProvider, &str); 3] = [
    (ModelProvider::Anthropic, "Anthropic"),
    (ModelProvider::Openai, "OpenAI"),
    (ModelProvider::Openrouter, "OpenRouter"),
];

pub(super) fn section(chosen: Chosen) -> El {
    let list = PROVIDERS
        .into_iter()
        .map(|(provider, name)| line(chosen, provider, name))
        .fold(el("ul").class("entries").is("aria-label", "Keys"), El::has);
    section::section(
        "keys",
        "Keys",
        "Your own keys of model providers. Each is tried out when you save it, stored encrypted, and never shown again.",
        el("div").has(list),
    )
}

fn line(chosen: Chosen, provider: ModelProvider, name: &'static str) -> El {
    let key = Memo::new(move |_| {
        chosen.keys.with(|state| {
            let keys = state.as_ref().ready()?;
            keys.iter().find(|key| key.provider == provider).cloned()
        })
    });
    el("li")
        .class("key")
        .shows(changing(move || match key.get() {
            Some(key) => stored(chosen, &key, name).view(),
            None => nothing_stored(name).view(),
        }))
        .has(form(provider, name, key))
}

fn head(glyph: El, name: &'static str, about: El) -> El {
    el("div").class("key-head").has(glyph).has(
        el("div")
            .class("entry-text")
            .has(el("span").class("entry-title").says(name))
            .has(about.class("entry-about")),
    )
}

fn nothing_stored(name: &'static str) -> El {
    head(icon("i-key"), name, el("span").says("No key"))
}

/// Always a word beside the glyph.
fn status(status: KeyStatus) -> (&'static str, &'static str, &'static str) {
    match status {
        KeyStatus::Valid => ("s-completed", "glyph is-completed", "Works"),
        KeyStatus::Invalid => ("s-failed", "glyph is-failed", "Refused by the provider"),
        KeyStatus::Unchecked => (
            "s-initializing",
            "glyph is-initializing",
            "Not tried out yet",
        ),
    }
}

fn stored(chosen: Chosen, key: &ProviderKeyEntry, name: &'static str) -> El {
    let (symbol, class, word) = status(key.status);
    let mut about = el("span")
        .says(format!("{word}. Ends with "))
        .has(el("code").says(key.hint.clone()));
    if let Some(at) = key.validated_at {
        about = about.says(", tried out ").has(when(move || at));
    }
    let provider = key.provider;
    let remove = Confirm {
        id: format!("remove-{}", provider.as_str()),
        label: "Remove",
        about: format!("key of {name}").into(),
        question: format!("Tasks can no longer use {name} with your key.").into(),
        action: "Remove key",
        form: post("/do/remove_key")
            .has(hidden("provider", provider.as_str()))
            .on("submit", move |event| {
                event.prevent_default();
                chosen.actions.remove_key(provider);
            }),
    };
    let line = head(glyph(symbol, class), name, about);
    remove.parts().into_iter().fold(line, El::has)
}

fn form(provider: ModelProvider, name: &'static str, key: Memo<Option<ProviderKeyEntry>>) -> El {
    let id = provider.as_str();
    let refusal = format!("refusal-{FORM}-{id}");
    let about = Some(("provider", id));
    let mut input = el("input")
        .class("field")
        .is("type", "password")
        .is("name", "key")
        .is("autocomplete", "off")
        .is("spellcheck", "false")
        .is("maxlength", "500")
        .is("required", "")
        .is("aria-label", format!("Key of {name}"))
        .is("aria-describedby", refusal.clone())
        .follows("placeholder", move || {
            let text = if key.with(Option::is_some) {
                "Another key"
            } else {
                "Paste a key"
            };
            Some(text.into())
        });
    if served::message(FORM, about).is_some() && served::is_blamed(FORM, "key") {
        input = input.is("aria-invalid", "true");
    }
    post("/auth/keys")
        .class("key-form")
        .has(hidden("provider", id))
        .has(input)
        .has(
            el("button")
                .class("button")
                .is("aria-label", format!("Save key of {name}"))
                .says("Save"),
        )
        .has(served::reason(refusal, FORM, about))
}
