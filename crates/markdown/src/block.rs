//! A text as blocks.

use std::ops::Range;

use pulldown_cmark::{BrokenLink, CowStr, Event, Parser, TextMergeWithOffset};

use crate::footnotes::Footnotes;
use crate::html::Writer;
use crate::plain;

/// A part of a text that stands by itself: a paragraph, a list, a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Where it begins in the text, in bytes: the same however much follows.
    pub key: usize,
    /// What to show.
    pub html: String,
}

/// How a text is shown.
#[derive(Debug, Clone)]
pub struct Options {
    /// Begins the ids in the HTML, which a page may have only once: ASCII letters, digits and hyphens.
    pub scope: String,
    /// Whether the text is shown as it is: people mean it so, models write Markdown.
    pub is_plain: bool,
}

impl Options {
    /// As models write.
    #[must_use]
    pub fn new(scope: impl Into<String>) -> Self {
        Self {
            scope: scope.into(),
            is_plain: false,
        }
    }

    /// As people write.
    #[must_use]
    pub fn plain(self) -> Self {
        Self {
            is_plain: true,
            ..self
        }
    }
}

/// A complete text as blocks.
#[must_use]
pub fn render(text: &str, options: &Options) -> Vec<Block> {
    if options.is_plain {
        return plain::render(text);
    }
    let mut context = Context::new(options.clone());
    let known = References::default();
    let parsed = parse(text, &known);
    let written = parsed.groups.into_iter();
    written
        .filter_map(|group| context.write(group, 0))
        .collect()
}

/// What of the text before matters for the text behind it.
#[derive(Clone)]
pub(crate) struct Context {
    pub(crate) options: Options,
    pub(crate) footnotes: Footnotes,
    /// The levels of the headings around.
    pub(crate) headings: Vec<u8>,
    /// Whether more is to come: what is not known may still be defined, and code is not final.
    pub(crate) is_open: bool,
    /// Bytes of code that may still be coloured.
    pub(crate) colours_left: usize,
}

/// How much code of one text is coloured while it is written, in bytes: whoever asked for the page waits, and
/// others with them. The rest says its language, so that browsers ask for its colours one by one.
const COLOURED_MAX: usize = 32 * 1024;

impl Context {
    pub(crate) fn new(options: Options) -> Self {
        Self {
            options,
            footnotes: Footnotes::default(),
            headings: Vec::new(),
            is_open: false,
            colours_left: COLOURED_MAX,
        }
    }

    /// The block of a text that begins at `base`; none where there is nothing to see.
    pub(crate) fn write(&mut self, group: Group<'_>, base: usize) -> Option<Block> {
        let mut writer = Writer::new(self);
        for event in group.events {
            writer.event(event);
        }
        let html = writer.finish();
        let key = base + group.range.start;
        (!html.is_empty()).then_some(Block { key, html })
    }
}

/// The events of one block at the top.
pub(crate) struct Group<'a> {
    pub(crate) range: Range<usize>,
    pub(crate) events: Vec<Event<'a>>,
}

pub(crate) struct Parsed<'a> {
    pub(crate) groups: Vec<Group<'a>>,
    /// What the text defines for links.
    pub(crate) defined: References,
}

/// Where named links lead to: label, address, title.
#[derive(Clone, Default)]
pub(crate) struct References(Vec<(String, String, String)>);

impl References {
    /// The first definition of a label counts.
    pub(crate) fn add(&mut self, other: Self) {
        for reference in other.0 {
            if self.find(&reference.0).is_none() {
                self.0.push(reference);
            }
        }
    }

    fn find(&self, label: &str) -> Option<(CowStr<'static>, CowStr<'static>)> {
        let label = folded(label);
        let found = self.0.iter().find(|(known, ..)| *known == label)?;
        Some((found.1.clone().into(), found.2.clone().into()))
    }
}

/// Labels are the same in all cases and with any space between words.
fn folded(label: &str) -> String {
    let words: Vec<_> = label.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}

pub(crate) fn options() -> pulldown_cmark::Options {
    use pulldown_cmark::Options;
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_MATH
        | Options::ENABLE_GFM
}

/// Parses a text, or a part of one of which `known` was defined before.
pub(crate) fn parse<'a>(text: &'a str, known: &'a References) -> Parsed<'a> {
    let resolve = |link: BrokenLink<'_>| known.find(&link.reference);
    let parser = Parser::new_with_broken_link_callback(text, options(), Some(resolve));
    let defined = parser.reference_definitions().iter();
    let defined = defined.map(|(label, definition)| {
        let title = definition.title.as_deref().unwrap_or_default().to_owned();
        (folded(label), definition.dest.to_string(), title)
    });
    let defined = References(defined.collect());
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut depth = 0_usize;
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        if depth == 0 {
            groups.push(Group {
                range,
                events: Vec::new(),
            });
        }
        match event {
            Event::Start(_) => depth += 1,
            Event::End(_) => depth -= 1,
            _ => {}
        }
        if let Some(group) = groups.last_mut() {
            group.events.push(event);
        }
    }
    Parsed { groups, defined }
}
