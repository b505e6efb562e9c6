//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/syncStatus.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/syncStatus.ts"
)]

use crate::SyncStatus;
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `syncStatus:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "syncStatus:get";
    type Args = NoArgs;
    type Returns = Vec<SyncStatus>;
}

impl Query for Get {}

/// `syncStatus:record`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record;

impl Function for Record {
    const PATH: &'static str = "syncStatus:record";
    type Args = RecordArgs;
    type Returns = ();
}

impl Mutation for Record {}

#[derive(Debug, Clone, PartialEq)]
pub struct RecordArgs {
    pub device_id: String,
}

impl Wire for RecordArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            device_id: fields.required("deviceId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("deviceId", &self.device_id);
        object.end();
    }
}
