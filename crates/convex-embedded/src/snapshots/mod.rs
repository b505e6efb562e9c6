//! The data as files: exports and imports, in the forms that the official CLI reads and writes.
//!
//! An export is a zip of one snapshot, written beside whatever goes on; the last one is kept until the next. An import
//! is one transaction: all of it is there, or nothing. Both are documents of system tables, so that whoever waits for one is
//! told through a subscription.
//!
//! # Ids
//!
//! Documents keep their ids. An id names its table by a number; where the deployment's table has another number than
//! the one that was exported, ids are rewritten to its number, wherever one is a whole string in what is imported. So
//! references stay right, within the import.

mod apply;
mod archive;
mod export;
mod import;
mod parse;
mod rows;
mod uploads;

pub(crate) use export::find as find_export;
pub(crate) use import::ImportRequest;
pub(crate) use parse::read_zip;
pub(crate) use rows::{fail_interrupted, imports, last_export, one_import, system_tables};

use std::sync::Arc;
use tokio::sync::Mutex as AsyncMutex;
use uploads::Uploads;

/// What goes on between requests.
#[derive(Default)]
pub(crate) struct Snapshots {
    uploads: Uploads,
    /// Held by the export that runs.
    exporting: Arc<AsyncMutex<()>>,
}
