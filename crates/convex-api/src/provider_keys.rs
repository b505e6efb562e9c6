//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/providerKeys.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/providerKeys.ts"
)]

use convex_typed::{Function, Mutation, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::{ModelProvider, ProviderKeyEntry};

/// `providerKeys:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "providerKeys:list";
    type Args = NoArgs;
    type Returns = Vec<ProviderKeyEntry>;
}

impl Query for List {}

/// `providerKeys:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "providerKeys:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub provider: ModelProvider,
}
