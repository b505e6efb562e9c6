//! The data directory: who may use it, and what lies in it.

use crate::failure::Failure;
use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// A directory that this process may use; other processes may look, but not serve from it.
pub(crate) struct DataDir {
    path: PathBuf,
}

/// Held as long as the process serves from the directory; the system releases it, also after kill -9.
pub(crate) struct Occupied {
    _lock: File,
}

impl DataDir {
    /// Creates the directory if need be, readable by its owner only.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder
            .create(path)
            .map_err(Failure::file("create", path))?;
        Ok(Self {
            path: path.to_owned(),
        })
    }

    /// The directory of a server that runs or has run: whoever asks about one must not make another.
    pub(crate) fn existing(path: &Path) -> Result<Self, Failure> {
        let directory = Self {
            path: path.to_owned(),
        };
        if directory.secrets().exists() {
            Ok(directory)
        } else {
            Err(Failure::DataMissing(directory.path))
        }
    }

    /// Claims the directory for this process.
    pub(crate) fn occupy(&self) -> Result<Occupied, Failure> {
        let path = self.path.join("lock");
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(Failure::file("open", &path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Occupied { _lock: lock }),
            Err(fs::TryLockError::WouldBlock) => Err(Failure::DataInUse(self.path.clone())),
            Err(fs::TryLockError::Error(source)) => Err(Failure::file("lock", &path)(source)),
        }
    }

    /// The deployment's data file.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join("data.sqlite3")
    }

    /// The bytes of stored files.
    pub(crate) fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    /// What modules for Node.js import from registries.
    pub(crate) fn packages(&self) -> PathBuf {
        self.path.join("packages")
    }

    /// What a backup is packed from; empty between backups.
    pub(crate) fn copy(&self) -> PathBuf {
        self.path.join("copy")
    }

    /// Keys and secrets.
    pub(crate) fn secrets(&self) -> PathBuf {
        self.path.join("secrets.json")
    }

    /// Where browsers reach the server that serves from here, or that served last.
    fn public_origin_file(&self) -> PathBuf {
        self.path.join("origin")
    }

    /// Remembers for other processes where browsers reach the server.
    pub(crate) fn write_public_origin(&self, origin: &str) -> Result<(), Failure> {
        write_private(&self.public_origin_file(), format!("{origin}\n").as_bytes())
    }

    /// Forgets where browsers reached the last server: the next one is not ready yet.
    pub(crate) fn forget_public_origin(&self) -> Result<(), Failure> {
        let path = self.public_origin_file();
        match fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(Failure::file("remove", &path)(source))
            }
            _ => Ok(()),
        }
    }

    /// What the server that uses this directory, or the last one that did, has remembered; none until it is ready.
    pub(crate) fn public_origin(&self) -> Option<String> {
        remembered(&self.public_origin_file()).filter(|origin| !origin.is_empty())
    }

    fn address_file(&self) -> PathBuf {
        self.path.join("address")
    }

    /// Remembers for other processes where the server listens.
    pub(crate) fn write_address(&self, address: SocketAddr) -> Result<(), Failure> {
        write_private(&self.address_file(), format!("{address}\n").as_bytes())
    }

    /// Where the server that uses this directory, or the last one that did, listens.
    pub(crate) fn address(&self) -> Option<String> {
        remembered(&self.address_file())
    }

    fn site_file(&self) -> PathBuf {
        self.path.join("site")
    }

    /// Remembers for later servers where HTTP actions are a site of their own.
    pub(crate) fn write_site_address(&self, address: SocketAddr) -> Result<(), Failure> {
        write_private(&self.site_file(), format!("{address}\n").as_bytes())
    }

    /// Where HTTP actions were a site of their own, as far as anything can be made of what was remembered.
    pub(crate) fn site_address(&self) -> Option<SocketAddr> {
        remembered(&self.site_file())?.parse().ok()
    }
}

/// The line that such a file holds, if it is there.
fn remembered(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    Some(text.trim().to_owned())
}

/// Replaces a file as a whole, readable by its owner only: a crash leaves the old one or the new one.
pub(crate) fn write_private(path: &Path, content: &[u8]) -> Result<(), Failure> {
    let draft = path.with_extension("new");
    write_draft(&draft, content)?;
    fs::rename(&draft, path).map_err(Failure::file("replace", path))?;
    sync_folder_of(path)
}

/// Writes a private file that is to get another name; one that a crash left there gives way.
pub(crate) fn write_draft(draft: &Path, content: &[u8]) -> Result<(), Failure> {
    let _ = fs::remove_file(draft);
    let mut file = create_private(draft).map_err(Failure::file("create", draft))?;
    file.write_all(content)
        .and_then(|()| file.sync_all())
        .map_err(Failure::file("write", draft))
}

/// A new name is durable only once its folder is.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), Failure> {
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        // The parent of a name without a folder is empty.
        let folder = if folder.as_os_str().is_empty() {
            Path::new(".")
        } else {
            folder
        };
        File::open(folder)
            .and_then(|folder| folder.sync_all())
            .map_err(Failure::file("sync", folder))?;
    }
    Ok(())
}

/// Creates a file that must not exist yet, readable by its owner only from the first moment.
fn create_private(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_process_is_told_that_the_directory_is_taken() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(&folder.path().join("d")).unwrap();
        let first = directory.occupy().unwrap();
        assert!(matches!(directory.occupy(), Err(Failure::DataInUse(_))));
        drop(first);
        assert!(directory.occupy().is_ok());
    }

    #[test]
    fn asking_about_a_server_that_is_not_there_makes_no_directory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mistyped");
        assert!(matches!(
            DataDir::existing(&path),
            Err(Failure::DataMissing(_))
        ));
        assert!(!path.exists());
        let directory = DataDir::open(&path).unwrap();
        write_private(&directory.secrets(), b"{}").unwrap();
        assert!(DataDir::existing(&path).is_ok());
    }

    #[test]
    fn what_one_process_remembers_of_its_address_another_one_reads() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        assert_eq!(directory.public_origin(), None);
        assert_eq!(directory.address(), None);
        directory
            .write_address("127.0.0.1:4567".parse().unwrap())
            .unwrap();
        assert_eq!(directory.address().as_deref(), Some("127.0.0.1:4567"));
        directory
            .write_public_origin("https://conclave.example")
            .unwrap();
        assert_eq!(
            DataDir::open(folder.path())
                .unwrap()
                .public_origin()
                .as_deref(),
            Some("https://conclave.example")
        );
    }

    #[cfg(unix)]
    #[test]
    fn private_files_are_readable_by_their_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write_private(&path, b"1").unwrap();
        write_private(&path, b"2").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"2");
        assert_eq!(
            fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o600
        );
    }
}
