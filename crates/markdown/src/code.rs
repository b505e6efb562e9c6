//! Code blocks: a frame with the language's name and a button, and the code, in colours where the server
//! wrote it.

use crate::block::Context;
use crate::diff;
use crate::html::push_escaped;

/// Names that people read, where they are not the tag with a capital letter.
const NAMES: [(&str, &str); 31] = [
    ("bash", "Shell"),
    ("c++", "C++"),
    ("cpp", "C++"),
    ("cs", "C#"),
    ("csharp", "C#"),
    ("css", "CSS"),
    ("csv", "CSV"),
    ("golang", "Go"),
    ("graphql", "GraphQL"),
    ("html", "HTML"),
    ("javascript", "JavaScript"),
    ("js", "JavaScript"),
    ("json", "JSON"),
    ("jsonc", "JSON"),
    ("jsx", "JSX"),
    ("latex", "LaTeX"),
    ("md", "Markdown"),
    ("php", "PHP"),
    ("py", "Python"),
    ("rb", "Ruby"),
    ("rs", "Rust"),
    ("sh", "Shell"),
    ("shell", "Shell"),
    ("sql", "SQL"),
    ("toml", "TOML"),
    ("ts", "TypeScript"),
    ("tsx", "TSX"),
    ("typescript", "TypeScript"),
    ("xml", "XML"),
    ("yaml", "YAML"),
    ("yml", "YAML"),
];

/// Code of more lines than these is folded where it was complete when it was first shown.
const LINES_MAX: usize = 30;

/// Writes a code block. `info` is what stands behind the opening fence.
pub(crate) fn push(html: &mut String, info: &str, text: &str, context: &mut Context) {
    let tag = language(info);
    let name = name(&tag);
    let label = if name.is_empty() { "Code" } else { &name };
    let lines = if context.is_open {
        0
    } else {
        text.lines().count()
    };
    let is_long = lines > LINES_MAX;
    let diff = diff::is_diff(&tag, text).then(|| diff::read(text, context.is_open));
    html.push_str("<figure class=\"code");
    html.push_str(if diff.is_some() { " diff" } else { "" });
    html.push_str(if is_long { " long" } else { "" });
    html.push_str("\"><figcaption><span class=\"code-language\">");
    push_escaped(html, label);
    html.push_str("</span>");
    match &diff {
        Some(lines) => diff::push_caption(html, lines),
        None => push_button(html, "number", " aria-pressed=\"false\"", "Numbers"),
    }
    push_button(html, "wrap", " aria-pressed=\"false\"", "Wrap");
    push_button(html, "copy", "", "Copy");
    html.push_str("</figcaption>");
    html.push_str("<pre tabindex=\"0\" role=\"group\" aria-label=\"");
    push_escaped(html, label);
    html.push_str("\" dir=\"ltr\"><code");
    if tag.is_empty() {
        html.push('>');
        push_escaped(html, text);
    } else {
        push_code(html, &tag, text, diff.as_deref(), context);
    }
    html.push_str("</code></pre>");
    if is_long {
        let label = format!("All {lines} lines");
        push_button(html, "unfold", " aria-expanded=\"false\"", &label);
    }
    html.push_str("</figure>");
}

/// A button in a block. What it does is up to the page.
pub(crate) fn push_button(html: &mut String, does: &str, state: &str, label: &str) {
    html.push_str(&format!(
        "<button type=\"button\" class=\"block-button with-script\" data-does=\"{does}\"{state}>{label}</button>"
    ));
}

/// Code without colours says its language, so that they can be fetched when it is complete.
fn push_code(
    html: &mut String,
    tag: &str,
    text: &str,
    diff: Option<&[diff::Line<'_>]>,
    context: &mut Context,
) {
    let is_meant = !context.is_open && text.len() <= context.colours_left;
    let coloured = is_meant.then(|| coloured(tag, text)).flatten();
    if coloured.is_some() {
        context.colours_left -= text.len();
    }
    match coloured {
        Some(spans) => {
            html.push('>');
            html.push_str(&spans);
        }
        None => {
            html.push_str(" data-language=\"");
            push_escaped(html, tag);
            html.push_str("\">");
            match diff {
                Some(lines) => diff::push(html, lines, false),
                None => push_escaped(html, text),
            }
        }
    }
}

#[cfg(feature = "highlight")]
fn coloured(tag: &str, text: &str) -> Option<String> {
    crate::highlight(tag, text)
}

#[cfg(not(feature = "highlight"))]
fn coloured(_tag: &str, _text: &str) -> Option<String> {
    None
}

/// The first word of what stands behind the fence, as people write it: `rust,no_run`, `{.python}`.
fn language(info: &str) -> String {
    let word = info
        .split(|c: char| c.is_whitespace() || c == ',' || c == '{' || c == '}')
        .find(|word| !word.is_empty())
        .unwrap_or_default();
    let word = word.trim_start_matches('.').to_lowercase();
    word.chars().take(40).collect()
}

fn name(tag: &str) -> String {
    match NAMES.iter().find(|(known, _)| *known == tag) {
        Some((_, name)) => (*name).to_owned(),
        None => {
            let mut letters = tag.chars();
            letters
                .next()
                .map(|first| first.to_uppercase().chain(letters).collect())
                .unwrap_or_default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Options;

    #[test]
    fn a_fence_may_say_more_than_the_language() {
        for (info, expected) in [
            ("rust", "rust"),
            ("Rust,no_run", "rust"),
            ("{.python .numbers}", "python"),
            ("  ", ""),
            ("c++ title=x", "c++"),
        ] {
            assert_eq!(language(info), expected, "{info}");
        }
        assert_eq!(
            (name("rs"), name("rust")),
            ("Rust".to_owned(), "Rust".to_owned())
        );
        assert_eq!(name("ocaml"), "Ocaml");
    }

    #[test]
    fn a_language_cannot_leave_its_place() {
        let mut html = String::new();
        let mut context = Context::new(Options::new("m"));
        context.is_open = true;
        push(&mut html, "\"><script>", "</code><b>", &mut context);
        assert!(!html.contains("<script") && !html.contains("<b>"), "{html}");
    }
}
