//! The way on in a list that is longer than what is there.

use leptos::prelude::*;

use crate::node::{el, showing};

/// A button that loads more, as long as there is more.
pub(crate) fn more(
    label: &'static str,
    there_is: impl Fn() -> bool + Send + 'static,
    load: impl Fn() + Copy + Send + 'static,
) -> AnyView {
    showing(move || {
        let button = el("button").class("button").says(label);
        there_is().then(|| {
            el("p")
                .class("more with-script")
                .has(button.on("click", move |_| load()))
        })
    })
}
