//! Glyphs, by reference into the sprite that the document carries.

use leptos::prelude::*;

use crate::leaf::IntoLeaf;

/// A glyph that says nothing a text beside it does not say.
#[component]
pub(crate) fn Icon(
    /// The symbol's id in the sprite.
    name: &'static str,
    /// The class that sizes and colours it.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    glyph(name, class)
}

/// The same for every caller, so that it is compiled once.
fn glyph(name: &'static str, class: &'static str) -> AnyView {
    view! {
        <svg class=class viewBox="0 0 16 16" aria-hidden="true">
            <use href=format!("#{name}")></use>
        </svg>
    }
    .leaf()
}
