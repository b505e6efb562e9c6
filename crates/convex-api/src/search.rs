//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/search.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/search.ts"
)]

use crate::{SearchHit, ThreadHits, ThreadId};
use convex_typed::{
    Function, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `search:everything`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Everything;

impl Function for Everything {
    const PATH: &'static str = "search:everything";
    type Args = EverythingArgs;
    type Returns = Vec<SearchHit>;
}

impl Query for Everything {}

#[derive(Debug, Clone, PartialEq)]
pub struct EverythingArgs {
    pub text: String,
}

impl Wire for EverythingArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.end();
    }
}

/// `search:inThread`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InThread;

impl Function for InThread {
    const PATH: &'static str = "search:inThread";
    type Args = InThreadArgs;
    type Returns = ThreadHits;
}

impl Query for InThread {}

#[derive(Debug, Clone, PartialEq)]
pub struct InThreadArgs {
    pub text: String,
    pub thread_id: ThreadId,
}

impl Wire for InThreadArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            text: fields.required("text", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("text", &self.text);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}
