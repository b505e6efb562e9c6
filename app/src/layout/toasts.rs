//! Messages at the lower edge, and the one live region of the application.

use leptos::prelude::*;

use super::ui::{Toast, Ui};
use crate::components::icon::Icon;
use crate::leaf::IntoLeaf;

/// The messages and the announcer.
#[component]
pub(crate) fn Toasts() -> impl IntoView {
    let ui = Ui::current();
    view! {
        <section class="toasts" aria-label="Notifications">
            <For each=move || ui.toasts.get() key=|toast| toast.id children=move |toast| item(ui, toast)/>
        </section>
        <p class="visually-hidden" aria-live="polite" id="announcer">
            {move || ui.announcement.get()}
        </p>
    }
    .leaf()
}

fn item(ui: Ui, toast: Toast) -> AnyView {
    let id = toast.id;
    view! {
        <div class="toast" class:failure=toast.failure>
            <p>{toast.text}</p>
            {toast
                .undo
                .map(|undo| {
                    view! {
                        <button
                            class="button quiet"
                            on:click=move |_| {
                                undo();
                                ui.announce("Undone");
                                ui.dismiss(id);
                            }
                        >
                            "Undo"
                        </button>
                    }
                })}
            <button class="icon-button" aria-label="Dismiss" on:click=move |_| ui.dismiss(id)>
                <Icon name="i-close"/>
            </button>
        </div>
    }
    .leaf()
}
