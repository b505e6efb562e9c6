use crate::error::Failure;
use crate::layout::{Flavour, Layout};
use crate::process::Program;
use crate::ui::{Step, Ui};
use std::path::{Path, PathBuf};
use std::slice::Iter;
use std::sync::Mutex;
use std::thread;

/// Everything that wasm-opt has to be told is allowed; browsers have had all of it since 2022.
const WASM_FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// Compiles the front end; the path of its module comes back.
pub(super) fn compile(layout: &Layout, ui: &Ui, flavour: Flavour) -> Result<PathBuf, Failure> {
    let profile = match flavour {
        Flavour::Debug => "dev",
        Flavour::Release => "wasm-release",
    };
    Program::cargo()
        .args([
            "rustc",
            "--package",
            "frontend",
            "--lib",
            "--crate-type",
            "cdylib",
        ])
        .args(["--target", "wasm32-unknown-unknown", "--profile", profile])
        .arg("--target-dir")
        .arg(layout.front_target())
        // Splitting moves functions between modules, so it needs the linker's relocations. Given to
        // the last crate only: as a global flag it would rebuild every dependency.
        .args(["--", "-Clink-args=--emit-relocs"])
        .directory(layout.root())
        .run(ui, format!("compile the front end ({})", flavour.name()))?;
    let folder = match flavour {
        Flavour::Debug => "debug",
        Flavour::Release => "wasm-release",
    };
    Ok(layout
        .front_target()
        .join("wasm32-unknown-unknown")
        .join(folder)
        .join("frontend.wasm"))
}

/// Builds the program that splits, binds and compresses.
pub(super) fn site_tool(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    Program::cargo()
        .args(["build", "--package", "xtask-site"])
        .directory(layout.root())
        .run(ui, "build the site tool")
        .map(drop)
}

/// Shrinks modules in place, as many at once as there are processors: each spends most of its time alone.
pub(super) fn optimise(layout: &Layout, ui: &Ui, modules: &[&Path]) -> Result<(), Failure> {
    let step = ui.step(format!("optimise {} modules", modules.len()));
    let waiting = Mutex::new(modules.iter());
    let broken = Mutex::new(None);
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(module) = next(&waiting) {
                    if let Err(failure) = shrink(layout, &step, module)
                        && let Ok(mut broken) = broken.lock()
                    {
                        *broken = Some(failure);
                    }
                }
            });
        }
    });
    match broken.into_inner().unwrap_or_default() {
        None => {
            step.done("");
            Ok(())
        }
        Some(said) => {
            let name = step.name().to_owned();
            step.failed(&said);
            Err(Failure::Step { step: name })
        }
    }
}

fn next<'a>(waiting: &Mutex<Iter<'a, &'a Path>>) -> Option<&'a Path> {
    waiting.lock().ok()?.next().copied()
}

/// One module; what the program said comes back when it failed.
fn shrink(layout: &Layout, step: &Step<'_>, module: &Path) -> Result<(), String> {
    let finished = Program::new("node")
        .arg(layout.root().join("node_modules/binaryen/bin/wasm-opt"))
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg("--strip-debug")
        .arg("--strip-producers")
        // 150 bytes in each of a hundred chunks, which browsers do not read.
        .arg("--strip-target-features")
        .arg(module)
        .arg("-o")
        .arg(module)
        .watched(step)
        .map_err(|failure| failure.to_string())?;
    if finished.status.success() {
        step.status(&module.file_name().unwrap_or_default().to_string_lossy());
        Ok(())
    } else {
        Err(finished.output)
    }
}
