//! Stored files: bytes outside the document store, rows inside it.
//!
//! A file's bytes are written and synced under a name of their own before its rows are committed, and removed
//! after the commit that deletes the rows. So a row always has its bytes, also after a crash; bytes without rows
//! are what an upload or a transaction left that did not come to its end, and the next start removes them.
//!
//! Components have files of their own: the public documents are in their namespaces. What the bytes are called is in
//! one table for all, because addresses of files do not say whose they are.

mod bytes;
mod rows;
#[cfg(test)]
mod tests;
mod token;

pub use bytes::{DirectoryFiles, Draft, FileBytes, FileReader, MemoryFiles};
pub(crate) use bytes::{Fresh, Incoming, Stored};
pub(crate) use rows::{
    File, STORAGE_TABLE, find, find_anywhere, find_by_name, insert, keep, names as file_names,
    remove, restore, system_tables,
};
pub(crate) use token::UploadTokens;

use crate::auth::InstanceSecret;
use crate::commits::deletions;
use convex_host::Host;
use convex_store::{CommitRecord, Namespace, Store, StoreError};
use std::collections::HashSet;
use std::io;
use std::sync::Arc;

/// The files of one deployment.
pub(crate) struct Files {
    pub(crate) bytes: Arc<dyn FileBytes>,
    pub(crate) tokens: UploadTokens,
    /// Where clients reach the deployment, without a slash at the end.
    origin: String,
}

impl Files {
    pub(crate) fn new(bytes: Arc<dyn FileBytes>, secret: &InstanceSecret, origin: String) -> Self {
        Self {
            bytes,
            tokens: UploadTokens::new(secret),
            origin,
        }
    }

    /// Where clients reach the deployment, without a slash at the end.
    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The address of a file's bytes.
    pub(crate) fn url(&self, name: &str) -> String {
        format!("{}/api/storage/{name}", self.origin)
    }

    /// An address that takes one upload or more, for an hour.
    pub(crate) fn upload_url(&self, namespace: Namespace, host: &dyn Host) -> String {
        let token = self.tokens.mint(namespace, host);
        format!("{}/api/storage/upload?token={token}", self.origin)
    }

    /// A new file that nothing refers to yet.
    pub(crate) fn create(&self, host: &dyn Host) -> io::Result<Incoming> {
        Incoming::new(self.bytes.clone(), random_name(host))
    }

    /// Removes what a crash left. Nothing may be on its way into storage meanwhile.
    pub(crate) fn sweep(&self, store: &Store) -> Result<(), StoreError> {
        let known: HashSet<String> = rows::names(&mut store.begin())?.into_iter().collect();
        match self.bytes.names() {
            Ok(names) => names
                .iter()
                .filter(|name| !known.contains(*name))
                .for_each(|name| self.discard(name)),
            Err(error) => tracing::warn!(%error, "the stored files could not be listed"),
        }
        Ok(())
    }

    /// Removes the bytes of the files that commits delete, until the store is closed.
    pub(crate) async fn follow(self: Arc<Self>, store: Store) {
        let mut commits = store.watch();
        let mut processed = store.latest();
        while commits.changed().await.is_ok() {
            let latest = *commits.borrow_and_update();
            // What is missed here, if ever, the next start finds.
            let changes = store.changes_since(processed).unwrap_or_default();
            processed = latest;
            let names = deleted(&store, &changes);
            if !names.is_empty() {
                let files = self.clone();
                let remove = move || names.iter().for_each(|name| files.discard(name));
                drop(tokio::task::spawn_blocking(remove).await);
            }
        }
    }

    fn discard(&self, name: &str) {
        if let Err(error) = self.bytes.remove(name) {
            tracing::warn!(%error, name, "a stored file could not be removed");
        }
    }
}

/// The names of the files that commits have deleted.
fn deleted(store: &Store, commits: &[Arc<CommitRecord>]) -> Vec<String> {
    deletions(store, rows::FILES_TABLE, commits)
        .filter_map(|change| rows::name(change.old.as_ref()?.value()))
        .collect()
}

/// A name that nobody can guess.
pub(crate) fn random_name(host: &dyn Host) -> String {
    let mut bytes = [0; 16];
    host.fill_random(&mut bytes);
    uuid(bytes)
}

/// The usual text form of sixteen bytes.
fn uuid(bytes: [u8; 16]) -> String {
    let hex = crate::hex::encode(&bytes);
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    parts.join("-")
}

/// Whether the text has the form of a name that [`Files::create`] gives.
pub(crate) fn is_name(text: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let lengths = text.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12]) && text.split('-').all(digits)
}
