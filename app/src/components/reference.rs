//! What the log calls a failure, for whoever asks about it: nothing else of what went on inside is told.

use super::conversation::copy;
use super::icon::icon;
use crate::layout::ui::Ui;
use crate::node::{El, el};

/// The name of a failure, small, with a button that copies it.
pub(crate) fn reference(id: String) -> El {
    let ui = Ui::current();
    let code = el("code").says(id.clone());
    let button = el("button")
        .is("type", "button")
        .class("reference-copy")
        .needs_script()
        .is("aria-label", "Copy the reference")
        .is("title", "Copy the reference")
        .on("click", move |_| copy(ui, id.clone(), "Reference copied"))
        .has(icon("i-copy"));
    el("span")
        .class("reference")
        .says("Reference ")
        .has(code)
        .has(button)
}

/// The same where there is no script: a field, because that is what the keyboard alone selects and copies.
#[cfg(feature = "ssr")]
pub(crate) fn reference_field(id: String) -> El {
    let field = el("input")
        .class("reference-field")
        .is("readonly", "")
        .is("size", id.len().to_string())
        .is("value", id);
    el("label").class("reference").says("Reference ").has(field)
}
