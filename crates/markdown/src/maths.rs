//! Formulas as MathML, which browsers show and screen readers read.

use std::fmt::Write;

use pulldown_latex::config::DisplayMode;
use pulldown_latex::{Parser, RenderConfig, Storage, push_mathml};

use crate::html::push_escaped;

/// Longer ones are shown as they were written.
const SOURCE_LENGTH_MAX: usize = 4_000;

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

fn mathml(source: &str, is_display: bool) -> Option<String> {
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
    let is_element =
        |name: &str| name.starts_with('m') && name.bytes().all(|byte| byte.is_ascii_lowercase());
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
        ] {
            assert_eq!(checked(strange), None, "{strange}");
        }
    }
}
