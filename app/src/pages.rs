//! One module per page.

pub(crate) mod account;
#[cfg(feature = "ssr")]
pub(crate) mod auth;
pub(crate) mod chat;
pub(crate) mod chats;
pub(crate) mod deployment;
pub(crate) mod home;
pub(crate) mod import;
pub(crate) mod memories;
pub(crate) mod not_found;
#[cfg(feature = "ssr")]
pub(crate) mod offline;
#[cfg(feature = "ssr")]
pub(crate) mod problem;
pub(crate) mod settings;
pub(crate) mod share;
pub(crate) mod shared;
pub(crate) mod task;
pub(crate) mod tasks;
pub(crate) mod todos;
