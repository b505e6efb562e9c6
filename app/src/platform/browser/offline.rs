//! What works without a network.

use leptos::prelude::document;

/// Not of a build: the service worker keeps it under this address.
const SCRIPT: &str = "/offline.js";

/// Fetches what keeps chats on this device and sends what was written without a network. Called by code that
/// comes behind the page, so no page waits for it; once is enough.
pub(crate) fn keep_for_offline() {
    let document = document();
    let Some(head) = document.head() else { return };
    let is_asked_for = document.get_element_by_id(SCRIPT).is_some();
    if is_asked_for {
        return;
    }
    if let Ok(script) = document.create_element("script") {
        let attributes = [("id", SCRIPT), ("type", "module"), ("src", SCRIPT)];
        for (name, value) in attributes {
            let _ = script.set_attribute(name, value);
        }
        let _ = head.append_child(&script);
    }
}
