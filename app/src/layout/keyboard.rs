//! Shows the palette and the sheet of shortcuts. Their code, and what listens to shortcuts, is a chunk that is
//! fetched at the first sign of somebody at the page.

use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos::web_sys::KeyboardEvent;

use super::ui::Ui;
use crate::node::{changing, nothing};
use crate::platform;
use crate::routes::{Code, fetch};

/// What lies over the page and holds the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    Palette,
    Sheet,
    /// Signing in again: stays until that is done.
    SignIn,
}

/// Notes the first sign of somebody at the page, and the last key before the code has come. The palette's own key
/// is answered here, because browsers do something else with it.
fn watch_input(
    arrived: RwSignal<bool>,
    wakes: RwSignal<bool>,
    keep: impl Fn(KeyboardEvent) + Copy + 'static,
) {
    let ui = Ui::current();
    Effect::new(move |_| {
        let on_key = window_event_listener(leptos::ev::keydown, move |event| {
            if arrived.get_untracked() {
                return;
            }
            if is_palettes(&event) {
                event.prevent_default();
                ui.lay_over(Overlay::Palette);
            } else {
                keep(event);
                wakes.set(true);
            }
        });
        let on_pointer = window_event_listener(leptos::ev::pointermove, move |_| {
            if !wakes.get_untracked() {
                wakes.set(true);
            }
        });
        on_cleanup(move || {
            on_key.remove();
            on_pointer.remove();
        });
    });
}

/// Ctrl+K or ⌘K.
fn is_palettes(event: &KeyboardEvent) -> bool {
    let others = event.alt_key() || event.shift_key();
    event.ctrl_key() != event.meta_key() && !others && event.key().eq_ignore_ascii_case("k")
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
    let wakes = RwSignal::new(false);
    let first_key = StoredValue::new_local(None::<KeyboardEvent>);
    watch_input(arrived, wakes, move |event| {
        first_key.set_value(Some(event))
    });
    // Asked for at the first sign of somebody, and once more whenever something is wanted that has not come.
    let is_asked = StoredValue::new(false);
    Effect::new(move |_| {
        let is_wanted = ui.overlay.get().is_some() | wakes.get();
        if !is_wanted || is_asked.get_value() {
            return;
        }
        is_asked.set_value(true);
        let then = move |loaded| match loaded {
            Ok(view) => {
                made.set_value(Some(view));
                arrived.set(true);
                // By then what listens to keys does so, and answers to the one that came before it.
                request_animation_frame(move || {
                    if let Some(event) = first_key.try_update_value(Option::take).flatten() {
                        let _ = window().dispatch_event(&event);
                    }
                });
            }
            Err(_) => {
                is_asked.set_value(false);
                if ui.overlay.get_untracked() == Some(Overlay::SignIn) {
                    platform::sign_in_again();
                } else if ui.overlay.get_untracked().is_some() {
                    ui.overlay.set(None);
                    ui.fail("This could not be loaded. Try again once there is a connection");
                }
            }
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
