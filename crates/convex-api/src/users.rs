//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/users.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/users.ts"
)]

use convex_typed::{Function, Mutation, NoArgs};
use serde::{Deserialize, Serialize};

/// `users:cancelDeletion`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CancelDeletion;

impl Function for CancelDeletion {
    const PATH: &'static str = "users:cancelDeletion";
    type Args = NoArgs;
    type Returns = ();
}

impl Mutation for CancelDeletion {}

/// `users:updateProfile`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpdateProfile;

impl Function for UpdateProfile {
    const PATH: &'static str = "users:updateProfile";
    type Args = UpdateProfileArgs;
    type Returns = ();
}

impl Mutation for UpdateProfile {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UpdateProfileArgs {
    #[serde(
        default,
        skip_serializing_if = "Option::is_none",
        with = "convex_typed::optional_nullable"
    )]
    pub image: Option<Option<String>>,
    pub name: String,
}

impl UpdateProfileArgs {
    /// The required arguments, all others absent.
    pub fn new(name: String) -> Self {
        Self { image: None, name }
    }
}
