//! Changing settings, and taking away keys of model providers.

use convex_api::{ModelProvider, Settings, provider_keys, user_settings};
use convex_leptos::{NoArgs, UseMutation, use_mutation};

use super::run;
use crate::layout::ui::Ui;

/// A change of some settings.
pub(crate) type Change = user_settings::UpdateArgs;

/// The handles. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct SettingsActions {
    ui: Ui,
    update: UseMutation<user_settings::Update>,
    remove_key: UseMutation<provider_keys::Remove>,
}

impl SettingsActions {
    pub(crate) fn new() -> Self {
        Self {
            ui: Ui::current(),
            update: use_mutation(user_settings::Update).with_optimistic_update(|store, change| {
                store.update(user_settings::Get, &NoArgs {}, |settings| {
                    apply(settings, change);
                });
            }),
            remove_key: use_mutation(provider_keys::Remove).with_optimistic_update(
                |store, args| {
                    store.update(provider_keys::List, &NoArgs {}, |keys| {
                        keys.retain(|key| key.provider != args.provider);
                    });
                },
            ),
        }
    }

    pub(crate) fn change(self, change: Change) {
        run(self.ui, self.update, change);
    }

    /// Changes something that is not shown as it is changed, so it is said.
    pub(crate) fn save(self, change: Change) {
        self.change(change);
        self.ui.announce("Saved");
    }

    pub(crate) fn remove_key(self, provider: ModelProvider) {
        run(
            self.ui,
            self.remove_key,
            provider_keys::RemoveArgs { provider },
        );
    }
}

fn apply(settings: &mut Settings, change: &Change) {
    fn put<T: Clone>(value: &mut T, change: &Option<T>) {
        if let Some(change) = change {
            value.clone_from(change);
        }
    }
    put(&mut settings.announcements, &change.announcements);
    put(&mut settings.auto_pull_request, &change.auto_pull_request);
    put(
        &mut settings.character_shortcuts,
        &change.character_shortcuts,
    );
    put(&mut settings.density, &change.density);
    put(&mut settings.enable_indexing, &change.enable_indexing);
    put(&mut settings.enable_shadow_wiki, &change.enable_shadow_wiki);
    put(&mut settings.enter_sends, &change.enter_sends);
    put(&mut settings.language, &change.language);
    put(&mut settings.memories_enabled, &change.memories_enabled);
    put(&mut settings.rules, &change.rules);
    put(&mut settings.selected_models, &change.selected_models);
    put(&mut settings.shares_presence, &change.shares_presence);
    put(&mut settings.theme, &change.theme);
}
