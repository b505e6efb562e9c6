//! Persistence that fails when it is told to.

use super::{CommitBatch, DocumentSink, Erasure, Persistence, StoredMetadata};
use crate::{
    Timestamp,
    error::{PersistenceError, PersistenceErrorKind},
};

/// What goes wrong with an append.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is written, and the error says so.
    Rejected,
    /// Nothing is written, but the error leaves that open.
    LostAndUnknown,
    /// Everything is written, but the error leaves that open.
    WrittenAndUnknown,
}

/// Passes everything on to another persistence, except the appends that are to fail. For tests and
/// simulations of everything above the seam.
pub struct FaultyPersistence<P> {
    inner: P,
    next: Box<dyn FnMut() -> Option<Fault> + Send>,
}

impl<P: Persistence> FaultyPersistence<P> {
    /// Appends go to `inner` unless `next`, which is asked before each, names a fault.
    pub fn new(inner: P, next: impl FnMut() -> Option<Fault> + Send + 'static) -> Self {
        Self {
            inner,
            next: Box::new(next),
        }
    }
}

impl<P: Persistence> Persistence for FaultyPersistence<P> {
    fn load_metadata(&mut self) -> Result<StoredMetadata, PersistenceError> {
        self.inner.load_metadata()
    }

    fn load_documents(&mut self, sink: &mut DocumentSink<'_>) -> Result<(), PersistenceError> {
        self.inner.load_documents(sink)
    }

    fn append(&mut self, group: &[CommitBatch]) -> Result<(), PersistenceError> {
        match (self.next)() {
            None => self.inner.append(group),
            Some(Fault::Rejected) => Err(PersistenceError::new(
                PersistenceErrorKind::DiskFull,
                "No space is left (injected). Free some, then try again.",
            )
            .nothing_written_if(true)),
            Some(Fault::LostAndUnknown) => Err(unknown()),
            Some(Fault::WrittenAndUnknown) => {
                self.inner.append(group)?;
                Err(unknown())
            }
        }
    }

    fn prune(&mut self, before: Timestamp) -> Result<(), PersistenceError> {
        self.inner.prune(before)
    }

    fn erase(&mut self, erasure: Erasure) -> Result<(), PersistenceError> {
        self.inner.erase(erasure)
    }
}

fn unknown() -> PersistenceError {
    PersistenceError::new(PersistenceErrorKind::Io, "Writing failed (injected).")
}
