//! A text that grows.

use crate::amend::amend;
use crate::block::{Block, Context, Options, References, parse, render};

/// A text that is still being written. What it costs to take more of it up depends on the length of the block
/// that is being written, not on that of the text; blocks that are finished never change.
///
/// One thing is only right at the end: a link by name whose definition comes later in the text is no link
/// before [`Stream::finish`].
pub struct Stream {
    text: String,
    /// What the finished blocks leave behind.
    context: Context,
    known: References,
    finished: Vec<Block>,
    /// Where the text behind the finished blocks begins.
    rest: usize,
    open: Vec<Block>,
}

impl Stream {
    /// An empty text.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            text: String::new(),
            context: Context::new(options),
            known: References::default(),
            finished: Vec::new(),
            rest: 0,
            open: Vec::new(),
        }
    }

    /// The text so far.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// All blocks; those at the beginning are [finished](Self::finished_count).
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.finished.iter().chain(&self.open)
    }

    /// How many blocks will not change any more.
    #[must_use]
    pub fn finished_count(&self) -> usize {
        self.finished.len()
    }

    /// Takes up more text.
    pub fn push(&mut self, more: &str) {
        self.text.push_str(more);
        if more.contains('\n') {
            self.settle();
        }
        let rest = &self.text[self.rest..];
        let amended = amend(rest);
        let mut context = self.context.clone();
        context.is_open = true;
        let groups = parse(&amended, &self.known).groups.into_iter();
        self.open = groups
            .filter_map(|group| context.write(group, self.rest))
            .collect();
    }

    /// Nothing follows any more.
    #[must_use]
    pub fn finish(&self) -> Vec<Block> {
        render(&self.text, &self.context.options)
    }

    /// Finishes the blocks behind which another one has begun. Only whole lines say that one has: `1` may
    /// become `1.` and go on with the list before.
    fn settle(&mut self) {
        let end = self.text.rfind('\n').map_or(0, |end| end + 1);
        let whole = self.text.get(self.rest..end).unwrap_or_default();
        let known = self.known.clone();
        let mut parsed = parse(whole, &known);
        let Some(last) = parsed.groups.pop() else {
            return;
        };
        // The indentation before the block belongs to it.
        let begin = whole[..last.range.start].rfind('\n').map_or(0, |at| at + 1);
        self.context.is_open = true;
        for group in parsed.groups {
            let block = self.context.write(group, self.rest);
            self.finished.extend(block);
        }
        self.known.add(parsed.defined);
        self.rest += begin;
    }
}
