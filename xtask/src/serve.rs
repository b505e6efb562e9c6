use crate::build;
use crate::error::Failure;
use crate::layout::Layout;
use crate::leptos;
use crate::process::Program;
use crate::ui::Ui;
use std::ffi::OsString;
use std::path::PathBuf;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where to listen.
    #[arg(long, default_value = leptos::address())]
    addr: String,
    /// Where the data file and the keys are kept.
    #[arg(long, default_value = ".conclave")]
    data: PathBuf,
    /// Use another Convex deployment instead of the embedded one.
    #[arg(long)]
    convex_url: Option<String>,
    /// Build optimised.
    #[arg(long)]
    release: bool,
    /// What `conclave serve` gets besides, such as --sign-up closed.
    #[arg(last = true)]
    more: Vec<OsString>,
}

/// Builds what has changed, then becomes the server.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: Options) -> Result<(), Failure> {
    let release = options.release;
    let server = build::run(layout, ui, &build::Options { release })?;
    let mut program = Program::new(server)
        .arg("serve")
        .args(["--addr", &options.addr])
        .arg("--data")
        .arg(options.data);
    if let Some(url) = options.convex_url {
        program = program.args(["--convex-url", &url]);
    }
    Err(program.args(options.more).replace())
}
