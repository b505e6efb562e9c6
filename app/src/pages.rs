//! One module per page.

pub(crate) mod home;
pub(crate) mod not_found;
pub(crate) mod sign_in;
pub(crate) mod task;
pub(crate) mod tasks;
pub(crate) mod todos;
