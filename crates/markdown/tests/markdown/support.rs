//! Reading HTML back.

use markdown::{Block, Options, render};

/// Everything that the crate can show.
pub(crate) const ANSWER: &str = include_str!("../fixtures/answer.md");

/// The same within each other: code and formulas in lists, tables and tasks in quotes, tags, right to left.
pub(crate) const CORNERS: &str = include_str!("../fixtures/corners.md");

pub(crate) fn html(text: &str) -> String {
    joined(&render(text, &Options::new("m")))
}

pub(crate) fn joined(blocks: &[Block]) -> String {
    blocks.iter().map(|block| block.html.as_str()).collect()
}

/// An opening tag.
#[derive(Debug)]
pub(crate) struct Tag {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
}

/// The tags of HTML and the text between them, as a browser reads them. It reads only HTML as we write it, and
/// panics at anything else: a stray angle bracket, an attribute without quotes.
pub(crate) fn read(html: &str) -> (Vec<Tag>, String) {
    let (mut tags, mut text, mut open) = (Vec::new(), String::new(), Vec::new());
    let mut rest = html;
    while let Some(begin) = rest.find('<') {
        text.push_str(&rest[..begin]);
        let inside = &rest[begin + 1..];
        let end = end_of_tag(inside);
        let tag = &inside[..end];
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop().as_deref(), Some(name), "closed in order: {html}"),
            None => {
                let tag = read_tag(tag);
                if !matches!(tag.name.as_str(), "br" | "hr" | "img" | "input") {
                    open.push(tag.name.clone());
                }
                tags.push(tag);
            }
        }
        rest = &inside[end + 1..];
    }
    text.push_str(rest);
    assert!(open.is_empty(), "left open: {open:?} in {html}");
    let text = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"");
    (tags, text.replace("&amp;", "&"))
}

fn end_of_tag(inside: &str) -> usize {
    let mut is_quoted = false;
    let end = inside.find(|letter| {
        is_quoted ^= letter == '"';
        letter == '>' && !is_quoted
    });
    end.unwrap_or_else(|| panic!("no end: {inside}"))
}

fn read_tag(tag: &str) -> Tag {
    let (name, mut rest) = tag.split_once(' ').unwrap_or((tag, ""));
    assert!(
        name.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "{tag}"
    );
    let mut attributes = Vec::new();
    while !rest.trim().is_empty() {
        let (key, more) = rest
            .trim_start()
            .split_once("=\"")
            .unwrap_or_else(|| panic!("{tag}"));
        let (value, more) = more.split_once('"').unwrap_or_else(|| panic!("{tag}"));
        attributes.push((key.to_owned(), value.to_owned()));
        rest = more;
    }
    Tag {
        name: name.to_owned(),
        attributes,
    }
}
