//! The browser's files: inside the binary when built for release, in a folder otherwise.
//!
//! Files of `pkg` are addressed as `pkg/<build>/…`: the address changes with every build, so browsers keep
//! them for ever, and a page of an old build never loads a part of a new one.

mod answer;
mod embedded;

use crate::failure::Failure;
use bytes::Bytes;
use std::collections::HashMap;
use std::env;
use std::path::{Path, PathBuf};

pub(crate) use answer::answer;

/// Where leptos puts its own files.
const PACKAGE: &str = "pkg";

/// Which chunks each lazy part of the pages needs.
const SPLIT_MANIFEST: &str = "pkg/__wasm_split_manifest.json";

/// All files, wherever they are.
pub(crate) struct Site {
    source: Source,
    /// Empty when every file may change at any moment: under `cargo leptos watch`.
    build: String,
}

enum Source {
    Embedded(HashMap<&'static str, &'static [u8]>),
    Folder(PathBuf),
}

/// One file that was asked for.
pub(crate) struct File {
    pub(crate) content: Bytes,
    /// Compressed copies, where they are smaller.
    pub(crate) brotli: Option<Bytes>,
    pub(crate) gzip: Option<Bytes>,
    /// The address says which build it belongs to.
    pub(crate) is_immutable: bool,
}

impl Site {
    /// The files inside the binary, or those of a build's folder.
    pub(crate) fn open() -> Result<Self, Failure> {
        if let Some(files) = embedded::site() {
            let build = files
                .get("build-id")
                .map(|id| String::from_utf8_lossy(id).into_owned());
            return Ok(Self {
                source: Source::Embedded(files),
                build: build.unwrap_or_default(),
            });
        }
        let folder = candidates()
            .into_iter()
            .find(|folder| folder.join(PACKAGE).is_dir());
        let folder = folder.ok_or(Failure::SiteMissing)?;
        let build = std::fs::read_to_string(folder.join("build-id"))
            .ok()
            .filter(|_| !is_watched());
        Ok(Self {
            source: Source::Folder(folder),
            build: build.unwrap_or_default(),
        })
    }

    /// Files of a test.
    #[cfg(test)]
    pub(crate) fn of_files(build: &str, files: &[(&'static str, &'static str)]) -> Self {
        let files = files.iter().map(|(name, text)| (*name, text.as_bytes()));
        Self {
            source: Source::Embedded(files.collect()),
            build: build.to_owned(),
        }
    }

    /// The folder of leptos' own files as pages name it.
    pub(crate) fn package(&self) -> String {
        if self.build.is_empty() {
            PACKAGE.to_owned()
        } else {
            format!("{PACKAGE}/{}", self.build)
        }
    }

    /// What the splitter wrote about chunks; pages preload by it.
    pub(crate) fn split_manifest(&self) -> HashMap<String, Vec<String>> {
        let manifest = self.read(SPLIT_MANIFEST);
        manifest
            .and_then(|text| serde_json::from_slice(&text).ok())
            .unwrap_or_default()
    }

    /// The file behind the path of an address, without its leading slash.
    pub(crate) fn find(&self, path: &str) -> Option<File> {
        let (name, is_immutable) = self.resolve(path)?;
        let content = self.read(&name)?;
        Some(File {
            content,
            brotli: self.read(&format!("{name}.br")),
            gzip: self.read(&format!("{name}.gz")),
            is_immutable,
        })
    }

    /// The name of the file behind an address, and whether the address is this build's own.
    fn resolve(&self, path: &str) -> Option<(String, bool)> {
        let is_plain = path
            .split('/')
            .all(|part| !part.is_empty() && !part.starts_with('.'))
            && !path.contains(['\\', '\0', ':']);
        if !is_plain || path == "build-id" {
            return None;
        }
        let inside = path
            .strip_prefix(PACKAGE)
            .and_then(|rest| rest.strip_prefix('/'));
        match inside {
            None => Some((path.to_owned(), false)),
            Some(inside) if self.build.is_empty() => Some((format!("{PACKAGE}/{inside}"), false)),
            Some(inside) => {
                let (build, file) = inside.split_once('/')?;
                (build == self.build).then(|| (format!("{PACKAGE}/{file}"), true))
            }
        }
    }

    fn read(&self, name: &str) -> Option<Bytes> {
        match &self.source {
            Source::Embedded(files) => files.get(name).copied().map(Bytes::from_static),
            Source::Folder(folder) => {
                let content =
                    unjoined_styles(name).or_else(|| std::fs::read(folder.join(name)).ok());
                content.map(Bytes::from)
            }
        }
    }
}

/// The functions' bundle inside the binary, or that of a build's folder.
pub(crate) fn functions() -> Option<String> {
    embedded::functions().map(str::to_owned).or_else(|| {
        let path = target_folder()?.join("functions/bundle.json");
        std::fs::read_to_string(path).ok()
    })
}

/// Under `cargo leptos watch` nobody has joined the style sheets (it leaves an empty one); they lie where it was
/// started.
fn unjoined_styles(name: &str) -> Option<Vec<u8>> {
    if name != "pkg/conclave.css" || !is_watched() {
        return None;
    }
    let entries = std::fs::read_dir("style").ok()?.flatten();
    let mut sheets: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    sheets.sort();
    let sheets: Result<Vec<_>, _> = sheets.iter().map(std::fs::read).collect();
    sheets.ok().map(|sheets| sheets.join(&b'\n'))
}

/// Whether a program watches the sources, and tells browsers when they change.
pub(crate) fn is_watched() -> bool {
    env::var_os("LEPTOS_WATCH").is_some()
}

/// In the order of how explicit they are.
fn candidates() -> Vec<PathBuf> {
    let named = env::var_os("CONCLAVE_SITE").map(PathBuf::from);
    let watched = env::var_os("LEPTOS_SITE_ROOT").filter(|_| is_watched());
    let exe = env::current_exe().ok();
    let beside = exe.and_then(|exe| Some(exe.parent()?.join("site")));
    let built = target_folder().map(|target| target.join("site"));
    let all = [named, watched.map(PathBuf::from), beside, built];
    all.into_iter().flatten().collect()
}

/// Cargo's target directory, if this binary still lies in it.
fn target_folder() -> Option<PathBuf> {
    let exe = env::current_exe().ok()?;
    exe.parent().and_then(Path::parent).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(build: &str) -> Site {
        let files = [
            ("build-id", "b1"),
            ("robots.txt", "robots"),
            ("pkg/conclave.js", "js"),
            ("pkg/conclave.js.br", "br"),
        ];
        Site::of_files(build, &files)
    }

    #[test]
    fn files_of_this_build_are_immutable_and_those_of_others_are_gone() {
        let site = site("b1");
        let file = site.find("pkg/b1/conclave.js").unwrap();
        assert!(file.is_immutable);
        assert_eq!(file.brotli.unwrap(), "br");
        assert!(file.gzip.is_none());
        assert!(site.find("pkg/b0/conclave.js").is_none());
        assert!(site.find("pkg/conclave.js").is_none());
        assert!(!site.find("robots.txt").unwrap().is_immutable);
    }

    #[test]
    fn nothing_outside_the_site_can_be_named() {
        let site = site("");
        assert!(!site.find("pkg/conclave.js").unwrap().is_immutable);
        for path in [
            "../secrets.json",
            "pkg/../robots.txt",
            ".env",
            "a//b",
            "",
            "pkg/.x",
            "c:\\x",
            "build-id",
        ] {
            assert!(site.find(path).is_none(), "{path}");
        }
    }
}
