//! Runs every suite, whatever the others say, and sums up in one line.

mod bytes;
mod report;
mod suites;

use crate::error::Failure;
use crate::layout::Layout;
use crate::setup;
use crate::ui::Ui;
use report::Tally;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Run only these suites; `--list` names them.
    suites: Vec<String>,
    /// Name the suites and stop.
    #[arg(long)]
    list: bool,
}

/// Sets up, runs the suites, prints the last line.
pub(crate) fn run(layout: &Layout, ui: &Ui, options: &Options) -> Result<(), Failure> {
    if options.list {
        for suite in &suites::ALL {
            ui.line(&format!("{:10} {}", suite.name, suite.proves));
        }
        return Ok(());
    }
    let chosen = choose(&options.suites)?;
    setup::wasm_target(ui)?;
    setup::npm(layout, ui)?;
    let mut total = Tally::default();
    let mut broken = Vec::new();
    for suite in chosen {
        let tally = (suite.run)(layout, ui);
        if tally.failed > 0 {
            broken.push(suite.name);
        }
        total += tally;
    }
    ui.line(&format!("  {} skipped", total.skipped));
    if !broken.is_empty() {
        ui.line(&format!("  failing: {}", broken.join(", ")));
    }
    ui.result(&format!("{} passed, {} failed", total.passed, total.failed));
    if total.failed == 0 {
        Ok(())
    } else {
        Err(Failure::Told)
    }
}

fn choose(names: &[String]) -> Result<Vec<&'static suites::Suite>, Failure> {
    if names.is_empty() {
        return Ok(suites::ALL.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            suites::ALL
                .iter()
                .find(|suite| suite.name == name)
                .ok_or_else(|| {
                    Failure::Check(format!(
                        "no suite is called {name}; `cargo xtask test --list` names them"
                    ))
                })
        })
        .collect()
}
