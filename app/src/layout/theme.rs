//! Light, dark, or what the system prefers.
//!
//! The choice is a cookie, so that the first bytes already carry it and nothing flashes. That is what pages show as
//! chosen, whoever changed it; the account keeps it for browsers that know none yet. The same three buttons are a
//! form without script.

use leptos::prelude::*;

use super::ui::Ui;
use crate::components::icon::icon;
use crate::node::{El, el};
use crate::platform;

/// The cookie that keeps the choice.
pub(crate) const COOKIE: &str = "theme";

/// Where it is kept for good.
const KEEP: &str = "/do/choose_appearance";

/// A reader's choice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says, also when it changes its mind.
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Reads a name; whatever is not known means the system's.
    pub(crate) fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The value of `data-theme`; none leaves the decision to the system.
    pub(crate) fn attribute(self) -> Option<&'static str> {
        (self != Self::System).then(|| self.name())
    }

    fn label(self) -> &'static str {
        match self {
            Self::System => "System theme",
            Self::Light => "Light theme",
            Self::Dark => "Dark theme",
        }
    }

    fn icon(self) -> &'static str {
        match self {
            Self::System => "i-system",
            Self::Light => "i-sun",
            Self::Dark => "i-moon",
        }
    }

    /// The choice in the cookies of the request that is being answered.
    #[cfg(feature = "ssr")]
    pub(crate) fn of_request() -> Self {
        crate::request::cookie(COOKIE).map_or(Self::System, |name| Self::from_name(&name))
    }

    /// The document already shows the reader's choice: both sides start from the same value.
    #[cfg(not(feature = "ssr"))]
    pub(crate) fn of_request() -> Self {
        Self::from_name(&platform::theme())
    }
}

/// Shows a theme and keeps it in this browser.
pub(crate) fn choose(theme: Theme) {
    Ui::current().theme.set(theme);
    platform::set_root_attribute("data-theme", theme.attribute());
    platform::set_cookie(COOKIE, theme.name());
}

/// The same, and keeps it with the account. Not a mutation: its code would be in what every page loads.
fn choose_for_good(ui: Ui, theme: Theme) {
    choose(theme);
    leptos::task::spawn_local(async move {
        if !platform::tell(KEEP, &[("theme", theme.name())]).await {
            ui.fail("The theme holds in this browser, but could not be kept with your account.");
        }
    });
}

/// Three buttons, one pressed.
pub(crate) fn theme_switch() -> El {
    let ui = Ui::current();
    let button = move |theme: Theme| {
        el("button")
            .is("name", "theme")
            .is("value", theme.name())
            .is("aria-label", theme.label())
            .is("title", theme.label())
            .follows("aria-pressed", move || {
                let pressed = ui.theme.get() == theme;
                Some(if pressed { "true" } else { "false" }.into())
            })
            .on("click", move |event| {
                event.prevent_default();
                choose_for_good(ui, theme);
            })
            .has(icon(theme.icon()))
    };
    let group = el("div")
        .class("segments icons")
        .is("role", "group")
        .is("aria-label", "Theme");
    el("form")
        .is("method", "post")
        .is("action", KEEP)
        .has(Theme::ALL.map(button).into_iter().fold(group, El::has))
}
