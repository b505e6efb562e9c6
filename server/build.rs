//! Puts the site and the functions' bundle into the binary when `cargo xtask build --release` asks for it.
//!
//! Without the two variables the tables stay empty, and the server reads the files from their folders.

use std::env;
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let mut code = String::new();
    let site = folder("CONCLAVE_EMBED_SITE")?;
    writeln!(code, "pub(super) static SITE: &[(&str, &[u8])] = &[")?;
    if let Some(site) = &site {
        let mut files = Vec::new();
        list(site, &mut files)?;
        files.sort();
        for file in files {
            let name = file
                .strip_prefix(site)?
                .to_string_lossy()
                .replace('\\', "/");
            writeln!(
                code,
                "    ({name:?}, include_bytes!({:?})),",
                file.display().to_string()
            )?;
        }
    }
    writeln!(code, "];")?;
    let bundle = folder("CONCLAVE_EMBED_FUNCTIONS")?.map(|folder| folder.join("bundle.json"));
    let bundle = match bundle {
        Some(bundle) => {
            println!("cargo::rerun-if-changed={}", bundle.display());
            format!("Some(include_str!({:?}))", bundle.display().to_string())
        }
        None => "None".to_owned(),
    };
    writeln!(
        code,
        "pub(super) static FUNCTIONS: Option<&str> = {bundle};"
    )?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("embedded.rs"), code)?;
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

fn folder(variable: &str) -> Result<Option<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-env-changed={variable}");
    let Some(folder) = env::var_os(variable) else {
        return Ok(None);
    };
    let folder = PathBuf::from(folder);
    // Written last and different for every build, so it stands for the whole folder.
    let mark = folder.join("build-id");
    if mark.is_file() {
        println!("cargo::rerun-if-changed={}", mark.display());
    }
    Ok(Some(folder))
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
