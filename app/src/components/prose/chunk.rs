//! The code that turns Markdown into HTML, fetched once when it is first needed.

use std::cell::Cell;

use leptos::prelude::*;
use leptos::wasm_split::{SplitLoaderError, wasm_split};
use markdown::{Block, Options, Stream, render};

/// What the chunk can do. Behind a trait: whatever names the code itself has it in its own chunk.
pub(super) trait Parser: Send + Sync {
    fn render(&self, text: &str, options: &Options) -> Vec<Block>;
    fn stream(&self, options: Options) -> Box<dyn Growing>;
}

/// A text that grows.
pub(super) trait Growing {
    fn push(&mut self, more: &str);
    /// The length of the text so far.
    fn length(&self) -> usize;
    fn finished_count(&self) -> usize;
    /// All blocks but the first ones.
    fn blocks_behind(&self, count: usize) -> Vec<Block>;
}

struct Here;

impl Parser for Here {
    fn render(&self, text: &str, options: &Options) -> Vec<Block> {
        render(text, options)
    }

    fn stream(&self, options: Options) -> Box<dyn Growing> {
        Box::new(Stream::new(options))
    }
}

impl Growing for Stream {
    fn push(&mut self, more: &str) {
        self.push(more);
    }

    fn length(&self) -> usize {
        self.text().len()
    }

    fn finished_count(&self) -> usize {
        self.finished_count()
    }

    fn blocks_behind(&self, count: usize) -> Vec<Block> {
        self.blocks().skip(count).cloned().collect()
    }
}

#[wasm_split(markdown, wasm_split_path = leptos::wasm_split, fallible)]
fn fetched() -> Result<Box<dyn Parser>, SplitLoaderError> {
    Ok(Box::new(Here))
}

thread_local! {
    static PARSER: ArcRwSignal<Option<&'static dyn Parser>> = ArcRwSignal::new(None);
    static IS_ASKED_FOR: Cell<bool> = const { Cell::new(false) };
}

/// Fetches the code as soon as somebody writes.
pub(super) fn fetch_on_writing() {
    Effect::new(|_| {
        let handle = window_event_listener(leptos::ev::input, |_| {
            untrack(parser);
        });
        on_cleanup(move || handle.remove());
    });
}

/// The parser once it is there, tracked. The first call fetches it.
pub(super) fn parser() -> Option<&'static dyn Parser> {
    let parser = PARSER.with(Clone::clone);
    if !IS_ASKED_FOR.replace(true) {
        let arrived = parser.clone();
        leptos::task::spawn_local(async move {
            match fetched().await {
                // It stays for as long as the page does.
                Ok(parser) => arrived.set(Some(Box::leak(parser))),
                // Without a connection: the next text that changes asks again.
                Err(_) => IS_ASKED_FOR.set(false),
            }
        });
    }
    parser.get()
}
