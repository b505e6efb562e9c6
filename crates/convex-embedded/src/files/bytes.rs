//! Where the bytes of files are.

use parking_lot::Mutex;
use sha2::{Digest as _, Sha256};
use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Cursor, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The bytes of a stored file.
pub trait FileReader: Read + Seek + Send {}

impl<R: Read + Seek + Send> FileReader for R {}

/// The bytes of a file that is being written.
pub trait Draft: Write + Send {
    /// Makes what was written last, also across a power cut.
    ///
    /// # Errors
    /// If it cannot be synced to the disk.
    fn finish(&mut self) -> io::Result<()>;
}

/// Where the bytes of files are. Names are chosen by the deployment and never used twice. All calls block.
pub trait FileBytes: Send + Sync + 'static {
    /// A new file without content.
    ///
    /// # Errors
    /// If it cannot be created.
    fn create(&self, name: &str) -> io::Result<Box<dyn Draft>>;

    /// A file, to be read from its beginning.
    ///
    /// # Errors
    /// `NotFound` if there is none of this name.
    fn open(&self, name: &str) -> io::Result<Box<dyn FileReader>>;

    /// Removes a file; none of this name is fine.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// The names of all files.
    ///
    /// # Errors
    /// If they cannot be listed.
    fn names(&self) -> io::Result<Vec<String>>;
}

/// One file per name in a directory of the deployment's own.
#[derive(Debug, Clone)]
pub struct DirectoryFiles {
    path: PathBuf,
}

impl DirectoryFiles {
    /// Files below `path`, which is created if need be, readable by its owner only.
    ///
    /// # Errors
    /// If the directory cannot be created.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self { path })
    }
}

struct DraftFile {
    file: File,
    directory: PathBuf,
}

impl Write for DraftFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Draft for DraftFile {
    fn finish(&mut self) -> io::Result<()> {
        self.file.sync_all()?;
        // A new name is durable only once its directory is.
        sync_directory(&self.directory)
    }
}

#[cfg(unix)]
fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(not(unix))]
fn sync_directory(_: &Path) -> io::Result<()> {
    Ok(())
}

impl FileBytes for DirectoryFiles {
    fn create(&self, name: &str) -> io::Result<Box<dyn Draft>> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Box::new(DraftFile {
            file: options.open(self.path.join(name))?,
            directory: self.path.clone(),
        }))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn FileReader>> {
        Ok(Box::new(File::open(self.path.join(name))?))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        match fs::remove_file(self.path.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }
}

/// Files that last as long as their handles. A clone is another handle to the same ones.
#[derive(Debug, Clone, Default)]
pub struct MemoryFiles {
    files: Arc<Mutex<HashMap<String, Arc<[u8]>>>>,
}

struct MemoryDraft {
    files: MemoryFiles,
    name: String,
    bytes: Vec<u8>,
}

impl Write for MemoryDraft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Draft for MemoryDraft {
    fn finish(&mut self) -> io::Result<()> {
        let bytes = std::mem::take(&mut self.bytes).into();
        self.files.files.lock().insert(self.name.clone(), bytes);
        Ok(())
    }
}

impl FileBytes for MemoryFiles {
    fn create(&self, name: &str) -> io::Result<Box<dyn Draft>> {
        Ok(Box::new(MemoryDraft {
            files: self.clone(),
            name: name.to_owned(),
            bytes: Vec::new(),
        }))
    }

    fn open(&self, name: &str) -> io::Result<Box<dyn FileReader>> {
        let bytes = self.files.lock().get(name).cloned();
        let bytes = bytes.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.files.lock().remove(name);
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files.lock().keys().cloned().collect())
    }
}

/// A file that is being written: hashed on the way, and gone if it is dropped.
pub(crate) struct Incoming {
    draft: Box<dyn Draft>,
    hash: Sha256,
    size: u64,
    fresh: Fresh,
}

/// What is known of a file whose bytes are safe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) sha256: [u8; 32],
    pub(crate) size: u64,
}

/// A file that no commit refers to yet. Dropping it removes the bytes.
pub(crate) struct Fresh {
    bytes: Arc<dyn FileBytes>,
    name: String,
    kept: bool,
}

impl Fresh {
    /// A commit refers to it, or may do so.
    pub(crate) fn keep(mut self) {
        self.kept = true;
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if !self.kept
            && let Err(error) = self.bytes.remove(&self.name)
        {
            tracing::warn!(%error, name = self.name, "an unused file could not be removed");
        }
    }
}

impl Incoming {
    pub(super) fn new(bytes: Arc<dyn FileBytes>, name: String) -> io::Result<Self> {
        Ok(Self {
            draft: bytes.create(&name)?,
            hash: Sha256::new(),
            size: 0,
            fresh: Fresh {
                bytes,
                name,
                kept: false,
            },
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.draft.write_all(bytes)?;
        self.hash.update(bytes);
        self.size += bytes.len() as u64;
        Ok(())
    }

    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// Makes it last, until [`Fresh`] is dropped.
    pub(crate) fn finish(mut self) -> io::Result<(Stored, Fresh)> {
        self.draft.finish()?;
        let stored = Stored {
            name: self.fresh.name.clone(),
            sha256: self.hash.finalize().into(),
            size: self.size,
        };
        Ok((stored, self.fresh))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(bytes: &Arc<dyn FileBytes>, name: &str) -> (Stored, Fresh) {
        let mut incoming = Incoming::new(bytes.clone(), name.to_owned()).expect("created");
        incoming.write(b"ab").expect("written");
        incoming.write(b"c").expect("written");
        incoming.finish().expect("synced")
    }

    #[test]
    fn a_file_stays_only_if_something_refers_to_it() {
        let folder = tempfile::tempdir().expect("folder");
        let directory = DirectoryFiles::open(folder.path().join("files")).expect("opened");
        let everywhere: [Arc<dyn FileBytes>; 2] =
            [Arc::new(directory), Arc::new(MemoryFiles::default())];
        for bytes in everywhere {
            let (file, fresh) = stored(&bytes, "kept");
            fresh.keep();
            drop(stored(&bytes, "dropped"));
            drop(Incoming::new(bytes.clone(), "unfinished".to_owned()).expect("created"));
            assert_eq!(bytes.names().expect("listed"), ["kept"]);
            assert_eq!((file.size, file.sha256[0]), (3, 0xba));
            let mut content = String::new();
            let mut reader = bytes.open("kept").expect("there");
            reader.read_to_string(&mut content).expect("read");
            assert_eq!(content, "abc");
            bytes.remove("kept").expect("removed");
            bytes.remove("kept").expect("gone already");
            let missing = bytes.open("kept").err().map(|error| error.kind());
            assert_eq!(missing, Some(io::ErrorKind::NotFound));
        }
    }
}
