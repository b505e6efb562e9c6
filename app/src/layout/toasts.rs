//! Messages at the lower edge, and the one live region of the application.

use leptos::prelude::*;

use super::ui::{Toast, Ui};
use crate::components::icon::icon;
use crate::components::reference::reference;
use crate::node::{Member, el, list};

/// The messages.
pub(crate) fn toasts() -> AnyView {
    let ui = Ui::current();
    let messages = move || {
        ui.toasts.with(|toasts| {
            let member = |toast: &Toast| {
                let toast = toast.clone();
                Member::new(toast.id.to_string(), move || item(ui, toast))
            };
            toasts.iter().map(member).collect()
        })
    };
    el("section")
        .class("toasts")
        .is("aria-label", "Notifications")
        .shows(list(messages))
        .view()
}

/// The announcer.
pub(crate) fn announcer() -> AnyView {
    let ui = Ui::current();
    el("p")
        .class("visually-hidden")
        .is("aria-live", "polite")
        .is("id", "announcer")
        .tells(move || ui.announcement.get().into())
        .view()
}

fn item(ui: Ui, toast: Toast) -> AnyView {
    let id = toast.id;
    let mut item = el("div")
        .class(if toast.failure {
            "toast failure"
        } else {
            "toast"
        })
        .has(el("p").says(toast.text));
    if let Some(id) = toast.reference {
        item = item.has(reference(id));
    }
    if let Some(undo) = toast.undo {
        item = item.has(
            el("button")
                .class("button quiet")
                .on("click", move |_| {
                    undo();
                    ui.announce("Undone");
                    ui.dismiss(id);
                })
                .says("Undo"),
        );
    }
    item.has(
        el("button")
            .class("icon-button")
            .is("aria-label", "Dismiss")
            .on("click", move |_| ui.dismiss(id))
            .has(icon("i-close")),
    )
    .view()
}
