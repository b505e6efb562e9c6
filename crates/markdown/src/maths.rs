//! Formulas as MathML, which browsers show and screen readers read.

use std::fmt::Write;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use crate::html::push_escaped;
use crate::latex;

/// Longer ones are shown as they were written.
const SOURCE_LENGTH_MAX: usize = 4_000;

/// The elements of MathML that lay out formulas. Others begin with an `m` as well: `meta`, `marquee`, `main`.
const ELEMENTS: [&str; 27] = [
    "math",
    "menclose",
    "merror",
    "mfrac",
    "mi",
    "mmultiscripts",
    "mn",
    "mo",
    "mover",
    "mpadded",
    "mphantom",
    "mprescripts",
    "mroot",
    "mrow",
    "ms",
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

/// Attributes that say how a formula looks. Styles are refused by the page's policy, and the rest is not
/// needed.
const ATTRIBUTES: [&str; 15] = [
    "accent",
    "class",
    "columnalign",
    "columnspan",
    "display",
    "displaystyle",
    "fence",
    "height",
    "linethickness",
    "mathvariant",
    "movablelimits",
    "scriptlevel",
    "stretchy",
    "symmetric",
    "width",
];

/// Writes a formula; one that is none as its source.
pub(crate) fn push(html: &mut String, source: &str, is_display: bool) {
    let formula = Some(source)
        .filter(|source| source.len() <= SOURCE_LENGTH_MAX)
        .and_then(|source| mathml(source, is_display));
    let (open, close) = if is_display {
        (
            "<span class=\"formula\" tabindex=\"0\" role=\"group\" aria-label=\"Formula\">",
            "</span>",
        )
    } else {
        ("", "")
    };
    html.push_str(open);
    match formula {
        Some(formula) => html.push_str(&formula),
        None => {
            html.push_str("<code class=\"formula-source\">");
            push_escaped(html, source.trim());
            html.push_str("</code>");
        }
    }
    html.push_str(close);
}

/// None: it is no formula, or one that the parser is not trusted with. Should it panic all the same, only this
/// formula is lost, except in browsers: there nothing can be caught.
fn mathml(source: &str, is_display: bool) -> Option<String> {
    let source = latex::admitted(source)?;
    std::panic::catch_unwind(|| parsed(&source, is_display)).ok()?
}

fn parsed(source: &str, is_display: bool) -> Option<String> {
    let storage = Storage::new();
    let events: Result<Vec<_>, _> = Parser::new(source, &storage).collect();
    let events = events.ok()?;
    let config = RenderConfig {
        display_mode: if is_display {
            DisplayMode::Block
        } else {
            DisplayMode::Inline
        },
        ..RenderConfig::default()
    };
    let mut formula = String::new();
    push_mathml(
        &mut formula,
        events.into_iter().map(Ok::<_, std::convert::Infallible>),
        config,
    )
    .ok()?;
    checked(&formula)
}

/// The formula with nothing in it but elements of MathML and harmless attributes. None: it was not written
/// as we know it.
fn checked(formula: &str) -> Option<String> {
    let mut html = String::with_capacity(formula.len());
    let mut rest = formula;
    while let Some(begin) = rest.find('<') {
        html.push_str(&rest[..begin]);
        let end = begin + rest[begin..].find('>')?;
        push_tag(&mut html, &rest[begin + 1..end])?;
        rest = &rest[end + 1..];
    }
    html.push_str(rest);
    Some(html)
}

/// `tag` is what stands between the angle brackets.
fn push_tag(html: &mut String, tag: &str) -> Option<()> {
    let is_element = |name: &str| ELEMENTS.contains(&name);
    if let Some(name) = tag.strip_prefix('/') {
        // Writing to a string cannot fail.
        let _ = write!(html, "</{name}>");
        return is_element(name).then_some(());
    }
    let (tag, is_empty) = match tag.strip_suffix('/') {
        Some(tag) => (tag.trim_end(), true),
        None => (tag, false),
    };
    let (name, mut attributes) = tag.split_once(' ').unwrap_or((tag, ""));
    if !is_element(name) {
        return None;
    }
    let _ = write!(html, "<{name}");
    loop {
        attributes = attributes.trim_start();
        let Some((key, value)) = attributes.split_once("=\"") else {
            break;
        };
        let (value, more) = value.split_once('"')?;
        if ATTRIBUTES.contains(&key) {
            let _ = write!(html, " {key}=\"{value}\"");
        }
        attributes = more;
    }
    html.push('>');
    if is_empty {
        let _ = write!(html, "</{name}>");
    }
    attributes.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_are_mathml() {
        let mut html = String::new();
        push(&mut html, r"\frac{a}{b} = \sqrt{x^2}", false);
        assert!(
            html.starts_with("<math") && html.contains("<mfrac>") && html.contains("<msqrt>"),
            "{html}"
        );
    }

    #[test]
    fn a_formula_that_is_none_is_shown_as_it_was_written() {
        let mut html = String::new();
        push(&mut html, r"\frac{a <b>", false);
        assert_eq!(
            html,
            r#"<code class="formula-source">\frac{a &lt;b&gt;</code>"#
        );
    }

    #[test]
    fn a_formula_that_the_parser_would_cut_through_a_letter_is_shown_as_it_was_written() {
        let mut html = String::new();
        push(&mut html, r"\color{#aébcd}x", false);
        assert_eq!(
            html,
            r#"<code class="formula-source">\color{#aébcd}x</code>"#
        );
    }

    /// Words of the parser that take arguments or change what follows.
    const WORDS: [&str; 64] = [
        "color",
        "textcolor",
        "colorbox",
        "fcolorbox",
        "char",
        "def",
        "let",
        "newcommand",
        "frac",
        "dfrac",
        "genfrac",
        "binom",
        "sqrt",
        "root",
        "of",
        "text",
        "textbf",
        "mathbb",
        "mathrm",
        "boldsymbol",
        "operatorname",
        "left",
        "right",
        "middle",
        "big",
        "Bigr",
        "begin",
        "end",
        "substack",
        "over",
        "above",
        "choose",
        "overset",
        "underset",
        "stackrel",
        "xrightarrow",
        "xleftarrow",
        "overbrace",
        "underbrace",
        "hat",
        "widehat",
        "vec",
        "not",
        "cancel",
        "phantom",
        "hspace",
        "kern",
        "mkern",
        "hskip",
        "rule",
        "raisebox",
        "smash",
        "mathop",
        "limits",
        "nolimits",
        "displaystyle",
        "hline",
        "hdashline",
        "tag",
        "label",
        "sideset",
        "mathchoice",
        "pmod",
        "prescript",
    ];

    const ENVIRONMENTS: [&str; 14] = [
        "array",
        "matrix",
        "pmatrix",
        "pmatrix*",
        "cases",
        "align",
        "alignat",
        "alignat*",
        "alignedat",
        "subarray",
        "multline",
        "split",
        "gathered",
        "equation*",
    ];

    fn pieces() -> impl Strategy<Value = String> {
        let word = prop::sample::select(&WORDS[..]).prop_map(|word| format!("\\{word}"));
        let environment = prop::sample::select(&ENVIRONMENTS[..]);
        prop_oneof![
            6 => word,
            1 => environment.clone().prop_map(|name| format!("\\begin{{{name}}}")),
            1 => environment.prop_map(|name| format!("\\end{{{name}}}")),
            2 => "\\{[#|:clr0-9é]{0,4}\\}",
            2 => "\\{#[0-9a-fé]{4,7}\\}",
            1 => "[0-9]{1,24}(em|mu|pt)?",
            8 => "[{}\\[\\]()^_&%#$'\"`|:.,~<>+*/= \n\u{a0}\u{2003}a-f0-9é日🙂\\\\-]{1,3}",
        ]
    }

    fn formulas() -> impl Strategy<Value = String> {
        prop::collection::vec(pieces(), 1..12).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1024))]

        /// Not even where nothing can be caught.
        #[test]
        fn no_formula_that_is_admitted_makes_the_parser_panic(source in formulas()) {
            if let Some(source) = latex::admitted(&source) {
                parsed(&source, false);
            }
        }
    }

    #[test]
    fn no_nesting_is_so_deep_that_the_stack_ends() {
        /// Half of what there is in browsers.
        const STACK: usize = 512 << 10;
        for (open, close) in [
            ("{", "}"),
            (r"\sqrt", ""),
            (r"\frac{1}", ""),
            (r"\hat\frac1", ""),
            ("x^{", "}"),
            (r"\left(", r"\right)"),
            (r"\begin{array}{c}", r"\end{array}"),
        ] {
            let length = open.len() + close.len();
            for depth in [SOURCE_LENGTH_MAX / length, 256, 128, 85] {
                let source = [open.repeat(depth), "x".to_owned(), close.repeat(depth)].concat();
                let nested = move || mathml(&source, true);
                let thread = std::thread::Builder::new().stack_size(STACK);
                thread
                    .spawn(nested)
                    .expect("thread")
                    .join()
                    .expect("no panic");
            }
        }
    }

    #[test]
    fn styles_and_foreign_elements_are_left_out() {
        assert_eq!(
            checked(r#"<mi style="color: red" mathvariant="normal">x</mi><mspace width="1em" />"#)
                .as_deref(),
            Some(r#"<mi mathvariant="normal">x</mi><mspace width="1em"></mspace>"#)
        );
        for strange in [
            "<script>",
            "<a href=\"x\">",
            "<mi onclick=x>",
            "<mi",
            "<img src=\"x\">",
            "<meta class=\"x\">",
            "<marquee>",
            "</main>",
        ] {
            assert_eq!(checked(strange), None, "{strange}");
        }
    }
}
