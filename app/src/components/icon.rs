//! Glyphs, by reference into the sprite that the document carries.

use leptos::prelude::*;

use crate::node::{El, el};

/// A glyph that says nothing a text beside it does not say.
#[component]
pub(crate) fn Icon(
    /// The symbol's id in the sprite.
    name: &'static str,
    /// The class that sizes and colours it.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    glyph(name, class).view()
}

/// The same inside elements.
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
