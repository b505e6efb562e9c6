//! Dialogs that lie over the page, and moving through what lies under them.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};
use wasm_bindgen::prelude::*;

use super::{Measured, find, post::object};

#[wasm_bindgen]
extern "C" {
    type Dialog;
    #[wasm_bindgen(catch, method, js_name = showModal)]
    fn show_modal(this: &Dialog) -> Result<(), JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Dialog);

    type Selects;
    #[wasm_bindgen(method, js_name = querySelectorAll)]
    fn all(this: &Selects, selector: &str) -> JsValue;

    type Scrolls;
    #[wasm_bindgen(method, js_name = scrollIntoView)]
    fn scroll_into_view(this: &Scrolls, options: &JsValue);

    type HasPlatform;
    #[wasm_bindgen(method, getter)]
    fn platform(this: &HasPlatform) -> String;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: HasPlatform;
}

/// Lays the dialog over the page, which is inert from now on.
pub(crate) fn show_dialog(dialog: &Element) {
    // Throws when it is gone already.
    let _ = dialog.unchecked_ref::<Dialog>().show_modal();
}

/// Closes the open dialog; the browser gives the focus back to what had it. Says whether one was open.
pub(crate) fn close_dialog() -> bool {
    let found = find("dialog[open]");
    if let Some(dialog) = &found {
        dialog.unchecked_ref::<Dialog>().close();
    }
    found.is_some()
}

/// Scrolls no further than needed to show the element.
pub(crate) fn bring_into_view(id: &str) {
    let nearest = object(&[("block", "nearest".into())]);
    if let (Some(element), Some(nearest)) = (document().get_element_by_id(id), nearest) {
        element
            .unchecked_into::<Scrolls>()
            .scroll_into_view(&nearest);
    }
}

/// Whether this machine has ⌘ where others have Ctrl.
pub(crate) fn is_apple() -> bool {
    let platform = NAVIGATOR.with(HasPlatform::platform);
    platform.starts_with("Mac") || platform.starts_with("iP")
}

/// The texts of all matches, in order.
pub(crate) fn texts_of(selector: &str) -> Vec<String> {
    all(selector)
        .iter()
        .map(|element| element.text_content().unwrap_or_default().trim().to_owned())
        .collect()
}

/// Clicks on the `nth` match.
pub(crate) fn press(selector: &str, nth: usize) {
    if let Some(element) = all(selector).get(nth) {
        element.click();
    }
}

/// All matches inside an element that are shown, in order.
pub(crate) fn shown_within(element: &Element, selector: &str) -> Vec<HtmlElement> {
    let matches = all(selector).into_iter();
    matches
        .filter(|found| element.contains(Some(found)) && found.offset_parent().is_some())
        .collect()
}

pub(super) fn all(selector: &str) -> Vec<HtmlElement> {
    let found = document().unchecked_into::<Selects>().all(selector);
    js_sys::Array::from(&found)
        .iter()
        .map(JsCast::unchecked_into)
        .collect()
}

/// Moves the focus to the next or previous of the regions that are shown, each given by itself and by what
/// takes the focus in it.
pub(crate) fn focus_region(regions: &[(&str, &str)], forwards: bool) {
    let shown: Vec<_> = regions
        .iter()
        .filter_map(|(region, target)| Some((find(region)?, *target)))
        .filter(|(region, _)| region.unchecked_ref::<Measured>().rectangle().height() > 0.0)
        .collect();
    let active = document().active_element();
    // A later region may lie inside an earlier one.
    let here = shown
        .iter()
        .rposition(|(region, _)| region.contains(active.as_deref()));
    let next = match here {
        Some(at) if forwards => (at + 1) % shown.len(),
        Some(at) => (at + shown.len() - 1) % shown.len(),
        None if forwards => 0,
        None => shown.len().saturating_sub(1),
    };
    if let Some((region, target)) = shown.get(next) {
        let target = region.query_selector(target).ok().flatten();
        let target = target.map_or_else(|| region.clone(), JsCast::unchecked_into);
        let _ = target.focus();
    }
}

/// Opens what hides the first match, if anything does, and moves the focus there. Says whether there is one.
pub(crate) fn reveal(selector: &str) -> bool {
    let Some(element) = find(selector) else {
        return false;
    };
    let details = element.closest("details").ok().flatten();
    // What opens and closes others is never hidden itself.
    if let Some(details) = details.filter(|_| element.tag_name() != "SUMMARY") {
        let _ = details.set_attribute("open", "");
    }
    let _ = element.focus();
    true
}
