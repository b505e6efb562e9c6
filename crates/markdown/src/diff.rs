//! Diffs: which line is which, and its numbers on both sides.
//!
//! Models count badly and leave out headers, so a line is what it begins with; what a hunk's header counts only decides
//! whether `---` removes a line or names a file.

mod html;
#[cfg(feature = "highlight")]
mod words;

pub(crate) use html::{push, push_caption};

/// A diff of more lines than these is shown like other code: while one is written, all of it is made anew with each
/// token.
const LINES_MAX: usize = 2_000;

/// Lines with larger numbers have none: columns would be wider than what stands beside them.
const NUMBER_MAX: u32 = 9_999_999;

/// With what a line about a file begins, where a header has begun.
const ABOUT_FILE: [&str; 16] = [
    "+++ ",
    "index ",
    "old mode ",
    "new mode ",
    "new file mode ",
    "deleted file mode ",
    "similarity index ",
    "dissimilarity index ",
    "rename from ",
    "rename to ",
    "copy from ",
    "copy to ",
    "Binary files ",
    "GIT binary patch",
    "=====",
    "--- ",
];

/// With what a line begins that is about no line of a file.
const MARKS: [&str; 5] = [FILE, OTHER_FILE, "@@ ", "--- ", "+++ "];

/// Begins the header of a file.
const FILE: &str = "diff -";

/// The same as Subversion writes it.
const OTHER_FILE: &str = "Index: ";

/// What a line of a diff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// About a file.
    Header,
    /// Says where the lines behind it stand.
    Hunk,
    Context,
    Removed,
    Added,
    /// About the line before it: that its end is missing.
    Note,
}

/// A line with its end.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Its number before the change, where that is known.
    pub(crate) old: Option<u32>,
    /// Its number after the change.
    pub(crate) new: Option<u32>,
}

impl<'a> Line<'a> {
    fn is_change(&self) -> bool {
        matches!(self.kind, Kind::Removed | Kind::Added)
    }

    /// Whether a new file begins here, whatever stands before it.
    fn begins_file(&self) -> bool {
        self.text.starts_with(FILE) || self.text.starts_with(OTHER_FILE)
    }

    /// Its sign, the text behind that, and its end.
    fn parts(&self) -> (&'a str, &'a str, &'a str) {
        let (sign, rest) = self.text.split_at(usize::from(self.is_change()));
        let content = rest.trim_end_matches(['\r', '\n']);
        let end = &rest[content.len()..];
        (sign, content, end)
    }
}

/// Whether code in this language is shown as a diff.
pub(crate) fn is_diff(language: &str, text: &str) -> bool {
    matches!(language, "diff" | "patch" | "udiff") && text.lines().nth(LINES_MAX).is_none()
}

/// The lines of a diff. While it is written (`is_open`) a last line is left out that may still turn out to be about
/// something else than what it looks like.
pub(crate) fn read(text: &str, is_open: bool) -> Vec<Line<'_>> {
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    let mut reader = Reader::default();
    let mut lines = Vec::with_capacity(all.len());
    for (at, line) in all.iter().enumerate() {
        if is_open && !reader.is_inside() && MARKS.iter().any(|mark| is_cut(mark, line)) {
            break;
        }
        lines.push(reader.line(line, &all[at + 1..]));
    }
    lines
}

/// Whether the line is less than the mark.
fn is_cut(mark: &str, line: &str) -> bool {
    line.len() < mark.len() && mark.starts_with(line)
}

#[derive(Default)]
struct Reader {
    /// None before the first header of a hunk, and where that says no numbers.
    hunk: Option<Hunk>,
    in_header: bool,
}

/// The numbers of the next lines, and how many are to come.
struct Hunk {
    old: Side,
    new: Side,
}

struct Side {
    next: u32,
    left: u32,
}

impl Side {
    /// Of a range: `12,5`, or `12` for one line.
    fn read(range: &str) -> Option<Self> {
        let (next, left) = range.split_once(',').unwrap_or((range, "1"));
        let side = Self {
            next: next.parse().ok()?,
            left: left.parse().ok()?,
        };
        (side.next <= NUMBER_MAX).then_some(side)
    }

    fn take(&mut self) -> Option<u32> {
        let number = self.next;
        self.next = number.saturating_add(1);
        self.left = self.left.saturating_sub(1);
        (number <= NUMBER_MAX).then_some(number)
    }
}

impl Hunk {
    /// Of a header: `@@ -12,5 +12,6 @@ fn main() {`.
    fn read(line: &str) -> Option<Self> {
        let (old, rest) = line.strip_prefix("@@ -")?.split_once(" +")?;
        let (new, _) = rest.split_once(" @@")?;
        Some(Self {
            old: Side::read(old)?,
            new: Side::read(new)?,
        })
    }

    fn is_complete(&self) -> bool {
        self.old.left == 0 && self.new.left == 0
    }
}

impl Reader {
    /// Whether lines are still to come that the hunk has counted.
    fn is_inside(&self) -> bool {
        self.hunk.as_ref().is_some_and(|hunk| !hunk.is_complete())
    }

    fn line<'a>(&mut self, text: &'a str, rest: &[&str]) -> Line<'a> {
        let kind = self.kind(text, rest);
        self.in_header = kind == Kind::Header;
        let (mut old, mut new) = (None, None);
        match (kind, &mut self.hunk) {
            (Kind::Header, hunk) => *hunk = None,
            (Kind::Hunk, hunk) => *hunk = Hunk::read(text),
            // Between two hunks or files.
            (Kind::Context, Some(hunk)) if text.trim().is_empty() && hunk.is_complete() => {}
            (Kind::Context, Some(hunk)) => (old, new) = (hunk.old.take(), hunk.new.take()),
            (Kind::Removed, Some(hunk)) => old = hunk.old.take(),
            (Kind::Added, Some(hunk)) => new = hunk.new.take(),
            _ => {}
        }
        Line {
            kind,
            text,
            old,
            new,
        }
    }

    fn kind(&self, line: &str, rest: &[&str]) -> Kind {
        if line.starts_with("@@") {
            return Kind::Hunk;
        }
        let begins = |marks: &[&str]| marks.iter().any(|mark| line.starts_with(mark));
        let is_header = begins(&[FILE, OTHER_FILE])
            || self.in_header && begins(&ABOUT_FILE)
            || line.starts_with("--- ") && self.names_file(rest);
        // Between a commit's message and its diff.
        let is_rule = self.hunk.is_none() && line.trim_end() == "---";
        match line.as_bytes().first() {
            _ if is_header => Kind::Header,
            _ if is_rule => Kind::Context,
            Some(b'+') => Kind::Added,
            Some(b'-') => Kind::Removed,
            Some(b'\\') => Kind::Note,
            _ => Kind::Context,
        }
    }

    /// Whether a line that begins with `---` names a file, by what stands below it.
    fn names_file(&self, rest: &[&str]) -> bool {
        match rest {
            _ if self.is_inside() => match rest {
                [next, after, ..] => next.starts_with("+++ ") && after.starts_with("@@"),
                _ => false,
            },
            [] => true,
            [next, ..] => next.starts_with("+++ ") || is_cut("+++ ", next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> String {
        let letter = |line: &Line<'_>| match line.kind {
            Kind::Header => 'h',
            Kind::Hunk => '@',
            Kind::Context => ' ',
            Kind::Removed => '-',
            Kind::Added => '+',
            Kind::Note => 'n',
        };
        read(text, false).iter().map(letter).collect()
    }

    fn numbers(text: &str) -> Vec<(Option<u32>, Option<u32>)> {
        let lines = read(text, false);
        lines.iter().map(|line| (line.old, line.new)).collect()
    }

    #[test]
    fn a_line_is_what_it_begins_with_wherever_its_hunk_says_it_stands() {
        let text = "--- a/x\n+++ b/x\n@@ -12,2 +14,3 @@ fn\n one\n-two\n+2\n+3\n\\ No newline\n";
        assert_eq!(kinds(text), "hh@ -++n");
        let expected = [
            (Some(12), Some(14)),
            (Some(13), None),
            (None, Some(15)),
            (None, Some(16)),
            (None, None),
        ];
        assert_eq!(numbers(text)[3..], expected);
    }

    #[test]
    fn three_dashes_name_a_file_where_the_hunk_before_is_complete_and_remove_a_line_within_it() {
        let within = "@@ -1,2 +1,2 @@\n--- a\n+++ b\n same\n";
        assert_eq!(kinds(within), "@-+ ");
        let behind = "@@ -1 +1 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n";
        assert_eq!(kinds(behind), "@-+hh@-");
        let miscounted = "@@ -1,9 +1,9 @@\n-a\n+b\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n";
        assert_eq!(kinds(miscounted), "@-+hh@-");
    }

    #[test]
    fn headers_of_every_kind_are_none_of_the_lines() {
        let text = "diff --git a/x b/y\nsimilarity index 90%\nrename from x\nrename to y\n\
            index 1..2 100644\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\ndiff --git a/z b/z\n\
            new file mode 100644\nBinary files /dev/null and b/z differ\n";
        assert_eq!(kinds(text), "hhhhhhh@-+hhh");
        assert_eq!(kinds("Index: x\n=====\n--- x\n+++ x\n+a\n"), "hhhh+");
    }

    #[test]
    fn a_diff_without_headers_has_no_numbers() {
        let text = " a\n-b\n+c\nd\n\n";
        assert_eq!(kinds(text), " -+  ");
        assert!(numbers(text).iter().all(|pair| *pair == (None, None)));
    }

    #[test]
    fn numbers_that_are_none_or_too_large_are_left_out() {
        for header in [
            "@@ -99999999999999999999,1 +1,1 @@",
            "@@ -10000000 +1 @@",
            "@@ -a,b +c,d @@",
            "@@ -1 +1",
            "@@@ -1 -1 +1 @@@",
            "@@ ... @@",
        ] {
            let text = format!("{header}\n-a\n+b\n");
            assert_eq!(kinds(&text), "@-+", "{header}");
            assert_eq!(numbers(&text)[1..], [(None, None); 2], "{header}");
        }
        let last = format!("@@ -{NUMBER_MAX} +1 @@\n-a\n-b\n");
        assert_eq!(
            numbers(&last)[1..],
            [(Some(NUMBER_MAX), None), (None, None)]
        );
    }

    #[test]
    fn what_may_become_a_header_waits_and_a_line_that_is_counted_does_not() {
        let shown = |text| read(text, true).len();
        assert_eq!(shown("@"), 0);
        assert_eq!(shown("dif"), 0);
        assert_eq!(shown("--- a\n++"), 1);
        assert_eq!(shown("@@ -1 +1 @@\n-a\n+b\n--"), 3);
        assert_eq!(shown("@@ -1 +1 @@\n-"), 2);
        assert_eq!(kinds("--- a/x"), "h");
        assert_eq!(kinds("--- a/x\n++"), "h+");
    }
}
