use super::{Finding, Source};
use crate::leptos;

/// `Leptos.toml` is what counts; what cannot read it has a copy.
pub(super) fn equal(sources: &[Source]) -> Vec<Finding> {
    let text = |path| sources.iter().find(|source| source.path == path);
    let (Some(ours), Some(copy)) = (text("Leptos.toml"), text("Cargo.toml")) else {
        return Vec::new();
    };
    let lines = |source: &Source| -> Vec<String> {
        let settings = leptos::settings(&source.text);
        settings.map(|(_, line)| line.to_owned()).collect()
    };
    let mut findings = Vec::new();
    if lines(ours) != lines(copy) {
        let line = leptos::settings(&copy.text)
            .next()
            .map_or(0, |(line, _)| line);
        findings.push(copy.finding(line, "repeat the settings of Leptos.toml here"));
    }
    let name = format!("LEPTOS_OUTPUT_NAME = \"{}\"", leptos::output_name());
    if let Some(cargo) = text(".cargo/config.toml")
        && !cargo.text.contains(&name)
    {
        findings.push(cargo.finding(0, format!("`{name}` is missing")));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_differs_is_found_whatever_the_comments() {
        let source = |path: &str, text: &str| Source {
            path: path.to_owned(),
            text: format!(
                "[workspace]\n\n[[workspace.metadata.leptos]]\n{text}\n[profile.dev]\nx = 1\n"
            ),
        };
        let ours = || source("Leptos.toml", "name = \"a\"\n# why\nreload-port = 1\n");
        let same = source("Cargo.toml", "name = \"a\"\nreload-port = 1\n");
        assert!(equal(&[ours(), same]).is_empty());
        let other = source("Cargo.toml", "name = \"a\"\nreload-port = 2\n");
        assert_eq!(equal(&[ours(), other]).len(), 1);
    }
}
