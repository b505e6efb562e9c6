//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/accounts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/accounts.ts"
)]

use crate::{AccountEntry, AccountId};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `accounts:mine`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mine;

impl Function for Mine {
    const PATH: &'static str = "accounts:mine";
    type Args = NoArgs;
    type Returns = Vec<AccountEntry>;
}

impl Query for Mine {}

/// `accounts:unlink`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unlink;

impl Function for Unlink {
    const PATH: &'static str = "accounts:unlink";
    type Args = UnlinkArgs;
    type Returns = ();
}

impl Mutation for Unlink {}

#[derive(Debug, Clone, PartialEq)]
pub struct UnlinkArgs {
    pub account_id: AccountId,
}

impl Wire for UnlinkArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            account_id: fields.required("accountId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("accountId", &self.account_id);
        object.end();
    }
}
