//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/userSettings.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/userSettings.ts"
)]

use convex_typed::{Function, Mutation, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::{Density, Settings, Theme};

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

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_pull_request: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub density: Option<Density>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_indexing: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enable_shadow_wiki: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub memories_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub selected_models: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shares_presence: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: Option<Theme>,
}
