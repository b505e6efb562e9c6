//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messageParts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messageParts.ts"
)]

use crate::{MessageId, MessagePart};
use convex_typed::{
    Function, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `messageParts:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "messageParts:byMessage";
    type Args = ByMessageArgs;
    type Returns = Vec<MessagePart>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByMessageArgs {
    pub message_id: MessageId,
}

impl Wire for ByMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.end();
    }
}
