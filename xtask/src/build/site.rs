use super::front;
use crate::error::Failure;
use crate::fingerprint::{Fingerprint, list_files};
use crate::layout::{Flavour, Layout};
use crate::leptos;
use crate::process::Program;
use crate::ui::Ui;
use std::fs;
use std::path::{Path, PathBuf};

/// Builds what the browser loads and swaps it in as a whole: a running server never sees half of it.
pub(super) fn build(layout: &Layout, ui: &Ui, flavour: Flavour) -> Result<(), Failure> {
    let module = front::compile(layout, ui, flavour)?;
    front::site_tool(layout, ui)?;
    let root = layout.root();
    let site = layout.site(flavour);
    let fingerprint = Fingerprint::of(layout, &format!("site-{}", flavour.name()))
        .input(&module)?
        .input(&layout.site_tool())?
        .input(&root.join("style"))?
        .input(&root.join("public"))?
        .input(&root.join("offline"))?;
    if fingerprint.is_current(&site) {
        return Ok(());
    }
    let next = site.with_extension("next");
    remove(&next)?;
    let package = next.join(leptos::package_dir());
    bind(layout, ui, flavour, &module, &package)?;
    styles(layout, &package)?;
    copy(&root.join("public"), &next)?;
    offline(layout, &fingerprint.digest(), &next)?;
    if flavour.is_release() {
        shrink(layout, ui, &package)?;
        compress(layout, ui, &next)?;
    }
    // The server puts it into the addresses of `pkg`, so that browsers may keep those for ever.
    write(&next.join("build-id"), &fingerprint.digest())?;
    remove(&site)?;
    fs::rename(&next, &site).map_err(Failure::file("replace", &site))?;
    fingerprint.record()
}

fn bind(
    layout: &Layout,
    ui: &Ui,
    flavour: Flavour,
    module: &Path,
    out: &Path,
) -> Result<(), Failure> {
    let mut tool = Program::new(layout.site_tool())
        .args(["bind", "--name", leptos::output_name(), "--wasm"])
        .arg(module)
        .arg("--out")
        .arg(out);
    if flavour.is_release() {
        tool = tool.arg("--strip");
    }
    tool.run(ui, "split and bind the front end").map(drop)
}

/// Style sheets are joined in the order of their names; layers inside decide what wins.
fn styles(layout: &Layout, package: &Path) -> Result<(), Failure> {
    let mut sheets = Vec::new();
    list_files(&layout.root().join("style"), &mut sheets)?;
    sheets.retain(|path| path.extension().is_some_and(|extension| extension == "css"));
    sheets.sort();
    let mut joined = String::new();
    for sheet in sheets {
        joined.push_str(&fs::read_to_string(&sheet).map_err(Failure::file("read", &sheet))?);
        joined.push('\n');
    }
    let sheet = format!("{}.css", leptos::output_name());
    write(&package.join(sheet), &joined)
}

/// Joins what works without a network to two files: one for pages, one that answers in place of the server. The
/// latter names its build, so that a new build is a new one.
fn offline(layout: &Layout, build: &str, site: &Path) -> Result<(), Failure> {
    for (entry, file) in [("main", "offline.js"), ("worker", "service-worker.js")] {
        let source = layout.root().join(format!("offline/{entry}.ts"));
        let joined = Program::new("node")
            .arg(layout.root().join("node_modules/esbuild/bin/esbuild"))
            .arg(&source)
            .args(["--bundle", "--format=esm", "--minify", "--charset=utf8"])
            .args([
                "--target=esnext",
                "--legal-comments=none",
                "--log-level=error",
            ])
            .arg(format!("--define:BUILD=\"{build}\""))
            .quietly()
            .ok_or_else(|| Failure::Check(format!("esbuild cannot join {}", source.display())))?;
        write(&site.join(file), &joined)?;
    }
    Ok(())
}

/// wasm-opt over every module, esbuild over scripts and styles.
fn shrink(layout: &Layout, ui: &Ui, package: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    list_files(package, &mut files)?;
    files.sort();
    let has = |file: &&PathBuf, extension| file.extension().is_some_and(|it| it == extension);
    let modules: Vec<&Path> = files
        .iter()
        .filter(|file| has(file, "wasm"))
        .map(PathBuf::as_path)
        .collect();
    front::optimise(layout, ui, &modules)?;
    for file in files
        .iter()
        .filter(|file| has(file, "js") || has(file, "css"))
    {
        minify(layout, file)?;
    }
    Ok(())
}

fn minify(layout: &Layout, file: &Path) -> Result<(), Failure> {
    let minified = Program::new("node")
        .arg(layout.root().join("node_modules/esbuild/bin/esbuild"))
        .arg(file)
        .args([
            "--minify",
            "--charset=utf8",
            "--log-level=error",
            "--legal-comments=none",
        ])
        // Newest syntax stays as it is: whoever runs our wasm understands it.
        .args(["--target=esnext"])
        .quietly()
        .ok_or_else(|| Failure::Check(format!("esbuild cannot minify {}", file.display())))?;
    write(file, &minified)
}

fn compress(layout: &Layout, ui: &Ui, site: &Path) -> Result<(), Failure> {
    Program::new(layout.site_tool())
        .arg("compress")
        .arg(site)
        .run(ui, "compress the site")
        .map(drop)
}

fn copy(from: &Path, to: &Path) -> Result<(), Failure> {
    let mut files = Vec::new();
    list_files(from, &mut files)?;
    for file in files {
        let relative: PathBuf = file.strip_prefix(from).unwrap_or(&file).to_owned();
        let target = to.join(relative);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(Failure::file("create", parent))?;
        }
        fs::copy(&file, &target).map_err(Failure::file("copy", &file))?;
    }
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<(), Failure> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(Failure::file("create", parent))?;
    }
    fs::write(path, content).map_err(Failure::file("write", path))
}

fn remove(directory: &Path) -> Result<(), Failure> {
    if directory.exists() {
        fs::remove_dir_all(directory).map_err(Failure::file("remove", directory))?;
    }
    Ok(())
}
