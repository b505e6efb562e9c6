//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/models.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/models.ts"
)]

use crate::ModelEntry;
use convex_typed::{Function, NoArgs, Query};

/// `models:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "models:list";
    type Args = NoArgs;
    type Returns = Vec<ModelEntry>;
}

impl Query for List {}
