use crate::build;
use crate::error::Failure;
use crate::layout::Layout;
use crate::process::Program;
use crate::setup;
use crate::ui::Ui;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Passed on to the bench program; see `cargo xtask bench -- --help`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

/// Builds the product as it ships, then measures it.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: &Options) -> Result<(), Failure> {
    let browser = setup::chromium(ui)?;
    let server = build::run(layout, ui, &build::Options { release: true })?;
    Program::cargo()
        .args(["build", "--release", "--package", "bench"])
        .directory(layout.root())
        .run(ui, "compile the bench")?;
    Program::cargo()
        .args(["run", "--quiet", "--release", "--package", "bench", "--"])
        .args(&options.arguments)
        .env("CONCLAVE_BIN", server)
        .env("CHROMIUM", browser)
        .directory(layout.root())
        .foreground()
}
