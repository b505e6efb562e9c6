//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/auth.ts`.

#![allow(missing_docs, reason = "the arguments are described in convex/auth.ts")]

use crate::{User, UserId};
use convex_typed::{Function, Mutation, NoArgs, Query};

/// `auth:currentUser`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrentUser;

impl Function for CurrentUser {
    const PATH: &'static str = "auth:currentUser";
    type Args = NoArgs;
    type Returns = Option<User>;
}

impl Query for CurrentUser {}

/// `auth:upsertUser`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpsertUser;

impl Function for UpsertUser {
    const PATH: &'static str = "auth:upsertUser";
    type Args = NoArgs;
    type Returns = UserId;
}

impl Mutation for UpsertUser {}
