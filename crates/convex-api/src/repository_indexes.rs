//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/repositoryIndexes.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/repositoryIndexes.ts"
)]

use crate::RepositoryIndex;
use convex_typed::{
    Function, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `repositoryIndexes:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "repositoryIndexes:get";
    type Args = GetArgs;
    type Returns = Option<RepositoryIndex>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq)]
pub struct GetArgs {
    pub repo_full_name: String,
}

impl Wire for GetArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            repo_full_name: fields.required("repoFullName", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("repoFullName", &self.repo_full_name);
        object.end();
    }
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
