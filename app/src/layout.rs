//! What stays while pages change: navigation, messages to the reader, the theme.

pub(crate) mod announcements;
pub(crate) mod attention;
pub(crate) mod connection;
pub(crate) mod density;
pub(crate) mod diffs;
pub(crate) mod keyboard;
pub(crate) mod page;
pub(crate) mod sending;
pub(crate) mod session;
pub(crate) mod shortcuts;
pub(crate) mod sidebar;
pub(crate) mod theme;
pub(crate) mod toasts;
pub(crate) mod ui;
pub(crate) mod user_menu;
