//! Mentions: links that call something of their reader's by its name, `[@Name](/chats/…)`.

use crate::address;

/// How a mention begins.
pub const MENTION: &str = "[@";

/// A mention that a text begins with.
#[derive(Debug, PartialEq, Eq)]
pub struct Mention<'a> {
    /// Without the marks that stand before letters which would mean something else.
    pub name: String,
    /// Of a page that shows something by its id.
    pub address: &'a str,
    /// How much of the text it is, in bytes.
    pub length: usize,
}

/// The mention at the beginning of a text. Nobody reads further than to the next bracket or the end of the line.
#[must_use]
pub fn mention(text: &str) -> Option<Mention<'_>> {
    let (name, length) = name(text.strip_prefix(MENTION)?)?;
    let begin = MENTION.len() + length;
    let address = text[begin..].strip_prefix("](")?;
    let address = address::page(&address[..address.find(')')?])?;
    let is_name = !name.is_empty() && name.trim() == name;
    is_name.then(|| Mention {
        name,
        address,
        length: begin + "](".len() + address.len() + ")".len(),
    })
}

/// The name up to the bracket that closes it, and how long it is in the text.
fn name(text: &str) -> Option<(String, usize)> {
    let mut name = String::new();
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let escaped = match letter {
            ']' => return Some((name, at)),
            '\n' | '[' => return None,
            '\\' => letters.next_if(|(_, next)| next.is_ascii_punctuation()),
            _ => None,
        };
        name.push(escaped.map_or(letter, |(_, letter)| letter));
    }
    None
}
