use super::bytes;
use super::report::{self, Tally};
use crate::build;
use crate::codegen;
use crate::error::Failure;
use crate::layout::Layout;
use crate::model;
use crate::process::{Finished, Program};
use crate::setup;
use crate::tidy;
use crate::ui::Ui;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// One kind of check.
pub(super) struct Suite {
    pub(super) name: &'static str,
    pub(super) proves: &'static str,
    pub(super) run: fn(&Layout, &Ui) -> Tally,
}

/// In the order in which they run: quick ones first, so that a slip shows within a minute.
pub(super) const ALL: [Suite; 12] = [
    Suite {
        name: "fmt",
        proves: "Rust is formatted",
        run: fmt,
    },
    Suite {
        name: "tidy",
        proves: "our own rules hold",
        run: tidy_rules,
    },
    Suite {
        name: "deny",
        proves: "dependencies have licences and come from places that we accept",
        run: deny,
    },
    Suite {
        name: "codegen",
        proves: "generated code matches the functions",
        run: generated,
    },
    Suite {
        name: "tsc",
        proves: "the TypeScript is well typed",
        run: tsc,
    },
    Suite {
        name: "convex",
        proves: "functions (convex-test), bundler and generator do what they say",
        run: convex,
    },
    Suite {
        name: "clippy",
        proves: "no lint complains, on the server's and the browser's side",
        run: clippy,
    },
    Suite {
        name: "rust",
        proves: "unit, property and integration tests of every crate",
        run: rust,
    },
    Suite {
        name: "build",
        proves: "the product builds for release",
        run: built,
    },
    Suite {
        name: "bytes",
        proves: "no page makes a browser load more than we allow it",
        run: bytes_of_pages,
    },
    Suite {
        name: "clients",
        proves: "the official clients work against the product, unmodified",
        run: clients,
    },
    Suite {
        name: "browser",
        proves: "real browsers see what people should see",
        run: browser,
    },
];

/// Members of the workspace that build for the machine; the front end builds for browsers only.
const NATIVE: [&str; 3] = ["--workspace", "--exclude", "frontend"];

fn fmt(layout: &Layout, ui: &Ui) -> Tally {
    all_or_nothing(
        cargo(layout)
            .args(["fmt", "--all", "--check"])
            .run(ui, "fmt"),
    )
}

fn tidy_rules(layout: &Layout, ui: &Ui) -> Tally {
    let step = ui.step("tidy");
    let verdicts = match tidy::check(layout) {
        Ok(verdicts) => verdicts,
        Err(failure) => {
            step.failed(&failure.to_string());
            return Tally::one(false);
        }
    };
    let mut tally = Tally::default();
    let mut said = String::new();
    for verdict in verdicts {
        tally += Tally::one(verdict.findings.is_empty());
        for finding in verdict.findings {
            said.push_str(&format!("{finding} ({})\n", verdict.rule));
        }
    }
    if tally.failed == 0 {
        step.done(&format!("{} rules", tally.passed));
    } else {
        step.failed(&said);
    }
    tally
}

/// Without advisories: those come from the network, and change while the repository does not.
fn deny(layout: &Layout, ui: &Ui) -> Tally {
    let program = || cargo(layout).arg("deny");
    if program().arg("--version").quietly().is_none() {
        ui.line("  deny skipped: cargo-deny is not installed");
        return Tally {
            skipped: 1,
            ..Tally::default()
        };
    }
    all_or_nothing(
        program()
            .args(["--offline", "check", "bans", "licenses", "sources"])
            .run(ui, "deny"),
    )
}

fn generated(layout: &Layout, ui: &Ui) -> Tally {
    all_or_nothing(codegen::check(layout, ui))
}

fn tsc(layout: &Layout, ui: &Ui) -> Tally {
    all_or_nothing(
        Program::new("npm")
            .args(["run", "--silent", "typecheck"])
            .directory(layout.root())
            .run(ui, "tsc"),
    )
}

fn convex(layout: &Layout, ui: &Ui) -> Tally {
    let file = layout.scratch().join("vitest.json");
    let program = Program::new("node")
        .arg("node_modules/vitest/vitest.mjs")
        // A busy machine must not fail a test: the limit is for those that hang.
        .args([
            "run",
            "--reporter=default",
            "--reporter=json",
            "--testTimeout=120000",
        ])
        .arg(format!("--outputFile.json={}", file.display()))
        .directory(layout.root());
    with_report(ui, "vitest", program, &file, report::vitest)
}

fn clippy(layout: &Layout, ui: &Ui) -> Tally {
    let native = cargo(layout)
        .arg("clippy")
        .args(NATIVE)
        .args(["--all-targets", "--", "-D", "warnings"])
        .run(ui, "clippy (server side)");
    let browser = cargo(layout)
        .args([
            "clippy",
            "--package",
            "frontend",
            "--package",
            "app",
            "--package",
            "convex-leptos",
        ])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(layout.front_target())
        .args(["--", "-D", "warnings"])
        .run(ui, "clippy (browser side)");
    let mut tally = all_or_nothing(native);
    tally += all_or_nothing(browser);
    tally
}

fn rust(layout: &Layout, ui: &Ui) -> Tally {
    // Some tests bundle functions or call the official clients' own code.
    if let Err(failure) = build::bundle(layout, ui) {
        ui.failure(&failure);
        return Tally::one(false);
    }
    let has_nextest = cargo(layout)
        .args(["nextest", "--version"])
        .quietly()
        .is_some();
    let program = if has_nextest {
        cargo(layout)
            .args(["nextest", "run", "--no-fail-fast"])
            .args(NATIVE)
    } else {
        cargo(layout)
            .args(["test", "--no-fail-fast", "--all-targets"])
            .args(NATIVE)
    };
    counted(ui, "Rust tests", program, report::rust)
}

fn built(layout: &Layout, ui: &Ui) -> Tally {
    let outcome = build::run(layout, ui, &build::Options { release: true });
    if let Err(failure) = &outcome {
        ui.failure(failure);
    }
    all_or_nothing(outcome)
}

fn bytes_of_pages(layout: &Layout, ui: &Ui) -> Tally {
    let built = build::run(layout, ui, &build::Options { release: true });
    let outcome = built.and_then(|_| bytes::check(layout, ui));
    if let Err(failure) = &outcome {
        ui.failure(failure);
    }
    all_or_nothing(outcome)
}

/// The program under test: the one that is named, or one of the sources as they are.
fn product(layout: &Layout, ui: &Ui) -> Result<PathBuf, Failure> {
    match env::var_os("CONCLAVE_BIN") {
        Some(named) => Ok(PathBuf::from(named)),
        None => build::run(layout, ui, &build::Options { release: true }),
    }
}

fn clients(layout: &Layout, ui: &Ui) -> Tally {
    let Ok(product) = product(layout, ui) else {
        return not_run(ui, "official clients");
    };
    // The other clients are worth running; those that lack theirs fail, and say so, too.
    if let Err(failure) = setup::python(ui) {
        ui.failure(&failure);
    }
    // Without it the tests of its answers are skipped, and say so.
    if let Err(failure) = model::fetch(ui) {
        ui.failure(&failure);
    }
    let mut program = Program::new("node")
        .arg("end2end/clients/run.mjs")
        .env("CONCLAVE_BIN", product)
        .directory(layout.root());
    match setup::chromium(ui) {
        Ok(chromium) => program = program.env("CHROMIUM", chromium),
        Err(failure) => ui.failure(&failure),
    }
    counted(ui, "official clients", program, report::prose)
}

/// What was built before is no answer for what does not build now.
fn not_run(ui: &Ui, name: &str) -> Tally {
    ui.step(name).failed("not run: the product does not build");
    Tally::one(false)
}

fn browser(layout: &Layout, ui: &Ui) -> Tally {
    let Ok(product) = product(layout, ui) else {
        return not_run(ui, "browsers");
    };
    let chromium = match setup::chromium(ui) {
        Ok(chromium) => chromium,
        Err(failure) => {
            ui.failure(&failure);
            return Tally::one(false);
        }
    };
    let file = layout.scratch().join("playwright.json");
    let program = Program::new("node")
        .arg("node_modules/@playwright/test/cli.js")
        .args([
            "test",
            "--config",
            "end2end/playwright.config.ts",
            "--reporter=list,json",
        ])
        .env("PLAYWRIGHT_JSON_OUTPUT_NAME", &file)
        .env("CONCLAVE_BIN", product)
        .env("CHROMIUM", chromium)
        .directory(layout.root());
    with_report(ui, "browsers", program, &file, report::playwright)
}

fn cargo(layout: &Layout) -> Program {
    Program::cargo().directory(layout.root())
}

fn all_or_nothing<T>(outcome: Result<T, Failure>) -> Tally {
    Tally::one(outcome.is_ok())
}

/// Runs a test program and counts what it says; a bad end without a failed test is one failure.
fn counted(ui: &Ui, name: &str, program: Program, read: fn(&str) -> Option<Tally>) -> Tally {
    let step = ui.step(name);
    match program.watched(&step) {
        Ok(finished) => {
            let tally = read(&finished.output);
            judge(step, &finished, tally)
        }
        Err(failure) => {
            step.failed(&failure.to_string());
            Tally::one(false)
        }
    }
}

/// Like [`counted`], for programs that write a report into a file.
fn with_report(
    ui: &Ui,
    name: &str,
    program: Program,
    file: &Path,
    read: fn(&str) -> Option<Tally>,
) -> Tally {
    let step = ui.step(name);
    // An old report must never stand in for a new one; it is fine if there was none.
    let _ = fs::remove_file(file);
    match program.watched(&step) {
        Ok(finished) => {
            let tally = fs::read_to_string(file).ok().and_then(|text| read(&text));
            judge(step, &finished, tally)
        }
        Err(failure) => {
            step.failed(&failure.to_string());
            Tally::one(false)
        }
    }
}

fn judge(step: crate::ui::Step<'_>, finished: &Finished, tally: Option<Tally>) -> Tally {
    let mut tally = tally.unwrap_or_default();
    if tally.failed == 0 && (!finished.status.success() || tally.passed == 0) {
        tally.failed = 1;
    }
    if tally.failed == 0 {
        step.done(&format!("{} passed", tally.passed));
    } else {
        step.failed(&finished.output);
    }
    tally
}
