//! Glyphs, by reference into the sprite that the document carries.

use crate::node::{El, el};

/// A glyph that says nothing a text beside it does not say: a symbol of the sprite, by its id.
pub(crate) fn icon(name: &'static str) -> El {
    glyph(name, "icon")
}

/// The same in another size or colour.
pub(crate) fn glyph(name: &'static str, class: &'static str) -> El {
    el("svg")
        .class(class)
        .is("viewBox", "0 0 16 16")
        .is("aria-hidden", "true")
        .has(el("use").is("href", format!("#{name}")))
}
