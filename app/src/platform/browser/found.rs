//! Leading to a message, and marking in it what was searched for.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement, Node};
use wasm_bindgen::prelude::*;

use super::{FRAMES, dialog::shown_within, find, post::object};

#[wasm_bindgen]
extern "C" {
    type Range;
    #[wasm_bindgen(constructor)]
    fn new() -> Range;
    #[wasm_bindgen(catch, method, js_name = setStart)]
    fn set_start(this: &Range, node: &Node, offset: u32) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, method, js_name = setEnd)]
    fn set_end(this: &Range, node: &Node, offset: u32) -> Result<(), JsValue>;

    type Highlight;
    #[wasm_bindgen(catch, constructor)]
    fn new() -> Result<Highlight, JsValue>;
    #[wasm_bindgen(method)]
    fn add(this: &Highlight, range: &Range);

    type Highlights;
    #[wasm_bindgen(thread_local_v2, js_namespace = CSS, js_name = highlights)]
    static HIGHLIGHTS: Option<Highlights>;
    #[wasm_bindgen(method)]
    fn set(this: &Highlights, name: &str, highlight: &Highlight);
    #[wasm_bindgen(method)]
    fn delete(this: &Highlights, name: &str) -> bool;

    type Scrolls;
    #[wasm_bindgen(method, js_name = scrollIntoView)]
    fn scroll_into_view(this: &Scrolls, options: &JsValue);
}

/// What a message says, not what was thought before.
const TEXT: &str = ".message > .prose, .whole > .prose";

/// What the stylesheet calls the words that were found.
const FOUND: &str = "found";

thread_local! {
    /// Which leading is the last one that was asked for.
    static LAST: Cell<u32> = const { Cell::new(0) };
}

/// Begins another leading, or none: those before it end.
fn begin() -> u32 {
    let nth = LAST.get().wrapping_add(1);
    LAST.set(nth);
    nth
}

/// Leads to a message as soon as it is there, marks it, and in it the words, which are in lower case. Whoever is led
/// elsewhere meanwhile is not led there any more.
pub(crate) fn lead_to_message(id: String, words: Vec<String>, takes_focus: bool) {
    Leading {
        id,
        words,
        takes_focus,
        nth: begin(),
    }
    .go_on(FRAMES, false);
}

/// A message that is led to, and how.
struct Leading {
    id: String,
    words: Vec<String>,
    takes_focus: bool,
    nth: u32,
}

impl Leading {
    /// A page that has just been opened takes the focus itself first, so what is there waits for one frame.
    fn go_on(self, frames_left: u32, was_there: bool) {
        request_animation_frame(move || {
            if LAST.get() != self.nth {
                return;
            }
            let message = find(&format!("[id=\"message-{}\"]", self.id));
            let is_there = message.is_some();
            match message.filter(|_| was_there) {
                Some(message) => self.arrive(&message),
                None if frames_left > 0 => self.go_on(frames_left - 1, is_there),
                None => {}
            }
        });
    }

    fn arrive(self, message: &HtmlElement) {
        forget_found();
        let _ = message.set_attribute("aria-current", "true");
        uncover(message);
        let first = mark(message, &self.words);
        let target = first.unwrap_or_else(|| message.clone().unchecked_into());
        if let Some(middle) = object(&[("block", "center".into())]) {
            target.unchecked_ref::<Scrolls>().scroll_into_view(&middle);
        }
        if self.takes_focus {
            focus_still(message);
        }
    }
}

/// Shows all of a message of which only the beginning is seen.
pub(super) fn uncover(message: &HtmlElement) {
    let fold = message.query_selector(".unfold").ok().flatten();
    let Some(fold) = fold.map(JsCast::unchecked_into::<HtmlElement>) else {
        return;
    };
    if fold.offset_height() > 0 {
        let _ = fold.set_attribute("open", "");
    }
}

/// Moves the focus to what is in its place already.
pub(super) fn focus_still(element: &HtmlElement) {
    #[wasm_bindgen]
    extern "C" {
        type Focuses;
        #[wasm_bindgen(method)]
        fn focus(this: &Focuses, options: &JsValue);
    }
    if let Some(still) = object(&[("preventScroll", true.into())]) {
        element.unchecked_ref::<Focuses>().focus(&still);
    }
}

/// Takes all marks back, and leads nobody any more who is on the way.
pub(crate) fn leave_found() {
    begin();
    forget_found();
}

/// Takes all marks back.
pub(crate) fn forget_found() {
    if let Some(before) = find("article[aria-current]") {
        let _ = before.remove_attribute("aria-current");
    }
    HIGHLIGHTS.with(|highlights| {
        if let Some(highlights) = highlights {
            highlights.delete(FOUND);
        }
    });
}

/// Marks the words in a message; answers with what holds the first of them. The page itself stays as it is.
fn mark(message: &HtmlElement, words: &[String]) -> Option<Element> {
    // Calls of tools part the text of an answer.
    let texts = shown_within(message, TEXT).into_iter();
    let highlight = Highlight::new().ok()?;
    let mut first = None;
    let mut open: Vec<_> = texts.rev().map(Node::from).collect();
    while let Some(node) = open.pop() {
        if node.node_type() == Node::TEXT_NODE {
            let ranges = ranges(&node, words);
            if !ranges.is_empty() && first.is_none() {
                first = node.parent_element();
            }
            ranges.iter().for_each(|range| highlight.add(range));
        }
        let mut child = node.last_child();
        while let Some(node) = child {
            child = node.previous_sibling();
            open.push(node);
        }
    }
    HIGHLIGHTS.with(|highlights| {
        if let Some(highlights) = highlights {
            highlights.set(FOUND, &highlight);
        }
    });
    first
}

/// Where the words stand in a text. Places are counted in UTF-16, as the page does.
fn ranges(node: &Node, words: &[String]) -> Vec<Range> {
    let text = node.node_value().unwrap_or_default();
    let lower = text.to_lowercase();
    // Rarely a letter has another length in lower case: then places would be wrong.
    if lower.encode_utf16().count() != text.encode_utf16().count() {
        return Vec::new();
    }
    let length = |text: &str| text.encode_utf16().count() as u32;
    let mut ranges = Vec::new();
    for word in words {
        for (at, found) in lower.match_indices(word.as_str()) {
            let (start, range) = (length(&lower[..at]), Range::new());
            let is_set = range.set_start(node, start).is_ok()
                && range.set_end(node, start + length(found)).is_ok();
            if is_set {
                ranges.push(range);
            }
        }
    }
    ranges
}

/// The address of one of our paths for whoever is elsewhere.
pub(crate) fn absolute(path: &str) -> String {
    window().location().origin().unwrap_or_default() + path
}

/// Whether nobody can see the page, because another one lies over it.
pub(crate) fn is_away() -> bool {
    document().hidden()
}
