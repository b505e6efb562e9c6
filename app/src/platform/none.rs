//! No browser.

use leptos::web_sys::{Element, Event, HtmlElement, HtmlInputElement, PointerEvent};

pub(crate) fn now() -> f64 {
    0.0
}

pub(crate) fn sign_in_again() {}

pub(crate) fn watch_leaving() {}

pub(crate) fn is_online() -> bool {
    true
}

pub(crate) fn reload() {}

pub(crate) fn keep_for_offline() {}

pub(crate) fn set_root_attribute(_: &str, _: Option<&str>) {}

pub(crate) fn set_cookie(_: &str, _: &str) {}

pub(crate) fn matches_any(_: &str) -> bool {
    false
}

pub(crate) fn set_text(_: &str, _: &str) {}

pub(crate) fn field_of(_: &Event, _: &str) -> Option<String> {
    None
}

pub(crate) fn reset_form(_: &Event) {}

pub(crate) fn close_details(_: &str) {}

pub(crate) async fn chosen_picture(_: &HtmlInputElement) -> Option<String> {
    None
}

pub(crate) async fn copy(_: String) -> bool {
    false
}

pub(crate) fn focus(_: &str) -> bool {
    false
}

pub(crate) fn focus_soon(_: String) {}

pub(crate) fn hide_popover(_: &str) {}

pub(crate) fn draft(_: &str) -> Option<String> {
    None
}

pub(crate) fn keep_draft(_: &str, _: &str) {}

pub(crate) fn scroll_to_end() {}

pub(crate) fn go_to_fragment() -> bool {
    false
}

pub(crate) fn scrolled() -> f64 {
    0.0
}

pub(crate) fn near_end(_: f64) -> bool {
    false
}

pub(crate) fn fits() -> bool {
    true
}

pub(crate) struct Watching;

impl Watching {
    pub(crate) fn end(self) {}
}

pub(crate) fn on_growth(_: &str, _: impl FnMut() + 'static) -> Option<Watching> {
    None
}

pub(crate) fn capture_pointer(_: &Element, _: &PointerEvent) {}

pub(crate) fn middle_of(_: &HtmlElement) -> f64 {
    0.0
}

pub(crate) fn autosize(_: &leptos::web_sys::HtmlTextAreaElement) {}

pub(crate) fn show_dialog(_: &Element) {}

pub(crate) fn close_dialog() -> bool {
    false
}

pub(crate) fn bring_into_view(_: &str) {}

pub(crate) fn is_apple() -> bool {
    false
}

pub(crate) fn texts_of(_: &str) -> Vec<String> {
    Vec::new()
}

pub(crate) fn press(_: &str, _: usize) {}

pub(crate) fn focus_region(_: &[(&str, &str)], _: bool) {}

pub(crate) fn reveal(_: &str) -> bool {
    false
}

pub(crate) fn focus_neighbour(_: &str, _: &str, _: &str) {}
