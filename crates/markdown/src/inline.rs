//! What plain text holds besides: bare addresses, and references to footnotes that are defined elsewhere.

use crate::address;
use crate::footnotes;
use crate::html::{Writer, push_anchor, push_escaped};

/// Writes a text with its links.
pub(crate) fn push(writer: &mut Writer<'_>, text: &str) {
    let mut rest = text;
    let mut before = None;
    let mut plain = 0;
    while let Some(letter) = rest[plain..].chars().next() {
        let here = &rest[plain..];
        let length = match letter {
            'h' if !is_within_word(before) => push_address(writer, &rest[..plain], here),
            '[' if writer.context.is_open => push_reference(writer, &rest[..plain], here),
            _ => None,
        };
        match length {
            Some(length) => {
                rest = &here[length..];
                plain = 0;
                before = None;
            }
            None => {
                plain += letter.len_utf8();
                before = Some(letter);
            }
        }
    }
    push_escaped(&mut writer.html, rest);
}

fn is_within_word(before: Option<char>) -> bool {
    before.is_some_and(char::is_alphanumeric)
}

/// Writes the address at the beginning of `here` behind what is before it; says how long it is.
fn push_address(writer: &mut Writer<'_>, before: &str, here: &str) -> Option<usize> {
    let length = address::bare(here)?;
    let to = address::link(&here[..length])?;
    push_escaped(&mut writer.html, before);
    push_anchor(&mut writer.html, "external", to);
    push_escaped(&mut writer.html, to);
    writer.html.push_str("</a>");
    Some(length)
}

/// Notes stand below the text, so a text that grows refers to them before it has them.
fn push_reference(writer: &mut Writer<'_>, before: &str, here: &str) -> Option<usize> {
    let (label, length) = footnotes::reference(here)?;
    push_escaped(&mut writer.html, before);
    writer.footnote_reference(label);
    Some(length)
}
