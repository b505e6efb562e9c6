//! Pasting: files become attachments, and so can a long text.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event};

use super::uploads::Files;
use crate::components::composer::{COMPOSER, TEXT_MAX};
use crate::components::icon::icon;
use crate::node::{El, el, showing};
use crate::platform;
use crate::text::count;

/// From so many characters on a pasted text could better be a file.
const LONG: usize = 4_000;

/// What the file is called that is made of a text.
const NAME: &str = "pasted.txt";

/// Takes pasted files, wherever on the page nobody writes something else.
pub(super) fn listen(files: Files) {
    Effect::new(move |_| {
        let handle = window_event_listener_untyped("paste", move |event| on_paste(files, &event));
        on_cleanup(move || handle.remove());
    });
}

fn on_paste(files: Files, event: &Event) {
    let is_here = files.written.is(event.target());
    if !is_here && writes_elsewhere(event) {
        return;
    }
    let (text, brought) = platform::pasted(event);
    if !brought.is_empty() {
        event.prevent_default();
        files.add(brought);
    } else if is_here {
        offer(files, event, text);
    }
}

fn writes_elsewhere(event: &Event) -> bool {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches("input, textarea, dialog *").unwrap_or(false))
}

/// A long text is pasted as it is, and could become a file; one that is too long for a message becomes one at once.
fn offer(files: Files, event: &Event, text: String) {
    let length = |text: &str| text.encode_utf16().count();
    if length(&text) + length(&files.written.text()) > TEXT_MAX {
        event.prevent_default();
        files.ui.announce("Too long for a message: added as a file");
        files.add_text(NAME, text);
    } else if length(&text) >= LONG {
        let characters = count(length(&text), "character", "characters");
        files
            .ui
            .announce(&format!("Pasted {characters}. They can become a file"));
        // The browser writes line ends in one way.
        files.pasted.set(Some(text.replace("\r\n", "\n")));
    }
}

/// Offers to make a file of what was pasted.
pub(super) fn offered(files: Files) -> AnyView {
    showing(move || {
        let text = files.pasted.get()?;
        let characters = count(text.encode_utf16().count(), "character", "characters");
        Some(bar(files, text, characters))
    })
}

fn bar(files: Files, text: String, characters: String) -> El {
    let close = move || {
        files.pasted.set(None);
        platform::focus(COMPOSER);
    };
    let accept = el("button")
        .is("type", "button")
        .class("button")
        .on("click", move |_| {
            files.add_text(NAME, text.clone());
            close();
        })
        .says("Make it a file");
    let decline = el("button")
        .is("type", "button")
        .class("icon-button")
        .is("aria-label", "Keep it as text")
        .is("title", "Keep it as text")
        .on("click", move |_| close())
        .has(icon("i-close"));
    el("div")
        .class("paste-offer")
        .has(el("span").says(format!("Pasted {characters}.")))
        .has(accept)
        .has(decline)
}
