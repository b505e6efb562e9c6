//! The box one writes in: grows with its text, sends with Enter, keeps a draft.

use leptos::html::{Form, Textarea};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::icon::icon;
use crate::node::{El, el};
use crate::platform;
use crate::served;

/// What a composer is for.
pub(crate) struct ComposerOptions {
    /// The handler of the form without script.
    pub(crate) action: &'static str,
    /// The name of the text in the form.
    pub(crate) field: &'static str,
    pub(crate) label: &'static str,
    pub(crate) placeholder: &'static str,
    /// The name of the button.
    pub(crate) send: &'static str,
    /// Under which name the draft is kept.
    pub(crate) draft: String,
    /// Whether reading starts here after a navigation.
    pub(crate) first_focus: bool,
}

/// A handle on a composer's text.
#[derive(Clone, Copy)]
pub(crate) struct Written {
    area: NodeRef<Textarea>,
    draft: StoredValue<String>,
}

impl Written {
    fn text(self) -> String {
        self.area
            .get_untracked()
            .map(|area| area.value())
            .unwrap_or_default()
    }

    fn show(self, text: &str) {
        if let Some(area) = self.area.get_untracked() {
            area.set_value(text);
            platform::autosize(&area);
        }
    }

    /// Forgets the text: it is safe elsewhere now.
    pub(crate) fn clear(self) {
        self.show("");
        self.draft.with_value(|key| platform::keep_draft(key, ""));
    }

    /// Brings a text back that could not be sent, unless something new is being written.
    pub(crate) fn restore(self, text: &str) {
        if self.text().trim().is_empty() {
            self.show(text);
            self.draft.with_value(|key| platform::keep_draft(key, text));
        }
    }
}

/// Whether a key belongs to an input method that is still composing a letter. 229 is how some say so where
/// `isComposing` comes too late.
pub(crate) fn is_composing(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// A composer. `extra` stands between the text and the button and belongs to the same form; `on_send`
/// gets the trimmed text and decides when it is cleared.
pub(crate) fn composer(
    options: ComposerOptions,
    extra: Vec<El>,
    on_send: impl Fn(String, Written) + 'static,
) -> El {
    let form = NodeRef::<Form>::new();
    let area = NodeRef::<Textarea>::new();
    let written = Written {
        area,
        draft: StoredValue::new(options.draft),
    };
    Effect::new(move |_| {
        if area.get().is_some() {
            let kept = written.draft.with_value(|key| platform::draft(key));
            match kept {
                Some(text) if written.text().is_empty() => written.show(&text),
                _ => written.show(&written.text()),
            }
        }
    });
    let on_submit = move |event: Event| {
        event.prevent_default();
        let text = written.text().trim().to_owned();
        if !text.is_empty() {
            on_send(text, written);
        }
    };
    let on_key = move |event: Event| {
        let event: KeyboardEvent = event.unchecked_into();
        if event.key() == "Enter" && !event.shift_key() && !is_composing(&event) {
            event.prevent_default();
            if let Some(form) = form.get_untracked()
                && !written.text().trim().is_empty()
            {
                let _ = form.request_submit();
            }
        }
    };
    let on_input = move |_| {
        if let Some(area) = area.get_untracked() {
            platform::autosize(&area);
        }
        written
            .draft
            .with_value(|key| platform::keep_draft(key, &written.text()));
    };
    let form_name = options.action.trim_start_matches("/do/");
    let mut text = el("textarea")
        .is("name", options.field)
        .is("aria-label", options.label)
        .is("placeholder", options.placeholder)
        .is("rows", "1")
        .is("maxlength", "100000")
        .is("required", "")
        .is("autocomplete", "off")
        .is("enterkeyhint", "send")
        .is("dir", "auto")
        .when(options.first_focus, "data-first-focus", "")
        .node(area)
        .on("keydown", on_key)
        .on("input", on_input);
    if let Some(typed) = served::typed(form_name, None, options.field) {
        text = text.says(typed);
    }
    let send = el("button")
        .class("icon-button solid end")
        .is("aria-label", options.send)
        .is("title", options.send)
        .has(icon("i-up"));
    let foot = extra
        .into_iter()
        .fold(el("div").class("composer-foot"), El::has)
        .has(send);
    el("form")
        .class("composer")
        .is("method", "post")
        .is("action", options.action)
        .node(form)
        .on("submit", on_submit)
        .has(text)
        .has(foot)
}
