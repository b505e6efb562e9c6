//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/codebaseUnderstandings.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/codebaseUnderstandings.ts"
)]

use crate::{CodebaseNode, CodebaseNodeKind, CodebaseUnderstanding, CodebaseUnderstandingId};
use convex_typed::{
    Function, Mutation, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `codebaseUnderstandings:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "codebaseUnderstandings:get";
    type Args = GetArgs;
    type Returns = Option<CodebaseUnderstanding>;
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

/// `codebaseUnderstandings:nodes`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nodes;

impl Function for Nodes {
    const PATH: &'static str = "codebaseUnderstandings:nodes";
    type Args = NodesArgs;
    type Returns = PaginationResult<CodebaseNode>;
}

impl Query for Nodes {}

#[derive(Debug, Clone, PartialEq)]
pub struct NodesArgs {
    pub kind: CodebaseNodeKind,
    pub pagination_opts: PaginationOptions,
    pub understanding_id: CodebaseUnderstandingId,
}

impl Wire for NodesArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            kind: fields.required("kind", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
            understanding_id: fields.required("understandingId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("kind", &self.kind);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("understandingId", &self.understanding_id);
        object.end();
    }
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

#[derive(Debug, Clone, PartialEq)]
pub struct RemoveArgs {
    pub understanding_id: CodebaseUnderstandingId,
}

impl Wire for RemoveArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            understanding_id: fields.required("understandingId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("understandingId", &self.understanding_id);
        object.end();
    }
}
