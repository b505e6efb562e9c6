//! What the browser is asked for: time, randomness, addresses, the document.

use std::fmt::Write;

use convex_sync::Instant;
use wasm_bindgen::JsCast;

/// Path of the socket. The version stands for the dialect of the protocol: the official clients' of
/// that version, long transitions in chunks included.
const SYNC_PATH: &str = "/api/1.48.0/sync";

/// Milliseconds since the page began.
pub(super) fn now() -> Instant {
    let millis = web_sys::window()
        .and_then(|window| window.performance())
        .map(|performance| performance.now());
    Instant(millis.unwrap_or_default() as u64)
}

/// The wall clock.
pub(super) fn unix_millis() -> u64 {
    js_sys::Date::now() as u64
}

/// Random bytes; `getRandomValues` exists on insecure origins, too.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        // A failure leaves zeros: the session is then told apart by nothing, as without randomness.
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
}

pub(super) fn seed() -> u64 {
    u64::from_le_bytes(random())
}

/// A random UUID (version 4).
pub(super) fn session_id() -> String {
    let mut bytes: [u8; 16] = random();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut text = String::with_capacity(36);
    for (position, byte) in bytes.iter().enumerate() {
        if matches!(position, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The socket's address: beside the page, or at the deployment that the server named.
pub(super) fn sync_url(deployment: Option<&str>) -> String {
    let base = match deployment {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => web_sys::window()
            .and_then(|window| window.location().origin().ok())
            .unwrap_or_default(),
    };
    // http becomes ws, https becomes wss.
    let base = base
        .strip_prefix("http")
        .map(|rest| format!("ws{rest}"))
        .unwrap_or(base);
    base + SYNC_PATH
}

pub(super) fn document_text(id: &str) -> Option<String> {
    web_sys::window()?
        .document()?
        .get_element_by_id(id)?
        .text_content()
}

/// Calls back whenever there is reason to believe that connecting works again.
pub(super) fn on_revival(callback: &wasm_bindgen::closure::Closure<dyn FnMut()>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let function = callback.as_ref().unchecked_ref();
    // A browser without one of these events only waits a little longer.
    let _ = window.add_event_listener_with_callback("online", function);
    if let Some(document) = window.document() {
        let _ = document.add_event_listener_with_callback("visibilitychange", function);
    }
}

pub(super) fn off_revival(callback: &wasm_bindgen::closure::Closure<dyn FnMut()>) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let function = callback.as_ref().unchecked_ref();
    let _ = window.remove_event_listener_with_callback("online", function);
    if let Some(document) = window.document() {
        let _ = document.remove_event_listener_with_callback("visibilitychange", function);
    }
}
