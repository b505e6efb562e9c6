//! What the browser does with a text that changes.

use std::ops::Range;

use leptos::html::Div;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::Element;
use markdown::{Block, Options};

use super::Prose;
use super::chunk::{Growing, Parser, parser};
use super::morph;
use crate::components::blocks;
use crate::node::El;
use crate::platform;

/// Keeps the element as the text says.
pub(super) fn kept(slot: El, prose: Prose) -> El {
    let node = NodeRef::<Div>::new();
    Effect::new(move |state: Option<Option<Shown>>| {
        let Some(element) = node.get() else {
            return state.flatten();
        };
        let before = state.flatten();
        let options = &prose.options;
        let mut shown =
            before.unwrap_or_else(|| Shown::new(element.unchecked_into(), options.clone()));
        (prose.read)(&mut |text, is_open| {
            let finished = shown.show(text, is_open);
            if let Some(tell) = &prose.finished {
                shown.texts(finished).for_each(|text| tell(&text));
            }
        });
        Some(shown)
    });
    slot.node(node)
}

/// What an element shows.
struct Shown {
    element: Element,
    options: Options,
    blocks: Vec<Block>,
    /// The text as it grows.
    growing: Option<Box<dyn Growing>>,
    /// The text that the server's HTML was made of, until it changes.
    sent: Option<Sent>,
    is_begun: bool,
}

struct Sent {
    text: String,
    is_open: bool,
}

impl Shown {
    fn new(element: Element, options: Options) -> Self {
        Self {
            element,
            options,
            blocks: Vec::new(),
            growing: None,
            sent: None,
            is_begun: false,
        }
    }

    /// Shows the text; says which blocks have been written to their end by that.
    fn show(&mut self, text: &str, is_open: bool) -> Range<usize> {
        if !std::mem::replace(&mut self.is_begun, true) && self.element.has_child_nodes() {
            let text = text.to_owned();
            self.sent = Some(Sent { text, is_open });
            return 0..0;
        }
        if let Some(sent) = &self.sent
            && sent.text == text
            && sent.is_open == is_open
        {
            return 0..0;
        }
        let Some(parser) = parser() else {
            // The words at least, until there is something to show them with; but not with marks that will go.
            if self.sent.is_none() && !is_open {
                self.element.set_text_content(Some(text));
            }
            return 0..0;
        };
        self.take_up(parser);
        if !is_open && self.growing.is_none() {
            let _ = self.element.set_attribute("data-settled", "");
        }
        let finished = if is_open {
            self.grow(parser, text)
        } else {
            let blocks = parser.render(text, &self.options);
            let growing = self.growing.take();
            let settled = growing.map_or(blocks.len(), |growing| growing.finished_count());
            let count = blocks.len();
            self.apply(0, blocks);
            settled.min(count)..count
        };
        let coloured = if is_open {
            finished.clone()
        } else {
            0..self.blocks.len()
        };
        coloured.for_each(|index| self.colour(index));
        finished
    }

    /// Makes the server's blocks ours, so that only what changes is touched.
    fn take_up(&mut self, parser: &dyn Parser) {
        if let Some(sent) = self.sent.take() {
            self.blocks = if sent.is_open {
                let growing = self.growing.insert(parser.stream(self.options.clone()));
                growing.push(&sent.text);
                growing.blocks_behind(0)
            } else {
                parser.render(&sent.text, &self.options)
            };
        }
        if self.element.children().length() as usize != self.blocks.len() {
            self.blocks.clear();
        }
        if self.blocks.is_empty() {
            self.element.set_text_content(None);
        }
    }

    fn grow(&mut self, parser: &dyn Parser, text: &str) -> Range<usize> {
        let has_begun_anew = |growing: &dyn Growing| text.len() < growing.length();
        if self.growing.as_deref().is_none_or(has_begun_anew) {
            self.growing = None;
        }
        let options = &self.options;
        let growing = self
            .growing
            .get_or_insert_with(|| parser.stream(options.clone()));
        let settled = growing.finished_count().min(self.blocks.len());
        let more = text.get(growing.length()..).unwrap_or_default();
        growing.push(more);
        let blocks = growing.blocks_behind(settled);
        let finished = growing.finished_count();
        self.apply(settled, blocks);
        settled..finished
    }

    /// Shows these blocks behind the first `from` ones.
    fn apply(&mut self, from: usize, blocks: Vec<Block>) {
        let count = from + blocks.len();
        for (offset, block) in blocks.into_iter().enumerate() {
            let index = from + offset;
            if self.blocks.get(index) == Some(&block) {
                continue;
            }
            let Some(place) = self.place(index) else {
                return;
            };
            let _ = place.set_attribute("data-key", &block.key.to_string());
            morph::fill(&place, &block.html);
            match self.blocks.get_mut(index) {
                Some(shown) => *shown = block,
                None => self.blocks.push(block),
            }
        }
        self.blocks.truncate(count);
        while let Some(extra) = self.element.children().item(count as u32) {
            extra.remove();
        }
    }

    /// The element of a block.
    fn place(&self, index: usize) -> Option<Element> {
        let known = self.element.children().item(index as u32);
        known.or_else(|| {
            let place = document().create_element("div").ok()?;
            place.set_class_name("block");
            self.element.append_child(&place).ok()?;
            Some(place)
        })
    }

    fn colour(&self, index: usize) {
        if let Some(block) = self.element.children().item(index as u32) {
            colour(&block);
        }
    }

    /// What some of the blocks say.
    fn texts(&self, blocks: Range<usize>) -> impl Iterator<Item = String> {
        let blocks = blocks.filter_map(|index| self.element.children().item(index as u32));
        blocks.filter_map(|block| said(&block))
    }
}

/// What a block says, without its buttons and what stands in for them.
fn said(block: &Element) -> Option<String> {
    let copy = block.clone_node_with_deep(true).ok()?;
    let copy: Element = copy.unchecked_into();
    while let Ok(Some(button)) = copy.query_selector(".block-button") {
        button.remove();
    }
    copy.text_content()
}

/// Code gets its colours from the server, which knows the grammars.
fn colour(within: &Element) {
    while let Ok(Some(code)) = within.query_selector("code[data-language]") {
        let language = code.get_attribute("data-language").unwrap_or_default();
        let _ = code.remove_attribute("data-language");
        let source = code.text_content().unwrap_or_default();
        leptos::task::spawn_local(async move {
            let fields = [("language", language.as_str()), ("code", source.as_str())];
            let coloured = platform::post("/do/colour_code", &fields).await;
            // The code may be another one by now.
            if let Some(html) = coloured.filter(|html| !html.is_empty())
                && code.text_content().as_deref() == Some(&source)
            {
                code.set_inner_html(&html);
                blocks::keep_numbers(&code);
            }
        });
    }
}
