//! Joins the generator to the other tasks.

use crate::error::Failure;
use crate::layout::Layout;
use crate::ui::Ui;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// Write nothing; fail when something would change.
    #[arg(long)]
    check: bool,
}

/// The `codegen` task.
pub(crate) fn run(_layout: &Layout, _ui: &Ui, _options: &Options) -> Result<(), Failure> {
    Ok(())
}

/// Brings generated code up to date, before a build.
pub(crate) fn refresh(_layout: &Layout, _ui: &Ui) -> Result<(), Failure> {
    Ok(())
}

/// Whether generated code is up to date.
pub(crate) fn check(_layout: &Layout, _ui: &Ui) -> Result<(), Failure> {
    Ok(())
}
