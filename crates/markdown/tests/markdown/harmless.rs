//! Nothing that a text holds is ever live.

use crate::support::{ANSWER, html, joined, read};
use markdown::{Options, Stream};

const ELEMENTS: [&str; 33] = [
    "a",
    "blockquote",
    "br",
    "button",
    "code",
    "del",
    "div",
    "em",
    "figcaption",
    "figure",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "ol",
    "p",
    "pre",
    "span",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
];

/// Those of formulas.
const MATHS: [&str; 21] = [
    "math",
    "merror",
    "mfrac",
    "mi",
    "mn",
    "mo",
    "mover",
    "mroot",
    "mrow",
    "mspace",
    "msqrt",
    "mstyle",
    "msub",
    "msubsup",
    "msup",
    "mtable",
    "mtd",
    "mtext",
    "mtr",
    "munder",
    "munderover",
];

const ATTRIBUTES: [&str; 24] = [
    "alt",
    "aria-expanded",
    "aria-label",
    "aria-pressed",
    "autocomplete",
    "class",
    "data-does",
    "data-language",
    "data-number",
    "data-text",
    "dir",
    "display",
    "href",
    "id",
    "loading",
    "rel",
    "role",
    "scope",
    "src",
    "start",
    "tabindex",
    "target",
    "title",
    "type",
];

fn check(html: &str) {
    let (tags, _) = read(html);
    for tag in tags {
        let is_maths = MATHS.contains(&tag.name.as_str());
        assert!(
            is_maths || ELEMENTS.contains(&tag.name.as_str()),
            "<{}> in {html}",
            tag.name
        );
        for (key, value) in tag.attributes {
            let is_of_maths = is_maths && !key.starts_with("on") && key != "href" && key != "style";
            assert!(
                ATTRIBUTES.contains(&key.as_str()) || is_of_maths,
                "{key} in {html}"
            );
            match key.as_str() {
                "href" => assert!(is_safe(&value), "{value}"),
                "src" => assert!(value.starts_with("/files/"), "{value}"),
                _ => {}
            }
        }
    }
}

fn is_safe(address: &str) -> bool {
    let address = address.to_lowercase();
    ["http://", "https://", "mailto:", "#m-"]
        .iter()
        .any(|safe| address.starts_with(safe))
}

const ATTACKS: [&str; 44] = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "text <svg onload=alert(1)> text",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<style>*{display:none}</style>",
    "<form action=/auth/sign-out method=post><button>x</button></form>",
    "<!-- --><script>alert(1)</script>",
    "<div\nonclick=alert(1)>x</div>",
    "<p title=\"</p><script>alert(1)</script>\">",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](  javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](\u{1}javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox(1))",
    "[x](//evil.example)",
    "[x](/auth/sign-out)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "[x](https://a.b/\"onmouseover=\"alert(1))",
    "[x](https://a.b/ '\"><script>alert(1)</script>')",
    "https://a.b/\"><script>alert(1)</script>",
    "![x](javascript:alert(1))",
    "![\"><script>alert(1)</script>](https://a.b/c.png)",
    "![x](https://a.b/c.png\"onerror=\"alert(1))",
    "![\" onerror=\"alert(1)](/files/abc)",
    "![x](/files/../auth)",
    "```\"><script>alert(1)</script>\ncode\n```",
    "```js\n</code></pre><script>alert(1)</script>\n```",
    "```diff\n--- a/\"><script>alert(1)</script>\n+++ b/\" onclick=\"alert(1)\n```",
    "```diff\n context\" onclick=\"alert(1)\n</code><script>alert(1)</script>\n```",
    "```diff\n-<img src=x onerror=alert(1)>\n+<img src=y onerror=alert(1)>\n```",
    "```patch\n@@ -1\"><script>,1 +1,1 @@</span><script>alert(1)</script>\n+<b>\n```",
    "`</code><script>alert(1)</script>`",
    "$</math><script>alert(1)</script>$",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\color{red}\\href{javascript:alert(1)}{x}$",
    "$$\\begin{array}{c\" onload=\"alert(1)}x\\end{array}$$",
    "x[^\"><script>alert(1)</script>]\n\n[^\"><script>alert(1)</script>]: y",
    "| <script>alert(1)</script> | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |",
];

#[test]
fn attacks_are_text() {
    for attack in ATTACKS {
        check(&html(attack));
        check(&html(&format!("> - {attack}")));
    }
    check(&html(ANSWER));
}

#[test]
fn attacks_are_text_at_every_moment() {
    for attack in ATTACKS {
        let mut stream = Stream::new(Options::new("m"));
        for letter in attack.chars() {
            stream.push(letter.encode_utf8(&mut [0; 4]));
            let blocks: Vec<_> = stream.blocks().cloned().collect();
            check(&joined(&blocks));
        }
    }
}

#[test]
fn a_tag_that_was_written_can_be_read() {
    let (_, text) = read(&html(
        "Use <b>this</b>:\n\n<div class=\"x\">\n  text\n</div>",
    ));
    assert!(
        text.contains("<b>this</b>") && text.contains("<div class=\"x\">"),
        "{text}"
    );
}
