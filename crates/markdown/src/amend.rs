//! The end of a text that is still being written, so that it shows no marks whose meaning is not decided yet:
//! what was opened is closed, and what may only be the beginning of a mark is left out until more comes.

mod inline;

use std::borrow::Cow;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use crate::block::options;

/// Letters of which marks consist.
const MARKS: &str = "*-+_=#>`~|$:[<\\";

/// The text as it is to be shown now.
pub(crate) fn amend(text: &str) -> Cow<'_, str> {
    match end_of(text) {
        End::Fenced(range) => fence(text, range),
        End::Verbatim => text.into(),
        End::Nothing | End::Line(_) | End::Words(_) => {
            let text = without_loose_marks(text);
            match end_of(text) {
                End::Words(begin) => words(text, begin, false),
                End::Line(begin) => words(text, begin, true),
                End::Fenced(_) | End::Verbatim | End::Nothing => text.into(),
            }
        }
    }
}

/// With what a text ends.
enum End {
    /// A block of code between fences, which may be open.
    Fenced(Range<usize>),
    /// Something that is shown as it is.
    Verbatim,
    /// Words that began here and go on over lines.
    Words(usize),
    /// Words that began here and end with their line: a heading, a cell.
    Line(usize),
    /// No words yet.
    Nothing,
}

fn end_of(text: &str) -> End {
    let mut end = End::Nothing;
    let mut is_line = false;
    for (event, range) in Parser::new_ext(text, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => end = End::Fenced(range),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented) | Tag::HtmlBlock) => {
                end = End::Verbatim;
            }
            Event::Start(
                Tag::Emphasis
                | Tag::Strong
                | Tag::Strikethrough
                | Tag::Link { .. }
                | Tag::Image { .. },
            ) => end = begun(end, range.start, is_line),
            // Cells that a row has not got yet.
            Event::Start(Tag::TableCell) if range.is_empty() => {}
            Event::Start(tag) => {
                is_line = matches!(tag, Tag::Heading { .. } | Tag::TableCell);
                end = End::Nothing;
            }
            Event::Rule => end = End::Nothing,
            Event::End(_) | Event::Html(_) => {}
            // What stands in code is no words.
            _ if matches!(end, End::Fenced(_) | End::Verbatim) => {}
            _ => end = begun(end, range.start, is_line),
        }
    }
    end
}

fn begun(end: End, here: usize, is_line: bool) -> End {
    match end {
        End::Words(_) | End::Line(_) => end,
        _ if is_line => End::Line(here),
        _ => End::Words(here),
    }
}

/// Words up to the end of the text, unless they have ended before.
fn words(text: &str, begin: usize, is_line: bool) -> Cow<'_, str> {
    let (before, words) = text.split_at(begin);
    let has_ended = if is_line {
        words.contains('\n')
    } else {
        let mut lines = words.split_inclusive('\n').skip(1);
        lines.any(|line| {
            line.ends_with('\n') && line.trim_matches([' ', '\t', '>', '\n']).is_empty()
        })
    };
    if has_ended || words.is_empty() {
        return text.into();
    }
    let closed = inline::close(words);
    // Without the marks behind it, a task's mark has no words.
    if may_be_mark(words) || may_be_mark(&closed) {
        return before.into();
    }
    let mut amended = before.to_owned();
    amended.push_str(&closed);
    // The row below the head makes it a table; until it is there, this one stands in.
    let is_head = !is_line && words.starts_with('|');
    if is_head && !words.trim_end().contains('\n') {
        amended.push_str(&rule_below(&amended, begin));
    }
    amended.into()
}

/// The beginnings of a task's mark, a footnote, a definition and an alert look like those of a link.
fn may_be_mark(words: &str) -> bool {
    let Some(inside) = words.strip_prefix('[') else {
        return false;
    };
    match inside.split_once(']') {
        None => matches!(inside, "" | " " | "x" | "X") || inside.starts_with(['^', '!']),
        Some((inside, behind)) => match behind.trim() {
            "" => matches!(inside, "" | " " | "x" | "X") || inside.starts_with('!'),
            behind => behind == ":",
        },
    }
}

/// The text without a last line that consists of marks only, unless that line is complete.
fn without_loose_marks(text: &str) -> &str {
    let begin = text.rfind('\n').map_or(0, |end| end + 1);
    let line = &text[begin..];
    let is_loose = line
        .chars()
        .all(|letter| letter.is_whitespace() || MARKS.contains(letter));
    if is_loose { &text[..begin] } else { text }
}

/// A block of code without what may become its closing fence, and without a language that is not complete.
fn fence(text: &str, range: Range<usize>) -> Cow<'_, str> {
    let block = &text[range.start..];
    let mark = if block.starts_with('~') { '~' } else { '`' };
    let fence = block.len() - block.trim_start_matches(mark).len();
    let Some(info_end) = block.find('\n') else {
        // Behind the fence the name of the language is being written.
        let begin = text[..range.start].rfind('\n').map_or(0, |end| end + 1);
        return text[..begin].into();
    };
    let last = block.rfind('\n').map_or(info_end, |end| end + 1);
    let line = block[last..].trim_start_matches([' ', '\t', '>']);
    let count = line.len() - line.trim_start_matches(mark).len();
    let may_close = !line.is_empty() && line.len() == count && count < fence;
    if may_close {
        text[..range.start + last].into()
    } else {
        text.into()
    }
}

/// The row that stands below the head of a table, as deep in lists and quotes as the head that begins here.
fn rule_below(text: &str, begin: usize) -> String {
    let (before, head) = text.split_at(begin);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let depth = line.chars().map(|letter| match letter {
        '>' | '\t' => letter,
        _ => ' ',
    });
    let inside = head.trim().trim_start_matches('|');
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    let mut cells = 1;
    let mut is_escaped = false;
    for letter in inside.chars() {
        cells += usize::from(letter == '|' && !is_escaped);
        is_escaped = letter == '\\' && !is_escaped;
    }
    format!("\n{}|{}", depth.collect::<String>(), "-|".repeat(cells))
}
