//! Copies of all data at one timestamp, for backups, made while the deployment goes on.
//!
//! A copy has the documents as they are stored and the bytes of every file that one of them names. Where it goes is
//! the business of the program around the deployment; nothing of what a copy needs to be used, such as keys, is here.

use crate::deployment::Shared;
use crate::files::{FileBytes, file_names};
use crate::functions::storage_error;
use crate::{Error, ErrorClass};
use convex_host::Host;
use convex_store::{Persistence, Store, Transaction};
use std::io;
use std::sync::Arc;

/// Data and files that nothing is in yet.
pub type Empty = (Box<dyn Persistence>, Arc<dyn FileBytes>);

/// Where a copy goes.
pub trait CopyPlace: Send + Sync + 'static {
    /// Makes the place empty, whatever an earlier copy has left there.
    ///
    /// # Errors
    /// If that cannot be done: a clause that says why.
    fn begin(&self) -> Result<Empty, String>;
}

/// Copies data that no deployment uses.
///
/// # Errors
/// If the data cannot be read, or the copy cannot be written.
pub async fn copy_data(
    data: Box<dyn Persistence>,
    files: Arc<dyn FileBytes>,
    place: Arc<dyn CopyPlace>,
    host: Arc<dyn Host>,
) -> Result<u64, Error> {
    let open = move || Store::open(data, host).map_err(|error| storage_error(&error));
    let opened = tokio::task::spawn_blocking(open).await;
    let store = opened.map_err(|error| Error::internal(error.to_string()))??;
    let copied = copy(store.begin(), files, place).await;
    store.shutdown().await;
    copied
}

impl Shared {
    /// Copies what there is now. Gives the timestamp of what was copied.
    pub(crate) async fn copy(&self) -> Result<u64, Error> {
        let place = self.copies.clone().ok_or_else(|| {
            Error::bad_request(
                "CopiesNotSupported",
                "This deployment has no place for copies; copy its data while it is stopped.",
            )
        })?;
        let _turn = self.copying.try_lock().map_err(|_| {
            Error::bad_request(
                "CopyInProgress",
                "A copy is being made already; wait for it to finish.",
            )
        })?;
        let engine = &self.engine;
        copy(engine.store.begin(), engine.files.bytes.clone(), place).await
    }
}

async fn copy(
    mut tx: Transaction,
    files: Arc<dyn FileBytes>,
    place: Arc<dyn CopyPlace>,
) -> Result<u64, Error> {
    let write = move || {
        let (mut data, target) = place.begin().map_err(|why| not_written(&why))?;
        let ts = tx
            .copy_to(&mut *data)
            .map_err(|error| storage_error(&error))?;
        let names = file_names(&mut tx).map_err(|error| storage_error(&error))?;
        for name in names {
            copy_file(&*files, &*target, &name)?;
        }
        Ok(ts.0)
    };
    let written = tokio::task::spawn_blocking(write).await;
    written.map_err(|error| Error::internal(error.to_string()))?
}

fn copy_file(files: &dyn FileBytes, target: &dyn FileBytes, name: &str) -> Result<(), Error> {
    let mut bytes = files.open(name).map_err(|error| match error.kind() {
        // Its document has been deleted since, and the bytes with it.
        io::ErrorKind::NotFound => Error::new(
            ErrorClass::Unavailable,
            "FilesChanged",
            "A file was deleted while it was to be copied; try again.",
        ),
        _ => not_written(&error),
    })?;
    let mut draft = target.create(name).map_err(|error| not_written(&error))?;
    let copied = io::copy(&mut bytes, &mut draft).and_then(|_| draft.finish());
    copied.map_err(|error| not_written(&error))
}

fn not_written(why: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorClass::Unavailable,
        "CopyFailed",
        format!("The copy could not be written ({why}); make room, then try again."),
    )
}
