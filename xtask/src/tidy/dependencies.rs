use super::{Finding, Source};

/// A library and the packages that may name it among their dependencies.
const OWNERS: [(&str, &[&str]); 8] = [
    ("rusqlite", &["crates/convex-store"]),
    ("rquickjs", &["crates/convex-runtime"]),
    ("convex-store", &["crates/convex-embedded"]),
    ("convex-runtime", &["crates/convex-embedded", "server"]),
    ("convex-embedded", &["fuzz", "server"]),
    ("convex-sync", &["crates/convex-leptos"]),
    ("convex-leptos", &["app", "server"]),
    ("leptos_router", &["app", "server"]),
];

/// A dependency that a crate may not have is a seam that is about to go.
pub(super) fn owners(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let Some(package) = source.path.strip_suffix("/Cargo.toml") else {
            continue;
        };
        for (line, name) in dependencies(&source.text) {
            let breach = OWNERS
                .iter()
                .find(|(library, owners)| *library == name && !owners.contains(&package));
            if let Some((library, owners)) = breach {
                let message = format!("only {} may depend on {library}", owners.join(", "));
                findings.push(source.finding(line, message));
            }
        }
    }
    findings
}

/// Names below `[dependencies]`, with their lines; tests may depend on anything.
fn dependencies(manifest: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    manifest
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            if line.starts_with('[') {
                inside = line == "[dependencies]"
                    || (line.starts_with("[target") && line.ends_with(".dependencies]"));
                return None;
            }
            let name = line
                .split(['=', '.', ' '])
                .next()
                .filter(|name| !name.is_empty())?;
            inside.then_some((index + 1, name))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_owner_is_a_package() {
        for owner in OWNERS.iter().flat_map(|(_, owners)| *owners) {
            let manifest = format!("{}/../{owner}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
            assert!(std::path::Path::new(&manifest).is_file(), "{owner}");
        }
    }

    #[test]
    fn a_stranger_that_wants_sqlite_is_found() {
        let manifest = "[dependencies]\nrusqlite = { workspace = true }\n[dev-dependencies]\nrquickjs = \"1\"\n";
        let source = Source {
            path: "app/Cargo.toml".to_owned(),
            text: manifest.to_owned(),
        };
        let findings = owners(&[source]);
        assert_eq!(findings.len(), 1);
        assert!(
            findings[0]
                .to_string()
                .starts_with("app/Cargo.toml:2: only crates/convex-store")
        );
    }
}
