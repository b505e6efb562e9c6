use super::{Finding, Source};

/// Beyond this a file holds two things.
const LONGEST: usize = 500;

/// A list of cases is one thing however long it is, up to here.
const LONGEST_TEST: usize = 800;

/// Where other programs may be started.
const SPAWNERS: [&str; 4] = [
    // The build tool's one module.
    "xtask/src/process.rs",
    // The product's: node that bundles functions, python that serves the local model.
    "server/src/process.rs",
    // The bench starts the product and its peer.
    "bench/src/peers.rs",
    "bench/src/browser.rs",
];

/// What a sans-I/O crate never mentions.
const IMPURE: [&str; 12] = [
    "std::fs",
    "std::net",
    "std::thread",
    "std::env",
    "std::process",
    "SystemTime::",
    "Instant::now",
    "tokio",
    "web_sys",
    "js_sys",
    "rand::",
    "getrandom",
];

/// What the pages never mention.
const BEYOND_APP: [&str; 9] = [
    "convex_embedded",
    "convex_store",
    "convex_runtime",
    "convex_host",
    "rusqlite",
    "CONVEX_URL",
    "instance_secret",
    "admin_key",
    "jsonwebtoken",
];

pub(super) fn crate_documentation(sources: &[Source]) -> Vec<Finding> {
    sources
        .iter()
        .filter(|source| {
            source.path.ends_with("src/lib.rs") || source.path.ends_with("src/main.rs")
        })
        .filter(|source| {
            let prose: usize = source
                .text
                .lines()
                .take_while(|line| line.starts_with("//!"))
                .map(|line| line.len() - 3)
                .sum();
            prose < 100
        })
        .map(|source| {
            source.finding(
                1,
                "open with what the crate is for, what it does not know, who may depend on it",
            )
        })
        .collect()
}

pub(super) fn length(sources: &[Source]) -> Vec<Finding> {
    sources
        .iter()
        .filter(|source| {
            [".rs", ".ts", ".mjs", ".css", ".tsx"]
                .iter()
                .any(|end| source.path.ends_with(end))
        })
        .filter(|source| !source.is_generated())
        .filter_map(|source| {
            let lines = source.text.lines().count();
            let is_test = source.path.contains("/tests/") || source.path.contains(".test.");
            let longest = if is_test { LONGEST_TEST } else { LONGEST };
            (lines > longest)
                .then(|| source.finding(0, format!("{lines} lines; split it below {longest}")))
        })
        .collect()
}

pub(super) fn machine_paths(sources: &[Source]) -> Vec<Finding> {
    // Put together here, so that this file does not find itself.
    let folders = ["home", "Users", "root", "work", "workspace"].map(|name| format!("/{name}/"));
    let starts = |line: &str, folder: &str| {
        line.match_indices(folder).any(|(at, _)| {
            // A path begins at a quote, a space or a bracket; anything else is part of an address.
            line[..at]
                .chars()
                .next_back()
                .is_none_or(|before| " \"'`(=:,".contains(before))
                && !line[..at].ends_with("://")
        })
    };
    let mut findings = Vec::new();
    for source in sources
        .iter()
        .filter(|source| !source.path.ends_with(".svg"))
    {
        for (index, line) in source.text.lines().enumerate() {
            if folders.iter().any(|folder| starts(line, folder)) {
                findings.push(source.finding(index + 1, "a folder of somebody's machine"));
            }
        }
    }
    findings
}

pub(super) fn processes(sources: &[Source]) -> Vec<Finding> {
    let needle = format!("{}::new(", "Command");
    mentions(
        sources,
        |source| {
            source.is_rust()
                && !SPAWNERS.contains(&source.path.as_str())
                && !source.path.contains("/tests/")
        },
        &[&needle],
        "starts a process outside the module that may",
    )
}

pub(super) fn sync_is_pure(sources: &[Source]) -> Vec<Finding> {
    mentions(
        sources,
        |source| source.path.starts_with("crates/convex-sync/src/"),
        &IMPURE,
        "bytes and instants in, messages and timers out",
    )
}

pub(super) fn app_is_ignorant(sources: &[Source]) -> Vec<Finding> {
    mentions(
        sources,
        |source| source.path.starts_with("app/src/"),
        &BEYOND_APP,
        "pages know convex-leptos and convex-api only",
    )
}

pub(super) fn randomness(sources: &[Source]) -> Vec<Finding> {
    let needles = [
        "thread_rng(",
        "rand::rng(",
        "rand::random",
        "getrandom::fill",
        "OsRng",
    ];
    mentions(
        sources,
        |source| {
            source.path.starts_with("crates/")
                && source.is_rust()
                && !source.path.starts_with("crates/convex-host/")
                && !source.path.contains("/tests/")
        },
        &needles,
        "take it from `convex_host::Host`",
    )
}

/// Every line of code that contains one of the needles.
fn mentions(
    sources: &[Source],
    concerns: impl Fn(&Source) -> bool,
    needles: &[&str],
    why: &str,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources.iter().filter(|source| concerns(source)) {
        for (line, code) in source.code() {
            if let Some(needle) = needles.iter().find(|needle| code.contains(**needle)) {
                findings.push(source.finding(line, format!("`{needle}`: {why}")));
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn every_module_that_may_start_processes_exists() {
        for path in SPAWNERS {
            let file = format!("{}/../{path}", env!("CARGO_MANIFEST_DIR"));
            assert!(std::path::Path::new(&file).is_file(), "{path}");
        }
    }

    #[test]
    fn a_process_outside_the_allowed_modules_is_found() {
        let text = format!("fn f() {{ {}::new(\"ls\"); }}", "Command");
        assert_eq!(processes(&[source("app/src/lib.rs", &text)]).len(), 1);
        assert!(processes(&[source("xtask/src/process.rs", &text)]).is_empty());
    }

    #[test]
    fn comments_and_tests_may_name_what_code_may_not() {
        let text = "// tokio\nfn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }\n";
        assert!(sync_is_pure(&[source("crates/convex-sync/src/lib.rs", text)]).is_empty());
    }

    #[test]
    fn a_machine_path_is_found_and_an_address_is_not() {
        let path = format!("let p = \"/{}/me\";", "home");
        let address = format!("<a href=\"https://example.org/{}/me\">", "home");
        assert_eq!(machine_paths(&[source("a.rs", &path)]).len(), 1);
        assert!(machine_paths(&[source("a.rs", &address)]).is_empty());
    }

    #[test]
    fn a_crate_without_a_first_paragraph_is_found() {
        assert_eq!(
            crate_documentation(&[source("x/src/lib.rs", "//! x\n")]).len(),
            1
        );
    }
}
