use crate::error::Failure;
use std::env;
use std::path::{Path, PathBuf};

/// Where things are, in the repository and among what is built.
///
/// Every built path hangs off Cargo's target directory, so that `CARGO_TARGET_DIR` moves all of them.
pub(crate) struct Layout {
    root: PathBuf,
    target: PathBuf,
}

/// Which of the two builds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    Debug,
    Release,
}

impl Flavour {
    pub(crate) fn from_release(release: bool) -> Self {
        if release { Self::Release } else { Self::Debug }
    }

    /// The name of Cargo's folder and of ours.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }

    pub(crate) fn is_release(self) -> bool {
        self == Self::Release
    }
}

impl Layout {
    pub(crate) fn find() -> Result<Self, Failure> {
        // Asked of Cargo as it runs this: where checkouts share a target directory, another one may have built it.
        let manifest = env::var_os("CARGO_MANIFEST_DIR");
        let manifest = manifest.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let manifest = Path::new(&manifest);
        let root = manifest
            .parent()
            .filter(|root| root.join("Cargo.lock").is_file())
            .ok_or_else(|| {
                Failure::Check("run this through `cargo xtask` inside the repository".to_owned())
            })?
            .to_owned();
        let target = match env::var_os("CARGO_TARGET_DIR") {
            Some(directory) => root.join(directory),
            None => root.join("target"),
        };
        Ok(Self { root, target })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// The front end's own target directory: two builds with different features never share one.
    pub(crate) fn front_target(&self) -> PathBuf {
        self.target.join("front")
    }

    /// What the browser loads.
    pub(crate) fn site(&self, flavour: Flavour) -> PathBuf {
        match flavour {
            // The place where `cargo leptos watch` and the server look, too.
            Flavour::Debug => self.target.join("site"),
            Flavour::Release => self.target.join("site-release"),
        }
    }

    /// The functions of `convex/`, bundled.
    pub(crate) fn functions(&self) -> PathBuf {
        self.target.join("functions")
    }

    /// The product.
    pub(crate) fn server(&self, flavour: Flavour) -> PathBuf {
        self.binary(flavour, "conclave")
    }

    /// The program that splits, binds and compresses.
    pub(crate) fn site_tool(&self) -> PathBuf {
        self.binary(Flavour::Debug, "xtask-site")
    }

    pub(crate) fn binary(&self, flavour: Flavour, name: &str) -> PathBuf {
        let file = format!("{name}{}", env::consts::EXE_SUFFIX);
        self.target.join(flavour.name()).join(file)
    }

    /// Fingerprints and intermediate files of ours.
    pub(crate) fn scratch(&self) -> PathBuf {
        self.target.join("xtask")
    }
}
