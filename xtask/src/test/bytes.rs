//! What a browser loads for each page, against what we allow it to be.

use crate::error::Failure;
use crate::layout::{Flavour, Layout};
use crate::leptos;
use crate::ui::Ui;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// What loads chunks.
const LOADER: &str = "__wasm_split.______________________.js";

/// Which chunks each page needs besides.
const MANIFEST: &str = "__wasm_split_manifest.json";

/// Pages with a limit, in bytes after Brotli until the page answers to input. Lower a limit when there is
/// room; whoever has to raise one says why in the commit.
const LIMITS: [(&str, u64); 1] = [("tasks", 198_500)];

/// The code of one page.
struct Page {
    name: String,
    parts: Vec<(String, u64)>,
}

impl Page {
    fn total(&self) -> u64 {
        self.parts.iter().map(|(_, bytes)| bytes).sum()
    }

    fn limit(&self) -> Option<u64> {
        let limit = LIMITS.iter().find(|(name, _)| *name == self.name);
        limit.map(|(_, bytes)| *bytes)
    }
}

/// Prints a line for each page of the release build; says which are too large.
pub(super) fn check(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    let pages = pages(&layout.site(Flavour::Release).join(leptos::package_dir()))?;
    let mut heavy = Vec::new();
    for page in &pages {
        let limit = page.limit();
        ui.line(&format!("  {}", line(page, limit)));
        if limit.is_some_and(|limit| page.total() > limit) {
            heavy.push(page.name.as_str());
        }
    }
    for (name, _) in LIMITS {
        if pages.iter().all(|page| page.name != name) {
            let why = format!("there is a limit for the page {name}, which does not exist");
            return Err(Failure::Check(why));
        }
    }
    if heavy.is_empty() {
        return Ok(());
    }
    Err(Failure::Check(format!(
        "a browser has to load too much for {}; the limits are in xtask/src/test/bytes.rs",
        heavy.join(", ")
    )))
}

fn line(page: &Page, limit: Option<u64>) -> String {
    let kilo = |bytes: u64| format!("{:.1}", bytes as f64 / 1e3);
    let mut line = format!("{:10} {:>6} kB", page.name, kilo(page.total()));
    if let Some(limit) = limit {
        line.push_str(&format!(" of {}", kilo(limit)));
    }
    let parts = page.parts.iter();
    let parts: Vec<String> = parts
        .map(|(name, bytes)| format!("{} {}", short(name), kilo(*bytes)))
        .collect();
    format!("{line} ({})", parts.join(", "))
}

/// Names of files without what all of them have.
fn short(name: &str) -> &str {
    match name {
        LOADER => "loader",
        _ => name.strip_suffix(".wasm").unwrap_or(name),
    }
}

fn pages(package: &Path) -> Result<Vec<Page>, Failure> {
    let manifest = package.join(MANIFEST);
    let text = fs::read_to_string(&manifest).map_err(Failure::file("read", &manifest))?;
    let unreadable = || Failure::Check(format!("{} is not a manifest", manifest.display()));
    let manifest: Value = serde_json::from_str(&text).map_err(|_| unreadable())?;
    let main = leptos::output_name();
    let always = [
        format!("{main}.wasm"),
        format!("{main}.js"),
        LOADER.to_owned(),
    ];
    let mut pages = Vec::new();
    for (name, chunks) in manifest.as_object().ok_or_else(unreadable)? {
        let chunks = chunks.as_array().into_iter().flatten();
        let chunks = chunks
            .filter_map(Value::as_str)
            .map(|chunk| format!("{chunk}.wasm"));
        let files = always.iter().cloned().chain(chunks);
        let parts = files
            .map(|file| Ok((file.clone(), compressed(&package.join(&file))?)))
            .collect::<Result<_, Failure>>()?;
        pages.push(Page {
            name: name.clone(),
            parts,
        });
    }
    Ok(pages)
}

/// Bytes on their way to a browser: of the compressed copy, where there is one.
fn compressed(file: &Path) -> Result<u64, Failure> {
    let brotli = file.with_added_extension("br");
    let sent = if brotli.exists() {
        brotli
    } else {
        file.to_owned()
    };
    let metadata = fs::metadata(&sent).map_err(Failure::file("read", &sent))?;
    Ok(metadata.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_the_parts_and_the_limit() {
        let page = Page {
            name: "tasks".to_owned(),
            parts: vec![
                ("conclave.wasm".to_owned(), 120_000),
                (LOADER.to_owned(), 500),
            ],
        };
        assert_eq!(
            line(&page, Some(180_000)),
            "tasks       120.5 kB of 180.0 (conclave 120.0, loader 0.5)"
        );
    }

    #[test]
    fn the_site_tool_writes_the_files_that_are_counted() {
        let source = include_str!("../../site/src/bind.rs");
        for name in [LOADER, MANIFEST] {
            assert!(source.contains(name), "{name}");
        }
    }
}
