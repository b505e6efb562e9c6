//! The task's title: a click edits it, Enter and leaving save, Esc does not.

use convex_api::TaskId;
use leptos::ev::KeyboardEvent;
use leptos::html::Input;
use leptos::prelude::*;

use crate::actions::tasks::TaskActions;
use crate::components::task_row::Shown;
use crate::leaf::IntoLeaf;
use crate::platform;

pub(super) fn title(
    actions: TaskActions,
    id: TaskId,
    title: Signal<String>,
    _task: Shown,
) -> AnyView {
    let editing = RwSignal::new(false);
    (move || {
        if editing.get() {
            editor(actions, id.clone(), title, editing)
        } else {
            view! {
                <h1 tabindex="-1" class="task-title">
                    <button
                        type="button"
                        class="title-button"
                        title="Rename"
                        on:click=move |_| {
                            editing.set(true);
                            platform::focus_soon(".title-input".to_owned());
                        }
                    >
                        {move || title.get()}
                    </button>
                </h1>
            }
            .leaf()
        }
    })
    .leaf()
}

fn editor(
    actions: TaskActions,
    id: TaskId,
    title: Signal<String>,
    editing: RwSignal<bool>,
) -> AnyView {
    let input = NodeRef::<Input>::new();
    let before = title.get_untracked();
    let save = {
        let before = before.clone();
        move || {
            // Leaving follows every end of editing; only the first end counts.
            if !editing.get_untracked() {
                return;
            }
            editing.set(false);
            let text = input
                .get_untracked()
                .map(|input| input.value().trim().to_owned())
                .unwrap_or_default();
            if !text.is_empty() && text != before {
                actions.rename(id.clone(), text);
            }
        }
    };
    let on_key = {
        let save = save.clone();
        move |event: KeyboardEvent| {
            let composing = event.is_composing() || event.key_code() == 229;
            match event.key().as_str() {
                "Enter" if !composing => {
                    event.prevent_default();
                    save();
                }
                "Escape" if !composing => editing.set(false),
                _ => return,
            }
            platform::focus_soon(".title-button".to_owned());
        }
    };
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            input.select();
        }
    });
    view! {
        <h1 class="visually-hidden">{before.clone()}</h1>
        <div class="title-form">
            <input
                class="title-input"
                aria-label="Title"
                maxlength="500"
                value=before
                enterkeyhint="done"
                node_ref=input
                on:keydown=on_key
                on:blur=move |_| save()
            />
        </div>
    }
    .leaf()
}
