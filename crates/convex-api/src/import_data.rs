//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/importData.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/importData.ts"
)]

use convex_typed::{Function, Mutation};
use serde::{Deserialize, Serialize};

use crate::{ImportResult, ImportedChat, ImportedMessage};

/// `importData:importChats`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImportChats;

impl Function for ImportChats {
    const PATH: &'static str = "importData:importChats";
    type Args = ImportChatsArgs;
    type Returns = ImportResult;
}

impl Mutation for ImportChats {}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportChatsArgs {
    pub chats: Vec<ImportedChat>,
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

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ImportMessagesArgs {
    pub messages: Vec<ImportedMessage>,
}
