//! A text that is still being written.

use crate::support::{ANSWER, CORNERS, html, joined, read};
use markdown::{Block, Options, Stream, render};
use proptest::prelude::*;
use std::sync::LazyLock;

/// Marks that nobody may see at any time. A lone `*`, `_` or `[` may be meant.
const MARKS: [&str; 12] = [
    "**", "__", "~~", "``", "](", "[^", "[x]", "[ ]", "[!", "$$", "|", "\\",
];

fn grown(pieces: impl Iterator<Item = impl AsRef<str>>) -> Stream {
    let mut stream = Stream::new(Options::new("m"));
    for piece in pieces {
        stream.push(piece.as_ref());
    }
    stream
}

fn blocks(stream: &Stream) -> Vec<Block> {
    stream.blocks().cloned().collect()
}

fn shown(text: &str) -> String {
    let all = blocks(&grown(std::iter::once(text)));
    read(&joined(&all)).1
}

#[test]
fn no_prefix_shows_marks_whose_meaning_is_not_decided() {
    for text in [ANSWER, CORNERS] {
        shows_no_marks(text);
    }
}

fn shows_no_marks(text: &str) {
    let mut stream = Stream::new(Options::new("m"));
    for letter in text.chars() {
        stream.push(letter.encode_utf8(&mut [0; 4]));
        let all = blocks(&stream);
        let (_, text) = read(&joined(&all));
        for mark in MARKS {
            let end: String = stream.text().chars().rev().take(60).collect();
            let end: String = end.chars().rev().collect();
            assert!(
                !text.contains(mark),
                "`{mark}` is shown behind …{end:?}: {:?}",
                all.last()
            );
        }
        assert!(
            !text.contains(" $x") && !text.contains("$\\"),
            "a formula is shown: {text}"
        );
    }
}

#[test]
fn finished_blocks_never_change() {
    for text in [ANSWER, CORNERS] {
        keeps_what_is_finished(text);
    }
}

fn keeps_what_is_finished(text: &str) {
    let mut stream = Stream::new(Options::new("m"));
    let mut finished: Vec<Block> = Vec::new();
    for letter in text.chars() {
        stream.push(letter.encode_utf8(&mut [0; 4]));
        let now: Vec<Block> = stream
            .blocks()
            .take(stream.finished_count())
            .cloned()
            .collect();
        assert_eq!(
            now[..finished.len()],
            finished[..],
            "behind {:?}",
            stream.text()
        );
        finished = now;
    }
    let whole = stream.finish();
    for (before, after) in finished.iter().zip(&whole) {
        // Only the colours of code come at the end.
        if !before.html.contains("<figure") {
            assert_eq!(before, after);
        }
    }
    assert!(
        finished.len() + 2 >= whole.len(),
        "{} of {}",
        finished.len(),
        whole.len()
    );
}

#[test]
fn a_token_is_shown_in_the_last_blocks_only() {
    for text in [ANSWER, CORNERS] {
        changes_the_end_only(text);
    }
}

fn changes_the_end_only(text: &str) {
    let mut stream = Stream::new(Options::new("m"));
    let mut before: Vec<Block> = Vec::new();
    for letter in text.chars() {
        stream.push(letter.encode_utf8(&mut [0; 4]));
        let now = blocks(&stream);
        let same = now
            .iter()
            .zip(&before)
            .take_while(|(now, before)| now == before)
            .count();
        assert!(
            same + 3 >= before.len(),
            "{same} of {} behind {:?}",
            before.len(),
            stream.text()
        );
        before = now;
    }
}

#[test]
fn what_is_open_is_shown_as_it_will_be() {
    for (text, expected) in [
        ("some **bold", "<strong>bold</strong>"),
        ("some **bold*", "<strong>bold</strong>"),
        ("***both** and", "<em><strong>both</strong> and</em>"),
        ("*a **b", "<em>a <strong>b</strong></em>"),
        ("some `co", "<code>co</code>"),
        ("~~gone", "<del>gone</del>"),
        ("- [x] **do", "<strong>do</strong>"),
        ("| A | B", "<th scope=\"col\" dir=\"auto\">B</th>"),
        ("| A | B |\n|--", "<th scope=\"col\" dir=\"auto\">B</th>"),
        (
            "- list:\n\n  | A | B",
            "<th scope=\"col\" dir=\"auto\">B</th>",
        ),
        ("> | A | B", "<th scope=\"col\" dir=\"auto\">B</th>"),
        ("1. | A | B", "<th scope=\"col\" dir=\"auto\">B</th>"),
        ("```rust\nfn ma", "data-language=\"rust\">fn ma"),
        ("$x$ and $y", "</math> and"),
    ] {
        let all = joined(&blocks(&grown(std::iter::once(text))));
        assert!(all.contains(expected), "{text}: {all}");
    }
}

#[test]
fn what_may_be_a_mark_waits_and_what_is_none_does_not() {
    for (text, expected) in [
        ("a [link", "a link"),
        ("a [link](http", "a link"),
        ("a ![pic", "a "),
        ("text **", "text "),
        ("text\n-", "text\n"),
        ("text\n=", "text\n"),
        ("- [", ""),
        ("- [x] *", ""),
        ("1. [ ] a\n2. [ ] `", "a"),
        ("[^1", ""),
        ("[name]:", ""),
        ("a $x^", "a "),
        ("- **", ""),
        ("snake_", "snake_"),
        ("snake_case", "snake_case"),
        ("2*3", "2*3"),
        ("3 < 4", "3 < 4"),
        ("costs $5 and more", "costs $5 and more"),
        ("array[0] = 1", "array[0] = 1"),
        ("a <https://exa", "a https://exa"),
    ] {
        assert_eq!(shown(text).trim_end(), expected.trim_end(), "{text:?}");
    }
}

#[test]
fn code_is_shown_as_it_is_but_for_its_closing_fence() {
    assert!(shown("```\na **b** `c` [d](\n").contains("a **b** `c` [d]("));
    assert_eq!(shown("```\ncode\n``"), "CodeNumbersWrapCopycode\n");
    assert_eq!(shown("````\n```\n"), "CodeNumbersWrapCopy```\n");
    assert_eq!(shown("```ru"), "");
    assert_eq!(
        shown("text\n\n    **a"),
        "text CodeNumbersWrapCopy**a".replace(' ', "")
    );
}

#[test]
fn a_link_whose_name_is_defined_later_is_one_when_the_text_is_complete() {
    let text = "See [it][1].\n\nMore.\n\n[1]: https://example.org\n";
    let stream = grown(text.chars().map(String::from));
    assert!(!joined(&blocks(&stream)).contains("<a "));
    assert!(joined(&stream.finish()).contains("href=\"https://example.org\""));
}

#[test]
fn an_answer_that_is_complete_is_like_one_that_came_at_once() {
    for text in [ANSWER, CORNERS] {
        let stream = grown(text.chars().map(String::from));
        assert_eq!(stream.finish(), render(text, &Options::new("m")));
    }
}

static BY_LETTER: LazyLock<Vec<Block>> =
    LazyLock::new(|| blocks(&grown(ANSWER.chars().map(String::from))));

/// Marks, and formulas of words whose arguments are wrong in every way.
fn texts() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => "[-*_~`#>|\\[\\]()!^:$<& \n1.xa\\\\]{0,20}",
        1 => "\\$\\\\(color|textcolor|colorbox|char|frac|def|begin)[{#\"]{0,2}[0-9a-fé\u{a0}{}]{0,20}\\$",
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn how_a_text_comes_in_pieces_does_not_matter(cuts in prop::collection::vec(0..ANSWER.len(), 0..30)) {
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| ANSWER.is_char_boundary(*cut)).collect();
        cuts.extend([0, ANSWER.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|pair| &ANSWER[pair[0]..pair[1]]);
        prop_assert_eq!(&blocks(&grown(pieces)), &*BY_LETTER);
    }

    /// Whatever is written: nothing panics, and the HTML is well formed.
    #[test]
    fn every_text_can_grow(text in texts()) {
        let mut stream = Stream::new(Options::new("m"));
        let mut finished: Vec<Block> = Vec::new();
        for letter in text.chars() {
            stream.push(letter.encode_utf8(&mut [0; 4]));
            let all = blocks(&stream);
            read(&joined(&all));
            prop_assert_eq!(&all[..finished.len()], &finished[..]);
            finished = all[..stream.finished_count()].to_vec();
        }
        read(&html(&text));
    }
}
