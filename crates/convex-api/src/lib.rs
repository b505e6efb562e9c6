//! Generated from the validators in `convex/` by `cargo xtask codegen`; do not edit.
//!
//! Types and handles of our Convex functions, one module for each file of `convex/`.
//!
//! The crate is generated and holds no code of its own: it knows the shapes, not how a call is made. The
//! app, the server and tests depend on it; it depends on `convex-typed`.

use std::fmt;

pub mod accounts;
pub mod advisor_memories;
pub mod advisors;
pub mod allowances;
pub mod attachments;
pub mod auth;
pub mod chats;
pub mod codebase_understandings;
pub mod conversations;
pub mod drafts;
pub mod exports;
pub mod import_data;
pub mod memories;
pub mod message_parts;
pub mod messages;
mod model;
pub mod models;
pub mod presence;
pub mod provider_keys;
pub mod pull_request_snapshots;
pub mod queued_actions;
pub mod read_positions;
pub mod repository_indexes;
pub mod search;
pub mod sessions;
pub mod shares;
pub mod streaming;
pub mod sync_status;
pub mod task_sessions;
pub mod tasks;
pub mod thread_summaries;
pub mod todos;
pub mod typing;
pub mod user_settings;
pub mod users;

pub use convex_typed::{NoArgs, PaginationOptions, PaginationResult};
pub use model::*;

/// A text that is none of an enum's variants: the deployment is newer than this code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownVariant {
    type_name: &'static str,
    text: String,
}

impl UnknownVariant {
    fn new(type_name: &'static str, text: &str) -> Self {
        Self {
            type_name,
            text: text.to_owned(),
        }
    }
}

impl fmt::Display for UnknownVariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown {} `{}`; reload to get the current version",
            self.type_name, self.text
        )
    }
}

impl std::error::Error for UnknownVariant {}
