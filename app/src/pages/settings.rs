//! What the person has chosen: how pages look, what agents may do and are told, and the keys they use.

mod answers;
mod appearance;
mod keyboard;
mod keys;
mod models;
mod rules;
mod switches;

use convex_api::{ProviderKeyEntry, Settings, provider_keys, user_settings};
use convex_leptos::{NoArgs, QueryState, UseQuery, use_query};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
pub(crate) use self::models::models_of;
use crate::actions::settings::SettingsActions;
use crate::components::live::{Readiness, live};
use crate::layout::page::{self, Head};
use crate::node::{el, fragment};

/// What the parts of the page share. `Copy`.
#[derive(Clone, Copy)]
struct Chosen {
    actions: SettingsActions,
    settings: UseQuery<Settings>,
    keys: UseQuery<Vec<ProviderKeyEntry>>,
}

impl Chosen {
    /// Reads one setting.
    fn read<T: Default>(self, read: impl FnOnce(&Settings) -> T) -> T {
        self.settings.with(|state| match state {
            QueryState::Ready(settings) => read(settings),
            _ => T::default(),
        })
    }
}

pub(crate) fn page() -> AnyView {
    let chosen = Chosen {
        actions: SettingsActions::new(),
        settings: use_query(user_settings::Get, || NoArgs {}),
        keys: use_query(provider_keys::List, || NoArgs {}),
    };
    let readiness = move || match chosen.settings.with(Readiness::of) {
        Readiness::Ready => chosen.keys.with(Readiness::of),
        unready => unready,
    };
    let body = el("div")
        .class("page-body sections")
        .shows(live(readiness, move || sections(chosen)));
    page::page(page::fixed("Settings"), Head::Title, None, body.view())
}

fn sections(chosen: Chosen) -> AnyView {
    fragment(vec![
        appearance::section(chosen).view(),
        keyboard::section(chosen).view(),
        answers::section().view(),
        switches::section(chosen).view(),
        rules::section(chosen).view(),
        keys::section(chosen).view(),
        models::section(chosen).view(),
    ])
}
