//! Saying again what was said before: with Alt and the arrow keys, from an empty box, as shells do. Without Alt, too,
//! where they have nothing else to do.

use convex_api::{Message, MessageRole};
use leptos::prelude::*;
use leptos::web_sys::KeyboardEvent;

use super::composer::{OnKey, Written};
use super::message::Messages;
use crate::actions::is_pending;

/// Lets the arrow keys go through what the reader has said, newest first. A text that has been changed since is
/// no longer left by them. `edit_last` is asked first when the arrow leads up from an empty box: it says whether it has
/// opened the reader's last message.
pub(crate) fn recall(
    written: Written,
    messages: Messages,
    edit_last: Box<dyn Fn() -> bool>,
) -> OnKey {
    let shown = StoredValue::new(None::<(usize, String)>);
    Box::new(move |event: &KeyboardEvent| {
        if event.shift_key() || event.ctrl_key() || event.meta_key() {
            return false;
        }
        let is_alone = !event.alt_key();
        let step = match event.key().as_str() {
            "ArrowUp" => Step::Older,
            "ArrowDown" => Step::Newer,
            _ => return false,
        };
        let text = written.text();
        if is_alone && step == Step::Older && text.is_empty() && edit_last() {
            return true;
        }
        let at = shown.with_value(|shown| place(shown.as_ref(), &text));
        let Some(at) = at.filter(|_| !is_alone || leaves(step, &written.shown(), written.caret()))
        else {
            return false;
        };
        let said = messages.with_untracked(|messages| said(messages));
        let Some(next) = step.from(at, said.len()) else {
            return false;
        };
        let recalled = next.map(|nth| (nth, said[nth].clone()));
        written.write(recalled.as_ref().map_or("", |(_, text)| text));
        shown.set_value(recalled);
        true
    })
}

fn said(messages: &[Message]) -> Vec<String> {
    let own = messages
        .iter()
        .rev()
        .filter(|message| message.role == MessageRole::User && !is_pending(message.id.as_str()));
    own.map(|message| message.content.clone()).collect()
}

#[derive(Clone, Copy, PartialEq)]
enum Step {
    Older,
    Newer,
}

/// Which of the texts is shown; none: an empty box.
type Place = Option<usize>;

impl Step {
    /// Where the step leads among `count` texts; none: nowhere.
    fn from(self, at: Place, count: usize) -> Option<Place> {
        match (self, at) {
            (Self::Older, None) => (count > 0).then_some(Some(0)),
            (Self::Older, Some(nth)) => (nth + 1 < count).then_some(Some(nth + 1)),
            (Self::Newer, None) => None,
            (Self::Newer, Some(nth)) => Some(nth.checked_sub(1)),
        }
    }
}

/// Where in the texts one is; none: somewhere else, because something else was written.
fn place(shown: Option<&(usize, String)>, text: &str) -> Option<Place> {
    match shown {
        _ if text.is_empty() => Some(None),
        Some((nth, recalled)) if recalled == text => Some(Some(*nth)),
        _ => None,
    }
}

/// Whether an arrow key leads out of the text, because the caret is in its first or last line. `caret` is in
/// UTF-16 code units.
fn leaves(step: Step, text: &str, caret: usize) -> bool {
    let newline = u16::from(b'\n');
    let units: Vec<_> = text.encode_utf16().collect();
    let (before, behind) = units.split_at(caret.min(units.len()));
    match step {
        Step::Older => !before.contains(&newline),
        Step::Newer => !behind.contains(&newline),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_an_empty_box_steps_go_back_to_the_first_text_and_forth_to_the_empty_box() {
        assert_eq!(Step::Older.from(None, 2), Some(Some(0)));
        assert_eq!(Step::Older.from(Some(0), 2), Some(Some(1)));
        assert_eq!(Step::Older.from(Some(1), 2), None);
        assert_eq!(Step::Newer.from(Some(1), 2), Some(Some(0)));
        assert_eq!(Step::Newer.from(Some(0), 2), Some(None));
        assert_eq!(Step::Newer.from(None, 2), None);
        assert_eq!(Step::Older.from(None, 0), None);
    }

    #[test]
    fn what_has_been_changed_is_not_left() {
        let shown = (1, "said before".to_owned());
        assert_eq!(place(Some(&shown), "said before"), Some(Some(1)));
        assert_eq!(place(Some(&shown), "said before!"), None);
        assert_eq!(place(Some(&shown), ""), Some(None));
        assert_eq!(place(None, "new"), None);
    }

    #[test]
    fn in_several_lines_arrows_move_the_caret_until_there_is_no_further_line() {
        let text = "\u{1f33c} one\ntwo";
        assert!(leaves(Step::Older, text, 6));
        assert!(!leaves(Step::Older, text, 7));
        assert!(!leaves(Step::Newer, text, 6));
        assert!(leaves(Step::Newer, text, 7));
    }
}
