use crate::build;
use crate::error::Failure;
use crate::layout::Layout;
use crate::leptos;
use crate::model::Fetching;
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

impl Options {
    /// Whether the server will look for the model where we put it.
    fn offers_model(&self) -> bool {
        let is_declined = |more: &OsString| {
            let more = more.to_string_lossy();
            more == "--no-local-model" || more.starts_with("--model-dir")
        };
        self.convex_url.is_none() && !self.more.iter().any(is_declined)
    }
}

/// Builds what has changed, then becomes the server.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: Options) -> Result<(), Failure> {
    let release = options.release;
    let fetching = options
        .offers_model()
        .then(|| Fetching::begin(ui))
        .flatten();
    if let Some(fetching) = fetching.clone() {
        ui.show_beside(move || fetching.bar());
    }
    let server = build::run(layout, ui, &build::Options { release })?;
    if let Some(bar) = fetching.and_then(|fetching| fetching.bar()) {
        ui.line(&format!("  {bar}: chats offer it as soon as it is there"));
    }
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
