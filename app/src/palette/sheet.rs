//! The sheet of shortcuts, made from their table.

use super::{close_button, dialog, keys};
use crate::layout::keyboard::Overlay;
use crate::layout::sending;
use crate::layout::shortcuts::{self, Place, SHORTCUTS};
use crate::node::{El, el};

pub(super) fn sheet() -> El {
    let groups = el("div").class("sheet-groups").is("tabindex", "0");
    let groups = Place::ALL.into_iter().map(group).fold(groups, El::has);
    dialog(Overlay::Sheet, "overlay sheet")
        .is("aria-labelledby", "sheet-title")
        .has(
            el("div")
                .class("sheet-head")
                .has(
                    el("h2")
                        .is("id", "sheet-title")
                        .is("tabindex", "-1")
                        .is("autofocus", "")
                        .says("Keyboard shortcuts"),
                )
                .has(close_button()),
        )
        .has(groups)
        .has(about_characters())
}

fn group(place: Place) -> El {
    let list = el("dl").class("sheet-list");
    let rows = SHORTCUTS.iter().filter(|row| row.place == place);
    let enter_sends = sending::is_by_enter();
    let rows = rows.map(|row| {
        el("div")
            .class("sheet-row")
            .has(el("dt").says(row.label))
            .has(el("dd").has(keys::keys(row.keys(enter_sends))))
    });
    el("section")
        .class("sheet-group")
        .has(el("h3").says(place.name()))
        .has(rows.fold(list, El::has))
}

fn about_characters() -> El {
    let text = if shortcuts::are_characters_on() {
        "Keys without Ctrl or \u{2318} do nothing while you write. They can be turned off in the "
    } else {
        "Keys without Ctrl or \u{2318} are turned off. They can be turned on in the "
    };
    el("p")
        .class("sheet-foot")
        .says(text)
        .has(
            el("a")
                .is("href", "/settings")
                .on("click", |_| {
                    crate::platform::close_dialog();
                })
                .says("settings"),
        )
        .says(".")
}
