//! Mentions and commands in a box one writes in: `@` proposes chats, tasks and todos of one's own, `/` at the beginning
//! what can be done here.
//!
//! What was mentioned is a link in the text, `[@Name](/chats/…)`: so it is in drafts, in the queue, on devices without
//! a network, in what is sent and in what models read, and nothing but the box has to know of mentions. A text area
//! shows no links, so the box shows the name alone and remembers what it stands for ([`names`]). A name is a token as
//! long as it stands there whole, however it came there: typed, pasted or taken back. It is marked by what lies below
//! the text area, goes as one when it is deleted, and the caret steps over it. Whoever changes it has a text like any
//! other. Without script the box shows the link, and sends it.
//!
//! It is worn by composers of chats and by what edits their messages; the palette lends it what it finds and does.

mod choices;
mod editing;
mod names;
mod typing;

use leptos::html::{Div, Textarea};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, Event, KeyboardEvent};

use self::choices::{Choice, Choices};
use self::editing::Kind;
pub(crate) use self::names::plain;
use self::typing::{Piece, Typing};
use super::composer::Guise;
use super::listbox::Listbox;
use crate::node::{El, changing, el, fragment, showing, words};
use crate::platform;

/// The names in a box, and what is proposed there. `Copy`.
#[derive(Clone, Copy)]
pub(crate) struct Mentions {
    typing: Typing,
    choices: Choices,
    /// What the menu is open for: there is something to choose.
    open: Memo<Option<Kind>>,
    listbox: Listbox,
}

impl Mentions {
    /// For the text area that will be there.
    pub(crate) fn of(area: NodeRef<Textarea>) -> Self {
        let typing = Typing::of(area);
        let choices = Choices::of(typing.begun);
        let open = Memo::new(move |_| {
            let kind = typing
                .begun
                .with(|begun| begun.as_ref().map(|begun| begun.kind));
            kind.filter(|_| choices.items.with(|items| !items.is_empty()))
        });
        let listbox = Listbox::new(
            "proposals",
            Signal::derive(move || match open.get() {
                Some(_) => choices.items.with(Vec::len),
                None => 0,
            }),
            move |at| {
                if let Some(choice) = choices.at(at) {
                    choices.choose(choice, typing);
                }
            },
        );
        Effect::new(move |_| {
            typing.begun.track();
            listbox.activate(0);
        });
        Self {
            typing,
            choices,
            open,
            listbox,
        }
    }

    /// What marks the names, below the text: the same text in the same place, seen through.
    fn marks(self, layer: NodeRef<Div>) -> El {
        el("div")
            .class("composer-marks")
            .is("aria-hidden", "true")
            .node(layer)
            .shows(changing(move || {
                let pieces = self.typing.pieces.get().into_iter();
                let views = pieces.map(|piece| match piece {
                    Piece::Text(text) => words(text.into()),
                    Piece::Name(name) => el("span").class("token").says(name).view(),
                    Piece::Begun(typed) => el("span").class("begun").says(typed).view(),
                });
                fragment(views.collect())
            }))
    }

    fn menu(self) -> AnyView {
        showing(move || {
            let label = match self.open.get()? {
                Kind::Mention => "Mentions",
                Kind::Command => "Commands",
            };
            let menu = NodeRef::<Div>::new();
            Effect::new(move |_| {
                if let Some(menu) = menu.get() {
                    platform::show_popover(&menu);
                }
            });
            let lines = move || {
                let line = |(at, choice)| self.line(at, choice).view();
                let choices = self.choices.items.get().into_iter().enumerate();
                fragment(choices.map(line).collect())
            };
            Some(
                el("div")
                    .class("menu proposals")
                    .is("popover", "manual")
                    .node(menu)
                    .has(
                        self.listbox
                            .list(label)
                            .class("palette-list")
                            // It scrolls. Nobody gets there: Tab chooses.
                            .is("tabindex", "0")
                            .shows(changing(lines)),
                    ),
            )
        })
    }

    fn line(self, at: usize, choice: Choice) -> El {
        choice.tell(self.listbox.option(at).class("palette-line").follows(
            "aria-selected",
            move || {
                let is_active = self.listbox.is_active(at);
                Some(if is_active { "true" } else { "false" }.into())
            },
        ))
    }
}

impl Guise for Mentions {
    fn shown(&self, text: &str) -> String {
        self.typing.shown(text)
    }

    fn text(&self, shown: &str) -> String {
        self.typing.text(shown)
    }

    fn on_key(&self, event: &KeyboardEvent) -> bool {
        if self.open.get_untracked().is_none() {
            return false;
        }
        match event.key().as_str() {
            "Escape" => self.typing.dismiss(),
            "Tab" if !event.shift_key() => return self.listbox.choose(),
            _ => return self.listbox.on_key(event),
        }
        true
    }

    fn dress(&self, area: El) -> El {
        let (mentions, typing) = (*self, self.typing);
        let layer = NodeRef::<Div>::new();
        let keep_up = move || {
            if let (Some(area), Some(layer)) = (typing.area(), layer.try_get_untracked().flatten())
            {
                let layer: &Element = &layer;
                layer.set_scroll_top(area.scroll_top());
            }
        };
        Effect::new(move |_| {
            typing.pieces.track();
            request_animation_frame(keep_up);
        });
        let area = self
            .listbox
            .governs(area)
            .is("aria-autocomplete", "list")
            .is("aria-haspopup", "listbox")
            .on("beforeinput", move |event: Event| {
                if typing.deletes(&platform::input_type(&event)) {
                    event.prevent_default();
                }
            })
            .on("input", move |_| typing.look(true))
            .on("compositionstart", move |_| typing.compose(true))
            .on("compositionend", move |_| {
                typing.compose(false);
                typing.look(true);
            })
            .on("selectionchange", move |_| typing.look(false))
            .on("keyup", move |event: Event| {
                // Keys that write are heard of as input.
                let event: KeyboardEvent = event.unchecked_into();
                if event.key().starts_with("Arrow") {
                    typing.look(false);
                }
            })
            .on("click", move |_| typing.look(false))
            .on("blur", move |_| typing.leave())
            .on("scroll", move |_| keep_up());
        let is_open = move || mentions.open.get().is_some();
        el("div")
            .class("composer-text")
            .has(self.marks(layer))
            .has(area)
            .shows(self.menu())
            .has(self.listbox.count("proposal", "proposals", "", is_open))
    }
}
