//! Listens to the keyboard, wherever the focus is, and shows the palette and the sheet of shortcuts, whose
//! code is loaded when one of them is first wanted.

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::reactive::owner::Owner;
use leptos::web_sys::KeyboardEvent;
use leptos_router::hooks::use_navigate;

use super::shortcuts::{self, Command};
use super::ui::Ui;
use crate::components::composer::is_composing;
use crate::node::{changing, nothing};
use crate::platform;
use crate::routes::Code;

/// What lies over the page and holds the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Overlay {
    Palette,
    Sheet,
}

/// A key belongs to the one before it for so many milliseconds.
const SEQUENCE_RESTS: f64 = 1_500.0;

/// Where one types, so that keys of characters are characters.
const FIELDS: &str = "textarea:focus, select:focus, [contenteditable]:focus, \
    input:focus:not([type=checkbox], [type=radio], [type=button], [type=submit])";

/// The parts of a page in their order: which it is, and what takes the focus there.
const REGIONS: [(&str, &str); 4] = [
    (".sidebar", "[aria-current], a"),
    ("main", "h1[tabindex], h1 button, main"),
    (
        ".panel",
        "button:not([popovertarget]), input:not([type=hidden])",
    ),
    ("main .composer", "textarea"),
];

/// Answers to the shortcuts that work everywhere.
pub(crate) fn listen() {
    let ui = Ui::current();
    let navigate = use_navigate();
    let before = StoredValue::new((String::new(), 0.0));
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let owner = Owner::current().unwrap_or_default();
        let on_key = move |event: KeyboardEvent| {
            let Some(command) = wanted(&event, before) else {
                return;
            };
            event.prevent_default();
            owner.with(|| match command {
                Command::Palette => ui.toggle(Overlay::Palette),
                Command::Sheet => ui.toggle(Overlay::Sheet),
                Command::Open(path) => navigate(path, Default::default()),
                Command::Search => drop(platform::focus("main [type=search]")),
                Command::NextRegion => platform::focus_region(&REGIONS, true),
                Command::PreviousRegion => platform::focus_region(&REGIONS, false),
            });
        };
        let handle = window_event_listener(leptos::ev::keydown, on_key);
        on_cleanup(move || handle.remove());
    });
}

/// The command that an event asks for, here and now.
fn wanted(event: &KeyboardEvent, before: StoredValue<(String, f64)>) -> Option<Command> {
    if event.default_prevented() || is_composing(event) {
        return None;
    }
    let keys = shortcuts::pressed(event)?;
    let is_character = shortcuts::are_characters(&keys);
    if is_character && (platform::matches_any(FIELDS) || !shortcuts::are_characters_on()) {
        return None;
    }
    let now = platform::now();
    let (last, at) = before.get_value();
    before.set_value((keys.clone(), now));
    let last = (now - at < SEQUENCE_RESTS).then_some(last);
    let command = shortcuts::command(last.as_deref(), &keys)?;
    // What lies over the page can only be closed.
    let is_covered = platform::matches_any("dialog[open]");
    let may = !is_covered || matches!(command, Command::Palette | Command::Sheet);
    may.then_some(command)
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
    Effect::new(move |_| {
        if ui.overlay.get().is_none() || arrived.get_untracked() {
            return;
        }
        let load = async move {
            match code().await {
                Ok(view) if !arrived.get_untracked() => {
                    made.set_value(Some(view));
                    arrived.set(true);
                }
                Ok(_) => {}
                Err(_) => {
                    ui.overlay.set(None);
                    ui.fail("This could not be loaded. Try again once there is a connection");
                }
            }
        };
        leptos::task::spawn_local(owner.with(|| ScopedFuture::new(load)));
    });
    changing(move || {
        arrived.track();
        made.try_update_value(Option::take)
            .flatten()
            .unwrap_or_else(nothing)
    })
}
