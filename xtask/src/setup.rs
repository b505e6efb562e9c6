//! Brings what a bare machine lacks, and says plainly what it cannot bring.

use crate::error::Failure;
use crate::fingerprint::Fingerprint;
use crate::layout::Layout;
use crate::process::Program;
use crate::ui::Ui;
use std::env;
use std::path::{Path, PathBuf};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node that runs all of our scripts.
const NODE: (u32, u32) = (20, 19);

/// Names under which a Chromium may be installed.
const CHROMIUM: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// Makes sure that Rust can build for the browser.
pub(crate) fn wasm_target(ui: &Ui) -> Result<(), Failure> {
    let installed = Program::new("rustc")
        .args(["--print", "target-libdir", "--target", WASM_TARGET])
        .quietly()
        .is_some_and(|directory| Path::new(directory.trim()).is_dir());
    if installed {
        return Ok(());
    }
    if Program::new("rustup").arg("--version").quietly().is_none() {
        return Err(Failure::Missing {
            program: "the Rust target wasm32-unknown-unknown",
            remedy: "install it with your system's packages, or install rustup and try again",
        });
    }
    Program::new("rustup")
        .args(["target", "add", WASM_TARGET])
        .run(ui, "install the wasm target")
        .map(drop)
}

/// Makes sure that Node is there and new enough.
pub(crate) fn node() -> Result<(), Failure> {
    let version = Program::new("node").arg("--version").quietly();
    match version.as_deref().and_then(parse_node_version) {
        Some(version) if version >= NODE => Ok(()),
        Some(_) => Err(Failure::Missing {
            program: "a recent Node",
            remedy: "the one on this machine is too old; install 20.19 or newer",
        }),
        None => Err(Failure::Missing {
            program: "node",
            remedy: "install Node 20.19 or newer (it bundles the functions and runs their tests)",
        }),
    }
}

fn parse_node_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Installs the packages of the lock file, unless they are there already.
pub(crate) fn npm(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    node()?;
    let root = layout.root();
    let modules = root.join("node_modules");
    // The stamp lies in the folder it describes: another checkout with the same target has its own.
    let fingerprint = Fingerprint::at(modules.join(".conclave-stamp"))
        .input(&root.join("package.json"))?
        .input(&root.join("package-lock.json"))?;
    if fingerprint.is_current(&modules) {
        return Ok(());
    }
    if Program::new("npm").arg("--version").quietly().is_none() {
        return Err(Failure::Missing {
            program: "npm",
            remedy: "it comes with Node; install it beside the node of this machine",
        });
    }
    Program::new("npm")
        .args(["ci", "--no-audit", "--no-fund", "--prefer-offline"])
        .directory(root)
        .run(ui, "install npm packages")?;
    fingerprint.record()
}

/// The browser for tests; installed where that is possible, asked for elsewhere.
pub(crate) fn chromium(ui: &Ui) -> Result<PathBuf, Failure> {
    if let Some(found) = find_chromium() {
        return Ok(found);
    }
    if may_install() {
        install(ui, &["chromium"])?;
    }
    find_chromium().ok_or(Failure::Missing {
        program: "chromium",
        remedy: "browser tests need it; install it (Debian: apt-get install chromium) or name it in CHROMIUM",
    })
}

/// Python and what makes environments for it, for the local model and the official Python client.
pub(crate) fn python(ui: &Ui) -> Result<(), Failure> {
    let is_there = || {
        Program::new("python3")
            .args(["-c", "import ensurepip, venv"])
            .quietly()
            .is_some()
    };
    if is_there() {
        return Ok(());
    }
    if may_install() {
        install(ui, &["python3", "python3-venv"])?;
    }
    is_there().then_some(()).ok_or(Failure::Missing {
        program: "python3 with venv",
        remedy: "the local model and the Python client's tests need it; install it (Debian: apt-get install python3 python3-venv)",
    })
}

/// Root on a Debian can install what is missing, and whoever runs all tests as root wants it.
fn may_install() -> bool {
    Program::new("id")
        .arg("-u")
        .quietly()
        .is_some_and(|id| id.trim() == "0")
        && Program::new("apt-get").arg("--version").quietly().is_some()
}

fn install(ui: &Ui, packages: &[&str]) -> Result<(), Failure> {
    Program::new("apt-get")
        .arg("update")
        .run(ui, "refresh the package lists")?;
    Program::new("apt-get")
        .args(["install", "--yes", "--no-install-recommends"])
        .args(packages)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .run(ui, format!("install {}", packages.join(" ")))
        .map(drop)
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = env::var_os("CHROMIUM") {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let path = env::var_os("PATH")?;
    CHROMIUM
        .iter()
        .flat_map(|name| env::split_paths(&path).map(move |directory| directory.join(name)))
        .find(|candidate| candidate.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read_as_node_prints_them() {
        assert_eq!(parse_node_version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(parse_node_version("v22.1.0-nightly"), Some((22, 1)));
        assert_eq!(parse_node_version("20"), None);
    }
}
