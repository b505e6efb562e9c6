//! The one file of a backup: a zip with the data file, the bytes of files, the secrets, and a line that says what it is.

use super::{DATA, FILES};
use crate::data_dir::{DataDir, sync_folder_of, write_private};
use crate::failure::Failure;
use serde_json::{Value as Json, json};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Says what the file is.
const MARK: &str = "conclave-backup.json";
/// What this version writes, and the newest that it reads.
const FORMAT: u64 = 1;
const SECRETS: &str = "secrets.json";
/// More than any secrets are, and any mark.
const SMALL: u64 = 1 << 20;

/// Packs a copy and the secrets of its directory into a file that must not exist yet.
pub(crate) fn pack(copy: &Path, secrets: &Path, to: &Path) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(to).map_err(Failure::file("create", to))?;
    let packed = write(copy, secrets, file);
    if packed.is_err() {
        // Half a backup looks like one.
        let _ = fs::remove_file(to);
    }
    packed.map_err(Failure::file("write", to))?;
    sync_folder_of(to)
}

fn write(copy: &Path, secrets: &Path, file: File) -> io::Result<()> {
    let mut zip = ZipWriter::new(file);
    let mark = json!({ "format": FORMAT, "version": env!("CARGO_PKG_VERSION") });
    zip.start_file(MARK, options())?;
    zip.write_all(mark.to_string().as_bytes())?;
    let mut entries = vec![
        (DATA.to_owned(), copy.join(DATA)),
        (SECRETS.to_owned(), secrets.to_owned()),
    ];
    for entry in fs::read_dir(copy.join(FILES))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        entries.push((format!("{FILES}/{name}"), entry.path()));
    }
    for (name, path) in entries {
        zip.start_file(name, options())?;
        io::copy(&mut File::open(path)?, &mut zip)?;
    }
    zip.finish()?.sync_all()
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true)
}

/// Makes a data directory of a backup, where there is none. The secrets come last: without them nothing takes it for
/// one.
pub(crate) fn unpack(from: &Path, to: &DataDir) -> Result<(), Failure> {
    let file = File::open(from).map_err(Failure::file("open", from))?;
    let foreign = |reason: &str| Failure::ForeignData {
        path: from.to_owned(),
        reason: reason.to_owned(),
    };
    let mut zip = ZipArchive::new(file).map_err(|_| foreign("it is no backup"))?;
    let mark = small(&mut zip, MARK).map_err(|_| foreign("it is no backup"))?;
    let format = serde_json::from_slice::<Json>(&mark).ok();
    match format.and_then(|mark| mark["format"].as_u64()) {
        Some(format) if format <= FORMAT => {}
        Some(_) => {
            return Err(Failure::Data {
                code: "NewerFormat",
                message: format!(
                    "{} was written by a newer version; restore it with that one",
                    from.display()
                ),
            });
        }
        None => return Err(foreign("it is no backup")),
    }
    let secrets = small(&mut zip, SECRETS).map_err(Failure::file("read", from))?;
    let names: Vec<String> = zip
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()))
        .collect();
    for name in names {
        let Some(path) = place(&name, to) else {
            continue;
        };
        let written = extract(&mut zip, &name, &path);
        written.map_err(Failure::file("write", &path))?;
        sync_folder_of(&path)?;
    }
    if !to.database().exists() {
        return Err(foreign("there is no data in it"));
    }
    write_private(&to.secrets(), &secrets)
}

/// Where an entry goes. Whatever else a file says it has is left in it.
fn place(name: &str, to: &DataDir) -> Option<PathBuf> {
    if name == DATA {
        return Some(to.database());
    }
    let file = name.strip_prefix(FILES)?.strip_prefix('/')?;
    let is_name = !file.is_empty()
        && file
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || "-_".contains(character));
    is_name.then(|| to.files().join(file))
}

fn small(zip: &mut ZipArchive<File>, name: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    zip.by_name(name)?.take(SMALL).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn extract(zip: &mut ZipArchive<File>, name: &str, path: &Path) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    io::copy(&mut zip.by_name(name)?, &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory(path: &Path) -> DataDir {
        DataDir::open(path).unwrap()
    }

    fn copy(path: &Path) -> PathBuf {
        fs::create_dir_all(path.join(FILES)).unwrap();
        fs::write(path.join(DATA), "data").unwrap();
        fs::write(path.join(FILES).join("ab12"), "bytes").unwrap();
        path.to_owned()
    }

    #[test]
    fn what_is_packed_is_unpacked_and_nobody_else_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let secrets = folder.path().join("secrets");
        fs::write(&secrets, "{}").unwrap();
        let file = folder.path().join("backup.zip");
        pack(&copy(&folder.path().join("copy")), &secrets, &file).unwrap();
        assert!(
            pack(&folder.path().join("copy"), &secrets, &file).is_err(),
            "nothing is overwritten"
        );
        let target = directory(&folder.path().join("restored"));
        unpack(&file, &target).unwrap();
        assert_eq!(fs::read(target.database()).unwrap(), b"data");
        assert_eq!(fs::read(target.files().join("ab12")).unwrap(), b"bytes");
        assert_eq!(fs::read(target.secrets()).unwrap(), b"{}");
        #[cfg(unix)]
        for path in [file, target.database(), target.files().join("ab12")] {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{}", path.display());
        }
    }

    #[test]
    fn files_that_are_no_backups_or_of_a_newer_version_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.zip");
        let target = directory(&folder.path().join("restored"));
        fs::write(&file, "text").unwrap();
        assert_eq!(unpack(&file, &target).unwrap_err().code(), "ForeignData");
        let mut zip = ZipWriter::new(File::create(&file).unwrap());
        zip.start_file(MARK, options()).unwrap();
        zip.write_all(b"{\"format\": 2}").unwrap();
        zip.finish().unwrap();
        assert_eq!(unpack(&file, &target).unwrap_err().code(), "NewerFormat");
        assert!(!target.secrets().exists());
    }

    #[test]
    fn no_entry_leaves_the_directory() {
        let folder = tempfile::tempdir().unwrap();
        let target = directory(folder.path());
        for name in [
            "files/../x",
            "files/",
            "../x",
            "files/a/b",
            "/etc/x",
            "lock",
        ] {
            assert_eq!(place(name, &target), None, "{name}");
        }
        assert_eq!(place("files/ab", &target), Some(target.files().join("ab")));
    }
}
