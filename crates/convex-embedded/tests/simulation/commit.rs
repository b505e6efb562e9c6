//! Which commit is checked out, for whoever is to see a failure again.

use std::fs;
use std::path::{Path, PathBuf};

/// Its hash, or nothing useful outside a clone.
pub(crate) fn checked_out() -> String {
    let git = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.git");
    let found = folder(git).and_then(|git| resolve(&git, "HEAD"));
    found.unwrap_or_else(|| "unknown".to_owned())
}

/// A worktree has a file there that says where its folder is.
fn folder(git: PathBuf) -> Option<PathBuf> {
    match fs::read_to_string(&git) {
        Ok(text) => text.trim().strip_prefix("gitdir: ").map(PathBuf::from),
        Err(_) => Some(git),
    }
}

fn resolve(git: &Path, name: &str) -> Option<String> {
    let common = fs::read_to_string(git.join("commondir")).ok();
    let common = common.map_or(git.to_owned(), |path| git.join(path.trim()));
    let text =
        fs::read_to_string(git.join(name)).or_else(|_| fs::read_to_string(common.join(name)));
    match text.ok()?.trim().strip_prefix("ref: ") {
        Some(name) => resolve(git, name).or_else(|| packed(&common, name)),
        None => fs::read_to_string(git.join(name))
            .or_else(|_| fs::read_to_string(common.join(name)))
            .ok()
            .map(|hash| hash.trim().to_owned()),
    }
}

fn packed(git: &Path, name: &str) -> Option<String> {
    let refs = fs::read_to_string(git.join("packed-refs")).ok()?;
    let mut lines = refs.lines().filter_map(|line| line.split_once(' '));
    lines
        .find(|(_, found)| *found == name)
        .map(|(hash, _)| hash.to_owned())
}
