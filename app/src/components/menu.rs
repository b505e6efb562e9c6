//! Menus of actions: a button that opens a popover. Opening, Esc, a click elsewhere and giving the focus
//! back are the browser's; arrow keys are added here.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, HtmlInputElement, KeyboardEvent};

use super::form::post;
use super::icon::icon;
use crate::node::{El, el};
use crate::platform;

/// What can be chosen. Some items are hidden where they would change nothing.
const ITEM: &str = ".menu-item:not([hidden])";

/// A "more" button and its menu, to stand beside each other. The items are forms, buttons and links with the
/// class `menu-item`.
pub(crate) fn menu(id: String, label: String, items: Vec<AnyView>) -> [AnyView; 2] {
    let closing = id.clone();
    let button = el("button")
        .is("type", "button")
        .class("icon-button")
        .is("popovertarget", id.clone())
        .is("aria-label", label)
        .has(icon("i-more"));
    let menu = el("div")
        .class("menu")
        .is("popover", "auto")
        .is("id", id)
        .on("toggle", on_toggle)
        .on("keydown", on_arrow)
        .on("click", move |event| {
            let on_item = event
                .target()
                .and_then(|target| target.dyn_into::<Element>().ok())
                // Not `ITEM`: choosing may already have hidden what was chosen.
                .and_then(|target| target.closest(".menu-item:not(summary)").ok().flatten())
                .is_some();
            if on_item {
                platform::hide_popover(&closing);
            }
        });
    [
        button.view(),
        items.into_iter().fold(menu, El::shows).view(),
    ]
}

/// The item that archives something, or brings it back. Without script the form goes to the one path or the other.
pub(crate) fn archive_item(
    is_archived: impl Fn() -> bool + Copy + Send + Sync + 'static,
    [archive, bring_back]: [&'static str; 2],
    choose: impl Fn(bool) + 'static,
) -> El {
    el("button")
        .class("menu-item")
        .follows("formaction", move || {
            Some(if is_archived() { bring_back } else { archive }.into())
        })
        .on("click", move |event| {
            event.prevent_default();
            choose(!untrack(is_archived));
        })
        .has(icon("i-archive"))
        .tells(move || {
            if is_archived() {
                "Bring back"
            } else {
                "Archive"
            }
            .into()
        })
}

/// The item that puts something into the trash.
pub(crate) fn delete_item(path: &'static str, trash: impl Fn() + 'static) -> El {
    el("button")
        .class("menu-item danger")
        .is("formaction", path)
        .on("click", move |event| {
            event.prevent_default();
            trash();
        })
        .has(icon("i-trash"))
        .says("Delete")
}

/// A form that gives something another title. `typed` is what was refused, which is shown again.
pub(crate) fn rename_form(
    path: &'static str,
    about: El,
    typed: Option<String>,
    title: impl Fn() -> String + Send + Sync + 'static,
) -> El {
    post(path)
        .class("menu-form")
        .has(about)
        .has(
            el("input")
                .class("field")
                .is("name", "title")
                .is("aria-label", "Title")
                .is("maxlength", "500")
                .is("required", "")
                .follows("value", move || {
                    Some(typed.clone().unwrap_or_else(&title).into())
                }),
        )
        .has(el("button").class("button").says("Rename"))
}

/// An item that unfolds a form, to stand in a menu. Needs no script.
pub(crate) fn fold(glyph: &'static str, label: &'static str, form: El) -> El {
    let on_unfold = |event: Event| {
        let fold = event_target::<Element>(&event);
        if let Some(field) = fold.query_selector(":scope[open] .field").ok().flatten() {
            let _ = field.unchecked_into::<HtmlElement>().focus();
        }
    };
    el("details")
        .class("menu-fold")
        .is("name", "menu-fold")
        .on("toggle", on_unfold)
        .has(
            el("summary")
                .class("menu-item")
                .has(icon(glyph))
                .says(label)
                .has(icon("i-chevron")),
        )
        .has(form)
}

/// An opened menu takes the focus to its first item; what was unfolded in it is folded when it closes.
fn on_toggle(event: Event) {
    let Some(menu) = menu_of(&event) else { return };
    if !menu.matches(":popover-open").unwrap_or(false) {
        if let Some(unfolded) = menu.query_selector("details[open]").ok().flatten() {
            let _ = unfolded.remove_attribute("open");
        }
    } else if let Some(item) = menu.query_selector(ITEM).ok().flatten() {
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
}

fn menu_of(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// Up and down go from item to item; from anywhere else in the menu, to the first.
fn on_arrow(event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return,
    };
    let in_field = event
        .target()
        .is_some_and(|target| target.has_type::<HtmlInputElement>());
    let Some(menu) = menu_of(&event).filter(|_| !in_field) else {
        return;
    };
    event.prevent_default();
    let items = platform::shown_within(&menu, ITEM);
    let focused = document().active_element();
    let at = items
        .iter()
        .position(|item| Some(item.unchecked_ref()) == focused.as_ref());
    let next = match at {
        Some(at) if down => at + 1,
        // Before the first one there is none.
        Some(at) => at.wrapping_sub(1),
        None => 0,
    };
    if let Some(item) = items.get(next) {
        let _ = item.focus();
    }
}
