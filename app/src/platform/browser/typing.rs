//! Changing a text area in place of its writer.

use std::ops::Range;

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, HtmlTextAreaElement};
use wasm_bindgen::prelude::*;

use super::matches_any;

#[wasm_bindgen]
extern "C" {
    type Opens;
    #[wasm_bindgen(catch, method, js_name = showPopover)]
    fn show_popover(this: &Opens) -> Result<(), JsValue>;

    type Commands;
    #[wasm_bindgen(catch, method, js_name = execCommand)]
    fn execute(this: &Commands, name: &str, ask: bool, value: &str) -> Result<JsValue, JsValue>;

    type Typed;
    #[wasm_bindgen(method, getter, js_name = inputType)]
    fn kind(this: &Typed) -> String;

    type HandsOver;
    #[wasm_bindgen(method, getter, js_name = formData)]
    fn fields(this: &HandsOver) -> Fields;
    type Fields;
    #[wasm_bindgen(method)]
    fn set(this: &Fields, name: &str, value: &str);
}

/// Where one types, so that keys of characters are characters. A dialog that has been closed keeps the focus until
/// the browser draws the page again; nobody types there any more.
const FIELDS: &str = ":is(textarea, select, [contenteditable], \
    input:not([type=checkbox], [type=radio], [type=button], [type=submit])):focus:not(dialog:not([open]) *)";

/// Whether the focus is where one types.
pub(crate) fn is_typing() -> bool {
    matches_any(FIELDS)
}

/// Lays the element over the page.
pub(crate) fn show_popover(element: &Element) {
    // Throws when it is gone already.
    let _ = element.unchecked_ref::<Opens>().show_popover();
}

/// Puts a text in place of a part, as its writer would: that can be undone, and is an `input`. Nothing else gives
/// browsers both.
pub(crate) fn replace_text(area: &HtmlTextAreaElement, part: Range<usize>, text: &str) {
    let (start, end) = (part.start as u32, part.end as u32);
    let _ = area.focus();
    let _ = area.set_selection_range(start, end);
    let command = if text.is_empty() {
        "delete"
    } else {
        "insertText"
    };
    let document = document().unchecked_into::<Commands>();
    let _ = document.execute(command, false, text);
}

/// What the writer does that an event announces, such as `deleteContentBackward`.
pub(crate) fn input_type(event: &Event) -> String {
    event.unchecked_ref::<Typed>().kind()
}

/// Puts a text among what a form is about to send.
pub(crate) fn hand_over(event: &Event, name: &str, text: &str) {
    event.unchecked_ref::<HandsOver>().fields().set(name, text);
}
