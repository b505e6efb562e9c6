//! Instants as people say them.

use leptos::prelude::Get;

use crate::layout::ui::Ui;
use crate::node::{El, el};
use crate::text::{iso_instant, relative_instant};

/// A time relative to now, with the exact instant behind it, in milliseconds since 1970. It may change.
pub(crate) fn when(at: impl Fn() -> f64 + Copy + Send + 'static) -> El {
    let ui = Ui::current();
    let exact = move || Some(iso_instant(at()).into());
    el("time")
        .follows("datetime", exact)
        .follows("title", exact)
        .tells(move || relative_instant(at(), ui.now.get()).into())
}
