//! Which words of a change have changed.

use std::cmp::Ordering;
use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use super::{Kind, Line};

/// So many pairs of lines are looked at: of longer changes no words are marked, which would tell nothing there.
const PAIRS_MAX: usize = 10_000;

/// Two lines are versions of each other if so much of both is the same, in thousandths.
const ALIKE_MIN: usize = 400;

/// For each line of a change where in it, behind its sign, something else stands than in its other version.
pub(super) fn changed(lines: &[Line<'_>]) -> Vec<Vec<Range<usize>>> {
    let mut changed = vec![Vec::new(); lines.len()];
    let (old, new) = (side(lines, Kind::Removed), side(lines, Kind::Added));
    if old.len() * new.len() <= PAIRS_MAX {
        for (one, other) in versions(&old, &new) {
            let ranges = compared(&one.words, &other.words);
            (changed[one.line], changed[other.line]) = ranges;
        }
    }
    changed
}

/// A line as words, spaces and other signs.
struct Words<'a> {
    line: usize,
    words: Vec<&'a str>,
    /// Without space.
    sorted: Vec<&'a str>,
}

fn side<'a>(lines: &[Line<'a>], kind: Kind) -> Vec<Words<'a>> {
    let lines = lines.iter().enumerate().filter(|(_, of)| of.kind == kind);
    let words = lines.map(|(line, of)| {
        let words = words(of.parts().1);
        let mut sorted: Vec<_> = words
            .iter()
            .copied()
            .filter(|word| !is_blank(word))
            .collect();
        sorted.sort_unstable();
        Words {
            line,
            words,
            sorted,
        }
    });
    words.collect()
}

fn words(mut text: &str) -> Vec<&str> {
    let class = |letter: char| match letter {
        '_' => 0,
        letter if letter.is_alphanumeric() => 0,
        letter if letter.is_whitespace() => 1,
        _ => 2,
    };
    let mut words = Vec::new();
    while let Some(first) = text.chars().next().map(class) {
        let mut letters = text.char_indices().skip(1);
        let end = letters.find(|(_, letter)| first == 2 || class(*letter) != first);
        let (word, rest) = text.split_at(end.map_or(text.len(), |(end, _)| end));
        words.push(word);
        text = rest;
    }
    words
}

fn is_blank(word: &str) -> bool {
    word.trim().is_empty()
}

/// The pairs of lines, in order, that together have most in common.
fn versions<'s, 'a>(
    old: &'s [Words<'a>],
    new: &'s [Words<'a>],
) -> Vec<(&'s Words<'a>, &'s Words<'a>)> {
    // How much the lines from these two on can have in common.
    let mut best = vec![vec![0; new.len() + 1]; old.len() + 1];
    for (i, one) in old.iter().enumerate().rev() {
        for (j, other) in new.iter().enumerate().rev() {
            let together = best[i + 1][j + 1] + alike(one, other);
            best[i][j] = together.max(best[i + 1][j]).max(best[i][j + 1]);
        }
    }
    let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
    while let (Some(one), Some(other)) = (old.get(i), new.get(j)) {
        if best[i][j] == best[i + 1][j] {
            i += 1;
        } else if best[i][j] == best[i][j + 1] {
            j += 1;
        } else {
            pairs.push((one, other));
            (i, j) = (i + 1, j + 1);
        }
    }
    pairs
}

/// How much of both lines is the same, in thousandths; nothing if that is too little.
fn alike(one: &Words<'_>, other: &Words<'_>) -> usize {
    let (mut same, mut i, mut j) = (0, 0, 0);
    while let (Some(word), Some(beside)) = (one.sorted.get(i), other.sorted.get(j)) {
        let order = word.cmp(beside);
        same += if order.is_eq() { word.len() } else { 0 };
        i += usize::from(order != Ordering::Greater);
        j += usize::from(order != Ordering::Less);
    }
    let length = |of: &Words<'_>| of.sorted.iter().map(|word| word.len()).sum::<usize>();
    let all = length(one) + length(other);
    let alike = (2_000 * same).checked_div(all).unwrap_or_default();
    if alike < ALIKE_MIN { 0 } else { alike }
}

/// What is in one of the versions only.
fn compared(old: &[&str], new: &[&str]) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut of_old, mut of_new) = (vec![false; old.len()], vec![false; new.len()]);
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, in_old, in_new) = op.as_tag_tuple();
        if tag != DiffTag::Equal {
            of_old[in_old].fill(true);
            of_new[in_new].fill(true);
        }
    }
    (ranges(old, &of_old), ranges(new, &of_new))
}

/// Where the words stand that have changed, and the space between two of them.
fn ranges(words: &[&str], have_changed: &[bool]) -> Vec<Range<usize>> {
    let has = |at: usize| have_changed.get(at).is_some_and(|has| *has);
    let mut ranges: Vec<Range<usize>> = Vec::new();
    let mut begin = 0;
    for (at, word) in words.iter().enumerate() {
        let end = begin + word.len();
        let is_between = is_blank(word) && at > 0 && has(at - 1) && has(at + 1);
        if has(at) || is_between {
            match ranges.last_mut() {
                Some(last) if last.end == begin => last.end = end,
                _ => ranges.push(begin..end),
            }
        }
        begin = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::read;

    /// The lines with what has changed in brackets.
    fn shown(text: &str) -> Vec<String> {
        let lines = read(text, false);
        let changed = changed(&lines);
        let shown = lines.iter().zip(changed).map(|(line, ranges)| {
            let (sign, content, _) = line.parts();
            let (mut shown, mut at) = (sign.to_owned(), 0);
            for range in ranges {
                shown += &content[at..range.start];
                shown += &format!("[{}]", &content[range.clone()]);
                at = range.end;
            }
            shown + &content[at..]
        });
        shown.collect()
    }

    #[test]
    fn words_are_marked_that_have_changed_within_a_line() {
        assert_eq!(
            shown("-let count = 1;\n+let count = 2;\n"),
            ["-let count = [1];", "+let count = [2];"]
        );
        assert_eq!(
            shown("-call(one)\n+call(one, two)\n"),
            ["-call(one)", "+call(one[, two])"]
        );
        assert_eq!(
            shown("-größe = naïve_wert + 1\n+größe = neuer_wert + 1\n"),
            ["-größe = [naïve_wert] + 1", "+größe = [neuer_wert] + 1"]
        );
    }

    #[test]
    fn lines_are_compared_with_the_lines_that_replace_them() {
        assert_eq!(
            shown("-let a = one();\n-let b = two();\n+let a = three();\n+let b = four();\n"),
            [
                "-let a = [one]();",
                "-let b = [two]();",
                "+let a = [three]();",
                "+let b = [four]();"
            ]
        );
        assert_eq!(
            shown("-let a = one();\n+let a = two();\n+something else entirely\n"),
            [
                "-let a = [one]();",
                "+let a = [two]();",
                "+something else entirely"
            ]
        );
    }

    #[test]
    fn a_line_that_has_become_another_one_has_no_marks() {
        assert_eq!(
            shown("-the quick brown fox\n+nothing of it stays\n"),
            ["-the quick brown fox", "+nothing of it stays"]
        );
        assert_eq!(shown("+only added\n"), ["+only added"]);
    }

    #[test]
    fn space_that_has_changed_is_marked() {
        assert_eq!(
            shown("-  value\n+    value\n"),
            ["-[  ]value", "+[    ]value"]
        );
    }

    #[test]
    fn a_line_is_compared_with_the_one_it_is_most_like() {
        assert_eq!(
            shown("-let count = first;\n+use of::another;\n+let count = second;\n+let more = 2;\n"),
            [
                "-let count = [first];",
                "+use of::another;",
                "+let count = [second];",
                "+let more = 2;"
            ]
        );
    }

    #[test]
    fn a_change_that_is_too_long_is_not_compared() {
        let has_marks = |count| {
            let text = "-one two\n".repeat(count) + &"+one three\n".repeat(count);
            changed(&read(&text, false)).concat().len() == 2 * count
        };
        assert!(has_marks(100));
        assert!(!has_marks(101));
    }
}
