//! From sources to a server that has everything in it.
//!
//! functions (bundle.json) → front end (wasm, split, bound) → site (styles, assets, compressed) → server.
//! Cargo decides what Rust has to be rebuilt; fingerprints decide the rest.

mod front;
mod functions;
mod server;
mod site;

use crate::codegen;
use crate::error::Failure;
use crate::layout::{Flavour, Layout};
use crate::setup;
use crate::ui::Ui;
use std::path::PathBuf;

pub(crate) use functions::{bundle, bundle_folder};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Optimise, compress, and put the site and the functions into the binary.
    #[arg(long)]
    pub(crate) release: bool,
}

/// Builds everything; the path of the server comes back.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: &Options) -> Result<PathBuf, Failure> {
    let flavour = Flavour::from_release(options.release);
    setup::wasm_target(ui)?;
    setup::npm(layout, ui)?;
    codegen::refresh(layout, ui)?;
    functions::bundle(layout, ui)?;
    site::build(layout, ui, flavour)?;
    server::build(layout, ui, flavour)
}
