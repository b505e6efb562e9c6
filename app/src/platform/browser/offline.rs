//! What works without a network.

use leptos::prelude::{document, window};
use wasm_bindgen::JsValue;

use super::find;

/// Not of a build: the service worker keeps it under this address.
const SCRIPT: &str = "/offline.js";

/// Fetches what keeps chats on this device and sends what was written without a network. Called by code that
/// comes behind the page, so no page waits for it; once is enough.
pub(crate) fn keep_for_offline() {
    let Some(head) = find("head").filter(|_| !is_asked_for()) else {
        return;
    };
    if let Ok(script) = document().create_element("script") {
        for (name, value) in [("id", SCRIPT), ("type", "module"), ("src", SCRIPT)] {
            let _ = script.set_attribute(name, value);
        }
        let _ = head.append_child(&script);
    }
}

/// Whether a page that is loaded anew without a network is answered by this device.
pub(crate) fn answers_offline() -> bool {
    let part = |of: JsValue, name: &str| js_sys::Reflect::get(&of, &name.into()).ok();
    part(window().into(), "navigator")
        .and_then(|navigator| part(navigator, "serviceWorker"))
        .and_then(|workers| part(workers, "controller"))
        .is_some_and(|controller| controller.is_truthy())
}

fn is_asked_for() -> bool {
    document().get_element_by_id(SCRIPT).is_some()
}
