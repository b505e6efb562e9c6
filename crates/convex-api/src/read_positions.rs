//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/readPositions.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/readPositions.ts"
)]

use crate::{ChatId, Reading, ThreadId, UnreadCount};
use convex_typed::{
    Function, Mutation, NoArgs, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `readPositions:get`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Get;

impl Function for Get {
    const PATH: &'static str = "readPositions:get";
    type Args = GetArgs;
    type Returns = Option<UnreadCount>;
}

impl Query for Get {}

#[derive(Debug, Clone, PartialEq)]
pub struct GetArgs {
    pub thread_id: ThreadId,
}

impl Wire for GetArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `readPositions:mark`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark;

impl Function for Mark {
    const PATH: &'static str = "readPositions:mark";
    type Args = MarkArgs;
    type Returns = ();
}

impl Mutation for Mark {}

#[derive(Debug, Clone, PartialEq)]
pub struct MarkArgs {
    pub position: f64,
    pub thread_id: ThreadId,
}

impl Wire for MarkArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `readPositions:ofChat`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfChat;

impl Function for OfChat {
    const PATH: &'static str = "readPositions:ofChat";
    type Args = OfChatArgs;
    type Returns = Option<Reading>;
}

impl Query for OfChat {}

#[derive(Debug, Clone, PartialEq)]
pub struct OfChatArgs {
    pub chat_id: String,
}

impl Wire for OfChatArgs {
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

/// `readPositions:rest`, a mutation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest;

impl Function for Rest {
    const PATH: &'static str = "readPositions:rest";
    type Args = RestArgs;
    type Returns = ();
}

impl Mutation for Rest {}

#[derive(Debug, Clone, PartialEq)]
pub struct RestArgs {
    pub place: Option<f64>,
    pub position: f64,
    pub thread_id: ThreadId,
}

impl Wire for RestArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            place: fields.required("place", misfits),
            position: fields.required("position", misfits),
            thread_id: fields.required("threadId", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("place", &self.place);
        object.required("position", &self.position);
        object.required("threadId", &self.thread_id);
        object.end();
    }
}

/// `readPositions:unreadChats`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnreadChats;

impl Function for UnreadChats {
    const PATH: &'static str = "readPositions:unreadChats";
    type Args = NoArgs;
    type Returns = Vec<ChatId>;
}

impl Query for UnreadChats {}
