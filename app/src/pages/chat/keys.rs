//! The keys of a tree: arrows, Home and End, and the beginning of a name.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::tree::Tree;
use crate::platform;

/// Letters belong together that follow each other within so many milliseconds.
const TYPING_RESTS: f64 = 700.0;

/// What has been typed, and when.
type Typed = (String, f64);

pub(super) fn on_key(tree: Tree, event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let item = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok())
        .and_then(|target| target.closest(".tree-item").ok().flatten());
    let (Some(item), Some(root)) = (item, within(&event)) else {
        return;
    };
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let items = platform::shown_within(&root, ".tree-item");
    let Some(at) = items
        .iter()
        .position(|other| other.is_same_node(Some(&item)))
    else {
        return;
    };
    let id = item.get_attribute("data-thread").unwrap_or_default();
    let expanded = item.get_attribute("aria-expanded");
    let key = event.key();
    let next = match (key.as_str(), expanded.as_deref()) {
        ("ArrowDown", _) => items.get(at + 1).cloned(),
        ("ArrowUp", _) => at.checked_sub(1).map(|before| items[before].clone()),
        ("Home", _) => items.first().cloned(),
        ("End", _) => items.last().cloned(),
        ("ArrowRight", Some("false")) => {
            tree.closed.update(|closed| {
                closed.remove(&id);
            });
            None
        }
        ("ArrowRight", Some(_)) => items.get(at + 1).cloned(),
        ("ArrowLeft", Some("true")) => {
            tree.closed.update(|closed| {
                closed.insert(id);
            });
            None
        }
        ("ArrowRight", None) => None,
        ("ArrowLeft", _) => parent(&item),
        (letter, _) if is_letter(letter) => typed(tree, letter, &items, at),
        _ => return,
    };
    event.prevent_default();
    if let Some(next) = next {
        let _ = next.focus();
    }
}

fn within(event: &KeyboardEvent) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

fn is_letter(key: &str) -> bool {
    let mut characters = key.chars();
    characters.next().is_some_and(char::is_alphanumeric) && characters.next().is_none()
}

/// The item that the item's list hangs on.
fn parent(item: &Element) -> Option<HtmlElement> {
    let list = item.closest("ul").ok()??;
    let above = list.parent_element()?;
    let parent = above.query_selector(":scope > .tree-item, :scope > form > .tree-item");
    parent.ok()?.map(JsCast::unchecked_into)
}

/// The next item whose name begins with what has been typed. One letter alone goes on from item to item.
fn typed(tree: Tree, letter: &str, items: &[HtmlElement], at: usize) -> Option<HtmlElement> {
    let now = platform::now();
    let (mut text, last): Typed = tree.typed.get_value();
    if now - last > TYPING_RESTS {
        text.clear();
    }
    text.push_str(&letter.to_lowercase());
    let from = if text.chars().count() == 1 {
        at + 1
    } else {
        at
    };
    let found = (0..items.len())
        .map(|step| &items[(from + step) % items.len()])
        .find(|item| name(item).starts_with(&text))
        .cloned();
    tree.typed.set_value((text, now));
    found
}

fn name(item: &HtmlElement) -> String {
    let name = item.query_selector(".tree-name").ok().flatten();
    let name = name.and_then(|name| name.text_content());
    name.unwrap_or_default().trim().to_lowercase()
}
