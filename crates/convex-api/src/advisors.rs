//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/advisors.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/advisors.ts"
)]

use convex_typed::{Function, Mutation, Query};
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Advisor, AdvisorId, AdvisorPersona, AdvisorRole, AdvisorStatus, AdvisorTranslation};

/// `advisors:createAdvisor`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateAdvisor;

impl Function for CreateAdvisor {
    const PATH: &'static str = "advisors:createAdvisor";
    type Args = CreateAdvisorArgs;
    type Returns = AdvisorId;
}

impl Mutation for CreateAdvisor {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CreateAdvisorArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<BTreeMap<String, String>>,
    pub first_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    pub last_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_hint: Option<String>,
    pub persona: AdvisorPersona,
    pub role_definition: AdvisorRole,
    pub tags: Vec<String>,
}

impl CreateAdvisorArgs {
    /// The required arguments, all others absent.
    pub fn new(
        first_name: String,
        last_name: String,
        persona: AdvisorPersona,
        role_definition: AdvisorRole,
        tags: Vec<String>,
    ) -> Self {
        Self {
            components: None,
            first_name,
            image_url: None,
            last_name,
            localization: None,
            metadata: None,
            model_hint: None,
            persona,
            role_definition,
            tags,
        }
    }
}

/// `advisors:getAdvisor`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetAdvisor;

impl Function for GetAdvisor {
    const PATH: &'static str = "advisors:getAdvisor";
    type Args = GetAdvisorArgs;
    type Returns = Option<Advisor>;
}

impl Query for GetAdvisor {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetAdvisorArgs {
    pub advisor_id: String,
}

/// `advisors:getAdvisors`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GetAdvisors;

impl Function for GetAdvisors {
    const PATH: &'static str = "advisors:getAdvisors";
    type Args = GetAdvisorsArgs;
    type Returns = Vec<Advisor>;
}

impl Query for GetAdvisors {}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetAdvisorsArgs {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AdvisorStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// `advisors:mentionable`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mentionable;

impl Function for Mentionable {
    const PATH: &'static str = "advisors:mentionable";
    type Args = MentionableArgs;
    type Returns = Vec<MentionableReturn>;
}

impl Query for Mentionable {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MentionableArgs {
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MentionableReturn {
    pub advisor_id: AdvisorId,
    pub name: String,
    pub role: String,
}

/// `advisors:removeAdvisor`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoveAdvisor;

impl Function for RemoveAdvisor {
    const PATH: &'static str = "advisors:removeAdvisor";
    type Args = RemoveAdvisorArgs;
    type Returns = ();
}

impl Mutation for RemoveAdvisor {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveAdvisorArgs {
    pub advisor_id: AdvisorId,
}

/// `advisors:updateAdvisor`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateAdvisor;

impl Function for UpdateAdvisor {
    const PATH: &'static str = "advisors:updateAdvisor";
    type Args = UpdateAdvisorArgs;
    type Returns = ();
}

impl Mutation for UpdateAdvisor {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateAdvisorArgs {
    pub advisor_id: AdvisorId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<BTreeMap<String, String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_hint: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub persona: Option<AdvisorPersona>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_definition: Option<AdvisorRole>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<AdvisorStatus>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<Vec<String>>,
}

impl UpdateAdvisorArgs {
    /// The required arguments, all others absent.
    pub fn new(advisor_id: AdvisorId) -> Self {
        Self {
            advisor_id,
            components: None,
            first_name: None,
            image_url: None,
            last_name: None,
            localization: None,
            metadata: None,
            model_hint: None,
            persona: None,
            role_definition: None,
            status: None,
            tags: None,
        }
    }
}
