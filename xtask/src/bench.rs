use crate::build;
use crate::error::Failure;
use crate::fingerprint::Fingerprint;
use crate::layout::{Flavour, Layout};
use crate::process::Program;
use crate::setup;
use crate::ui::Ui;
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Leave out the Next.js peer.
    #[arg(long)]
    without_next: bool,
    /// Passed on to the bench program: `-- --seconds 5 --sockets 200`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Builds the product as it ships and its peer, then measures both in one run.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: &Options) -> Result<(), Failure> {
    let browser = setup::chromium(ui)?;
    let server = build::run(layout, ui, &build::Options { release: true })?;
    let folder = layout.root().join("bench");
    let next = if options.without_next {
        None
    } else {
        Some(peer(layout, ui, &folder.join("next"))?)
    };
    let functions = layout.functions().join("bench");
    let sources = ["bench/functions", "bench/work.mjs"];
    let bundle = functions.join("bundle.json");
    build::bundle_folder(layout, ui, "bench-functions", &sources, &bundle)?;
    Program::cargo()
        .args(["build", "--release", "--package", "bench"])
        .directory(layout.root())
        .run(ui, "compile the bench")?;
    let mut bench = Program::new(layout.binary(Flavour::Release, "bench"))
        .arg("--conclave")
        .arg(server)
        .arg("--browser")
        .arg(&folder)
        .arg("--functions")
        .arg(&functions)
        .env("CHROMIUM", browser)
        .directory(layout.root());
    if let Some(next) = next {
        bench = bench.arg("--next").arg(next);
    }
    bench.args(&options.arguments).foreground()
}

/// The same page in Next.js, from the registry's packages.
fn peer(layout: &Layout, ui: &Ui, folder: &Path) -> Result<PathBuf, Failure> {
    let product = folder.join(".next/BUILD_ID");
    let fingerprint = Fingerprint::of(layout, "bench-next")
        .input(&folder.join("app"))?
        .input(&folder.join("package-lock.json"))?
        .input(&folder.join("next.config.ts"))?;
    if !fingerprint.is_current(&product) {
        let npm = || {
            Program::new("npm")
                .directory(folder)
                .env("NEXT_TELEMETRY_DISABLED", "1")
        };
        npm()
            .args(["ci", "--no-audit", "--no-fund"])
            .run(ui, "install the peer's packages")?;
        npm().args(["run", "build"]).run(ui, "build the peer")?;
        fingerprint.record()?;
    }
    Ok(folder.to_owned())
}
