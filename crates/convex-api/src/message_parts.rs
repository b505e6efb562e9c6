//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/messageParts.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/messageParts.ts"
)]

use crate::{MessageId, MessagePart};
use convex_typed::{
    Function, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `messageParts:byMessage`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByMessage;

impl Function for ByMessage {
    const PATH: &'static str = "messageParts:byMessage";
    type Args = ByMessageArgs;
    type Returns = PaginationResult<MessagePart>;
}

impl Query for ByMessage {}

#[derive(Debug, Clone, PartialEq)]
pub struct ByMessageArgs {
    pub message_id: MessageId,
    pub pagination_opts: PaginationOptions,
}

impl Wire for ByMessageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            message_id: fields.required("messageId", misfits),
            pagination_opts: fields.required("paginationOpts", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messageId", &self.message_id);
        object.required("paginationOpts", &self.pagination_opts);
        object.end();
    }
}

impl PaginatedQuery for ByMessage {
    type Item = MessagePart;

    fn options(args: &ByMessageArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &ByMessageArgs, options: PaginationOptions) -> ByMessageArgs {
        ByMessageArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}
