//! Files that belong to messages: those of a message that was sent, and those that are being added to the next one.

mod drop;
mod kinds;
mod paste;
mod shown;
mod tray;
mod uploads;

pub(crate) use shown::files_of;
pub(crate) use tray::tray;
pub(crate) use uploads::Files;
