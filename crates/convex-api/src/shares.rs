//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/shares.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/shares.ts"
)]

use crate::{ChatId, SharedChat, Sharing};
use convex_typed::{
    Function, Mutation, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `shares:create`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Create;

impl Function for Create {
    const PATH: &'static str = "shares:create";
    type Args = CreateArgs;
    type Returns = CreateReturns;
}

impl Mutation for Create {}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateArgs {
    pub chat_id: ChatId,
}

impl Wire for CreateArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct CreateReturns {
    pub token: String,
}

impl Wire for CreateReturns {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            token: fields.required("token", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("token", &self.token);
        object.end();
    }
}

/// `shares:current`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Current;

impl Function for Current {
    const PATH: &'static str = "shares:current";
    type Args = CurrentArgs;
    type Returns = Option<Sharing>;
}

impl Query for Current {}

#[derive(Debug, Clone, PartialEq)]
pub struct CurrentArgs {
    pub chat_id: String,
}

impl Wire for CurrentArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `shares:renew`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renew;

impl Function for Renew {
    const PATH: &'static str = "shares:renew";
    type Args = RenewArgs;
    type Returns = ();
}

impl Mutation for Renew {}

#[derive(Debug, Clone, PartialEq)]
pub struct RenewArgs {
    pub chat_id: ChatId,
}

impl Wire for RenewArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `shares:revoke`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revoke;

impl Function for Revoke {
    const PATH: &'static str = "shares:revoke";
    type Args = RevokeArgs;
    type Returns = ();
}

impl Mutation for Revoke {}

#[derive(Debug, Clone, PartialEq)]
pub struct RevokeArgs {
    pub chat_id: ChatId,
}

impl Wire for RevokeArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.end();
    }
}

/// `shares:view`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View;

impl Function for View {
    const PATH: &'static str = "shares:view";
    type Args = ViewArgs;
    type Returns = Option<SharedChat>;
}

impl Query for View {}

#[derive(Debug, Clone, PartialEq)]
pub struct ViewArgs {
    pub before: Option<f64>,
    pub token: String,
}

impl Wire for ViewArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            before: fields.optional("before", misfits),
            token: fields.required("token", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.optional("before", &self.before);
        object.required("token", &self.token);
        object.end();
    }
}

impl ViewArgs {
    /// The required arguments, all others absent.
    pub fn new(token: String) -> Self {
        Self {
            before: None,
            token,
        }
    }
}
