//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/repositoryIndexes.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/repositoryIndexes.ts"
)]

use convex_typed::{Function, NoArgs, Query};
use serde::{Deserialize, Serialize};

use crate::RepositoryIndex;

/// `repositoryIndexes:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "repositoryIndexes:get";
    type Args = GetArgs;
    type Returns = Option<RepositoryIndex>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetArgs {
    pub repo_full_name: String,
}

/// `repositoryIndexes:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "repositoryIndexes:list";
    type Args = NoArgs;
    type Returns = Vec<RepositoryIndex>;
}

impl Query for List {}
