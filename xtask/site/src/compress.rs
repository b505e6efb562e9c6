use anyhow::{Context, Result};
use std::fs;
use std::io::Write;
use std::path::Path;

/// Below this size a compressed copy saves less than its headers cost.
const SMALLEST: usize = 512;

/// Formats that are compressed already.
const INCOMPRESSIBLE: [&str; 10] = [
    "br", "gz", "png", "jpg", "jpeg", "webp", "avif", "woff", "woff2", "ico",
];

pub(crate) fn run(directory: &Path) -> Result<()> {
    let entries =
        fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            run(&path)?;
        } else if !is_incompressible(&path) {
            file(&path).with_context(|| format!("cannot compress {}", path.display()))?;
        }
    }
    Ok(())
}

fn is_incompressible(path: &Path) -> bool {
    path.extension()
        .and_then(|extension| extension.to_str())
        .is_some_and(|extension| INCOMPRESSIBLE.contains(&extension))
}

fn file(path: &Path) -> Result<()> {
    let content = fs::read(path)?;
    if content.len() < SMALLEST {
        return Ok(());
    }
    keep_if_smaller(path, "br", &content, &brotli(&content)?)?;
    keep_if_smaller(path, "gz", &content, &gzip(&content)?)
}

fn keep_if_smaller(path: &Path, suffix: &str, content: &[u8], compressed: &[u8]) -> Result<()> {
    if compressed.len() >= content.len() {
        return Ok(());
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    Ok(fs::write(name, compressed)?)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 24,
        size_hint: content.len(),
        ..Default::default()
    };
    let mut output = Vec::with_capacity(content.len() / 3);
    brotli::BrotliCompress(&mut &*content, &mut output, &parameters)?;
    Ok(output)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(content)?;
    Ok(encoder.finish()?)
}
