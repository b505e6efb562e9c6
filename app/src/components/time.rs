//! Instants as people say them.

use leptos::prelude::*;

use crate::layout::ui::Ui;
use crate::leaf::IntoLeaf;
use crate::text::{iso_instant, relative_instant};

/// A time relative to now, with the exact instant behind it.
#[component]
pub(crate) fn When(
    /// Milliseconds since 1970.
    at: f64,
) -> impl IntoView {
    let ui = Ui::current();
    let iso = iso_instant(at);
    view! {
        <time datetime=iso.clone() title=iso>
            {move || relative_instant(at, ui.now.get())}
        </time>
    }
    .leaf()
}
