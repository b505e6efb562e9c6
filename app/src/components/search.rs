//! Searching a list: a GET form, so that it works without script and has an address; script follows the typing.

use leptos::html::Input;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_query_map};

use super::icon::icon;
use crate::node::{El, Text, el};

/// How long typing must pause before the list is searched.
const SEARCH_RESTS: std::time::Duration = std::time::Duration::from_millis(150);

/// What the address says is searched for.
pub(crate) fn text() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| {
        query
            .with(|query| query.get("q").unwrap_or_default())
            .trim()
            .to_owned()
    })
}

/// The search of a page.
pub(crate) struct Search {
    pub(crate) action: Text,
    pub(crate) label: &'static str,
    /// From [`text`].
    pub(crate) text: Memo<String>,
}

impl Search {
    /// The form. `address` is that of the page for a text; `further` goes with the form.
    pub(crate) fn form(
        self,
        address: impl Fn(&str) -> String + Clone + 'static,
        further: El,
    ) -> El {
        let Self {
            action,
            label,
            text,
        } = self;
        let input = NodeRef::<Input>::new();
        let (navigate, path) = (use_navigate(), use_location().pathname);
        let own_path = path.get_untracked();
        let go = move || {
            // Another page may be on its way by now, and this one must not come back.
            let is_here = path.with_untracked(|path| *path == own_path);
            let Some(input) = input.get_untracked().filter(|_| is_here) else {
                return;
            };
            let typed = input.value().trim().to_owned();
            if typed != text.get_untracked() {
                let options = NavigateOptions {
                    replace: true,
                    scroll: false,
                    ..NavigateOptions::default()
                };
                navigate(&address(&typed), options);
            }
        };
        let resting = StoredValue::new(None::<TimeoutHandle>);
        let rest = move || {
            if let Some(handle) = resting.get_value() {
                handle.clear();
            }
        };
        on_cleanup(rest);
        let on_input = {
            let go = go.clone();
            move |_| {
                rest();
                resting.set_value(set_timeout_with_handle(go.clone(), SEARCH_RESTS).ok());
            }
        };
        // Going back in history changes the field too, but never under the writer's hands.
        Effect::new(move |_| {
            let text = text.get();
            if let Some(input) = input.get_untracked()
                && document().active_element().as_ref() != Some(&input)
            {
                input.set_value(&text);
            }
        });
        el("form")
            .class("search")
            .is("role", "search")
            .is("method", "get")
            .is("action", action)
            .on("submit", move |event| {
                event.prevent_default();
                go();
            })
            .has(icon("i-search"))
            .has(
                el("input")
                    .class("field")
                    .is("type", "search")
                    .is("name", "q")
                    .is("aria-label", label)
                    .is("placeholder", "Search")
                    .is("autocomplete", "off")
                    .is("maxlength", "200")
                    .is("value", text.get_untracked())
                    .node(input)
                    .on("input", on_input),
            )
            .has(further)
    }
}
