use crate::error::Failure;
use crate::fingerprint::Fingerprint;
use crate::layout::Layout;
use crate::process::Program;
use crate::ui::Ui;

/// Bundles `convex/` the way the official CLI does, into one `bundle.json`.
pub(crate) fn bundle(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    let root = layout.root();
    let script = root.join("xtask/js/bundle.mjs");
    let product = layout.functions().join("bundle.json");
    let fingerprint = Fingerprint::of(layout, "functions")
        .input(&root.join("convex"))?
        .input(&script)?
        .input(&root.join("package-lock.json"))?;
    if fingerprint.is_current(&product) {
        return Ok(());
    }
    Program::new("node")
        .arg(&script)
        .arg("--functions")
        .arg(root.join("convex"))
        .arg("--out")
        .arg(&product)
        .directory(root)
        .run(ui, "bundle the functions")?;
    fingerprint.record()
}
