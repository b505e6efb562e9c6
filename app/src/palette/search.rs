//! The palette: a field, and below it what fits.

use leptos::prelude::*;

use super::hits::{Hits, rested};
use super::item::{Acting, Item};
use super::matching::fitting;
use super::{actions, close_button, dialog, keys};
use crate::components::icon::icon;
use crate::components::listbox::Listbox;
use crate::components::live::is_unconnected;
use crate::layout::keyboard::Overlay;
use crate::node::{El, changing, el};
use crate::platform;

/// What the parts of the palette share. `Copy`.
#[derive(Clone, Copy)]
struct Palette {
    typed: RwSignal<String>,
    items: Memo<Vec<Item>>,
    /// Whether there is no connection, so that nothing is searched that people have written.
    is_away: Memo<bool>,
    listbox: Listbox,
}

pub(super) fn palette() -> El {
    let typed = RwSignal::new(String::new());
    let hits = Hits::of(rested(typed.into()));
    let is_away = is_unconnected();
    // The page lies still below: what it offers hangs on the connection alone.
    let offered = Memo::new(move |_| actions::items(is_away.get()));
    let items = Memo::new(move |_| {
        let typed = typed.get();
        let mut items = offered.with(|offered| fitting(offered, &typed));
        // What was found before can be opened only where the server answers.
        if !is_away.get() {
            items.extend(hits.items(typed.trim().is_empty()));
        }
        items
    });
    let acting = Acting::new();
    let listbox = Listbox::new(
        "palette-list",
        Signal::derive(move || items.with(Vec::len)),
        move |at| {
            if let Some(item) = items.with_untracked(|items| items.get(at).cloned()) {
                // The focus is back where it was before anything is done.
                platform::close_dialog();
                acting.act(item.act);
            }
        },
    );
    let palette = Palette {
        typed,
        items,
        is_away,
        listbox,
    };
    let list = listbox
        .list("Results")
        .class("palette-list")
        .shows(changing(move || palette.lines()));
    dialog(Overlay::Palette, "overlay palette")
        .is("aria-label", "Search and commands")
        .has(
            el("div")
                .class("palette-head")
                .has(icon("i-search"))
                .has(palette.field())
                .has(close_button()),
        )
        .has(list)
        .has(listbox.count("result", "results", "Nothing fits", move || {
            typed.with(|typed| !typed.trim().is_empty())
        }))
}

impl Palette {
    fn field(self) -> El {
        self.listbox
            .field("Search and commands", self.typed)
            .class("palette-field")
            .is("placeholder", "Search, or type what to do")
            .is("enterkeyhint", "go")
            .is("autofocus", "")
    }

    /// All lines, each group under its name.
    fn lines(self) -> AnyView {
        let items = self.items.get();
        if items.is_empty() {
            let text = if self.is_away.get() {
                "No page or action fits. Chats and tasks are searched once there is a connection."
            } else {
                "Nothing fits. Try fewer letters."
            };
            return el("p").class("palette-none").says(text).view();
        }
        let mut groups: Vec<(_, Vec<(usize, Item)>)> = Vec::new();
        for (at, item) in items.into_iter().enumerate() {
            match groups.last_mut() {
                Some((group, members)) if *group == item.group => members.push((at, item)),
                _ => groups.push((item.group, vec![(at, item)])),
            }
        }
        let groups = groups.into_iter().map(|(group, members)| {
            let heading = el("div")
                .class("palette-group")
                .is("aria-hidden", "true")
                .says(group.name());
            let members = members.into_iter().map(|(at, item)| self.line(at, item));
            let group = el("div").is("role", "group").is("aria-label", group.name());
            members.fold(group.has(heading), El::has).view()
        });
        crate::node::fragment(groups.collect())
    }

    fn line(self, at: usize, item: Item) -> El {
        let mut line = self
            .listbox
            .option(at)
            .class("palette-line")
            .follows("aria-selected", move || {
                let is_active = self.listbox.is_active(at);
                Some(if is_active { "true" } else { "false" }.into())
            })
            .has(icon(item.glyph))
            .has(
                el("span")
                    .class("palette-title")
                    .is("dir", "auto")
                    .says(item.title),
            );
        if item.group.is_found() && !item.about.is_empty() {
            line = line.has(el("span").class("palette-about").says(item.about));
        }
        match item.keys {
            Some(keys) => line.has(keys::keys(keys).is("aria-hidden", "true")),
            None => line,
        }
    }
}
