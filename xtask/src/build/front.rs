use crate::error::Failure;
use crate::layout::{Flavour, Layout};
use crate::process::Program;
use crate::ui::Ui;
use std::path::PathBuf;

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

/// Shrinks one module in place.
pub(super) fn optimise(layout: &Layout, ui: &Ui, module: &std::path::Path) -> Result<(), Failure> {
    let name = module
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Program::new("node")
        .arg(layout.root().join("node_modules/binaryen/bin/wasm-opt"))
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg("--strip-debug")
        .arg("--strip-producers")
        .arg(module)
        .arg("-o")
        .arg(module)
        .run(ui, format!("optimise {name}"))
        .map(drop)
}
