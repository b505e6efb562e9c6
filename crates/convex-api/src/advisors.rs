//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/advisors.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/advisors.ts"
)]

use std::collections::BTreeMap;

use crate::{Advisor, AdvisorId, AdvisorPersona, AdvisorRole, AdvisorStatus, AdvisorTranslation};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `advisors:createAdvisor`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CreateAdvisor;

impl Function for CreateAdvisor {
    const PATH: &'static str = "advisors:createAdvisor";
    type Args = CreateAdvisorArgs;
    type Returns = AdvisorId;
}

impl Mutation for CreateAdvisor {}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateAdvisorArgs {
    pub components: Option<BTreeMap<String, String>>,
    pub first_name: String,
    pub image_url: Option<String>,
    pub last_name: String,
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    pub metadata: Option<BTreeMap<String, String>>,
    pub model_hint: Option<String>,
    pub persona: AdvisorPersona,
    pub role_definition: AdvisorRole,
    pub tags: Vec<String>,
}

impl Wire for CreateAdvisorArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            components: fields.optional("components", misfits),
            first_name: fields.required("firstName", misfits),
            image_url: fields.optional("imageUrl", misfits),
            last_name: fields.required("lastName", misfits),
            localization: fields.optional("localization", misfits),
            metadata: fields.optional("metadata", misfits),
            model_hint: fields.optional("modelHint", misfits),
            persona: fields.required("persona", misfits),
            role_definition: fields.required("roleDefinition", misfits),
            tags: fields.required("tags", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("components", &self.components);
        object.required("firstName", &self.first_name);
        object.optional("imageUrl", &self.image_url);
        object.required("lastName", &self.last_name);
        object.optional("localization", &self.localization);
        object.optional("metadata", &self.metadata);
        object.optional("modelHint", &self.model_hint);
        object.required("persona", &self.persona);
        object.required("roleDefinition", &self.role_definition);
        object.required("tags", &self.tags);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct GetAdvisorArgs {
    pub advisor_id: String,
}

impl Wire for GetAdvisorArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.end();
    }
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

#[derive(Debug, Clone, Default, PartialEq)]
pub struct GetAdvisorsArgs {
    pub status: Option<AdvisorStatus>,
    pub tag: Option<String>,
}

impl Wire for GetAdvisorsArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            status: fields.optional("status", misfits),
            tag: fields.optional("tag", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("status", &self.status);
        object.optional("tag", &self.tag);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct MentionableArgs {
    pub text: String,
}

impl Wire for MentionableArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct MentionableReturn {
    pub advisor_id: AdvisorId,
    pub name: String,
    pub role: String,
}

impl Wire for MentionableReturn {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            name: fields.required("name", misfits),
            role: fields.required("role", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.required("name", &self.name);
        object.required("role", &self.role);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveAdvisorArgs {
    pub advisor_id: AdvisorId,
}

impl Wire for RemoveAdvisorArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct UpdateAdvisorArgs {
    pub advisor_id: AdvisorId,
    pub components: Option<BTreeMap<String, String>>,
    pub first_name: Option<String>,
    pub image_url: Option<String>,
    pub last_name: Option<String>,
    pub localization: Option<BTreeMap<String, AdvisorTranslation>>,
    pub metadata: Option<BTreeMap<String, String>>,
    pub model_hint: Option<String>,
    pub persona: Option<AdvisorPersona>,
    pub role_definition: Option<AdvisorRole>,
    pub status: Option<AdvisorStatus>,
    pub tags: Option<Vec<String>>,
}

impl Wire for UpdateAdvisorArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            advisor_id: fields.required("advisorId", misfits),
            components: fields.optional("components", misfits),
            first_name: fields.optional("firstName", misfits),
            image_url: fields.optional("imageUrl", misfits),
            last_name: fields.optional("lastName", misfits),
            localization: fields.optional("localization", misfits),
            metadata: fields.optional("metadata", misfits),
            model_hint: fields.optional("modelHint", misfits),
            persona: fields.optional("persona", misfits),
            role_definition: fields.optional("roleDefinition", misfits),
            status: fields.optional("status", misfits),
            tags: fields.optional("tags", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("advisorId", &self.advisor_id);
        object.optional("components", &self.components);
        object.optional("firstName", &self.first_name);
        object.optional("imageUrl", &self.image_url);
        object.optional("lastName", &self.last_name);
        object.optional("localization", &self.localization);
        object.optional("metadata", &self.metadata);
        object.optional("modelHint", &self.model_hint);
        object.optional("persona", &self.persona);
        object.optional("roleDefinition", &self.role_definition);
        object.optional("status", &self.status);
        object.optional("tags", &self.tags);
        object.end();
    }
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
