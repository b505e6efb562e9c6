//! What complete texts look like.

use crate::support::{ANSWER, html, joined, read};
use markdown::{Options, render};

#[test]
fn each_kind_of_markdown_has_its_html() {
    for (text, expected) in [
        (
            "a **b** *c* ~~d~~ `e`",
            "<p dir=\"auto\">a <strong>b</strong> <em>c</em> <del>d</del> <code>e</code></p>",
        ),
        (
            "- a\n- b",
            "<ul><li dir=\"auto\">a</li><li dir=\"auto\">b</li></ul>",
        ),
        ("3. a", "<ol start=\"3\"><li dir=\"auto\">a</li></ol>"),
        (
            "- [x] a",
            "<span class=\"task-mark done\" role=\"img\" aria-label=\"Done\"></span>a",
        ),
        (
            "> q",
            "<blockquote dir=\"auto\"><p dir=\"auto\">q</p></blockquote>",
        ),
        (
            "> [!NOTE]\n> q",
            "<blockquote class=\"alert note\" dir=\"auto\"><p class=\"alert-name\">Note</p>",
        ),
        ("a  \nb", "a<br>\nb"),
        ("a\nb", "a\nb"),
        ("***", "<hr>"),
        (
            "| a | b |\n|---|--:|\n| 1 | 2 |",
            "<td class=\"right\" dir=\"auto\">2</td>",
        ),
        ("a <br> b", "a <br> b"),
        ("$x$", "<math display=\"inline\""),
        ("[x](https://a.b)", "href=\"https://a.b\">x</a>"),
        (
            "see https://a.b/c.",
            "href=\"https://a.b/c\">https://a.b/c</a>.",
        ),
        ("<mailto:a@b.c>", "href=\"mailto:a@b.c\">"),
        ("![cat](https://a.b/c.png)", "class=\"external picture\""),
        (
            "![cat](/files/abc)",
            "<img loading=\"lazy\" src=\"/files/abc\" alt=\"cat\">",
        ),
        ("[x](/tasks)", "<span>x</span>"),
    ] {
        let html = html(text);
        assert!(html.contains(expected), "{text}: {html}");
    }
}

#[test]
fn what_people_write_is_shown_as_it_is() {
    let plain = |text: &str| joined(&render(text, &Options::new("m").plain()));
    for text in [
        "a\n\n  b",
        "# a *b* `c`",
        "1. a\n- b",
        "[x](y)",
        "[@a\nb](/todos#1)",
    ] {
        assert!(plain(text).contains(text), "{}", plain(text));
    }
    assert!(plain("<img src=x>").contains("&lt;img src=x&gt;"));
    assert!(render(" \n", &Options::new("m").plain()).is_empty());
}

#[test]
fn what_people_mention_and_addresses_are_links() {
    let plain = |text: &str| joined(&render(text, &Options::new("m").plain()));
    let mention = plain(r"see [@A \[b\] <c>](/chats/k1), and x");
    assert!(
        mention.contains("see <a class=\"mention\" href=\"/chats/k1\">@A [b] &lt;c&gt;</a>, and x"),
        "{mention}"
    );
    assert!(!plain("[@a](/do/sign_out) [@b](javascript:x)").contains("<a"));
    let address = plain("at https://example.org/a_b_. xhttps://c.org");
    assert!(
        address.contains(" href=\"https://example.org/a_b\">https://example.org/a_b</a>"),
        "{address}"
    );
    assert_eq!(address.matches("<a").count(), 1);
}

#[test]
fn headings_go_down_without_gaps_wherever_a_text_begins() {
    let html = html("## a\n\n#### b\n\n### c\n\n# d\n\n## e");
    let levels: Vec<String> = read(&html).0.into_iter().map(|tag| tag.name).collect();
    assert_eq!(levels, ["h3", "h4", "h4", "h3", "h4"]);
}

#[test]
fn footnotes_and_their_marks_lead_to_each_other() {
    let html = html("One[^b] two[^a] three[^b].\n\n[^a]: A.\n[^b]: B.");
    assert!(
        html.contains("<sup id=\"m-ref-1\"><a class=\"footnote-mark\" href=\"#m-note-1\""),
        "{html}"
    );
    assert!(
        html.contains("id=\"m-note-2\" role=\"note\"><a class=\"footnote-mark\" href=\"#m-ref-2\"")
    );
    assert_eq!(html.matches("id=\"m-ref-1\"").count(), 1);
    assert!(super::support::html("none[^x]").contains("none[^x]"));
}

#[test]
fn code_names_its_language() {
    let html = html("```rs\nlet a = 1;\n```");
    assert!(
        html.contains("<span class=\"code-language\">Rust</span>"),
        "{html}"
    );
    assert!(html.contains("aria-label=\"Rust\""));
}

#[cfg(feature = "highlight")]
#[test]
fn code_has_colours_as_classes_and_keeps_its_text() {
    let source = "fn main() {\n    // <note>\n    let name = \"x\";\n}\n";
    let html = html(&format!("```rust\n{source}```"));
    let (_, text) = read(&html);
    assert!(text.ends_with(source), "{text}");
    for class in ["hl-keyword", "hl-comment", "hl-string", "hl-function"] {
        assert!(html.contains(class), "{class}: {html}");
    }
    assert!(!html.contains("style=") && !html.contains("data-language"));
}

#[test]
fn keys_are_where_blocks_begin() {
    let keys: Vec<usize> = render("a\n\nb\n\n- c", &Options::new("m"))
        .iter()
        .map(|block| block.key)
        .collect();
    assert_eq!(keys, [0, 3, 6]);
}

#[test]
fn the_whole_answer_is_well_formed() {
    let (tags, text) = read(&html(ANSWER));
    assert!(tags.iter().any(|tag| tag.name == "mfrac"));
    assert!(text.contains("Last words"));
}

#[test]
fn long_code_can_be_folded_once_it_is_complete() {
    let code = |lines: usize| format!("```\n{}```\n", "line\n".repeat(lines));
    let long = html(&code(31));
    assert!(long.contains("class=\"code long\""), "{long}");
    assert!(long.contains("All 31 lines"), "{long}");
    assert!(!html(&code(30)).contains("long"));
}

#[test]
fn a_table_can_be_copied() {
    let table = html("| A |\n|---|\n| 1 |\n");
    for does in ["markdown", "csv"] {
        assert!(table.contains(&format!("data-does=\"{does}\"")), "{table}");
    }
}
