//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Functions of `convex/exports.ts`.

#![allow(
    missing_docs,
    reason = "the arguments are described in convex/exports.ts"
)]

use crate::{ExportedTable, TranscriptFormat, TranscriptPiece};
use convex_typed::{
    Function, NoArgs, PaginatedQuery, PaginationOptions, PaginationResult, Query, Wire,
    json::{Json, Misfits, Object},
};

/// `exports:chat`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chat;

impl Function for Chat {
    const PATH: &'static str = "exports:chat";
    type Args = ChatArgs;
    type Returns = Option<TranscriptPiece>;
}

impl Query for Chat {}

#[derive(Debug, Clone, PartialEq)]
pub struct ChatArgs {
    pub chat_id: String,
    pub cursor: Option<String>,
    pub format: TranscriptFormat,
}

impl Wire for ChatArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            chat_id: fields.required("chatId", misfits),
            cursor: fields.optional("cursor", misfits),
            format: fields.required("format", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("chatId", &self.chat_id);
        object.optional("cursor", &self.cursor);
        object.required("format", &self.format);
        object.end();
    }
}

impl ChatArgs {
    /// The required arguments, all others absent.
    pub fn new(chat_id: String, format: TranscriptFormat) -> Self {
        Self {
            chat_id,
            cursor: None,
            format,
        }
    }
}

/// `exports:page`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page;

impl Function for Page {
    const PATH: &'static str = "exports:page";
    type Args = PageArgs;
    type Returns = PaginationResult<convex_typed::Any>;
}

impl Query for Page {}

#[derive(Debug, Clone, PartialEq)]
pub struct PageArgs {
    pub pagination_opts: PaginationOptions,
    pub table: ExportedTable,
}

impl Wire for PageArgs {
    fn read(json: Json<'_>, misfits: &mut Misfits) -> Self {
        let fields = misfits.fields(json);
        Self {
            pagination_opts: fields.required("paginationOpts", misfits),
            table: fields.required("table", misfits),
        }
    }

    fn write(&self, out: &mut String) {
        let mut object = Object::new(out);
        object.required("paginationOpts", &self.pagination_opts);
        object.required("table", &self.table);
        object.end();
    }
}

impl PaginatedQuery for Page {
    type Item = convex_typed::Any;

    fn options(args: &PageArgs) -> &PaginationOptions {
        &args.pagination_opts
    }

    fn with_options(args: &PageArgs, options: PaginationOptions) -> PageArgs {
        PageArgs {
            pagination_opts: options,
            ..args.clone()
        }
    }
}

/// `exports:tables`, a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tables;

impl Function for Tables {
    const PATH: &'static str = "exports:tables";
    type Args = NoArgs;
    type Returns = Vec<ExportedTable>;
}

impl Query for Tables {}
