//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/userSettings.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/userSettings.ts"
)]

use crate::{Announcements, Density, Settings, Theme};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `userSettings:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "userSettings:get";
    type Args = NoArgs;
    type Returns = Settings;
}

impl Query for Get {}

/// `userSettings:update`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Update;

impl Function for Update {
    const PATH: &'static str = "userSettings:update";
    type Args = UpdateArgs;
    type Returns = ();
}

impl Mutation for Update {}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct UpdateArgs {
    pub announcements: Option<Announcements>,
    pub auto_pull_request: Option<bool>,
    pub character_shortcuts: Option<bool>,
    pub density: Option<Density>,
    pub enable_indexing: Option<bool>,
    pub enable_shadow_wiki: Option<bool>,
    pub enter_sends: Option<bool>,
    pub language: Option<String>,
    pub memories_enabled: Option<bool>,
    pub rules: Option<String>,
    pub selected_models: Option<Vec<String>>,
    pub shares_presence: Option<bool>,
    pub theme: Option<Theme>,
}

impl Wire for UpdateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            announcements: fields.optional("announcements", misfits),
            auto_pull_request: fields.optional("autoPullRequest", misfits),
            character_shortcuts: fields.optional("characterShortcuts", misfits),
            density: fields.optional("density", misfits),
            enable_indexing: fields.optional("enableIndexing", misfits),
            enable_shadow_wiki: fields.optional("enableShadowWiki", misfits),
            enter_sends: fields.optional("enterSends", misfits),
            language: fields.optional("language", misfits),
            memories_enabled: fields.optional("memoriesEnabled", misfits),
            rules: fields.optional("rules", misfits),
            selected_models: fields.optional("selectedModels", misfits),
            shares_presence: fields.optional("sharesPresence", misfits),
            theme: fields.optional("theme", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("announcements", &self.announcements);
        object.optional("autoPullRequest", &self.auto_pull_request);
        object.optional("characterShortcuts", &self.character_shortcuts);
        object.optional("density", &self.density);
        object.optional("enableIndexing", &self.enable_indexing);
        object.optional("enableShadowWiki", &self.enable_shadow_wiki);
        object.optional("enterSends", &self.enter_sends);
        object.optional("language", &self.language);
        object.optional("memoriesEnabled", &self.memories_enabled);
        object.optional("rules", &self.rules);
        object.optional("selectedModels", &self.selected_models);
        object.optional("sharesPresence", &self.shares_presence);
        object.optional("theme", &self.theme);
        object.end();
    }
}
