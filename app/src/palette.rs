//! What lies over the page: the palette, which finds every page, action and text by a few letters, and the
//! sheet of shortcuts; signing in again; and what listens to shortcuts. Their chunk is fetched at the first sign of somebody at the page.

mod actions;
mod hits;
mod item;
mod keyboard;
mod keys;
mod matching;
mod search;
mod sheet;
mod sign_in;

pub(crate) use actions::items as commands;
pub(crate) use hits::rested;
pub(crate) use item::{Act, Acting, Item};
pub(crate) use keys::keys;
pub(crate) use matching::fitting;

use leptos::html::Dialog;
use leptos::prelude::*;
use leptos::web_sys::Element;

use crate::components::icon::icon;
use crate::layout::keyboard::Overlay;
use crate::layout::ui::Ui;
use crate::node::{El, changing, el, nothing};
use crate::platform;

/// Answers to shortcuts, and shows the overlay that is wanted, if any.
pub(crate) fn overlays() -> AnyView {
    let ui = Ui::current();
    keyboard::listen();
    Effect::new(|_| platform::keep_for_offline());
    changing(move || match ui.overlay.get() {
        Some(Overlay::Palette) => search::palette().view(),
        Some(Overlay::Sheet) => sheet::sheet().view(),
        Some(Overlay::SignIn) => sign_in::sign_in().view(),
        None => nothing(),
    })
}

/// A dialog over the page. The focus inside, Escape and giving the focus back are the browser's.
fn dialog(overlay: Overlay, class: &'static str) -> El {
    let ui = Ui::current();
    let node = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = node.get() {
            platform::show_dialog(&dialog);
        }
    });
    el("dialog")
        .class(class)
        // A click beside it closes it.
        .is("closedby", "any")
        .node(node)
        .on("close", move |event| {
            // By now another one may be wanted, or the same one once more.
            let is_last = event_target::<Element>(&event).is_connected();
            if is_last && ui.overlay.get_untracked() == Some(overlay) {
                ui.overlay.set(None);
                give_focus_back();
            }
        })
}

/// What opened the dialog may be gone: on small screens it is in the navigation, which closed. That shows only
/// once the dialog is gone as well.
fn give_focus_back() {
    request_animation_frame(|| {
        if !platform::matches_any(":focus") {
            platform::focus(".nav-open");
        }
    });
}

fn close_button() -> El {
    el("button")
        .is("type", "button")
        .class("icon-button")
        .is("aria-label", "Close")
        .on("click", |_| {
            platform::close_dialog();
        })
        .has(icon("i-close"))
}
