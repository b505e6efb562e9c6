//! What a page can do while nobody looks at it.

use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::{WindowListenerHandle, document, window, window_event_listener};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Event;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::{
    is_away, matches_any, post::object, set_root_attribute, set_title, storage_get, storage_set,
};

#[wasm_bindgen]
extern "C" {
    // Missing in some browsers, which then throw.
    type Notification;
    #[wasm_bindgen(catch, constructor)]
    fn new(title: &str, options: &JsValue) -> Result<Notification, JsValue>;
    #[wasm_bindgen(catch, static_method_of = Notification, getter)]
    fn permission() -> Result<String, JsValue>;
    #[wasm_bindgen(catch, static_method_of = Notification, js_name = requestPermission)]
    fn request_permission() -> Result<js_sys::Promise, JsValue>;
    #[wasm_bindgen(method, setter)]
    fn set_onclick(this: &Notification, callback: &JsValue);
    #[wasm_bindgen(method)]
    fn close(this: &Notification);
}

/// Stands before a title.
pub(super) const MARK: &str = "\u{2022} ";

/// Says that the title is marked.
const MARKED: &str = "data-unseen";

/// Where the answer is kept that was seen last on any page of this browser.
const SEEN: &str = "answer-seen";

/// Marks the title, also of pages to come, until this one is in front again.
pub(crate) fn mark_title() {
    if matches_any("[data-unseen]") {
        return;
    }
    set_root_attribute(MARKED, Some(""));
    set_title(&document().title());
    let listening = Rc::new(RefCell::new(None::<WindowListenerHandle>));
    let own = Rc::clone(&listening);
    let handle = window_event_listener(leptos::ev::visibilitychange, move |_| {
        if is_away() {
            return;
        }
        set_root_attribute(MARKED, None);
        set_title(&unmarked());
        if let Some(handle) = own.take() {
            handle.remove();
        }
    });
    *listening.borrow_mut() = Some(handle);
}

/// The title as it is without the mark.
fn unmarked() -> String {
    let title = document().title();
    title.strip_prefix(MARK).unwrap_or(&title).to_owned()
}

/// Notes for the other pages of this browser that somebody has seen an answer.
pub(crate) fn note_seen(id: &str) {
    let _ = storage_set(SEEN, id);
}

/// Whether somebody has seen this answer, and none after it, on another page.
pub(crate) fn was_seen(id: &str) -> bool {
    matches!(storage_get(SEEN), Ok(Some(seen)) if seen == id)
}

/// Whether the browser lets this page show notifications.
pub(crate) fn may_notify() -> bool {
    Notification::permission().is_ok_and(|permission| permission == "granted")
}

/// Has the browser ask whether this page may show notifications; says whether it may.
pub(crate) async fn ask_to_notify() -> bool {
    let Ok(asked) = Notification::request_permission() else {
        return false;
    };
    let answer = JsFuture::from(asked).await;
    answer.is_ok_and(|answer| answer.as_string().as_deref() == Some("granted"))
}

/// Shows a notification with the page's title, which leads back to what the page shows now. One with the same tag
/// takes its place, whichever page shows it.
pub(crate) fn notify(tag: &str, text: &str) {
    let title = unmarked();
    let title = title.strip_suffix(" \u{b7} Conclave").unwrap_or(&title);
    let Some(options) = object(&[("tag", tag.into()), ("body", text.into())]) else {
        return;
    };
    let Ok(notification) = Notification::new(title, &options) else {
        return;
    };
    let path = window().location().pathname().unwrap_or_default();
    let lead_back = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let _ = window().focus();
        let location = window().location();
        if location.pathname().is_ok_and(|here| here != path) {
            let _ = location.assign(&path);
        }
        if let Some(notification) = event.target() {
            notification.unchecked_into::<Notification>().close();
        }
    });
    notification.set_onclick(&lead_back.into_js_value());
}
