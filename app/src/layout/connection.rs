//! A small note while the live connection is lost. Quiet when all is well.

use std::time::Duration;

use convex_leptos::use_connection_state;
use leptos::prelude::*;

use super::ui::Ui;
use crate::components::icon::glyph;
use crate::node::el;

/// Shorter interruptions are nobody's business.
const PATIENCE: Duration = Duration::from_secs(2);

/// The note. It appears and is announced after a while, and leaves by itself.
pub(crate) fn connection_note() -> AnyView {
    let ui = Ui::current();
    let state = use_connection_state();
    let interrupted = move || state.with(|state| state.is_interrupted());
    let shown = ui.is_away;
    Effect::new(move |before: Option<bool>| {
        let now = interrupted();
        if before == Some(now) {
            return now;
        }
        if now {
            set_timeout(
                move || {
                    if untrack(interrupted) && !shown.get_untracked() {
                        shown.set(true);
                        ui.announce("Connection lost. Changes are kept and sent when it is back");
                    }
                },
                PATIENCE,
            );
        } else if shown.get_untracked() {
            shown.set(false);
            ui.announce("Connected again");
        }
        now
    });
    el("p")
        .class("connection")
        .follows_flag("hidden", move || !shown.get())
        .has(glyph("s-initializing", "glyph is-initializing"))
        .says("Connection lost. Changes are kept and sent when it is back.")
        .view()
}
