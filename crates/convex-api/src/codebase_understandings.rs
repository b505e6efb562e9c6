//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/codebaseUnderstandings.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/codebaseUnderstandings.ts"
)]

use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query,
};
use serde::{Deserialize, Serialize};

use crate::{CodebaseNode, CodebaseNodeKind, CodebaseUnderstanding, CodebaseUnderstandingId};

/// `codebaseUnderstandings:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "codebaseUnderstandings:get";
    type Args = GetArgs;
    type Returns = Option<CodebaseUnderstanding>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct GetArgs {
    pub repo_full_name: String,
}

/// `codebaseUnderstandings:nodes`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nodes;

impl Function for Nodes {
    const PATH: &'static str = "codebaseUnderstandings:nodes";
    type Args = NodesArgs;
    type Returns = PaginationResult<CodebaseNode>;
}

impl Query for Nodes {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NodesArgs {
    pub kind: CodebaseNodeKind,
    pub pagination_opts: PaginationOptions,
    pub understanding_id: CodebaseUnderstandingId,
}

impl PaginatedQuery for Nodes {
    type Item = CodebaseNode;

    fn options(args: &NodesArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &NodesArgs, options: PaginationOptions) -> NodesArgs {
        NodesArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `codebaseUnderstandings:remove`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remove;

impl Function for Remove {
    const PATH: &'static str = "codebaseUnderstandings:remove";
    type Args = RemoveArgs;
    type Returns = ();
}

impl Mutation for Remove {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RemoveArgs {
    pub understanding_id: CodebaseUnderstandingId,
}
