//! What the keyboard does.

use super::Chosen;
use crate::actions::settings::Change;
use crate::components::form::post;
use crate::components::section::{self, switch};
use crate::layout::keyboard::Overlay;
use crate::layout::ui::Ui;
use crate::layout::{sending, shortcuts};
use crate::node::{El, el};

pub(super) fn section(chosen: Chosen) -> El {
    let ui = Ui::current();
    let form = post("/do/choose_keyboard")
        .class("settings")
        .has(switch(
            "enter",
            "Enter sends",
            "Shift+Enter begins a line then. Turn this off, and Enter begins a line, while Ctrl+Enter, or \u{2318}Enter, sends.",
            move || chosen.read(|settings| settings.enter_sends),
            move |on| {
                sending::choose(on);
                chosen.actions.change(Change {
                    enter_sends: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(switch(
            "characters",
            "Keys without Ctrl",
            "Single keys such as ? and n do something while you write nowhere. Turn this off if you speak your input.",
            move || chosen.read(|settings| settings.character_shortcuts),
            move |on| {
                shortcuts::choose(on);
                chosen.actions.change(Change {
                    character_shortcuts: Some(on),
                    ..Change::default()
                });
            },
        ))
        .has(
            el("p")
                .class("section-foot without-script")
                .has(el("button").class("button").says("Save")),
        );
    let all = el("p").class("section-foot").needs_script().has(
        el("button")
            .is("type", "button")
            .class("button")
            .is("aria-haspopup", "dialog")
            .on("click", move |_| ui.lay_over(Overlay::Sheet))
            .says("Show all shortcuts"),
    );
    section::section(
        "keyboard",
        "Keyboard",
        "Every page and action is found with Ctrl+K, or \u{2318}K.",
        el("div").has(form).has(all),
    )
}
