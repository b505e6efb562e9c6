//! What is being typed in a text area, as far as names and menus go.

use std::ops::Range;

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::web_sys::HtmlTextAreaElement;

use super::editing::{Beginning, beside, byte_at, deleted, length, places};
use super::names::{Names, SIGN};
use crate::platform;

/// A part of what the box shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Name(String),
    /// What a menu is open for; it stands at this.
    Begun(String),
}

/// The state. `Copy`.
#[derive(Clone, Copy)]
pub(super) struct Typing {
    area: NodeRef<Textarea>,
    names: StoredValue<Names>,
    /// What may be proposed the rest of.
    pub(super) begun: RwSignal<Option<Beginning>>,
    /// What the text consists of, where that matters: it has names, or something has begun.
    pub(super) pieces: RwSignal<Vec<Piece>>,
    /// Where somebody wants nothing proposed.
    dismissed: StoredValue<Option<usize>>,
    /// Where the caret stood last.
    caret: StoredValue<usize>,
    is_composing: StoredValue<bool>,
}

impl Typing {
    pub(super) fn of(area: NodeRef<Textarea>) -> Self {
        Self {
            area,
            names: StoredValue::new(Names::default()),
            begun: RwSignal::new(None),
            pieces: RwSignal::new(Vec::new()),
            dismissed: StoredValue::new(None),
            caret: StoredValue::new(0),
            is_composing: StoredValue::new(false),
        }
    }

    /// None: the page was left, or is not there yet.
    pub(super) fn area(self) -> Option<HtmlTextAreaElement> {
        self.area.try_get_untracked().flatten()
    }

    /// What to show for a text, which is shown next.
    pub(super) fn shown(self, text: &str) -> String {
        let shown = self.names.try_update_value(|names| names.named(text));
        let shown = shown.unwrap_or_else(|| text.to_owned());
        self.begun.set(None);
        self.draw(&shown);
        shown
    }

    pub(super) fn text(self, shown: &str) -> String {
        let text = self.names.try_with_value(|names| names.linked(shown));
        text.unwrap_or_else(|| shown.to_owned())
    }

    pub(super) fn compose(self, is_composing: bool) {
        self.is_composing.set_value(is_composing);
    }

    /// Looks at the text and the caret. Only what is typed opens a menu; what else moves the caret may close it.
    pub(super) fn look(self, is_typed: bool) {
        let Some(area) = self.area() else { return };
        let text = area.value();
        let Range { start, end } = selection(&area);
        let caret = (start == end).then(|| self.step_over(&area, &text, start));
        let begun = caret.and_then(|caret| {
            self.names
                .with_value(|names| Beginning::of(&text, caret, names))
        });
        let at = begun.as_ref().map(|begun| begun.place.start);
        if self.dismissed.get_value() != at {
            self.dismissed.set_value(None);
        }
        let may_be = is_typed || self.begun.with_untracked(Option::is_some);
        let begun = begun.filter(|_| may_be && self.dismissed.get_value().is_none());
        if self.begun.with_untracked(|before| *before != begun) {
            self.begun.set(begun);
        }
        self.draw(&text);
    }

    /// Leads the caret out of a name, and says where it stands now.
    fn step_over(self, area: &HtmlTextAreaElement, text: &str, caret: usize) -> usize {
        let last = self.caret.get_value();
        let to = self
            .names
            .with_value(|names| beside(text, names, caret, last))
            .filter(|_| !self.is_composing.get_value());
        if let Some(to) = to {
            let _ = area.set_selection_range(to as u32, to as u32);
        }
        let caret = to.unwrap_or(caret);
        self.caret.set_value(caret);
        caret
    }

    /// Wants nothing proposed here.
    pub(super) fn dismiss(self) {
        let at = self
            .begun
            .with_untracked(|begun| begun.as_ref().map(|begun| begun.place.start));
        self.dismissed.set_value(at);
        self.leave();
    }

    pub(super) fn leave(self) {
        if self.begun.with_untracked(Option::is_some) {
            self.begun.set(None);
            if let Some(area) = self.area() {
                self.draw(&area.value());
            }
        }
    }

    /// Deletes names that a key or a gesture is about to cut into. Says whether it has.
    pub(super) fn deletes(self, input_type: &str) -> bool {
        let forwards = match input_type {
            "deleteContentBackward" | "deleteWordBackward" => false,
            "deleteContentForward" | "deleteWordForward" => true,
            _ => return false,
        };
        let Some(area) = self.area() else {
            return false;
        };
        let text = area.value();
        let gone = self
            .names
            .with_value(|names| deleted(&text, names, selection(&area), forwards));
        if let Some(gone) = gone.clone() {
            platform::replace_text(&area, gone, "");
        }
        gone.is_some()
    }

    /// Writes a name in place of what has been typed of it.
    pub(super) fn mention(self, name: &str, address: &str) {
        let (Some(area), Some(begun)) = (self.area(), self.begun.get_untracked()) else {
            return;
        };
        let text = area.value();
        let name = self
            .names
            .try_update_value(|names| names.add(&text, name, address));
        let behind = &text[byte_at(&text, begun.place.end)..];
        let space = if behind.starts_with(char::is_whitespace) {
            ""
        } else {
            " "
        };
        let name = name.unwrap_or_default();
        platform::replace_text(&area, begun.place, &format!("{SIGN}{name}{space}"));
    }

    /// Takes away what was typed of a command.
    pub(super) fn clear(self) {
        if let (Some(area), Some(begun)) = (self.area(), self.begun.get_untracked()) {
            platform::replace_text(&area, begun.place, "");
        }
    }

    fn draw(self, text: &str) {
        let begun = self.begun.get_untracked().map(|begun| begun.place);
        let pieces = self
            .names
            .with_value(|names| pieces(text, places(text, names), begun));
        if self.pieces.with_untracked(|before| *before != pieces) {
            self.pieces.set(pieces);
        }
    }
}

/// What is selected, in UTF-16 code units.
fn selection(area: &HtmlTextAreaElement) -> Range<usize> {
    let start = area.selection_start().ok().flatten().unwrap_or_default();
    let end = area.selection_end().ok().flatten().unwrap_or(start);
    start as usize..end as usize
}

/// A text in pieces; none where it is nothing but text.
fn pieces(text: &str, names: Vec<Range<usize>>, begun: Option<Range<usize>>) -> Vec<Piece> {
    type Make = fn(String) -> Piece;
    let named = names.into_iter().map(|place| (place, Piece::Name as Make));
    let begun = begun
        .filter(|begun| begun.end <= length(text))
        .map(|place| (place, Piece::Begun as Make));
    let mut marked: Vec<_> = named.chain(begun).collect();
    marked.sort_by_key(|(place, _)| place.start);
    let mut pieces = Vec::new();
    let mut end = 0;
    for (place, make) in marked {
        let (start, next) = (byte_at(text, place.start), byte_at(text, place.end));
        // What has begun reaches into a name while that is being written in front of it.
        if start < end {
            continue;
        }
        pieces.push(Piece::Text(text[end..start].to_owned()));
        pieces.push(make(text[start..next].to_owned()));
        end = next;
    }
    if !pieces.is_empty() {
        pieces.push(Piece::Text(text[end..].to_owned()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_names_stand_and_something_has_begun() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let names = std::iter::once(3..8).collect();
        let cut = pieces("🌼 @Plan and @s.", names, Some(13..15));
        let expected = [
            text("🌼 "),
            Piece::Name("@Plan".to_owned()),
            text(" and "),
            Piece::Begun("@s".to_owned()),
            text("."),
        ];
        assert_eq!(cut, expected);
        assert!(pieces("nothing", Vec::new(), None).is_empty());
        assert!(pieces("short", Vec::new(), Some(4..9)).is_empty());
    }
}
