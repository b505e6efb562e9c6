use crate::build;
use crate::error::Failure;
use crate::layout::Layout;
use crate::process::Program;
use crate::ui::Ui;
use std::ffi::OsString;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Build optimised.
    #[arg(long)]
    release: bool,
    /// What `conclave seed` gets: --data DIR, --seed N, --base-time INSTANT, --long-thread N, --password P.
    #[arg(last = true)]
    more: Vec<OsString>,
}

/// Builds what has changed, then fills a data directory with a small world.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: Options) -> Result<(), Failure> {
    let release = options.release;
    let server = build::run(layout, ui, &build::Options { release })?;
    Err(Program::new(server)
        .arg("seed")
        .args(options.more)
        .replace())
}
