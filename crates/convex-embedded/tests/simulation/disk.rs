//! What outlives the simulated process: a disk that fails when told to, and tells the oracle what is durable.

use crate::oracle::Oracle;
use convex_store::{
    CommitBatch, DocumentSink, Erasure, Fault, FaultyPersistence, MemoryPersistence, Persistence,
    PersistenceError, StoredMetadata, Timestamp,
};
use parking_lot::Mutex;
use std::sync::Arc;

/// Clones are handles to the same disk.
#[derive(Clone, Default)]
pub(crate) struct Disk {
    content: MemoryPersistence,
    next_fault: Arc<Mutex<Option<Fault>>>,
    pub(crate) oracle: Arc<Mutex<Oracle>>,
}

impl Disk {
    /// The next append goes wrong.
    pub(crate) fn fail_next(&self, fault: Fault) {
        *self.next_fault.lock() = Some(fault);
    }

    /// Whether a fault that it was told of is still to come.
    pub(crate) fn is_told(&self) -> bool {
        self.next_fault.lock().is_some()
    }

    /// Nothing goes wrong any more.
    pub(crate) fn forget_fault(&self) {
        *self.next_fault.lock() = None;
    }

    /// A handle for one life of the process.
    pub(crate) fn persistence(&self) -> Box<dyn Persistence> {
        let next = self.next_fault.clone();
        let watched = Watched {
            content: self.content.clone(),
            oracle: self.oracle.clone(),
        };
        Box::new(FaultyPersistence::new(watched, move || next.lock().take()))
    }
}

struct Watched {
    content: MemoryPersistence,
    oracle: Arc<Mutex<Oracle>>,
}

impl Persistence for Watched {
    fn load_metadata(&mut self) -> Result<StoredMetadata, PersistenceError> {
        self.content.load_metadata()
    }

    fn load_documents(&mut self, sink: &mut DocumentSink<'_>) -> Result<(), PersistenceError> {
        self.content.load_documents(sink)
    }

    fn append(&mut self, group: &[CommitBatch]) -> Result<(), PersistenceError> {
        self.content.append(group)?;
        let mut oracle = self.oracle.lock();
        group.iter().for_each(|batch| oracle.committed(batch));
        Ok(())
    }

    fn prune(&mut self, before: Timestamp) -> Result<(), PersistenceError> {
        self.content.prune(before)
    }

    fn erase(&mut self, erasure: Erasure) -> Result<(), PersistenceError> {
        self.content.erase(erasure)
    }
}
