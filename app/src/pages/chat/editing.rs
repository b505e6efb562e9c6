//! The box in which a message is changed where it stands. Words in it are not lost: they stay there until the server
//! has them, and where the box goes before that, they go on in the box one writes in.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use crate::actions::Outcome;
use crate::components::composer::{COMPOSER, Guise, TEXT_MAX, Written, is_composing};
use crate::components::mentions::Mentions;
use crate::layout::sending;
use crate::layout::ui::Ui;
use crate::node::{El, el};
use crate::platform;

/// What is changed, and how that is said.
pub(super) struct Editing {
    /// The name of the box.
    pub(super) label: &'static str,
    /// What the button says, and is called.
    pub(super) done: (&'static str, &'static str),
    pub(super) before: String,
    pub(super) is_open: RwSignal<bool>,
    /// Where words go on that have lost their place.
    pub(super) written: Written,
}

/// An open box. `Copy`.
#[derive(Clone, Copy)]
struct Editor {
    ui: Ui,
    area: NodeRef<Textarea>,
    mentions: Mentions,
    before: StoredValue<String>,
    is_open: RwSignal<bool>,
    is_saving: RwSignal<bool>,
    written: Written,
}

/// The box as a form. The key that sends does the same as its button; Escape leaves everything as it was, and so does
/// resetting the form, as those do who have taken the words elsewhere.
pub(super) fn editor(
    ui: Ui,
    form: El,
    editing: Editing,
    save: impl Fn(String) -> Outcome + 'static,
) -> El {
    let area = NodeRef::<Textarea>::new();
    let mentions = Mentions::of(area);
    let shown = mentions.shown(&editing.before);
    let editor = Editor {
        ui,
        area,
        mentions,
        before: StoredValue::new(editing.before),
        is_open: editing.is_open,
        is_saving: RwSignal::new(false),
        written: editing.written,
    };
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            platform::autosize(&area);
        }
    });
    on_cleanup(move || editor.rescue());
    let (done_label, done_name) = editing.done;
    let done = el("button")
        .class("button primary")
        .is("aria-label", done_name)
        .says(done_label);
    let cancel = el("button")
        .is("type", "reset")
        .class("button quiet")
        .says("Cancel");
    form.class("message-editor")
        .follows("aria-busy", move || {
            editor.is_saving.get().then_some("true".into())
        })
        .on("submit", move |event| {
            event.prevent_default();
            editor.save(&save);
        })
        .on("reset", move |event| {
            // What is shown stays until the box is gone.
            event.prevent_default();
            editor.close();
        })
        .on("formdata", move |event| {
            platform::hand_over(&event, "content", &editor.words());
        })
        .has(mentions.dress(editor.field(editing.label).holds(shown)))
        .has(el("div").class("actions").has(done).has(cancel))
}

impl Editor {
    fn field(self, label: &'static str) -> El {
        el("textarea")
            .class("field")
            .is("name", "content")
            .is("aria-label", label)
            .is("rows", "2")
            .is("maxlength", TEXT_MAX.to_string())
            .is("dir", "auto")
            .node(self.area)
            .follows("readonly", move || {
                self.is_saving.get().then_some("".into())
            })
            .on("keydown", move |event| self.on_key(event))
    }

    fn on_key(self, event: Event) {
        let event: KeyboardEvent = event.unchecked_into();
        if is_composing(&event) {
            return;
        }
        if self.mentions.on_key(&event) {
            event.prevent_default();
        } else if sending::sends(&event) {
            event.prevent_default();
            let form = self.area.get_untracked().and_then(|area| area.form());
            if let Some(form) = form {
                let _ = form.request_submit();
            }
        } else if event.key() == "Escape" {
            self.close();
        }
    }

    /// What the box says; nothing once it is gone.
    fn words(self) -> String {
        let area = self.area.try_get_untracked().flatten();
        area.map(|area| self.mentions.text(area.value().trim()))
            .unwrap_or_default()
    }

    /// What the box says, where that is another thing than before.
    fn changed(self) -> Option<String> {
        let words = self.words();
        let before = self.before.try_get_value()?;
        (!words.is_empty() && words != before).then_some(words)
    }

    fn close(self) {
        self.is_open.try_set(false);
        platform::focus(COMPOSER);
    }

    fn save(self, save: &impl Fn(String) -> Outcome) {
        if self.is_saving.get_untracked() {
            return;
        }
        let Some(words) = self.changed() else {
            return self.close();
        };
        self.is_saving.set(true);
        let outcome = save(words.clone());
        leptos::task::spawn_local(async move {
            let refusal = outcome.await;
            let is_there = self.is_saving.try_set(false).is_none();
            match refusal {
                // The box goes, or has gone with what it stood in, and the focus with it.
                None => {
                    self.is_open.try_set(false);
                    platform::focus_if_lost(COMPOSER);
                }
                Some(error) => {
                    self.ui.refuse(&error);
                    if !is_there {
                        self.written.take_in(&words);
                    }
                }
            }
        });
    }

    /// The box goes, and nobody has closed it: what was changed has gone, or its page is being left.
    fn rescue(self) {
        let is_abandoned = self.is_open.try_get_untracked().unwrap_or(true)
            && self.is_saving.try_get_untracked() != Some(true);
        let Some(words) = self.changed().filter(|_| is_abandoned) else {
            return;
        };
        if self.written.take_in(&words) {
            self.ui.fail(
                "What you were changing was sent, changed or taken out meanwhile. Your words are in the message box.",
            );
        }
    }
}
