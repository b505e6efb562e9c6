//! What people write: their text as it is. Only what it mentions and the addresses in it become links.

use crate::address;
use crate::block::Block;
use crate::html::{push_anchor, push_escaped};
use crate::mention::{Mention, mention};

/// The text as one block; none where there is nothing to see.
pub(crate) fn render(text: &str) -> Vec<Block> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let mut html = String::from("<p class=\"typed\" dir=\"auto\">");
    let (mut written, mut at, mut before) = (0, 0, None);
    while let Some(letter) = text[at..].chars().next() {
        let mut link = String::new();
        let length = match letter {
            '[' => push_mention(&mut link, &text[at..]),
            'h' if !before.is_some_and(char::is_alphanumeric) => {
                push_address(&mut link, &text[at..])
            }
            _ => None,
        };
        if length.is_some() {
            push_escaped(&mut html, &text[written..at]);
            html.push_str(&link);
        }
        at += length.unwrap_or(letter.len_utf8());
        if length.is_some() {
            written = at;
        }
        before = Some(letter).filter(|_| length.is_none());
    }
    push_escaped(&mut html, &text[written..]);
    html.push_str("</p>");
    vec![Block { key: 0, html }]
}

/// Writes the mention at the beginning of a text; says how long it is there.
fn push_mention(html: &mut String, text: &str) -> Option<usize> {
    let Mention {
        name,
        address,
        length,
    } = mention(text)?;
    html.push_str("<a class=\"mention\" href=\"");
    push_escaped(html, address);
    html.push_str("\">@");
    push_escaped(html, &name);
    html.push_str("</a>");
    Some(length)
}

/// Writes the address at the beginning of a text; says how long it is.
fn push_address(html: &mut String, text: &str) -> Option<usize> {
    let length = address::bare(text)?;
    let to = address::link(&text[..length])?;
    push_anchor(html, "external", to);
    push_escaped(html, to);
    html.push_str("</a>");
    Some(length)
}
