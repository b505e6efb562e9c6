//! Skips work whose inputs have not changed since it last succeeded.
//!
//! Inputs are compared by content, so a fresh checkout with a shared target directory skips, too.

use crate::error::Failure;
use crate::layout::Layout;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// The state of everything one step reads.
pub(crate) struct Fingerprint {
    stamp: PathBuf,
    hasher: DefaultHasher,
}

impl Fingerprint {
    /// Starts the fingerprint of a step; the name also names the stamp.
    pub(crate) fn of(layout: &Layout, step: &str) -> Self {
        Self::at(layout.scratch().join(format!("{step}.stamp")))
    }

    /// Starts a fingerprint whose stamp lies elsewhere.
    pub(crate) fn at(stamp: PathBuf) -> Self {
        Self {
            stamp,
            hasher: DefaultHasher::new(),
        }
    }

    /// Adds a file or a whole folder; what does not exist counts as empty.
    pub(crate) fn input(mut self, path: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        list_files(path, &mut files)?;
        files.sort();
        for file in files {
            let content = fs::read(&file).map_err(Failure::file("read", &file))?;
            // Relative, so that moving the repository changes nothing.
            file.strip_prefix(path)
                .unwrap_or(&file)
                .hash(&mut self.hasher);
            content.hash(&mut self.hasher);
        }
        Ok(self)
    }

    /// Whether the step's last success saw exactly this, and its product still exists.
    pub(crate) fn is_current(&self, product: &Path) -> bool {
        product.exists()
            && fs::read_to_string(&self.stamp).is_ok_and(|stamp| stamp == self.digest())
    }

    /// Records a success.
    pub(crate) fn record(self) -> Result<(), Failure> {
        if let Some(parent) = self.stamp.parent() {
            fs::create_dir_all(parent).map_err(Failure::file("create", parent))?;
        }
        fs::write(&self.stamp, self.digest()).map_err(Failure::file("write", &self.stamp))
    }

    /// A short text that stands for the inputs.
    pub(crate) fn digest(&self) -> String {
        format!("{:016x}", self.hasher.finish())
    }
}

/// All files below a path, or the path itself.
pub(crate) fn list_files(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        let entries = fs::read_dir(path).map_err(Failure::file("read", path))?;
        for entry in entries {
            let entry = entry.map_err(Failure::file("read", path))?.path();
            if entry
                .file_name()
                .is_some_and(|name| name != "node_modules" && name != ".git")
            {
                list_files(&entry, files)?;
            }
        }
    }
    Ok(())
}
