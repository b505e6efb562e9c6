//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/accounts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/accounts.ts"
)]

use convex_typed::{Function, Mutation, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::{AccountEntry, AccountId};

/// `accounts:mine`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mine;

impl Function for Mine {
    const PATH: &'static str = "accounts:mine";
    type Args = NoArgs;
    type Returns = Vec<AccountEntry>;
}

impl Query for Mine {}

/// `accounts:unlink`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlink;

impl Function for Unlink {
    const PATH: &'static str = "accounts:unlink";
    type Args = UnlinkArgs;
    type Returns = ();
}

impl Mutation for Unlink {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UnlinkArgs {
    pub account_id: AccountId,
}
