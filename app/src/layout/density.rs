//! How close lines stand. Kept in a cookie beside the account, so that the first bytes already follow it.

use crate::platform;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "density";

/// The value of `data-density` for a choice; none for the usual one.
pub(crate) fn attribute(name: &str) -> Option<&'static str> {
    (name == "compact").then_some("compact")
}

/// The value for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    attribute(&crate::request::cookie(COOKIE)?)
}

/// Shows a choice and keeps it in this browser.
pub(crate) fn choose(name: &str) {
    platform::set_root_attribute("data-density", attribute(name));
    platform::set_cookie(COOKIE, name);
}
