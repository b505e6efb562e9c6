//! How much is read out of an answer that comes by itself. Kept in a cookie beside the account, so that it holds
//! before anything is said.

use crate::platform;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "announcements";

/// The value of `data-announcements` for a choice; none for the usual one, which is everything.
pub(crate) fn attribute(name: &str) -> Option<&'static str> {
    ["off", "boundaries"]
        .into_iter()
        .find(|choice| *choice == name)
}

/// The value for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    attribute(&crate::request::cookie(COOKIE)?)
}

/// Keeps a choice in this browser.
pub(crate) fn choose(name: &str) {
    platform::set_root_attribute("data-announcements", attribute(name));
    platform::set_cookie(COOKIE, name);
}

/// Whether it is said that an answer begins and ends.
pub(crate) fn have_boundaries() -> bool {
    !platform::matches_any("[data-announcements=off]")
}

/// Whether the words of an answer are said.
pub(crate) fn have_words() -> bool {
    !platform::matches_any("[data-announcements]")
}
