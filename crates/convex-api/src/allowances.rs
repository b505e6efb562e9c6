//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/allowances.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/allowances.ts"
)]

use crate::Allowance;
use convex_typed::{Function, NoArgs, Query};

/// `allowances:list`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct List;

impl Function for List {
    const PATH: &'static str = "allowances:list";
    type Args = NoArgs;
    type Returns = Vec<Allowance>;
}

impl Query for List {}
