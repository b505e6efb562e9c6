use crate::error::Failure;
use crate::layout::{Flavour, Layout};
use crate::process::Program;
use crate::ui::Ui;
use std::path::PathBuf;

/// Compiles the server; in release with the site and the functions inside.
pub(super) fn build(layout: &Layout, ui: &Ui, flavour: Flavour) -> Result<PathBuf, Failure> {
    let mut cargo = Program::cargo()
        .args(["build", "--package", "server", "--bin", "conclave"])
        .directory(layout.root());
    if flavour.is_release() {
        cargo = cargo
            .arg("--release")
            .env("CONCLAVE_EMBED_SITE", layout.site(flavour))
            .env("CONCLAVE_EMBED_FUNCTIONS", layout.functions());
    }
    cargo.run(ui, format!("compile the server ({})", flavour.name()))?;
    Ok(layout.server(flavour))
}
