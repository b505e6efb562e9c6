//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/providerKeys.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/providerKeys.ts"
)]

use crate::{ModelProvider, ProviderKeyEntry};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

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

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub provider: ModelProvider,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            provider: fields.required("provider", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("provider", &self.provider);
        object.end();
    }
}
