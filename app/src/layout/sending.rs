//! Which key sends what one writes. Kept in a cookie beside the account, so that hints tell the truth from the first
//! bytes on.

use leptos::web_sys::KeyboardEvent;

use crate::platform;

/// The cookie that keeps the choice. The page of whoever has no network reads it, too.
pub(crate) const COOKIE: &str = "sending";

/// What keeps and shows that Enter begins a line, and sends with Ctrl or ⌘ only.
const MODIFIER: &str = "modifier";

/// The value of `data-sending` for a choice; none for the usual one.
pub(crate) fn attribute(by_enter: bool) -> Option<&'static str> {
    (!by_enter).then_some(MODIFIER)
}

/// The value of the cookie for a choice.
pub(crate) fn name(by_enter: bool) -> &'static str {
    attribute(by_enter).unwrap_or("enter")
}

/// The value for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    attribute(crate::request::cookie(COOKIE)? != MODIFIER)
}

/// Whether Enter alone sends on this page.
pub(crate) fn is_by_enter() -> bool {
    #[cfg(feature = "ssr")]
    let is_by_modifier = of_request().is_some();
    #[cfg(not(feature = "ssr"))]
    let is_by_modifier = platform::matches_any("[data-sending]");
    !is_by_modifier
}

/// Whether a key sends or saves what one writes. Shift always begins a line, and a key of an input method is for
/// that: whoever asks has looked.
pub(crate) fn sends(event: &KeyboardEvent) -> bool {
    let with_modifier = event.ctrl_key() || event.meta_key();
    event.key() == "Enter" && !event.shift_key() && (with_modifier || is_by_enter())
}

/// Whether a key sends what one writes at once, and ends the answer that is on its way: Enter with Ctrl or ⌘, and with
/// Shift as well where that alone sends.
pub(crate) fn interrupts(event: &KeyboardEvent) -> bool {
    let with_modifier = event.ctrl_key() || event.meta_key();
    event.key() == "Enter" && with_modifier && event.shift_key() != is_by_enter()
}

/// Chooses the key, and keeps that in this browser.
pub(crate) fn choose(by_enter: bool) {
    platform::set_root_attribute("data-sending", attribute(by_enter));
    platform::set_cookie(COOKIE, name(by_enter));
}
