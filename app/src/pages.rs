//! One module per page.

#[cfg(feature = "ssr")]
pub(crate) mod auth;
pub(crate) mod home;
pub(crate) mod not_found;
pub(crate) mod task;
pub(crate) mod tasks;
pub(crate) mod todos;
