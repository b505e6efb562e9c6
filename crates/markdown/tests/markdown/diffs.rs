//! Diffs, complete and while they grow.

use crate::support::{html, joined, read};
use markdown::{Options, Stream};
use proptest::prelude::*;

const DIFF: &str = "diff --git a/src/sum.rs b/src/sum.rs
index 3b18e51..7d6f2a1 100644
--- a/src/sum.rs
+++ b/src/sum.rs
@@ -8,5 +8,6 @@ fn sum()
 let a = 1;
-let count = first;
+let count = second;
+let more = 2;
 let b = 3;
\\ No newline at end of file
diff --git a/old b/new
rename from old
rename to new
";

fn fenced(diff: &str) -> String {
    format!("````diff\n{diff}````\n")
}

/// What is read as code.
fn code(html: &str) -> String {
    let begin = html.find("<pre").expect("code");
    let end = html.find("</pre>").expect("its end");
    read(&html[begin..end + "</pre>".len()]).1
}

#[test]
fn a_diff_says_what_each_line_is_and_where_it_stands() {
    let html = html(&fenced(DIFF));
    for expected in [
        "<figure class=\"code diff\">",
        "<span class=\"diff-sum\">+2 \u{2212}1</span>",
        "<span class=\"diff-file\" role=\"group\" aria-label=\"src/sum.rs\">",
        "<span class=\"diff-file\" role=\"group\" aria-label=\"old \u{2192} new\">",
        "<span class=\"line context\" data-text=\" let a = 1;\"><span class=\"number\" data-number=\" 8\"></span>",
        "role=\"group\" tabindex=\"-1\" aria-label=\"Change 1, 1 line removed, 2 added\">",
        "<span class=\"number\" data-number=\"10\"></span><span class=\"text\"><span class=\"sign\">+</span>let more",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    assert!(!html.contains("Numbers"), "it has its own: {html}");
    for language in ["patch", "Diff", "udiff"] {
        let text = format!("```{language}\n+a\n```");
        assert!(
            super::support::html(&text).contains("code diff"),
            "{language}"
        );
    }
}

#[test]
fn a_diff_is_copied_as_it_was_written() {
    let bare = " a\n-b\n\n+c\nwithout any sign\n";
    for diff in [DIFF, bare, "+only\n", "@@\n", "--- \n+++ \n"] {
        assert_eq!(code(&html(&fenced(diff))), diff);
    }
}

#[test]
fn a_diff_that_is_too_long_is_shown_like_other_code() {
    assert!(html(&fenced(&"+a\n".repeat(2_000))).contains("code diff"));
    let long = html(&fenced(&"+a\n".repeat(2_001)));
    assert!(!long.contains("code diff") && long.contains("Numbers"));
}

#[cfg(feature = "highlight")]
#[test]
fn the_words_that_have_changed_are_marked_on_the_server_when_the_diff_is_complete() {
    let marks = ["<del>first</del>;\n", "<ins>second</ins>;\n"];
    let whole = html(&fenced(DIFF));
    assert!(marks.iter().all(|mark| whole.contains(mark)), "{whole}");
    assert!(!whole.contains("data-language"));
    let mut stream = Stream::new(Options::new("m"));
    stream.push(&fenced(DIFF));
    let open = joined(&stream.blocks().cloned().collect::<Vec<_>>());
    assert!(open.contains("<code data-language=\"diff\">") && !open.contains("<del>"));
    assert_eq!(
        Some(code(&open)),
        markdown::highlight("diff", DIFF).map(|html| read(&html).1)
    );
}

/// Diffs that are whole, wrong in every way, or none.
fn diffs() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("diff --git a/x b/\"y<\n".to_owned()),
        Just("index 1..2\nrename to <b>\n".to_owned()),
        Just("--- a/x&\n+++ b/x\n".to_owned()),
        Just("\\ No newline at end of file\n".to_owned()),
        "@@ -[0-9]{0,9}(,[0-9]{1,2})? \\+[0-9]{0,9} @@[ <a]{0,3}\n",
        "[-+ ][-+ @<>&\"a-cé\u{a0}\t]{0,12}\r?\n",
        "[-+@\\\\dI ]{0,4}",
    ];
    prop::collection::vec(line, 0..16).prop_map(|lines| lines.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// At every moment the HTML is well formed and says what has been written, but for the beginning of a mark at
    /// its end.
    #[test]
    fn every_diff_can_grow_and_keeps_its_text(diff in diffs()) {
        let mut stream = Stream::new(Options::new("m"));
        stream.push("````diff\n");
        for (at, letter) in diff.char_indices() {
            stream.push(letter.encode_utf8(&mut [0; 4]));
            let so_far = diff[..at + letter.len_utf8()].replace("\r\n", "\n");
            let all: Vec<_> = stream.blocks().cloned().collect();
            let shown = code(&joined(&all));
            let so_far = so_far.trim_end_matches('\r');
            // The parser ends each line.
            let rest = so_far.strip_prefix(shown.trim_end_matches(['\r', '\n']));
            prop_assert!(rest.is_some_and(|rest| rest.trim_start_matches('\n').len() < 8), "{shown:?} of {so_far:?}");
        }
        let end = if diff.is_empty() || diff.ends_with('\n') { "" } else { "\n" };
        let whole = html(&fenced(&format!("{diff}{end}")));
        prop_assert_eq!(code(&whole), format!("{diff}{end}").replace("\r\n", "\n"));
    }
}
