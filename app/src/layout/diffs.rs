//! Whether both sides of a diff stand beside each other, where there is room. Kept in a cookie, so that the first bytes
//! already follow it.

use crate::platform;

/// The cookie that keeps the choice.
const COOKIE: &str = "diffs";

/// The value of `data-diffs` for a choice; none for the usual one, below each other.
fn attribute(name: &str) -> Option<&'static str> {
    (name == "split").then_some("split")
}

/// The value for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    attribute(&crate::request::cookie(COOKIE)?)
}

/// Shows a choice and keeps it in this browser.
pub(crate) fn choose(name: &str) {
    platform::set_root_attribute("data-diffs", attribute(name));
    platform::set_cookie(COOKIE, name);
}
