//! The settings of `Leptos.toml`, built in.

const TEXT: &str = include_str!("../../Leptos.toml");

/// The heading of the settings, which is the same in `Cargo.toml`.
const HEADING: &str = "[[workspace.metadata.leptos]]";

/// The name of the browser's main files.
pub(crate) fn output_name() -> &'static str {
    text("output-name")
}

/// The folder of the browser's code within the site.
pub(crate) fn package_dir() -> &'static str {
    text("site-pkg-dir")
}

/// Where the server listens unless told otherwise.
pub(crate) fn address() -> &'static str {
    text("site-addr")
}

/// A setting that is text. Empty if it is not there, which a test rules out.
fn text(name: &str) -> &'static str {
    settings(TEXT)
        .find_map(|(_, line)| line.strip_prefix(name)?.trim_start().strip_prefix('='))
        .map(|value| value.trim().trim_matches('"'))
        .unwrap_or_default()
}

/// The lines of the settings in a file of this kind, with their numbers.
pub(crate) fn settings(toml: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = toml
        .lines()
        .enumerate()
        .map(|(index, line)| (index + 1, line));
    lines
        .skip_while(|(_, line)| *line != HEADING)
        .skip(1)
        .take_while(|(_, line)| !line.starts_with('['))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_that_is_asked_for_is_there() {
        assert_eq!(output_name(), "conclave");
        assert_eq!(package_dir(), "pkg");
        assert_eq!(address(), "127.0.0.1:3000");
    }
}
