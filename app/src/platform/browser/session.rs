//! Whose page this is, and who is signed in by now.

use std::cell::RefCell;

use leptos::prelude::{document, request_animation_frame, window};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;
use wasm_bindgen::JsValue;

use super::post::ask;
use super::{find, matches_any, set_root_attribute};

/// On the document's root while the page is out of sight.
const WITHDRAWN: &str = "data-signed-out";

thread_local! {
    /// What had the focus when the page was taken out of sight.
    static FOCUSED: RefCell<Option<HtmlElement>> = const { RefCell::new(None) };
}

/// Who is signed in here, as far as this page is concerned.
pub(crate) enum Standing {
    /// Whose page this is.
    Same,
    Another,
    /// Nobody: the session has ended by time, or from elsewhere.
    Ended,
    /// Nobody, and the browser has no session at all.
    Nobody,
    /// The server does not say.
    Unknown,
}

/// Whose page this is, as the server has written it.
pub(crate) fn person() -> Option<String> {
    find("[data-person]")?.get_attribute("data-person")
}

/// Takes the page out of sight. It keeps its place, and what is written in it.
pub(crate) fn withdraw() {
    if matches_any(&format!("[{WITHDRAWN}]")) {
        return;
    }
    let focused = document().active_element();
    FOCUSED.set(focused.map(JsCast::unchecked_into));
    set_root_attribute(WITHDRAWN, Some(""));
}

/// Shows the page again, and gives the focus back.
pub(crate) fn bring_back() {
    set_root_attribute(WITHDRAWN, None);
    request_animation_frame(|| {
        if let Some(focused) = FOCUSED.take() {
            let _ = focused.focus();
        }
    });
}

/// Another page in place of this one, of which nothing is left.
pub(crate) fn replace_page(path: &str) {
    let _ = window().location().replace(path);
}

/// Asks the server who is signed in.
pub(crate) async fn standing() -> Standing {
    let address = format!("/auth/token?person={}", person().unwrap_or_default());
    let Some(told) = ask(&address, &[]).await else {
        return Standing::Unknown;
    };
    match (text(&told, "token"), text(&told, "why").as_deref()) {
        (Some(_), _) => Standing::Same,
        (None, Some("other")) => Standing::Another,
        (None, Some(_)) => Standing::Ended,
        (None, None) => Standing::Nobody,
    }
}

/// Signs in: why that was refused, or nothing. None: the server did not answer.
pub(crate) async fn sign_in(email: &str, password: &str) -> Option<String> {
    let fields = [("email", email), ("password", password)];
    let told = ask("/auth/sign-in", &fields).await?;
    Some(text(&told, "message").unwrap_or_default())
}

fn text(of: &JsValue, name: &str) -> Option<String> {
    js_sys::Reflect::get(of, &name.into()).ok()?.as_string()
}
