use crate::error::Failure;
use crate::fingerprint::Fingerprint;
use crate::layout::Layout;
use crate::process::Program;
use crate::ui::Ui;
use std::path::Path;

/// Bundles `convex/` the way the official CLI does, into one `bundle.json`.
pub(crate) fn bundle(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    let product = layout.functions().join("bundle.json");
    bundle_folder(layout, ui, "functions", &["convex"], &product)
}

/// Bundles the first of these folders and files of the project, which depends on the others.
pub(crate) fn bundle_folder(
    layout: &Layout,
    ui: &Ui,
    name: &str,
    sources: &[&str],
    product: &Path,
) -> Result<(), Failure> {
    let root = layout.root();
    let script = root.join("xtask/js/bundle.mjs");
    let mut fingerprint = Fingerprint::of(layout, name);
    for source in sources {
        fingerprint = fingerprint.input(&root.join(source))?;
    }
    let fingerprint = fingerprint
        .input(&script)?
        .input(&root.join("package-lock.json"))?;
    if fingerprint.is_current(product) {
        return Ok(());
    }
    Program::new("node")
        .arg(&script)
        .arg("--functions")
        .arg(root.join(sources[0]))
        .arg("--out")
        .arg(product)
        .directory(root)
        .run(ui, "bundle the functions")?;
    fingerprint.record()
}
