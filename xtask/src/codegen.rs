//! Generated code: `convex/_generated` for TypeScript, `crates/convex-api` for Rust.

use crate::error::Failure;
use crate::fingerprint::Fingerprint;
use crate::layout::Layout;
use crate::process::Program;
use crate::setup;
use crate::ui::Ui;

/// In the order in which they depend on each other.
const GENERATORS: [&str; 2] = ["xtask/js/generated.mjs", "xtask/js/codegen.mjs"];

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing; fail when something would change.
    #[arg(long)]
    check: bool,
}

/// The `codegen` task.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: &Options) -> Result<(), Failure> {
    setup::npm(layout, ui)?;
    if options.check {
        check(layout, ui)
    } else {
        generate(layout, ui, &[])
    }
}

/// Brings generated code up to date, before a build.
pub(crate) fn refresh(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    let fingerprint = fingerprint(layout)?;
    let product = layout.root().join("crates/convex-api/src/lib.rs");
    if fingerprint.is_current(&product) {
        return Ok(());
    }
    generate(layout, ui, &[])?;
    // What was written is part of what is looked at.
    self::fingerprint(layout)?.record()
}

/// Whether generated code is up to date.
pub(crate) fn check(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    generate(layout, ui, &["--check"])
}

fn generate(layout: &Layout, ui: &Ui, arguments: &[&str]) -> Result<(), Failure> {
    for script in GENERATORS {
        let task = if arguments.is_empty() {
            "generate code"
        } else {
            "check generated code"
        };
        Program::new("node")
            .arg(script)
            .args(arguments)
            .directory(layout.root())
            .run(ui, format!("{task} ({script})"))?;
    }
    Ok(())
}

fn fingerprint(layout: &Layout) -> Result<Fingerprint, Failure> {
    let root = layout.root();
    Fingerprint::of(layout, "codegen")
        .input(&root.join("convex"))?
        .input(&root.join("xtask/js"))?
        .input(&root.join("crates/convex-api/src"))?
        .input(&root.join("package-lock.json"))
}
