//! Turns a folder of Convex functions into a bundle with node.
//!
//! Our own functions come bundled inside the binary; this is for `conclave deployment --functions DIR`.

use crate::failure::Failure;
use crate::process::Program;
use std::io;
use std::path::Path;

/// The bundler, as the build uses it for `convex/`.
const SCRIPT: &str = include_str!("../../xtask/js/bundle.mjs");

/// The bundle of a deployment whose functions are all pushed.
pub(crate) const NOTHING: &str = r#"{"modules":[]}"#;

/// The bundle of a folder: the `bundle.json` that lies in it, or a new one of its sources.
pub(crate) async fn bundle(functions: &Path, scratch: &Path) -> Result<String, Failure> {
    if !functions.is_dir() {
        let what = if functions.exists() {
            "is not a folder"
        } else {
            "does not exist"
        };
        return Err(Failure::Functions(format!(
            "{} {what}; name the folder that holds them with --functions",
            functions.display()
        )));
    }
    let ready = functions.join("bundle.json");
    if ready.is_file() {
        return std::fs::read_to_string(&ready).map_err(Failure::file("read", &ready));
    }
    let folder = tempfile::Builder::new()
        .prefix("bundle-")
        .tempdir_in(scratch)
        .map_err(Failure::file("create a folder in", scratch))?;
    let script = folder.path().join("bundle.mjs");
    let product = folder.path().join("bundle.json");
    std::fs::write(&script, SCRIPT).map_err(Failure::file("write", &script))?;
    run(&script, functions, &product).await?;
    std::fs::read_to_string(&product).map_err(Failure::file("read", &product))
}

async fn run(script: &Path, functions: &Path, product: &Path) -> Result<(), Failure> {
    let mut node = Program::new("node")
        .arg(script)
        .arg("--functions")
        .arg(functions)
        .arg("--out")
        .arg(product);
    // For folders without packages of their own: those of where the program was called.
    if let Ok(here) = std::env::current_dir() {
        node = node.arg("--resolve-dir").arg(here);
    }
    let output = node.output().await.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::NodeMissing,
        _ => Failure::Functions(format!("node cannot be started: {error}")),
    })?;
    let said = String::from_utf8_lossy(&output.stderr);
    if output.status.success() {
        for line in said.lines() {
            tracing::warn!("{}", line.trim_start_matches("warning: "));
        }
        return Ok(());
    }
    Err(Failure::Functions(
        said.trim().trim_start_matches("error: ").to_owned(),
    ))
}
