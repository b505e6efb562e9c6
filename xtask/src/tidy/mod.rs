//! Rules of ours that no compiler checks, most of them invariants of ARCHITECTURE.md.
//!
//! Each rule is a function from the repository's text to findings; each finding says what to do.

mod dependencies;
mod settings;
mod sources;

use crate::error::Failure;
use crate::fingerprint::list_files;
use crate::layout::Layout;
use crate::process::Program;
use crate::ui::Ui;
use std::fmt;
use std::fs;
use std::path::PathBuf;

/// One text file of the repository.
pub(crate) struct Source {
    /// Relative to the root, with forward slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// One breach of a rule.
pub(crate) struct Finding {
    path: String,
    /// One-based; 0 stands for the file as a whole.
    line: usize,
    message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.path, self.message),
            line => write!(f, "{}:{line}: {}", self.path, self.message),
        }
    }
}

/// What one rule found.
pub(crate) struct Verdict {
    pub(crate) rule: &'static str,
    pub(crate) findings: Vec<Finding>,
}

type Rule = (&'static str, fn(&[Source]) -> Vec<Finding>);

const RULES: [Rule; 9] = [
    (
        "every crate says what it is for",
        sources::crate_documentation,
    ),
    ("files stay short enough to read", sources::length),
    ("nothing names a machine's folders", sources::machine_paths),
    (
        "processes start in one module per program",
        sources::processes,
    ),
    (
        "convex-sync does no I/O and reads no clock",
        sources::sync_is_pure,
    ),
    (
        "the app knows no deployment, secret or SQL",
        sources::app_is_ignorant,
    ),
    ("randomness comes through a host", sources::randomness),
    (
        "only the owner of a library depends on it",
        dependencies::owners,
    ),
    (
        "the settings of the site are the same everywhere",
        settings::equal,
    ),
];

/// The `tidy` task: all findings, then success or failure.
pub(crate) fn run(layout: &Layout, ui: &Ui) -> Result<(), Failure> {
    let step = ui.step("tidy");
    let verdicts = check(layout)?;
    let findings: Vec<String> = verdicts
        .iter()
        .flat_map(|verdict| {
            verdict
                .findings
                .iter()
                .map(move |it| format!("{it} ({})", verdict.rule))
        })
        .collect();
    if findings.is_empty() {
        step.done(&format!("{} rules", verdicts.len()));
        return Ok(());
    }
    step.failed(&findings.join("\n"));
    Err(Failure::Check(format!("{} tidy findings", findings.len())))
}

/// Applies every rule.
pub(crate) fn check(layout: &Layout) -> Result<Vec<Verdict>, Failure> {
    let sources = read(layout)?;
    Ok(RULES
        .iter()
        .map(|&(rule, judge)| Verdict {
            rule,
            findings: judge(&sources),
        })
        .collect())
}

fn read(layout: &Layout) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    for path in list(layout)? {
        // Files that are no text have no lines to judge.
        let Ok(text) = fs::read_to_string(layout.root().join(&path)) else {
            continue;
        };
        let path = path.to_string_lossy().replace('\\', "/");
        sources.push(Source { path, text });
    }
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

/// What belongs to the repository: git knows; without git, everything that lies here.
fn list(layout: &Layout) -> Result<Vec<PathBuf>, Failure> {
    let tracked = Program::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .directory(layout.root())
        .quietly();
    if let Some(tracked) = tracked {
        return Ok(tracked.lines().map(PathBuf::from).collect());
    }
    let mut files = Vec::new();
    for folder in [
        "app", "bench", "convex", "crates", "end2end", "frontend", "server", "xtask",
    ] {
        list_files(&layout.root().join(folder), &mut files)?;
    }
    Ok(files
        .into_iter()
        .filter_map(|file| file.strip_prefix(layout.root()).map(PathBuf::from).ok())
        .collect())
}

impl Source {
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Generated code is judged by its generator.
    pub(crate) fn is_generated(&self) -> bool {
        self.path.starts_with("crates/convex-api/src/") || self.path.contains("_generated/")
    }

    /// Lines with code: neither comments nor, by our convention, the tests at the end of the file.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .take_while(|line| !line.starts_with("#[cfg(test)]"))
            .enumerate()
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    pub(crate) fn finding(&self, line: usize, message: impl Into<String>) -> Finding {
        Finding {
            path: self.path.clone(),
            line,
            message: message.into(),
        }
    }
}
