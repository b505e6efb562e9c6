//! What people write: their text as it is. Only what it mentions and the addresses in it become links.

use crate::address;
use crate::block::Block;
use crate::html::{push_anchor, push_escaped};

/// How a mention begins.
const MENTION: &str = "[@";

/// How long the name of something mentioned may be, with the marks in it, in characters.
const NAME_MAX: usize = 200;

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
    let (name, length) = name(text.strip_prefix(MENTION)?)?;
    let begin = MENTION.len() + length;
    let address = text[begin..].strip_prefix("](")?;
    let address = address::page(&address[..address.find(')')?])?;
    html.push_str("<a class=\"mention\" href=\"");
    push_escaped(html, address);
    html.push_str("\">@");
    push_escaped(html, &name);
    html.push_str("</a>");
    Some(begin + "](".len() + address.len() + ")".len())
}

/// The name up to the bracket that closes it, and how long it is in the text, where marks stand before letters that
/// mean something else.
fn name(text: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut letters = text.char_indices().take(NAME_MAX).peekable();
    while let Some((at, letter)) = letters.next() {
        let escaped = match letter {
            ']' => return Some((name, at)),
            '\n' => return None,
            '\\' => letters.next_if(|(_, next)| next.is_ascii_punctuation()),
            _ => None,
        };
        name.push(escaped.map_or(letter, |(_, letter)| letter));
    }
    None
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
