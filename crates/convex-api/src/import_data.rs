//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/importData.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/importData.ts"
)]

use crate::{ImportResult, ImportedChat, ImportedMessage};
use convex_typed::{
    Function, Mutation, Wire,
    json::{Json, Misfits, Object},
};

/// `importData:importChats`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportChats;

impl Function for ImportChats {
    const PATH: &'static str = "importData:importChats";
    type Args = ImportChatsArgs;
    type Returns = ImportResult;
}

impl Mutation for ImportChats {}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportChatsArgs {
    pub chats: Vec<ImportedChat>,
}

impl Wire for ImportChatsArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chats: fields.required("chats", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chats", &self.chats);
        object.end();
    }
}

/// `importData:importMessages`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportMessages;

impl Function for ImportMessages {
    const PATH: &'static str = "importData:importMessages";
    type Args = ImportMessagesArgs;
    type Returns = ImportResult;
}

impl Mutation for ImportMessages {}

#[derive(Debug, Clone, PartialEq)]
pub struct ImportMessagesArgs {
    pub messages: Vec<ImportedMessage>,
}

impl Wire for ImportMessagesArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            messages: fields.required("messages", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("messages", &self.messages);
        object.end();
    }
}
