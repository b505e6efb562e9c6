//! Theme, density, what is read out, language.

use convex_api::{Announcements, Density, Theme};
use leptos::prelude::Get;

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section;
use crate::layout::ui::Ui;
use crate::layout::{announcements, density, theme};
use crate::node::{El, el};

const THEMES: [(Theme, &str); 3] = [
    (Theme::System, "System"),
    (Theme::Light, "Light"),
    (Theme::Dark, "Dark"),
];

const DENSITIES: [(Density, &str); 2] = [
    (Density::Comfortable, "Comfortable"),
    (Density::Compact, "Compact"),
];

const ANNOUNCEMENTS: [(Announcements, &str); 3] = [
    (Announcements::Off, "Nothing"),
    (Announcements::Boundaries, "Start and end"),
    (Announcements::Full, "Everything"),
];

pub(super) fn section(chosen: Chosen) -> El {
    // What the page shows is what is chosen, also where the account was given another theme elsewhere.
    let shown = Ui::current().theme;
    section::section(
        "appearance",
        "Appearance",
        "Kept with your account, and in this browser at once.",
        el("div")
            .has(choice(
                "Theme",
                None,
                THEMES.map(|(theme, label)| {
                    button(
                        "theme",
                        theme.as_str(),
                        label,
                        move || shown.get().name() == theme.as_str(),
                        move || choose_theme(chosen, theme),
                    )
                }),
            ))
            .has(choice(
                "Density",
                None,
                DENSITIES.map(|(density, label)| {
                    button(
                        "density",
                        density.as_str(),
                        label,
                        move || chosen.density() == density,
                        move || choose_density(chosen, density),
                    )
                }),
            ))
            .has(choice(
                "Reading out",
                Some("What a screen reader says by itself while an answer is written. Failures are always said."),
                ANNOUNCEMENTS.map(|(announcements, label)| {
                    button(
                        "announcements",
                        announcements.as_str(),
                        label,
                        move || chosen.announcements() == announcements,
                        move || choose_announcements(chosen, announcements),
                    )
                }),
            ))
            .has(language()),
    )
}

impl Chosen {
    fn density(self) -> Density {
        self.read(|settings| Some(settings.density))
            .unwrap_or(Density::Comfortable)
    }

    fn announcements(self) -> Announcements {
        self.read(|settings| Some(settings.announcements))
            .unwrap_or(Announcements::Full)
    }
}

fn choose_theme(chosen: Chosen, theme: Theme) {
    theme::choose(theme::Theme::from_name(theme.as_str()));
    chosen.actions.change(Change {
        theme: Some(theme),
        ..Change::default()
    });
}

fn choose_density(chosen: Chosen, density: Density) {
    density::choose(density.as_str());
    chosen.actions.change(Change {
        density: Some(density),
        ..Change::default()
    });
}

fn choose_announcements(chosen: Chosen, announcements: Announcements) {
    announcements::choose(announcements.as_str());
    chosen.actions.change(Change {
        announcements: Some(announcements),
        ..Change::default()
    });
}

/// One choice of a few: a form whose buttons each send one of them.
fn choice<const N: usize>(
    label: &'static str,
    about: Option<&'static str>,
    buttons: [El; N],
) -> El {
    let group = el("div")
        .class("segments")
        .is("role", "group")
        .is("aria-label", label);
    let group = buttons.into_iter().fold(group, El::has);
    post("/do/choose_appearance")
        .class("setting")
        .has(name(label, about))
        .has(group)
}

fn name(label: &'static str, about: Option<&'static str>) -> El {
    let name = el("span")
        .class("setting-text")
        .has(el("span").class("setting-name").says(label));
    match about {
        Some(about) => name.has(el("span").class("setting-about").says(about)),
        None => name,
    }
}

fn button(
    field: &'static str,
    value: &'static str,
    label: &'static str,
    pressed: impl Fn() -> bool + Send + 'static,
    choose: impl Fn() + 'static,
) -> El {
    el("button")
        .is("name", field)
        .is("value", value)
        .follows("aria-pressed", move || {
            Some(if pressed() { "true" } else { "false" }.into())
        })
        .on("click", move |event| {
            event.prevent_default();
            choose();
        })
        .says(label)
}

/// There is one for now; the choice shows where others will be.
fn language() -> El {
    el("label")
        .class("setting")
        .has(name("Language", Some("More languages are to come.")))
        .has(
            el("select")
                .class("field")
                .is("name", "language")
                .has(el("option").is("value", "en").says("English")),
        )
}
