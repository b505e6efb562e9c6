//! Dropping files anywhere on the page.

use leptos::prelude::*;
use leptos::web_sys::Event;

use super::uploads::Files;
use crate::components::icon::icon;
use crate::node::{El, el};
use crate::platform;

/// Takes what is dropped on the page, and says that it would as long as something is dragged over it.
pub(super) fn zone(files: Files) -> El {
    Effect::new(move |_| listen(files));
    el("div")
        .class("drop-zone")
        .follows_flag("hidden", move || !files.is_dragged.get())
        .has(icon("i-attach"))
        .has(el("strong").says("Drop files to add them"))
        .has(el("span").tells(move || super::tray::limits(files).into()))
}

fn listen(files: Files) {
    let over = move |event: Event| {
        if platform::drags_files(&event) {
            // Without this the browser would open what is dropped.
            event.prevent_default();
            if !files.is_dragged.get_untracked() {
                files.is_dragged.set(true);
                files
                    .ui
                    .announce("Drop the files to add them to the message");
            }
        }
    };
    let out = move |event: Event| {
        if files.is_dragged.get_untracked() && platform::leaves_page(&event) {
            files.is_dragged.set(false);
            files.ui.announce("Nothing is dropped");
        }
    };
    let dropped = move |event: Event| {
        if platform::drags_files(&event) {
            event.prevent_default();
            files.is_dragged.set(false);
            files.add(platform::dropped_files(&event));
        }
    };
    let listening = [
        window_event_listener_untyped("dragenter", over),
        window_event_listener_untyped("dragover", over),
        window_event_listener_untyped("dragleave", out),
        window_event_listener_untyped("drop", dropped),
    ];
    on_cleanup(move || {
        for handle in listening {
            handle.remove();
        }
    });
}
