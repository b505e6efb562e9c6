//! Telling somebody who looks at something else that an answer has come: by a mark in the title, and by a notification
//! of the browser where that is wanted. Browsers are asked one by one, so the choice is this browser's, and a cookie.

use std::time::Duration;

use leptos::prelude::set_timeout;

use crate::platform;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "notifications";

const ON: &str = "on";

/// Another page of the same chat may be in front: it says so before this has passed.
const OTHERS_SAY: Duration = Duration::from_secs(1);

/// The value of `data-notifications` for the request that is being answered.
#[cfg(feature = "ssr")]
pub(crate) fn of_request() -> Option<&'static str> {
    (crate::request::cookie(COOKIE)? == ON).then_some(ON)
}

/// Whether notifications are wanted in this browser.
pub(crate) fn is_wanted() -> bool {
    #[cfg(feature = "ssr")]
    let is_on = of_request().is_some();
    #[cfg(not(feature = "ssr"))]
    let is_on = platform::matches_any("[data-notifications]");
    is_on
}

/// Keeps a choice in this browser.
pub(crate) fn choose(on: bool) {
    platform::set_root_attribute("data-notifications", on.then_some(ON));
    platform::set_cookie(COOKIE, if on { ON } else { "off" });
}

/// An answer has ended, as it is said in a few words.
pub(crate) fn answered(id: String, how: &'static str) {
    if !platform::is_away() {
        platform::note_seen(&id);
        return;
    }
    platform::mark_title();
    if is_wanted() {
        let notify = move || {
            if platform::is_away() && !platform::was_seen(&id) {
                platform::notify(&id, how);
            }
        };
        set_timeout(notify, OTHERS_SAY);
    }
}
