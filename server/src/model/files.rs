use std::ffi::OsString;
use std::path::PathBuf;

/// Written last by `cargo xtask model`, so it stands for all files.
const COMPLETE: &str = "complete";

/// Where the interpreter of an environment of Python's is.
const INTERPRETER: &str = match cfg!(windows) {
    true => "Scripts/python.exe",
    false => "bin/python",
};

/// The model's files: an environment of Python's with two packages, which `cargo xtask model` makes.
#[derive(Clone)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    /// In a folder, or where they usually are; `None` if this machine says nowhere where that is.
    pub(crate) fn at(folder: Option<PathBuf>) -> Option<Self> {
        let folder = folder.or_else(|| Some(cache(|name| std::env::var_os(name))?.join("model")));
        folder.map(|folder| Self { folder })
    }

    /// What runs the model, once everything is there.
    pub(super) fn interpreter(&self) -> Option<PathBuf> {
        let interpreter = self.folder.join(INTERPRETER);
        (self.folder.join(COMPLETE).is_file() && interpreter.exists()).then_some(interpreter)
    }
}

/// What is fetched once for all checkouts lies here; `xtask/src/cache.rs` says the same.
fn cache(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| {
        let value = variable(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let everybodys = || folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")));
    folder("CONCLAVE_CACHE").or_else(|| Some(everybodys()?.join("conclave")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_where_the_environment_says_or_beside_everybody_elses() {
        let found = |pairs: &[(&str, &str)]| {
            let pairs = pairs.to_vec();
            cache(move |name| {
                let pair = pairs.iter().find(|(key, _)| *key == name)?;
                Some(pair.1.into())
            })
        };
        let all = [
            ("CONCLAVE_CACHE", "/a"),
            ("XDG_CACHE_HOME", "/b"),
            ("HOME", "/c"),
        ];
        assert_eq!(found(&all), Some("/a".into()));
        assert_eq!(found(&all[1..]), Some("/b/conclave".into()));
        assert_eq!(found(&all[2..]), Some("/c/.cache/conclave".into()));
        assert_eq!(found(&[("HOME", "")]), None);
    }

    #[test]
    fn files_that_are_still_being_written_are_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::at(Some(folder.path().to_owned())).unwrap();
        let interpreter = folder.path().join(INTERPRETER);
        std::fs::create_dir_all(interpreter.parent().unwrap()).unwrap();
        std::fs::write(&interpreter, "").unwrap();
        assert_eq!(files.interpreter(), None);
        std::fs::write(folder.path().join(COMPLETE), "").unwrap();
        assert_eq!(files.interpreter(), Some(interpreter));
    }
}
