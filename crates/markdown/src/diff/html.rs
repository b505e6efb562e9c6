//! Diffs as HTML. Its text is that of the diff, sign by sign, so that it is copied as it came; numbers and the copy of
//! a line on the other side are attributes, which the style sheet shows.

use std::ops::Range;

use super::{Kind, Line};
use crate::code::push_button;
use crate::html::push_escaped;

/// No name, as diffs write it.
const NOTHING: &str = "/dev/null";

/// What stands above a diff: how much of it changes, and ways through it.
pub(crate) fn push_caption(html: &mut String, lines: &[Line<'_>]) {
    let count = |kind| lines.iter().filter(|line| line.kind == kind).count();
    let (added, removed) = (count(Kind::Added), count(Kind::Removed));
    html.push_str(&format!(
        "<span class=\"diff-sum\">+{added} \u{2212}{removed}</span>"
    ));
    let named = |name: &str| format!(" aria-label=\"{name}\" title=\"{name}\"");
    push_button(html, "previous", &named("Previous change"), "\u{2191}");
    push_button(html, "next", &named("Next change"), "\u{2193}");
    // One of the two is shown; which, all diffs of a page have in common.
    push_button(html, "split", "", "Split");
    push_button(html, "unified", "", "Unified");
    html.push_str("<label class=\"block-button without-script\"><input type=\"checkbox\" autocomplete=\"off\">Split</label>");
}

/// The lines; with words that changed within them, if those are asked for and known here.
pub(crate) fn push(html: &mut String, lines: &[Line<'_>], has_words: bool) {
    let numbers = lines.iter().flat_map(|line| [line.old, line.new]);
    let mut writer = Writer {
        html,
        digits: numbers
            .flatten()
            .max()
            .map(|largest| largest.to_string().len()),
        changes: 0,
        has_words,
    };
    let mut in_file = false;
    let mut rest = lines;
    while let Some(first) = rest.first() {
        let count = together(first, &rest[1..]);
        let (run, behind) = rest.split_at(count);
        match first.kind {
            Kind::Header => {
                writer.html.push_str(if in_file { "</span>" } else { "" });
                in_file = true;
                writer.header(run);
            }
            Kind::Removed | Kind::Added => writer.change(run),
            _ => writer.line(first, class(first.kind), &[]),
        }
        rest = behind;
    }
    html.push_str(if in_file { "</span>" } else { "" });
}

/// How many lines are one thing with the first: a header, a change, or a line by itself.
fn together(first: &Line<'_>, rest: &[Line<'_>]) -> usize {
    let more = rest.iter().take_while(|line| match first.kind {
        Kind::Header => line.kind == Kind::Header && !line.begins_file(),
        Kind::Removed | Kind::Added => line.is_change() || line.kind == Kind::Note,
        _ => false,
    });
    1 + more.count()
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Header => "about",
        Kind::Hunk => "hunk",
        Kind::Context => "context",
        Kind::Removed => "removed",
        Kind::Added => "added",
        Kind::Note => "note",
    }
}

struct Writer<'h> {
    html: &'h mut String,
    /// Digits of the largest number; none where no line has one.
    digits: Option<usize>,
    /// Changes so far.
    changes: usize,
    has_words: bool,
}

impl Writer<'_> {
    /// Opens a file, which is called as its lines say.
    fn header(&mut self, lines: &[Line<'_>]) {
        self.html
            .push_str("<span class=\"diff-file\" role=\"group\" aria-label=\"");
        push_escaped(self.html, &name(lines));
        self.html.push_str("\">");
        for line in lines {
            // Says no more than the name.
            let is_told = ["diff -", "index ", "Index: ", "=====", "--- ", "+++ "]
                .iter()
                .any(|mark| line.text.starts_with(mark));
            self.line(line, if is_told { "about told" } else { "about" }, &[]);
        }
    }

    fn change(&mut self, lines: &[Line<'_>]) {
        self.changes += 1;
        self.html
            .push_str("<span class=\"change\" role=\"group\" tabindex=\"-1\" aria-label=\"");
        self.html.push_str(&label(self.changes, lines));
        self.html.push_str("\">");
        let words = self.words(lines);
        let mut side = "";
        for (at, line) in lines.iter().enumerate() {
            let words = words.get(at).map_or(&[][..], Vec::as_slice);
            if line.is_change() {
                side = class(line.kind);
                self.line(line, side, words);
            } else {
                self.line(line, &format!("note {side}"), words);
            }
        }
        self.html.push_str("</span>");
    }

    #[cfg(feature = "highlight")]
    fn words(&self, lines: &[Line<'_>]) -> Vec<Vec<Range<usize>>> {
        if self.has_words {
            super::words::changed(lines)
        } else {
            Vec::new()
        }
    }

    #[cfg(not(feature = "highlight"))]
    fn words(&self, _lines: &[Line<'_>]) -> Vec<Vec<Range<usize>>> {
        debug_assert!(!self.has_words, "only servers compare words");
        Vec::new()
    }

    fn line(&mut self, line: &Line<'_>, class: &str, words: &[Range<usize>]) {
        let (sign, content, end) = line.parts();
        self.html.push_str("<span class=\"line ");
        self.html.push_str(class);
        if line.kind == Kind::Context {
            self.html.push_str("\" data-text=\"");
            push_escaped(self.html, content);
        }
        self.html.push_str("\">");
        if !matches!(line.kind, Kind::Header | Kind::Hunk) {
            self.number(line.old);
            self.number(line.new);
        }
        self.html.push_str("<span class=\"text\">");
        if !sign.is_empty() {
            self.html
                .push_str(&format!("<span class=\"sign\">{sign}</span>"));
        }
        let tag = if line.kind == Kind::Removed {
            "del"
        } else {
            "ins"
        };
        let mut at = 0;
        for word in words {
            push_escaped(self.html, &content[at..word.start]);
            self.html.push_str(&format!("<{tag}>"));
            push_escaped(self.html, &content[word.clone()]);
            self.html.push_str(&format!("</{tag}>"));
            at = word.end;
        }
        push_escaped(self.html, &content[at..]);
        self.html.push_str(end);
        self.html.push_str("</span></span>");
    }

    /// As wide as the widest, so that columns are straight.
    fn number(&mut self, number: Option<u32>) {
        let Some(width) = self.digits else { return };
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        self.html.push_str(&format!(
            "<span class=\"number\" data-number=\"{number:>width$}\"></span>"
        ));
    }
}

/// What a change is called, for whoever comes to it by keys.
fn label(nth: usize, lines: &[Line<'_>]) -> String {
    let count = |kind| lines.iter().filter(|line| line.kind == kind).count();
    let counted = |count: usize| format!("{count} {}", if count == 1 { "line" } else { "lines" });
    match (count(Kind::Removed), count(Kind::Added)) {
        (0, added) => format!("Change {nth}, {} added", counted(added)),
        (removed, 0) => format!("Change {nth}, {} removed", counted(removed)),
        (removed, added) => format!("Change {nth}, {} removed, {added} added", counted(removed)),
    }
}

/// The name of the file that a header is about: both, where it gets another one.
fn name(lines: &[Line<'_>]) -> String {
    let said = |mark: &str| {
        let mut texts = lines.iter().map(|line| line.text.trim_end());
        texts.find_map(|text| text.strip_prefix(mark))
    };
    let git = || said("diff --git ")?.split_once(" b/");
    let old = said("--- ").or_else(|| said("rename from "));
    let old = old.or_else(|| said("Index: ")).map(path);
    let old = old.or_else(|| git().map(|(old, _)| path(old)));
    let new = said("+++ ").or_else(|| said("rename to ")).map(path);
    let new = new.or_else(|| git().map(|(_, new)| path(new)));
    match (old, new) {
        (Some(NOTHING), Some(new)) => format!("{new} (new)"),
        (Some(old), Some(NOTHING)) => format!("{old} (deleted)"),
        (Some(old), Some(new)) if old != new => format!("{old} \u{2192} {new}"),
        (_, Some(name)) | (Some(name), None) => name.to_owned(),
        (None, None) => "File".to_owned(),
    }
}

/// Without what diffs put before and behind it.
fn path(said: &str) -> &str {
    let path = said.split('\t').next().unwrap_or_default().trim();
    let path = path.trim_matches('"');
    path.strip_prefix("a/")
        .or_else(|| path.strip_prefix("b/"))
        .unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::read;

    #[test]
    fn a_file_is_called_as_its_header_says() {
        for (header, expected) in [
            ("--- a/src/x.rs\n+++ b/src/x.rs\n", "src/x.rs"),
            ("--- x.rs\t2026-01-31\n+++ x.rs\t2026-02-01\n", "x.rs"),
            ("--- /dev/null\n+++ b/x\n", "x (new)"),
            ("--- a/x\n+++ /dev/null\n", "x (deleted)"),
            ("--- a/x\n+++ b/y\n", "x \u{2192} y"),
            (
                "diff --git a/x b/y\nrename from x\nrename to y\n",
                "x \u{2192} y",
            ),
            ("diff --git a/x.png b/x.png\nindex 1..2\n", "x.png"),
            ("--- \"a/b c\"\n+++ \"b/b c\"\n", "b c"),
            ("--- a/x", "x"),
            ("diff --git ", "File"),
        ] {
            assert_eq!(name(&read(header, false)), expected, "{header}");
        }
    }

    #[test]
    fn a_change_says_how_many_lines_it_is_about() {
        let label = |text| label(2, &read(text, false));
        assert_eq!(label("-a\n+b\n+c\n"), "Change 2, 1 line removed, 2 added");
        assert_eq!(label("+b\n+c\n"), "Change 2, 2 lines added");
        assert_eq!(label("-b\n"), "Change 2, 1 line removed");
    }
}
