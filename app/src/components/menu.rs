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
                .and_then(|target| target.closest(".menu-item").ok().flatten())
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

/// Renaming without script. `typed` is what was refused, which is shown again.
pub(crate) fn rename_form(
    path: &'static str,
    about: El,
    typed: Option<String>,
    title: impl Fn() -> String + Send + Sync + 'static,
) -> El {
    post(path)
        .class("menu-form without-script")
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

/// An opened menu takes the focus to its first item.
fn on_toggle(event: Event) {
    let menu = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let opened = menu.filter(|menu| menu.matches(":popover-open").unwrap_or(false));
    if let Some(item) = opened.and_then(|menu| menu.query_selector(ITEM).ok().flatten()) {
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
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
    let menu = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    let Some(menu) = menu.filter(|_| !in_field) else {
        return;
    };
    event.prevent_default();
    let focused = document().active_element().filter(is_item);
    let next = match focused {
        Some(item) => neighbour(item, down),
        None => menu.query_selector(ITEM).ok().flatten(),
    };
    if let Some(item) = next {
        let _ = item.unchecked_into::<HtmlElement>().focus();
    }
}

/// The next or previous item among the siblings.
fn neighbour(item: Element, down: bool) -> Option<Element> {
    let step = |from: &Element| {
        if down {
            from.next_element_sibling()
        } else {
            from.previous_element_sibling()
        }
    };
    let mut at = step(&item)?;
    while !is_item(&at) {
        at = step(&at)?;
    }
    Some(at)
}

fn is_item(element: &Element) -> bool {
    element.matches(ITEM).unwrap_or(false)
}
