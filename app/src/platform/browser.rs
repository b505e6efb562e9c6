//! What the pages need of the browser beyond events.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{
    Element, Event, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement,
    PointerEvent,
};
use wasm_bindgen::prelude::*;

mod attention;
mod clipboard;
mod dialog;
mod files;
mod found;
mod growth;
mod offline;
mod picture;
mod place;
mod post;
mod session;
mod text_file;
mod typing;

pub(crate) use attention::{ask_to_notify, mark_title, may_notify, note_seen, notify, was_seen};
pub(crate) use clipboard::copy;
pub(crate) use dialog::{
    bring_into_view, close_dialog, focus_region, is_apple, press, reveal, show_dialog,
    shown_within, texts_of,
};
pub(crate) use files::{
    LocalFile, Sending, chosen_files, drags_files, dropped_files, leaves_page, pasted,
};
pub(crate) use found::{absolute, forget_found, is_away, lead_to_message, leave_found};
pub(crate) use growth::{on_growth, tell_height};
pub(crate) use offline::{answers_offline, keep_for_offline};
pub(crate) use picture::chosen_picture;
pub(crate) use place::{
    begin_at, go_on_at, has_selection, hold_place, hold_pressed, mark_asked, seen_messages,
};
pub(crate) use post::{post, tell};
pub(crate) use session::{Standing, bring_back, person, replace_page, sign_in, standing, withdraw};
pub(crate) use text_file::{chosen_text, save_text};
pub(crate) use typing::{hand_over, input_type, is_typing, replace_text, show_popover};

use found::{focus_still, uncover};

/// How many frames something may take until it is there: half a minute, since a request may be slow.
const FRAMES: u32 = 1_800;

/// After so many frames, what has come has its size: messages are measured when they come into sight.
const FRAMES_TO_SETTLE: u32 = 30;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = Date, js_name = now)]
    fn date_now() -> f64;

    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = getItem)]
    fn storage_get(key: &str) -> Result<Option<String>, JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = setItem)]
    fn storage_set(key: &str, value: &str) -> Result<(), JsValue>;
    #[wasm_bindgen(catch, js_namespace = localStorage, js_name = removeItem)]
    fn storage_remove(key: &str) -> Result<(), JsValue>;

    #[wasm_bindgen(js_namespace = CSS, js_name = supports)]
    fn css_supports(property: &str, value: &str) -> bool;

    type HasCookie;
    #[wasm_bindgen(method, setter)]
    fn set_cookie(this: &HasCookie, cookie: &str);

    #[wasm_bindgen(js_namespace = location, js_name = reload)]
    fn location_reload();

    type HasNetwork;
    #[wasm_bindgen(method, getter, js_name = onLine)]
    fn on_line(this: &HasNetwork) -> bool;
    #[wasm_bindgen(thread_local_v2, js_name = navigator)]
    static NAVIGATOR: HasNetwork;

    type HasPopover;
    #[wasm_bindgen(catch, method, js_name = hidePopover)]
    fn hide_popover(this: &HasPopover) -> Result<(), JsValue>;

    type Measured;
    #[wasm_bindgen(method, js_name = getBoundingClientRect)]
    fn rectangle(this: &Measured) -> Rectangle;
    type Rectangle;
    #[wasm_bindgen(method, getter)]
    fn top(this: &Rectangle) -> f64;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Rectangle) -> f64;
}

/// Milliseconds since 1970.
pub(crate) fn now() -> f64 {
    date_now()
}

/// Whether the browser believes to have a network.
pub(crate) fn is_online() -> bool {
    NAVIGATOR.with(HasNetwork::on_line)
}

/// Fetches the page anew, with the code that belongs to it.
pub(crate) fn reload() {
    location_reload();
}

fn root() -> Option<Element> {
    document().document_element()
}

fn find(selector: &str) -> Option<HtmlElement> {
    document()
        .query_selector(selector)
        .ok()?
        .map(JsCast::unchecked_into)
}

/// Says that the answer to a form is on its way in place of this page.
const LEAVING: &str = "data-leaving";

/// Notes when a form leads away from the page.
pub(crate) fn watch_leaving() {
    Effect::new(|_| {
        let handle = window_event_listener(leptos::ev::submit, |event| {
            if !event.default_prevented() {
                set_root_attribute(LEAVING, Some(""));
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Whether the answer to a form is on its way in place of this page.
pub(crate) fn is_leaving() -> bool {
    matches_any("[data-leaving]")
}

/// The page for signing in in place of this one, of which nothing is left. Signing in leads back.
pub(crate) fn sign_in_again() {
    let location = window().location();
    let here = location.pathname().unwrap_or_default() + &location.search().unwrap_or_default();
    let here = String::from(js_sys::encode_uri_component(&here));
    replace_page(&format!("/sign-in?done=ended&next={here}"));
}

/// The theme that the document shows.
pub(crate) fn theme() -> String {
    root()
        .and_then(|root| root.get_attribute("data-theme"))
        .unwrap_or_default()
}

/// Changes an attribute of the document's root, or takes it away.
pub(crate) fn set_root_attribute(name: &str, value: Option<&str>) {
    if let Some(root) = root() {
        let _ = match value {
            Some(value) => root.set_attribute(name, value),
            None => root.remove_attribute(name),
        };
    }
}

/// Calls the document so, with a mark as long as something has come that nobody has seen.
pub(crate) fn set_title(title: &str) {
    let mark = if matches_any("[data-unseen]") {
        attention::MARK
    } else {
        ""
    };
    document().set_title(&format!("{mark}{title}"));
}

/// Keeps a choice for a year, for the server to read.
pub(crate) fn set_cookie(name: &str, value: &str) {
    let document: HasCookie = document().unchecked_into();
    document.set_cookie(&format!(
        "{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"
    ));
}

/// Whether anything on the page matches the selector.
pub(crate) fn matches_any(selector: &str) -> bool {
    find(selector).is_some()
}

/// Gives the first match another text.
pub(crate) fn set_text(selector: &str, text: &str) {
    if let Some(element) = find(selector) {
        element.set_text_content(Some(text));
    }
}

/// The trimmed text of a field of the form that the event is about.
pub(crate) fn field_of(event: &Event, name: &str) -> Option<String> {
    Some(typed_in(event, name)?.trim().to_owned())
}

/// What was typed into a field of the form that the event is about.
pub(crate) fn typed_in(event: &Event, name: &str) -> Option<String> {
    let form = event.current_target()?.dyn_into::<Element>().ok()?;
    let field = form.query_selector(&format!("[name={name}]")).ok()??;
    // Text areas and lists have a value just as inputs have.
    Some(field.unchecked_into::<HtmlInputElement>().value())
}

/// Writes into the first field that matches.
pub(crate) fn set_field(selector: &str, text: &str) {
    if let Some(field) = find(selector) {
        field.unchecked_into::<HtmlInputElement>().set_value(text);
    }
}

/// Empties the form that the event is about.
pub(crate) fn reset_form(event: &Event) {
    let form = event
        .current_target()
        .and_then(|form| form.dyn_into::<HtmlFormElement>().ok());
    if let Some(form) = form {
        form.reset();
    }
}

/// Closes what is opened inside the first match, and gives its heading the focus.
pub(crate) fn close_details(within: &str) {
    if let Some(details) = find(&format!("{within} details")) {
        let _ = details.remove_attribute("open");
    }
    focus(&format!("{within} summary"));
}

/// Moves the focus to the first match and says whether there was one.
pub(crate) fn focus(selector: &str) -> bool {
    find(selector).is_some_and(|element| element.focus().is_ok())
}

/// Moves the focus once the page shows what was just changed.
pub(crate) fn focus_soon(selector: String) {
    request_animation_frame(move || {
        focus(&selector);
    });
}

/// Moves the focus there once the page shows what was just changed, if that had it.
pub(crate) fn focus_if_lost(selector: &'static str) {
    request_animation_frame(move || {
        if has_lost_focus() {
            focus(selector);
        }
    });
}

/// Whether what had the focus is gone.
fn has_lost_focus() -> bool {
    document().active_element() == document().body().map(Into::into)
}

/// Closes a menu or sheet; the browser gives the focus back to what opened it.
pub(crate) fn hide_popover(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        // Throws when it is not open, which is what was wanted.
        let _ = element.unchecked_into::<HasPopover>().hide_popover();
    }
}

/// Under which name a draft is kept: each person has their own, also where one comes after the other.
fn draft_name(key: &str) -> String {
    let entry = find("[data-person]");
    let person = entry.and_then(|entry| entry.get_attribute("data-person"));
    format!("draft:{}:{key}", person.unwrap_or_default())
}

/// What was written here before, if it was not sent.
pub(crate) fn draft(key: &str) -> Option<String> {
    storage_get(&draft_name(key)).ok().flatten()
}

/// Keeps what is being written; an empty text forgets it. Storage may be full or forbidden: the draft
/// then lives as long as the page.
pub(crate) fn keep_draft(key: &str, text: &str) {
    let key = draft_name(key);
    let _ = if text.is_empty() {
        storage_remove(&key)
    } else {
        storage_set(&key, text)
    };
}

/// Shows the end of the page.
pub(crate) fn scroll_to_end() {
    request_animation_frame(|| {
        if let Some(root) = root() {
            window().scroll_to_with_x_and_y(0.0, f64::from(root.scroll_height()));
        }
    });
}

/// Goes to the part of the page that the address names, if there is one.
pub(crate) fn go_to_fragment() -> bool {
    let fragment = window().location().hash().unwrap_or_default();
    go_to(fragment.trim_start_matches('#'))
}

/// Goes to the part of the page with this id, if there is one, and says whether.
pub(crate) fn go_to(id: &str) -> bool {
    let Some(part) = document().get_element_by_id(id) else {
        return false;
    };
    request_animation_frame(move || {
        let part = part.unchecked_into::<HtmlElement>();
        uncover(&part);
        part.scroll_into_view();
        let _ = part.focus();
    });
    true
}

/// How far the page is scrolled, in pixels.
pub(crate) fn scrolled() -> f64 {
    window().scroll_y().unwrap_or_default()
}

/// Whether the end of the page is at most so many pixels below the window.
pub(crate) fn near_end(pixels: f64) -> bool {
    root().is_some_and(|root| {
        f64::from(root.scroll_height()) - scrolled() - f64::from(root.client_height()) <= pixels
    })
}

/// How high the page is, in pixels.
pub(crate) fn page_height() -> i32 {
    root().map_or(0, |root| root.scroll_height())
}

/// Whether the window shows the whole page.
pub(crate) fn fits() -> bool {
    root().is_some_and(|root| root.scroll_height() <= root.client_height())
}

/// Sends all further events of this pointer to the element.
pub(crate) fn capture_pointer(element: &Element, event: &PointerEvent) {
    let _ = element.set_pointer_capture(event.pointer_id());
}

/// The vertical middle of an element in the window.
pub(crate) fn middle_of(element: &HtmlElement) -> f64 {
    let rectangle = element.unchecked_ref::<Measured>().rectangle();
    rectangle.top() + rectangle.height() / 2.0
}

/// Gives a text area the height of its text, where the stylesheet alone cannot.
pub(crate) fn autosize(area: &HtmlTextAreaElement) {
    if !css_supports("field-sizing", "content") {
        let style = HtmlElement::style(area);
        let _ = style.set_property("height", "auto");
        let _ = style.set_property("height", &format!("{}px", area.scroll_height()));
    }
}

/// Before a row goes: moves the focus to `within` of the row after or before it, or to `otherwise`.
pub(crate) fn focus_neighbour(row: &str, within: &str, otherwise: &str) {
    let neighbour = find(row).and_then(|row| {
        let next = row
            .next_element_sibling()
            .or_else(|| row.previous_element_sibling())?;
        next.query_selector(within).ok()?
    });
    let otherwise = otherwise.to_owned();
    request_animation_frame(move || match neighbour {
        Some(element) => drop(element.unchecked_into::<HtmlElement>().focus()),
        None => drop(focus(&otherwise)),
    });
}
