//! Forms about settings. A switch that is off is not sent, so the form of switches sets all of them.

use convex_api::{Announcements, Density, ModelProvider, Theme, provider_keys, user_settings};
use leptos::prelude::*;

use super::back::{Form, mutate};
use crate::layout::announcements;
use crate::layout::density;
use crate::layout::sending;
use crate::layout::shortcuts;
use crate::layout::theme;
use crate::pages::settings::models_of;
use crate::request::keep_cookie;

/// How pages look and what they say, on this browser at once and on all later ones of the account.
#[server(prefix = "/do", endpoint = "choose_appearance")]
pub async fn choose_appearance(
    #[server(default)] theme: String,
    #[server(default)] density: String,
    #[server(default)] announcements: String,
    #[server(default)] language: String,
) -> Result<(), ServerFnError> {
    // What is not known or not sent changes nothing.
    let args = user_settings::UpdateArgs {
        theme: theme.parse::<Theme>().ok(),
        density: density.parse::<Density>().ok(),
        announcements: announcements.parse::<Announcements>().ok(),
        language: (!language.is_empty()).then_some(language),
        ..Default::default()
    };
    let chosen = [
        (theme::COOKIE, args.theme.map(Theme::as_str)),
        (density::COOKIE, args.density.map(Density::as_str)),
        (
            announcements::COOKIE,
            args.announcements.map(Announcements::as_str),
        ),
    ];
    let outcome = mutate(user_settings::Update, args).await;
    if outcome.is_ok() {
        for (name, choice) in chosen {
            if let Some(choice) = choice {
                keep_cookie(name, choice);
            }
        }
    }
    Form::new("choose_appearance").back(outcome);
    Ok(())
}

/// What keys do, on this browser at once and on all later ones of the account.
#[server(prefix = "/do", endpoint = "choose_keyboard")]
pub async fn choose_keyboard(
    #[server(default)] enter: bool,
    #[server(default)] characters: bool,
) -> Result<(), ServerFnError> {
    let args = user_settings::UpdateArgs {
        enter_sends: Some(enter),
        character_shortcuts: Some(characters),
        ..Default::default()
    };
    let outcome = mutate(user_settings::Update, args).await;
    if outcome.is_ok() {
        keep_cookie(sending::COOKIE, sending::name(enter));
        keep_cookie(shortcuts::COOKIE, shortcuts::name(characters));
    }
    Form::new("choose_keyboard").back(outcome);
    Ok(())
}

/// The switches of the settings.
#[server(prefix = "/do", endpoint = "set_switches")]
pub async fn set_switches(
    #[server(default)] memories: bool,
    #[server(default)] pull_requests: bool,
    #[server(default)] wiki: bool,
    #[server(default)] indexing: bool,
    #[server(default)] presence: bool,
) -> Result<(), ServerFnError> {
    let args = user_settings::UpdateArgs {
        memories_enabled: Some(memories),
        auto_pull_request: Some(pull_requests),
        enable_shadow_wiki: Some(wiki),
        enable_indexing: Some(indexing),
        shares_presence: Some(presence),
        ..Default::default()
    };
    Form::new("set_switches").back(mutate(user_settings::Update, args).await);
    Ok(())
}

/// What every agent is told.
#[server(prefix = "/do", endpoint = "write_rules")]
pub async fn write_rules(#[server(default)] rules: String) -> Result<(), ServerFnError> {
    let form = Form::new("write_rules").with("rules", &rules);
    let args = user_settings::UpdateArgs {
        rules: Some(rules),
        ..Default::default()
    };
    form.back(mutate(user_settings::Update, args).await);
    Ok(())
}

/// Which models are offered.
#[server(prefix = "/do", endpoint = "choose_models")]
pub async fn choose_models(#[server(default)] models: String) -> Result<(), ServerFnError> {
    let form = Form::new("choose_models").with("models", &models);
    let args = user_settings::UpdateArgs {
        selected_models: Some(models_of(&models)),
        ..Default::default()
    };
    form.back(mutate(user_settings::Update, args).await);
    Ok(())
}

/// Forgets the key of a provider.
#[server(prefix = "/do", endpoint = "remove_key")]
pub async fn remove_key(provider: String) -> Result<(), ServerFnError> {
    let form = Form::new("remove_key");
    match provider.parse::<ModelProvider>() {
        Ok(provider) => {
            let args = provider_keys::RemoveArgs { provider };
            form.back(mutate(provider_keys::Remove, args).await);
        }
        // There is no key of a provider that is none.
        Err(_) => form.back(Ok(())),
    }
    Ok(())
}
