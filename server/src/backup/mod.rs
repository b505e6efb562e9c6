//! Backups: all that a data directory is made of, at one timestamp, in one file.
//!
//! The deployment makes a copy of its data in a folder of the data directory ([`Copies`]), also while it is used; that
//! folder and the secrets, without which what is encrypted in the data could not be read, are packed into a zip
//! ([`archive`]). So a backup is as secret as the directory. Restoring makes a directory of it where there is none.

pub(crate) mod archive;

use crate::data_dir::DataDir;
use convex_embedded::{CopyPlace, DirectoryFiles, Durability, Empty, SqlitePersistence};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The data file, in a copy and in a backup.
pub(crate) const DATA: &str = "data.sqlite3";
/// The folder of files, in both.
pub(crate) const FILES: &str = "files";

/// The folder in which a deployment makes copies of itself.
pub(crate) struct Copies {
    path: PathBuf,
}

impl Copies {
    pub(crate) fn of(directory: &DataDir) -> Self {
        Self {
            path: directory.copy(),
        }
    }

    /// Removes what a copy has left.
    pub(crate) fn clear(path: &Path) -> io::Result<()> {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl CopyPlace for Copies {
    fn begin(&self) -> Result<Empty, String> {
        let path = &self.path;
        let failed = |error: io::Error| format!("{}: {error}", path.display());
        Self::clear(path).map_err(failed)?;
        // Its folder comes with it, readable by its owner only.
        let files = DirectoryFiles::open(path.join(FILES)).map_err(failed)?;
        // A copy that a power cut spoils is made again.
        let data = SqlitePersistence::open(path.join(DATA), Durability::Normal)
            .map_err(|error| error.to_string())?;
        Ok((Box::new(data), Arc::new(files)))
    }
}
