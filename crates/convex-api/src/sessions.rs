//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/sessions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/sessions.ts"
)]

use crate::{SessionEntry, SessionId};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `sessions:end`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End;

impl Function for End {
    const PATH: &'static str = "sessions:end";
    type Args = EndArgs;
    type Returns = ();
}

impl Mutation for End {}

#[derive(Debug, Clone, PartialEq)]
pub struct EndArgs {
    pub session_id: SessionId,
}

impl Wire for EndArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            session_id: fields.required("sessionId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("sessionId", &self.session_id);
        object.end();
    }
}

/// `sessions:endOthers`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndOthers;

impl Function for EndOthers {
    const PATH: &'static str = "sessions:endOthers";
    type Args = NoArgs;
    type Returns = ();
}

impl Mutation for EndOthers {}

/// `sessions:mine`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mine;

impl Function for Mine {
    const PATH: &'static str = "sessions:mine";
    type Args = NoArgs;
    type Returns = Vec<SessionEntry>;
}

impl Query for Mine {}
