//! Shows the palette and the sheet of shortcuts. Their code, and what listens to shortcuts, is a chunk that is
//! fetched once the page answers to input.

use leptos::prelude::*;
use leptos::reactive::owner::Owner;

use super::ui::Ui;
use crate::node::{changing, nothing};
use crate::platform;
use crate::routes::{Code, fetch};

/// What lies over the page and holds the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    Palette,
    Sheet,
}

impl Ui {
    /// Shows an overlay, or closes it, which gives the focus back.
    pub(crate) fn toggle(self, wanted: Overlay) {
        if self.overlay.get_untracked() == Some(wanted) {
            platform::close_dialog();
        } else {
            self.overlay.set(Some(wanted));
        }
    }
}

/// Where overlays are shown.
pub(crate) fn overlays(code: Code) -> AnyView {
    // The server shows none, and may drop on one thread what it made on another.
    if cfg!(feature = "ssr") {
        return changing(nothing);
    }
    let ui = Ui::current();
    let arrived = RwSignal::new(false);
    let made = StoredValue::new_local(None);
    // What is made belongs to the application, not to the effect that happened to fetch it.
    let owner = Owner::current().unwrap_or_default();
    // Asked for at once, and once more whenever something is wanted that has not come.
    Effect::new(move |_| {
        let wanted = ui.overlay.get();
        if arrived.get_untracked() {
            return;
        }
        let then = move |loaded| match loaded {
            Ok(view) if !arrived.get_untracked() => {
                made.set_value(Some(view));
                arrived.set(true);
            }
            Err(_) if wanted.is_some() => {
                ui.overlay.set(None);
                ui.fail("This could not be loaded. Try again once there is a connection");
            }
            _ => {}
        };
        fetch(code, &owner, Box::new(then));
    });
    changing(move || {
        arrived.track();
        made.try_update_value(Option::take)
            .flatten()
            .unwrap_or_else(nothing)
    })
}
