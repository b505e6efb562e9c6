use crate::silence::silence;
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use wasm_bindgen_cli_support::Bindgen;

/// The name of the loader that leptos expects while files are not hashed one by one.
const LINK_MODULE: &str = "./__wasm_split.______________________.js";

/// Which chunks each lazy function needs; the server preloads them.
const MANIFEST: &str = "__wasm_split_manifest.json";

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The module as the linker left it, with relocations.
    #[arg(long)]
    wasm: PathBuf,
    /// Where the browser's files go.
    #[arg(long)]
    out: PathBuf,
    /// The name of the main files.
    #[arg(long)]
    name: String,
    /// Drop names and debug information.
    #[arg(long)]
    strip: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    fs::create_dir_all(&options.out)
        .with_context(|| format!("cannot create {}", options.out.display()))?;
    let unbound = options.out.join(format!("{}.unbound.wasm", options.name));
    split(options, &unbound)?;
    bind(options, &unbound)?;
    fs::remove_file(&unbound).context("cannot remove the intermediate module")
}

fn split(options: &Options, unbound: &Path) -> Result<()> {
    let input = fs::read(&options.wasm)
        .with_context(|| format!("cannot read {}", options.wasm.display()))?;
    // Nobody debugs what is stripped: what a panic would say goes, too.
    let input = if options.strip {
        silence(&input).context("cannot silence panics")?
    } else {
        input
    };
    let main_module = format!("./{}.js", options.name);
    let mut split = wasm_split_cli_support::Options::new(&input);
    split.output_dir = &options.out;
    split.main_out_path = unbound;
    split.main_module = &main_module;
    split.link_name = LINK_MODULE;
    let parts = wasm_split_cli_support::transform(split)
        .map_err(|report| anyhow::anyhow!("splitting failed: {report:#}"))?;
    let manifest = serde_json::to_string_pretty(&sorted(parts.prefetch_map))?;
    fs::write(options.out.join(MANIFEST), manifest).context("cannot write the split manifest")
}

/// Maps iterate in a different order each time; equal input must give equal files.
fn sorted(
    map: std::collections::HashMap<String, Vec<String>>,
) -> std::collections::BTreeMap<String, Vec<String>> {
    map.into_iter().collect()
}

fn bind(options: &Options, unbound: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(unbound)
        .out_name(&options.name)
        .web(true)?
        // The chunks call into the main module through exports that only the linker knows.
        .keep_lld_exports(true)
        .demangle(false)
        .debug(false)
        .keep_debug(false)
        .remove_name_section(options.strip)
        .remove_producers_section(options.strip)
        .typescript(false)
        .generate(&options.out)
        .context("binding failed")?;
    // The page asks for NAME.wasm because the server was compiled with an output name.
    let bound = options.out.join(format!("{}_bg.wasm", options.name));
    fs::rename(bound, options.out.join(format!("{}.wasm", options.name)))
        .context("cannot name the bound module")
}
