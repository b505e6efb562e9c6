//! Where names stand around a caret, and what is being typed there. Places are UTF-16 code units, as those of text
//! areas are.

use std::ops::Range;

use super::names::{Names, SIGN};

/// How much can be typed behind a sign, in UTF-16 code units. It bounds how far is looked back for it.
const TYPED_MAX: usize = 60;

/// What begins a command.
const COMMAND: char = '/';

/// What a menu is open for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Mention,
    Command,
}

/// The beginning of something that a menu proposes the rest of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Beginning {
    pub(super) kind: Kind,
    /// From the sign to the caret.
    pub(super) place: Range<usize>,
    /// What was typed behind the sign.
    pub(super) typed: String,
}

impl Beginning {
    /// What stands before the caret. A command begins a text, a mention a word.
    pub(super) fn of(text: &str, caret: usize, names: &Names) -> Option<Self> {
        let before = &text[..byte_at(text, caret)];
        let (kind, sign) = match sign(before) {
            Some(sign) => (Kind::Mention, sign),
            None if before.starts_with(COMMAND) => (Kind::Command, 0),
            None => return None,
        };
        let typed = &before[sign + 1..];
        let is_one = length(typed) <= TYPED_MAX
            && !typed.contains('\n')
            && !typed.starts_with(char::is_whitespace);
        let is_named = || names.tokens(text).iter().any(|it| it.place.start == sign);
        (is_one && !is_named()).then(|| Self {
            kind,
            place: length(&before[..sign])..caret,
            typed: typed.to_owned(),
        })
    }
}

/// Where the last sign stands that begins a word.
fn sign(before: &str) -> Option<usize> {
    let signs = before.rmatch_indices(SIGN);
    let near = signs.take_while(|(at, _)| before.len() - at <= 4 * TYPED_MAX);
    let mut beginnings = near.filter(|(at, _)| {
        before[..*at]
            .chars()
            .next_back()
            .is_none_or(|last| last.is_whitespace() || "([{\"'“‘«„".contains(last))
    });
    beginnings.next().map(|(at, _)| at)
}

/// What goes when something is deleted at this selection, if that is other than the selection: names go as one.
pub(super) fn deleted(
    text: &str,
    names: &Names,
    selected: Range<usize>,
    forwards: bool,
) -> Option<Range<usize>> {
    let is_caret = selected.is_empty();
    let mut gone = selected.clone();
    for token in places(text, names) {
        let is_touched = match (is_caret, forwards) {
            (true, false) => token.start < selected.start && selected.start <= token.end,
            (true, true) => token.start <= selected.start && selected.start < token.end,
            (false, _) => token.start < selected.end && selected.start < token.end,
        };
        if is_touched {
            gone = gone.start.min(token.start)..gone.end.max(token.end);
        }
    }
    (gone != selected).then_some(gone)
}

/// Where a caret goes on that has come into a name from `last`: from one side of it to the other, from elsewhere to
/// the nearer one.
pub(super) fn beside(text: &str, names: &Names, caret: usize, last: usize) -> Option<usize> {
    let inside = |token: &Range<usize>| token.start < caret && caret < token.end;
    let token = places(text, names).into_iter().find(inside)?;
    let middle = usize::midpoint(token.start, token.end);
    Some(if last == token.end {
        token.start
    } else if last == token.start || caret > middle {
        token.end
    } else {
        token.start
    })
}

/// The places of names in a text.
pub(super) fn places(text: &str, names: &Names) -> Vec<Range<usize>> {
    let place = |place: Range<usize>| {
        let start = length(&text[..place.start]);
        start..start + length(&text[place])
    };
    let tokens = names.tokens(text).into_iter();
    tokens.map(|token| place(token.place)).collect()
}

/// How many code units a text has.
pub(super) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The byte at which a code unit begins; that of its letter, where it is the second one.
pub(super) fn byte_at(text: &str, unit: usize) -> usize {
    let mut units = 0;
    for (at, letter) in text.char_indices() {
        units += letter.len_utf16();
        if units > unit {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan() -> Names {
        let mut names = Names::default();
        names.add("", "Plan", "/chats/a");
        names
    }

    fn beginning(text: &str) -> Option<(Kind, usize, String)> {
        let found = Beginning::of(text, length(text), &plan())?;
        Some((found.kind, found.place.start, found.typed))
    }

    #[test]
    fn a_mention_begins_a_word_and_a_command_a_text() {
        let mention = |at, typed: &str| Some((Kind::Mention, at, typed.to_owned()));
        assert_eq!(beginning("@"), mention(0, ""));
        assert_eq!(beginning("🌼 (@two words"), mention(4, "two words"));
        assert_eq!(beginning("@one\n@tw"), mention(5, "tw"));
        assert_eq!(beginning("/sh"), Some((Kind::Command, 0, "sh".to_owned())));
        for none in [
            "",
            "a@b",
            "@ five",
            "@one\nnext",
            " /share",
            "at/",
            "@Plan ",
            "/a\nb",
        ] {
            assert_eq!(beginning(none), None, "{none:?}");
        }
        assert_eq!(beginning(&format!("@{}", "x".repeat(61))), None);
    }

    #[test]
    fn only_what_stands_before_the_caret_counts() {
        let found = Beginning::of("See @pla and more", 7, &Names::default());
        assert_eq!(
            found.map(|it| (it.place, it.typed)),
            Some((4..7, "pl".to_owned()))
        );
    }

    #[test]
    fn a_name_is_deleted_as_one_from_either_side_and_out_of_its_middle() {
        let (names, text) = (plan(), "🌼 @Plan!");
        let gone = |selected, forwards| deleted(text, &names, selected, forwards);
        assert_eq!(gone(8..8, false), Some(3..8));
        assert_eq!(gone(5..5, false), Some(3..8));
        assert_eq!(gone(3..3, true), Some(3..8));
        assert_eq!(gone(3..3, false), None);
        assert_eq!(gone(8..8, true), None);
        assert_eq!(gone(6..9, false), Some(3..9));
        assert_eq!(gone(0..9, false), None);
        assert_eq!(gone(0..2, false), None);
    }

    #[test]
    fn a_caret_steps_over_a_name_or_falls_to_its_nearer_side() {
        let (names, text) = (plan(), "a @Plan b");
        let to = |caret, last| beside(text, &names, caret, last);
        assert_eq!(to(6, 7), Some(2));
        assert_eq!(to(3, 2), Some(7));
        assert_eq!(to(3, 4), Some(2));
        assert_eq!(to(6, 4), Some(7));
        assert_eq!(to(2, 3), None);
        assert_eq!(to(7, 8), None);
    }

    #[test]
    fn units_and_bytes_are_told_apart() {
        assert_eq!(byte_at("🌼a", 2), 4);
        assert_eq!(byte_at("🌼a", 1), 0);
        assert_eq!(byte_at("é", 9), 2);
        assert_eq!(length("🌼é"), 3);
    }
}
