//! Packages that modules for Node.js import from a registry: installed by npm, once for each list of them.

use crate::data_dir::DataDir;
use crate::process::Program;
use convex_embedded::NodePackage;
use convex_host::Host;
use identity::hex;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest as _, Sha256};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};
use tokio::fs;
use tokio::sync::Mutex;

/// How long npm may take.
const LIMIT: Duration = Duration::from_secs(600);
/// Lists that are kept: the one in force, the one that is being pushed, and one to go back to.
const KEPT: usize = 3;
/// Lines of what npm says that say what is wrong.
const LINES: usize = 5;

/// Where they are.
pub(crate) struct Packages {
    folder: PathBuf,
    host: Arc<dyn Host>,
    /// Whoever waits for the same list finds it there afterwards.
    turn: Mutex<()>,
}

impl Packages {
    pub(crate) fn of(directory: &DataDir, host: Arc<dyn Host>) -> Self {
        let folder = directory.packages();
        Self {
            host,
            folder: std::path::absolute(&folder).unwrap_or(folder),
            turn: Mutex::default(),
        }
    }

    /// The folder whose `node_modules` has these. An error is a sentence.
    pub(crate) async fn installed(&self, packages: &[NodePackage]) -> Result<PathBuf, String> {
        let folder = self.folder.join(name_of(packages));
        if is_there(&folder).await {
            self.remember_use(&folder);
            return Ok(folder);
        }
        let _turn = self.turn.lock().await;
        if !is_there(&folder).await {
            tracing::info!(packages = packages.len(), "npm installs packages");
            let draft = folder.with_extension("new");
            if let Err(why) = install(&draft, packages).await {
                let _ = fs::remove_dir_all(&draft).await;
                return Err(why);
            }
            let named = fs::rename(&draft, &folder).await;
            named.map_err(|error| unwritable(&folder, &error))?;
            forget_oldest(&self.folder).await;
        }
        Ok(folder)
    }

    /// What was used last is kept longest.
    fn remember_use(&self, folder: &Path) {
        let now = Duration::from_secs_f64(self.host.unix_millis() / 1e3);
        let file = std::fs::File::open(folder);
        let remembered = file.and_then(|file| file.set_modified(SystemTime::UNIX_EPOCH + now));
        if let Err(error) = remembered {
            tracing::debug!(%error, "that packages were used is not remembered");
        }
    }
}

async fn is_there(folder: &Path) -> bool {
    fs::try_exists(folder).await.unwrap_or_default()
}

/// Differs for every list.
fn name_of(packages: &[NodePackage]) -> String {
    let mut hash = Sha256::new();
    for NodePackage { name, version } in packages {
        hash.update(format!("{name}@{version}\n"));
    }
    hex(&hash.finalize()[..16])
}

/// Installs into a folder that is made anew: what a crash has left there may be anything.
async fn install(folder: &Path, packages: &[NodePackage]) -> Result<(), String> {
    let written = async {
        if is_there(folder).await {
            fs::remove_dir_all(folder).await?;
        }
        fs::create_dir_all(folder).await?;
        fs::write(folder.join("package.json"), wanted(packages).to_string()).await
    };
    written.await.map_err(|error| unwritable(folder, &error))?;
    let npm = Program::new("npm")
        .without_environment()
        .with_registries()
        .arg("install")
        .arg("--prefix")
        .arg(folder)
        .arg("--no-audit")
        .arg("--no-fund")
        // Whoever pushes waits for the answer.
        .arg("--fetch-retries=1")
        .arg("--fetch-timeout=60000")
        .arg("--loglevel=error");
    let ended = tokio::time::timeout(LIMIT, npm.output()).await;
    let said = match ended {
        Err(_) => format!("it took longer than {} s", LIMIT.as_secs()),
        Ok(Err(error)) => format!("npm cannot be started: {error}"),
        Ok(Ok(output)) if output.status.success() => return Ok(()),
        Ok(Ok(output)) => first_lines(&String::from_utf8_lossy(&output.stderr)),
    };
    Err(format!(
        "The packages that node.externalPackages of convex.json names could not be installed: {said}"
    ))
}

fn wanted(packages: &[NodePackage]) -> Json {
    let wanted = packages.iter().map(|package| {
        let version = Json::from(package.version.as_str());
        (package.name.clone(), version)
    });
    json!({ "private": true, "dependencies": wanted.collect::<Map<_, _>>() })
}

fn first_lines(said: &str) -> String {
    let lines = said.lines().filter(|line| !line.trim().is_empty());
    lines.take(LINES).collect::<Vec<_>>().join("\n")
}

fn unwritable(folder: &Path, error: &io::Error) -> String {
    format!(
        "Packages cannot be written to {}: {error}",
        folder.display()
    )
}

/// One that is needed again is installed again.
async fn forget_oldest(folder: &Path) {
    let forgotten = async {
        let mut lists = Vec::new();
        let mut entries = fs::read_dir(folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let modified = entry.metadata().await?.modified();
            lists.push((modified.unwrap_or(SystemTime::UNIX_EPOCH), entry.path()));
        }
        lists.sort();
        lists.reverse();
        for (_, old) in lists.into_iter().skip(KEPT) {
            fs::remove_dir_all(old).await?;
        }
        io::Result::Ok(())
    };
    if let Err(error) = forgotten.await {
        tracing::warn!(%error, "old packages could not be removed");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;

    fn list(packages: &[(&str, &str)]) -> Vec<NodePackage> {
        let package = |(name, version): &(&str, &str)| NodePackage {
            name: (*name).to_owned(),
            version: (*version).to_owned(),
        };
        packages.iter().map(package).collect()
    }

    #[test]
    fn every_list_has_a_folder_of_its_own() {
        let names = [
            name_of(&list(&[("a", "1.0.0")])),
            name_of(&list(&[("a", "1.0.1")])),
            name_of(&list(&[("a", "1.0.0"), ("b", "1.0.0")])),
        ];
        assert_eq!(names[0].len(), 32);
        assert!(names[0] != names[1] && names[1] != names[2] && names[0] != names[2]);
    }

    #[tokio::test]
    async fn a_list_that_is_there_is_not_installed_again_and_old_ones_go() {
        let folder = tempfile::tempdir().unwrap();
        let directory = DataDir::open(folder.path()).unwrap();
        let host = Arc::new(SimHost::new(1, 1_700_000_000_000));
        let packages = Packages::of(&directory, host);
        let wanted = list(&[("no-such-package", "1.0.0")]);
        let there = packages.folder.join(name_of(&wanted));
        for age in 1..=4 {
            let old = packages.folder.join(format!("old{age}"));
            fs::create_dir_all(&old).await.unwrap();
            let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000 - age);
            std::fs::File::open(&old)
                .unwrap()
                .set_modified(past)
                .unwrap();
        }
        fs::create_dir_all(&there).await.unwrap();
        // Installed longest ago, but used now.
        let past = SystemTime::UNIX_EPOCH + Duration::from_secs(1);
        let folder = std::fs::File::open(&there).unwrap();
        folder.set_modified(past).unwrap();
        assert_eq!(packages.installed(&wanted).await, Ok(there.clone()));
        forget_oldest(&packages.folder).await;
        let mut left: Vec<_> = std::fs::read_dir(&packages.folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        left.sort();
        let mut expected = vec![
            there,
            packages.folder.join("old1"),
            packages.folder.join("old2"),
        ];
        expected.sort();
        assert_eq!(left, expected);
    }
}
