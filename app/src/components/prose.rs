//! Markdown on a page: the server's HTML, taken up as it came, and in the browser only the blocks that change.
//!
//! What turns Markdown into HTML is larger than a page, and a page that the server sent needs none of it to
//! answer to input. So it is a chunk of its own, which is fetched when a text first changes, when somebody begins
//! to write, or when the page was not the server's.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod chunk;
#[cfg(feature = "hydrate")]
mod morph;

use markdown::Options;

use crate::node::{El, el};

/// Takes a text and whether it is still being written.
type Seen<'a> = &'a mut dyn FnMut(&str, bool);

/// Learns of a block that has been written to its end.
type Finished = Box<dyn Fn(&str) + Send>;

/// A text to show.
pub(crate) struct Prose {
    options: Options,
    /// Reads the text; it may read signals.
    read: Box<dyn Fn(Seen<'_>) + Send>,
    /// Learns what has been written to its end, block by block, but not what was there from the beginning.
    #[cfg_attr(
        not(feature = "hydrate"),
        allow(dead_code, reason = "nothing is written while a page is made")
    )]
    finished: Option<Finished>,
}

impl Prose {
    pub(crate) fn new(options: Options, read: impl Fn(Seen<'_>) + Send + 'static) -> Self {
        Self {
            options,
            read: Box::new(read),
            finished: None,
        }
    }

    /// Tells the text of each block that has been written to its end.
    pub(crate) fn telling(self, finished: impl Fn(&str) + Send + 'static) -> Self {
        Self {
            finished: Some(Box::new(finished)),
            ..self
        }
    }
}

/// The text as Markdown.
pub(crate) fn prose(prose: Prose) -> El {
    let slot = el("div").class("prose");
    #[cfg(feature = "ssr")]
    let slot = server::filled(slot, &prose);
    #[cfg(feature = "hydrate")]
    let slot = browser::kept(slot, prose);
    #[cfg(not(any(feature = "ssr", feature = "hydrate")))]
    let _ = (prose.options, prose.read);
    slot
}

/// Fetches what turns Markdown into HTML as soon as somebody writes: until it is sent, it is there. Whoever only
/// reads does without.
pub(crate) fn prepare() {
    #[cfg(feature = "hydrate")]
    chunk::fetch_on_writing();
}

#[cfg(feature = "ssr")]
pub(crate) use server::html;

#[cfg(feature = "ssr")]
mod server {
    use leptos::prelude::*;
    use leptos::tachys::html::InertElement;
    use markdown::{Block, Options, Stream, render};

    use super::Prose;
    use crate::node::El;

    pub(super) fn filled(slot: El, prose: &Prose) -> El {
        let mut html = String::new();
        let options = &prose.options;
        let mut is_settled = false;
        (prose.read)(&mut |text, is_open| {
            is_settled = !is_open;
            html = joined(&blocks(text, is_open, options));
        });
        // Long code of a text that is complete is folded; while one is written, nothing closes by itself.
        let slot = slot.when(is_settled, "data-settled", "");
        slot.shows(InertElement::new(html).into_any())
    }

    /// A complete text as blocks of harmless HTML, as pages show it.
    pub(crate) fn html(text: &str, options: &Options) -> String {
        joined(&render(text, options))
    }

    fn blocks(text: &str, is_open: bool, options: &Options) -> Vec<Block> {
        if !is_open {
            return render(text, options);
        }
        let mut stream = Stream::new(options.clone());
        stream.push(text);
        stream.blocks().cloned().collect()
    }

    fn joined(blocks: &[Block]) -> String {
        let block = |Block { key, html }: &Block| {
            format!("<div class=\"block\" data-key=\"{key}\">{html}</div>")
        };
        blocks.iter().map(block).collect()
    }
}
