//! A list of options below a field that keeps the focus. Which option is meant is said by `aria-activedescendant`;
//! keys move it, and so does a pointer. The palette, the models and what a composer proposes are made of it: it knows
//! no option, only how many there are.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::composer::is_composing;
use crate::node::{El, el};
use crate::platform;

/// How far PageUp and PageDown go.
const PAGE: usize = 8;

type Choose = Arc<dyn Fn(usize) + Send + Sync>;

/// The list. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Listbox {
    /// The id of the list; those of its options begin with it.
    id: &'static str,
    count: Signal<usize>,
    /// The place of the option that Enter chooses, as long as there are so many.
    active: RwSignal<usize>,
    choose: StoredValue<Choose>,
}

impl Listbox {
    /// A list with so many options; `choose` gets the place of one.
    pub(crate) fn new(
        id: &'static str,
        count: impl Into<Signal<usize>>,
        choose: impl Fn(usize) + Send + Sync + 'static,
    ) -> Self {
        Self {
            id,
            count: count.into(),
            active: RwSignal::new(0),
            choose: StoredValue::new(Arc::new(choose)),
        }
    }

    /// Makes this the active option.
    pub(crate) fn activate(self, at: usize) {
        self.active.set(at);
    }

    /// Whether this is the active option, tracked.
    pub(crate) fn is_active(self, at: usize) -> bool {
        within(self.active.get(), self.count.get()) == at
    }

    /// Shows the active option where the list is longer than its place.
    pub(crate) fn bring_into_view(self) {
        platform::bring_into_view(&self.option_id(self.active.get_untracked()));
    }

    fn option_id(self, at: usize) -> String {
        format!("{}-{at}", self.id)
    }

    /// Chooses the active option; says whether there is one.
    pub(crate) fn choose(self) -> bool {
        let count = self.count.get_untracked();
        if count > 0 {
            self.choose_at(within(self.active.get_untracked(), count));
        }
        count > 0
    }

    fn choose_at(self, at: usize) {
        let choose = self.choose.get_value();
        choose(at);
    }

    /// Says whether the key was meant for the list, which has followed it then. The caller has seen to input methods.
    pub(crate) fn on_key(self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() || event.shift_key() {
            return false;
        }
        let key = event.key();
        let count = self.count.get_untracked();
        if key == "Enter" {
            return self.choose();
        }
        let Some(next) = step(&key, self.active.get_untracked(), count) else {
            return false;
        };
        self.active.set(next);
        self.bring_into_view();
        true
    }

    /// A field to search the options in, with this label. What is typed begins at the first of them.
    pub(crate) fn field(self, label: &'static str, typed: RwSignal<String>) -> El {
        let field = el("input")
            .is("type", "text")
            .is("role", "combobox")
            .is("aria-label", label)
            .is("aria-autocomplete", "list")
            .is("aria-expanded", "true")
            .is("autocomplete", "off")
            .is("autocapitalize", "none")
            .is("spellcheck", "false")
            .is("maxlength", "200")
            .on("input", move |event| {
                self.active.set(0);
                typed.set(event_target_value(&event));
            })
            .on("keydown", move |event| {
                let event: KeyboardEvent = event.unchecked_into();
                // Enter stays here, even with nothing to choose: the field may stand in a form.
                if !is_composing(&event) && (self.on_key(&event) || event.key() == "Enter") {
                    event.prevent_default();
                }
            });
        self.governs(field)
    }

    /// A field that says which option is active.
    pub(crate) fn governs(self, field: El) -> El {
        field
            .is("aria-controls", self.id)
            .follows("aria-activedescendant", move || {
                let count = self.count.get();
                let active = within(self.active.get(), count);
                (count > 0).then(|| self.option_id(active).into())
            })
    }

    /// The list without its options.
    pub(crate) fn list(self, label: &'static str) -> El {
        el("div")
            .is("role", "listbox")
            .is("id", self.id)
            .is("aria-label", label)
            // The focus stays in the field.
            .on("pointerdown", |event: Event| event.prevent_default())
            .on("mousedown", |event: Event| event.prevent_default())
    }

    /// One option, without what it says.
    pub(crate) fn option(self, at: usize) -> El {
        el("div")
            .is("role", "option")
            .is("id", self.option_id(at))
            .follows_flag("data-active", move || self.is_active(at))
            .on("pointermove", move |_| {
                if self.active.get_untracked() != at {
                    self.active.set(at);
                }
            })
            .on("click", move |_| self.choose_at(at))
    }

    /// How many options there are, for those who do not see them, while `is_said`.
    pub(crate) fn count(
        self,
        one: &'static str,
        many: &'static str,
        none: &'static str,
        is_said: impl Fn() -> bool + Send + 'static,
    ) -> El {
        el("p")
            .class("visually-hidden")
            .is("role", "status")
            .tells(move || match self.count.get() {
                _ if !is_said() => "".into(),
                0 => none.into(),
                1 => format!("1 {one}").into(),
                count => format!("{count} {many}").into(),
            })
    }
}

/// The active option of so many: the list may have become shorter.
fn within(active: usize, count: usize) -> usize {
    active.min(count.saturating_sub(1))
}

/// Where a key leads among so many options; none: nowhere.
fn step(key: &str, active: usize, count: usize) -> Option<usize> {
    let last = count.checked_sub(1)?;
    let at = within(active, count);
    Some(match key {
        "ArrowDown" if at == last => 0,
        "ArrowDown" => at + 1,
        "ArrowUp" => at.checked_sub(1).unwrap_or(last),
        "PageDown" => (at + PAGE).min(last),
        "PageUp" => at.saturating_sub(PAGE),
        "Home" => 0,
        "End" => last,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrows_go_around_and_other_keys_stop_at_the_ends() {
        for (key, from, to) in [
            ("ArrowDown", 0, 1),
            ("ArrowDown", 9, 0),
            ("ArrowUp", 0, 9),
            ("ArrowUp", 9, 8),
            ("PageDown", 0, 8),
            ("PageDown", 5, 9),
            ("PageUp", 9, 1),
            ("PageUp", 3, 0),
            ("Home", 7, 0),
            ("End", 2, 9),
        ] {
            assert_eq!(step(key, from, 10), Some(to), "{key} from {from}");
        }
        assert_eq!(step("a", 0, 10), None);
    }

    #[test]
    fn a_list_that_has_become_shorter_goes_on_from_its_end() {
        assert_eq!(step("ArrowUp", 9, 3), Some(1));
        assert_eq!(step("ArrowDown", 9, 3), Some(0));
        assert_eq!(step("End", 0, 0), None);
    }
}
