//! Diffs in what was written: from change to change, and whether both sides stand beside each other.

use std::cell::RefCell;

use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlElement, KeyboardEvent, Node};

use super::blocks::{figure, unfold};
use crate::layout::ui::Ui;
use crate::layout::{diffs, shortcuts};
use crate::platform;

thread_local! {
    /// The change that was last gone to: a button goes on from there, although it has the focus itself.
    static LAST: RefCell<Option<Element>> = const { RefCell::new(None) };
}

/// Goes to the next or the previous change of a conversation, if that is what the key means.
pub(crate) fn on_key(ui: Ui, event: Event) {
    let event: KeyboardEvent = event.unchecked_into();
    let forwards = match event.key().as_str() {
        "." => true,
        "," => false,
        _ => return,
    };
    let target = event.target();
    let target = target.and_then(|target| target.dyn_into::<Element>().ok());
    let is_more = event.ctrl_key() || event.meta_key() || event.alt_key();
    let may = !is_more && !platform::is_typing() && shortcuts::are_characters_on();
    let Some(target) = target.filter(|_| may) else {
        return;
    };
    if let Ok(Some(thread)) = target.closest(".thread") {
        event.prevent_default();
        step(ui, &thread, &target, forwards);
    }
}

/// Goes to the next or the previous change of the button's diff.
pub(super) fn step_within(ui: Ui, button: &Element, forwards: bool) {
    let Some(figure) = figure(button) else { return };
    let last = LAST.with_borrow(Clone::clone);
    let last = last.filter(|last| figure.contains(Some(last)));
    step(ui, &figure, last.as_ref().unwrap_or(button), forwards);
}

/// Moves the focus to a change within the element, as seen from another one.
fn step(ui: Ui, within: &Element, from: &Element, forwards: bool) {
    let changes = platform::shown_within(within, ".diff .change");
    let side = if forwards {
        Node::DOCUMENT_POSITION_FOLLOWING
    } else {
        Node::DOCUMENT_POSITION_PRECEDING
    };
    let is_there = |change: &&HtmlElement| {
        from.compare_document_position(change) & side != 0 && !change.contains(Some(from))
    };
    let next = if forwards {
        changes.iter().find(is_there)
    } else {
        changes.iter().rfind(is_there)
    };
    match next {
        Some(change) => go_to(change),
        None if changes.is_empty() => {}
        None if forwards => ui.announce("No further change"),
        None => ui.announce("No earlier change"),
    }
}

fn go_to(change: &HtmlElement) {
    if let Some(figure) = figure(change) {
        unfold(&figure);
    }
    let _ = change.focus();
    LAST.set(Some(change.clone().unchecked_into()));
}

/// Shows diffs unified or split. The button gives its place to the other one, and the focus, too.
pub(super) fn look(button: &Element, look: &str) {
    diffs::choose(look);
    let other = match look {
        "split" => "[data-does=unified]",
        _ => "[data-does=split]",
    };
    let other = figure(button).and_then(|figure| figure.query_selector(other).ok().flatten());
    if let Some(other) = other {
        let _ = other.unchecked_into::<HtmlElement>().focus();
    }
}
