//! No browser.

use std::ops::Range;

use leptos::web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, HtmlTextAreaElement, PointerEvent,
};

pub(crate) fn now() -> f64 {
    0.0
}

pub(crate) fn sign_in_again() {}

pub(crate) fn is_leaving() -> bool {
    false
}

#[expect(dead_code, reason = "only a browser finds out")]
pub(crate) enum Standing {
    Same,
    Another,
    Ended,
    Nobody,
    Unknown,
}

pub(crate) fn person() -> Option<String> {
    None
}

pub(crate) fn withdraw() {}

pub(crate) fn bring_back() {}

pub(crate) fn replace_page(_: &str) {}

pub(crate) async fn standing() -> Standing {
    Standing::Unknown
}

pub(crate) async fn sign_in(_: &str, _: &str) -> Option<String> {
    None
}

pub(crate) fn watch_leaving() {}

pub(crate) fn is_online() -> bool {
    true
}

pub(crate) fn reload() {}

pub(crate) fn keep_for_offline() {}

pub(crate) fn answers_offline() -> bool {
    false
}

pub(crate) fn set_root_attribute(_: &str, _: Option<&str>) {}

pub(crate) fn set_cookie(_: &str, _: &str) {}

#[cfg(not(feature = "ssr"))]
pub(crate) fn set_title(_: &str) {}

pub(crate) fn mark_title() {}

pub(crate) fn note_seen(_: &str) {}

pub(crate) fn was_seen(_: &str) -> bool {
    false
}

pub(crate) fn may_notify() -> bool {
    false
}

pub(crate) async fn tell(_: &str, _: &[(&str, &str)]) -> bool {
    false
}

pub(crate) async fn ask_to_notify() -> bool {
    false
}

pub(crate) fn notify(_: &str, _: &str) {}

pub(crate) fn matches_any(_: &str) -> bool {
    false
}

pub(crate) fn set_text(_: &str, _: &str) {}

pub(crate) fn field_of(_: &Event, _: &str) -> Option<String> {
    None
}

pub(crate) fn typed_in(_: &Event, _: &str) -> Option<String> {
    None
}

pub(crate) fn set_field(_: &str, _: &str) {}

pub(crate) fn reset_form(_: &Event) {}

pub(crate) fn close_details(_: &str) {}

pub(crate) async fn chosen_picture(_: &HtmlInputElement) -> Option<String> {
    None
}

pub(crate) async fn chosen_text(_: &HtmlInputElement) -> Option<String> {
    None
}

pub(crate) fn save_text(_: &str, _: &str) {}

pub(crate) async fn copy(_: String) -> bool {
    false
}

pub(crate) fn focus(_: &str) -> bool {
    false
}

pub(crate) fn focus_soon(_: String) {}

pub(crate) fn focus_if_lost(_: &str) {}

pub(crate) fn hide_popover(_: &str) {}

pub(crate) fn show_popover(_: &Element) {}

pub(crate) fn replace_text(_: &HtmlTextAreaElement, _: Range<usize>, _: &str) {}

pub(crate) fn input_type(_: &Event) -> String {
    String::new()
}

pub(crate) fn hand_over(_: &Event, _: &str, _: &str) {}

pub(crate) fn draft(_: &str) -> Option<String> {
    None
}

pub(crate) fn keep_draft(_: &str, _: &str) {}

pub(crate) fn is_typing() -> bool {
    false
}

pub(crate) fn scroll_to_end() {}

pub(crate) fn go_to_fragment() -> bool {
    false
}

pub(crate) fn go_to(_: &str) -> bool {
    false
}

pub(crate) fn scrolled() -> f64 {
    0.0
}

pub(crate) fn near_end(_: f64) -> bool {
    false
}

pub(crate) fn page_height() -> i32 {
    0
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

pub(crate) fn tell_height(_: &str, _: &str) {}

pub(crate) fn capture_pointer(_: &Element, _: &PointerEvent) {}

pub(crate) fn middle_of(_: &HtmlElement) -> f64 {
    0.0
}

pub(crate) fn autosize(_: &HtmlTextAreaElement) {}

#[derive(Clone)]
pub(crate) struct LocalFile;

impl LocalFile {
    pub(crate) fn of_text(_: &str, _: &str) -> Option<Self> {
        None
    }

    pub(crate) fn name(&self) -> String {
        String::new()
    }

    pub(crate) fn kind(&self) -> String {
        String::new()
    }

    pub(crate) fn size(&self) -> f64 {
        0.0
    }
}

pub(crate) fn chosen_files(_: &HtmlInputElement) -> Vec<LocalFile> {
    Vec::new()
}

pub(crate) fn drags_files(_: &Event) -> bool {
    false
}

pub(crate) fn leaves_page(_: &Event) -> bool {
    false
}

pub(crate) fn dropped_files(_: &Event) -> Vec<LocalFile> {
    Vec::new()
}

pub(crate) fn pasted(_: &Event) -> (String, Vec<LocalFile>) {
    Default::default()
}

#[derive(Clone)]
pub(crate) struct Sending;

impl Sending {
    pub(crate) fn new() -> Self {
        Self
    }

    pub(crate) async fn send(
        &self,
        _: &str,
        _: &LocalFile,
        _: &str,
        _: impl FnMut(f64) + 'static,
    ) -> Option<String> {
        None
    }

    pub(crate) fn cancel(&self) {}
}

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

pub(crate) fn shown_within(_: &Element, _: &str) -> Vec<HtmlElement> {
    Vec::new()
}

pub(crate) fn lead_to_message(_: String, _: Vec<String>, _: bool) {}

pub(crate) fn forget_found() {}

pub(crate) fn leave_found() {}

pub(crate) fn absolute(path: &str) -> String {
    path.to_owned()
}

pub(crate) fn begin_at(_: String, _: impl FnOnce() + 'static) {}

pub(crate) fn mark_asked() {}

pub(crate) fn hold_place(_: &str) {}

pub(crate) fn hold_pressed(_: Element, _: impl FnOnce() + 'static) {}

pub(crate) fn has_selection(_: &str) -> bool {
    false
}

pub(crate) fn go_on_at(_: &str, _: f64) {}

pub(crate) struct Seen {
    pub(crate) first: String,
    pub(crate) gone: f64,
    pub(crate) last: Option<String>,
}

pub(crate) fn seen_messages() -> Option<Seen> {
    None
}

pub(crate) fn is_away() -> bool {
    false
}

pub(crate) fn focus_region(_: &[(&str, &str)], _: bool) {}

pub(crate) fn reveal(_: &str) -> bool {
    false
}

pub(crate) fn focus_neighbour(_: &str, _: &str, _: &str) {}
