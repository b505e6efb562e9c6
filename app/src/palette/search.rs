//! The palette: a field, and below it what fits. The focus stays in the field; which line is meant is said
//! by `aria-activedescendant`.

use std::time::Duration;

use convex_leptos::use_connection_state;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, KeyboardEvent};

use super::hits::Hits;
use super::item::{Acting, Item};
use super::{actions, close_button, dialog, keys, matching};
use crate::components::composer::is_composing;
use crate::components::icon::icon;
use crate::layout::keyboard::Overlay;
use crate::node::{El, changing, el};
use crate::platform;

/// How long typing must pause before the server is asked.
const SEARCH_RESTS: Duration = Duration::from_millis(120);

/// The id of the list of lines.
const LIST: &str = "palette-list";

/// What the parts of the palette share. `Copy`.
#[derive(Clone, Copy)]
struct Palette {
    typed: RwSignal<String>,
    items: Memo<Vec<Item>>,
    /// Whether there is no connection, so that nothing is searched that people have written.
    is_away: Memo<bool>,
    /// The place of the line that Enter chooses.
    active: RwSignal<usize>,
    acting: StoredValue<Acting>,
}

pub(super) fn palette() -> El {
    let typed = RwSignal::new(String::new());
    let hits = Hits::of(rested(typed));
    let connection = use_connection_state();
    let is_away = Memo::new(move |_| connection.with(|state| state.is_failing()));
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
    let palette = Palette {
        typed,
        items,
        is_away,
        active: RwSignal::new(0),
        acting: StoredValue::new(Acting::new()),
    };
    let list = el("div")
        .class("palette-list")
        .is("role", "listbox")
        .is("id", LIST)
        .is("aria-label", "Results")
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
        .has(palette.count())
}

/// The text once typing pauses.
fn rested(typed: RwSignal<String>) -> Signal<String> {
    let rested = RwSignal::new(String::new());
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        let text = typed.get().trim().to_owned();
        if let Some(handle) = waiting.get_value() {
            handle.clear();
        }
        let settle = move || drop(rested.try_set(text));
        waiting.set_value(set_timeout_with_handle(settle, SEARCH_RESTS).ok());
    });
    rested.into()
}

/// Of these lines those that fit, group by group as long as nothing is typed, else the best first.
fn fitting(offered: &[Item], typed: &str) -> Vec<Item> {
    let scored = offered.iter().filter_map(|item| {
        let by_title = matching::score(&item.title, typed).map(|score| 2 * score);
        // Other words must fit as words: scattered letters would fit everywhere.
        let by_words = item.about.contains(&typed.trim().to_lowercase());
        let score = by_title.or(by_words.then_some(1))?;
        Some((score, item.clone()))
    });
    let mut scored: Vec<_> = scored.collect();
    scored.sort_by_key(|(score, item)| (item.group, std::cmp::Reverse(*score)));
    if !typed.trim().is_empty() {
        // A group stands where its best line would.
        let best = |group| {
            let scores = scored.iter().filter(|(_, item)| item.group == group);
            scores.map(|(score, _)| *score).max()
        };
        let ranks: Vec<_> = scored.iter().map(|(_, item)| best(item.group)).collect();
        let mut ranked: Vec<_> = ranks.into_iter().zip(scored).collect();
        ranked.sort_by_key(|(rank, (_, item))| (std::cmp::Reverse(*rank), item.group));
        return ranked.into_iter().map(|(_, (_, item))| item).collect();
    }
    scored.into_iter().map(|(_, item)| item).collect()
}

fn option_id(at: usize) -> String {
    format!("palette-{at}")
}

impl Palette {
    fn field(self) -> El {
        el("input")
            .class("palette-field")
            .is("type", "text")
            .is("role", "combobox")
            .is("aria-label", "Search and commands")
            .is("aria-autocomplete", "list")
            .is("aria-expanded", "true")
            .is("aria-controls", LIST)
            .follows("aria-activedescendant", move || {
                let any = self.items.with(|items| !items.is_empty());
                any.then(|| option_id(self.active.get()).into())
            })
            .is("placeholder", "Search, or type what to do")
            .is("autocomplete", "off")
            .is("autocapitalize", "none")
            .is("spellcheck", "false")
            .is("enterkeyhint", "go")
            .is("maxlength", "200")
            .is("autofocus", "")
            .on("input", move |event| {
                self.active.set(0);
                self.typed.set(event_target_value(&event));
            })
            .on("keydown", move |event| self.on_key(event))
    }

    fn on_key(self, event: Event) {
        let event: KeyboardEvent = event.unchecked_into();
        if is_composing(&event) {
            return;
        }
        let last = self.items.with_untracked(Vec::len).saturating_sub(1);
        let at = self.active.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" if at == last => 0,
            "ArrowDown" => at + 1,
            "ArrowUp" => at.checked_sub(1).unwrap_or(last),
            "PageDown" => (at + 8).min(last),
            "PageUp" => at.saturating_sub(8),
            "Enter" => {
                event.prevent_default();
                self.choose(at);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(next);
        platform::bring_into_view(&option_id(next));
    }

    /// Closes the palette, so that the focus is back, and does what the line says.
    fn choose(self, at: usize) {
        let item = self.items.with_untracked(|items| items.get(at).cloned());
        if let Some(item) = item {
            let acting = self.acting.get_value();
            platform::close_dialog();
            acting.act(item.act);
        }
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
        let mut line = el("div")
            .class("palette-line")
            .is("role", "option")
            .is("id", option_id(at))
            .follows("aria-selected", move || {
                let is_active = self.active.get() == at;
                Some(if is_active { "true" } else { "false" }.into())
            })
            // The focus stays in the field.
            .on("pointerdown", |event| event.prevent_default())
            .on("mousedown", |event| event.prevent_default())
            .on("pointermove", move |_| {
                if self.active.get_untracked() != at {
                    self.active.set(at);
                }
            })
            .on("click", move |_| self.choose(at))
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

    /// How many lines fit, for those who do not see them.
    fn count(self) -> El {
        el("p")
            .class("visually-hidden")
            .is("role", "status")
            .tells(move || {
                let typed = self.typed.with(|typed| !typed.trim().is_empty());
                match self.items.with(Vec::len) {
                    _ if !typed => "".into(),
                    0 => "Nothing fits".into(),
                    1 => "1 result".into(),
                    count => format!("{count} results").into(),
                }
            })
    }
}
