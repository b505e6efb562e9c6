//! Theme, density, language.

use convex_api::{Density, Theme};

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section;
use crate::layout::{density, theme};
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

pub(super) fn section(chosen: Chosen) -> El {
    section::section(
        "appearance",
        "Appearance",
        "Kept with your account, and in this browser at once.",
        el("div")
            .has(choice(
                "Theme",
                THEMES.map(|(theme, label)| {
                    button(
                        "theme",
                        theme.as_str(),
                        label,
                        move || chosen.settings_theme() == theme,
                        move || choose_theme(chosen, theme),
                    )
                }),
            ))
            .has(choice(
                "Density",
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
            .has(language()),
    )
}

impl Chosen {
    fn settings_theme(self) -> Theme {
        self.read(|settings| Some(settings.theme))
            .unwrap_or(Theme::System)
    }

    fn density(self) -> Density {
        self.read(|settings| Some(settings.density))
            .unwrap_or(Density::Comfortable)
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

/// One choice of a few: a form whose buttons each send one of them.
fn choice<const N: usize>(label: &'static str, buttons: [El; N]) -> El {
    let group = el("div")
        .class("segments")
        .is("role", "group")
        .is("aria-label", label);
    let group = buttons.into_iter().fold(group, El::has);
    post("/do/choose_appearance")
        .class("setting")
        .has(name(label))
        .has(group)
}

fn name(label: &'static str) -> El {
    el("span")
        .class("setting-text")
        .has(el("span").class("setting-name").says(label))
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
        .has(
            el("span")
                .class("setting-text")
                .has(el("span").class("setting-name").says("Language"))
                .has(
                    el("span")
                        .class("setting-about")
                        .says("More languages are to come."),
                ),
        )
        .has(
            el("select")
                .class("field")
                .is("name", "language")
                .has(el("option").is("value", "en").says("English")),
        )
}
