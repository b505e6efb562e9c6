//! Listens to the keyboard, wherever the focus is.

use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos::web_sys::KeyboardEvent;
use leptos_router::hooks::{use_location, use_navigate};

use crate::components::composer::is_composing;
use crate::layout::keyboard::Overlay;
use crate::layout::page::FIRST_FOCUS;
use crate::layout::shortcuts::{self, Command};
use crate::layout::ui::Ui;
use crate::platform;

/// A key belongs to the one before it for so many milliseconds.
const SEQUENCE_RESTS: f64 = 1_500.0;

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

/// Answers to the shortcuts that work everywhere. An attribute of the document's root says that it does.
pub(super) fn listen() {
    let ui = Ui::current();
    let navigate = use_navigate();
    let path = use_location().pathname;
    let is_at = move |wanted: &str| path.with_untracked(|path| path == wanted);
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
                Command::Palette => toggle(ui, Overlay::Palette),
                Command::Sheet => toggle(ui, Overlay::Sheet),
                // The page that is open already stays as it is.
                Command::Write(path) if is_at(path) && platform::focus(FIRST_FOCUS) => {}
                Command::Open(path) | Command::Write(path) => navigate(path, Default::default()),
                Command::Search if platform::focus("main [type=search]") => {}
                // It may have to be opened first.
                Command::Search => platform::press("main .find-open", 0),
                Command::NextRegion => platform::focus_region(&REGIONS, true),
                Command::PreviousRegion => platform::focus_region(&REGIONS, false),
            });
        };
        let handle = window_event_listener(leptos::ev::keydown, on_key);
        on_cleanup(move || handle.remove());
        platform::set_root_attribute("data-keys", Some(""));
    });
}

/// Shows an overlay, or closes it, which gives the focus back. One that has been closed is heard of a moment later:
/// it is shown again.
fn toggle(ui: Ui, wanted: Overlay) {
    let is_shown = ui.overlay.get_untracked() == Some(wanted);
    if !is_shown || !platform::close_dialog() {
        ui.lay_over(wanted);
    }
}

/// The command that an event asks for, here and now.
fn wanted(event: &KeyboardEvent, before: StoredValue<(String, f64)>) -> Option<Command> {
    if event.default_prevented() || is_composing(event) {
        return None;
    }
    let keys = shortcuts::pressed(event)?;
    let is_character = shortcuts::are_characters(&keys);
    if is_character && (platform::is_typing() || !shortcuts::are_characters_on()) {
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
