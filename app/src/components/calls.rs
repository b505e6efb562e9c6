//! Calls of tools in an answer: what was called with what, and what came of it.
//!
//! An answer that is on its way tells of them delta by delta, one that is complete by its parts. Both are taken up
//! here in the same way, so that a call looks alike before and after. What a tool does is not known here.

mod card;
mod heard;
mod wording;

use std::sync::Arc;

use convex_api::{MessagePart, MessagePartKind};
use leptos::prelude::*;

pub(super) use card::card;
pub(super) use heard::announce;

/// One call. What is absent has not come yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    id: Option<String>,
    name: String,
    /// As JSON text, as far as they have come.
    arguments: String,
    result: Option<String>,
    /// How much of the answer's text stands before it, in bytes.
    at: usize,
}

/// Where a call stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Running,
    Done,
    Failed,
    /// The answer has ended before the call did.
    Unfinished,
}

/// One call as long as it is there.
pub(super) type Shown = Memo<Option<Arc<Call>>>;

impl Call {
    fn state(&self, is_busy: bool) -> State {
        match &self.result {
            Some(result) if wording::failure(result).is_some() => State::Failed,
            Some(_) => State::Done,
            None if is_busy => State::Running,
            None => State::Unfinished,
        }
    }
}

/// The calls of an answer, in their order. Cheap to clone: the text of an answer grows beside them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Calls(Vec<Arc<Call>>);

impl Calls {
    /// The calls among the parts of a message.
    pub(super) fn of(parts: &[MessagePart]) -> Self {
        let mut calls = Self::default();
        let mut at = 0;
        for part in parts {
            let id = part.tool_call_id.as_deref();
            let json = part.json.as_deref().unwrap_or_default();
            match part.kind {
                MessagePartKind::Text => at += part.text.as_ref().map_or(0, String::len),
                MessagePartKind::ToolCall => calls.begin(id, part.tool_name.as_deref(), json, at),
                MessagePartKind::ToolResult => calls.end(id, json),
                _ => {}
            }
        }
        calls
    }

    /// A call begins, behind so much text.
    pub(super) fn begin(
        &mut self,
        id: Option<&str>,
        name: Option<&str>,
        arguments: &str,
        at: usize,
    ) {
        self.0.push(Arc::new(Call {
            id: id.map(str::to_owned),
            name: name.unwrap_or_default().to_owned(),
            arguments: arguments.to_owned(),
            result: None,
            at,
        }));
    }

    /// More of the arguments. Some providers use an id again: the latest call has it.
    pub(super) fn argue(&mut self, id: Option<&str>, piece: &str) {
        if let Some(call) = self.0.iter_mut().rfind(|call| call.id.as_deref() == id) {
            Arc::make_mut(call).arguments.push_str(piece);
        }
    }

    /// The result of a call. Calls are done in their order: it is of the first one that has none.
    pub(super) fn end(&mut self, id: Option<&str>, result: &str) {
        let waits = |call: &&mut Arc<Call>| call.id.as_deref() == id && call.result.is_none();
        if let Some(call) = self.0.iter_mut().find(waits) {
            Arc::make_mut(call).result = Some(result.to_owned());
        }
    }

    /// With further calls behind a text of `base` bytes; those that are known already do not come twice.
    pub(super) fn followed_by(mut self, later: &Self, base: usize) -> Self {
        let known = self.0.len();
        for call in &later.0 {
            let mut call = Arc::clone(call);
            if base > 0 {
                Arc::make_mut(&mut call).at += base;
            }
            if !self.0[..known].contains(&call) {
                self.0.push(call);
            }
        }
        self
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn get(&self, index: usize) -> Option<Arc<Call>> {
        self.0.get(index).cloned()
    }

    /// Where the text before the call of this index begins, and where it ends; the text behind the last call has
    /// no end.
    pub(super) fn gap(&self, index: usize) -> (usize, Option<usize>) {
        let at = |index: usize| self.0.get(index).map(|call| call.at);
        let begin = index.checked_sub(1).and_then(at).unwrap_or(0);
        (begin, at(index))
    }

    /// For each call whether there is text between it and the next one, or behind it, in an answer of so many bytes.
    pub(super) fn followers(&self, length: usize) -> Vec<bool> {
        let gaps = (1..=self.0.len()).map(|index| self.gap(index));
        gaps.map(|(begin, end)| begin < end.unwrap_or(length).min(length))
            .collect()
    }

    fn states(&self, is_busy: bool) -> Vec<State> {
        self.0.iter().map(|call| call.state(is_busy)).collect()
    }
}

/// The text between two places, as far as there is one: what somebody has changed since may be shorter, or have its
/// letters elsewhere.
pub(super) fn cut(text: &str, (begin, end): (usize, Option<usize>)) -> &str {
    let place = |place: usize| {
        let mut place = place.min(text.len());
        while !text.is_char_boundary(place) {
            place -= 1;
        }
        place
    };
    let begin = place(begin);
    &text[begin..end.map_or(text.len(), place).max(begin)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(kind: MessagePartKind, id: Option<&str>, content: &str) -> MessagePart {
        let is_text = kind == MessagePartKind::Text;
        MessagePart {
            creation_time: 0.0,
            id: "mp1".into(),
            json: (!is_text).then(|| content.to_owned()),
            kind,
            message_id: "m1".into(),
            sequence: 1.0,
            signature: None,
            text: is_text.then(|| content.to_owned()),
            tool_call_id: id.map(str::to_owned),
            tool_name: id.map(|_| "weather".to_owned()),
            user_id: "us1".into(),
        }
    }

    fn states(calls: &Calls) -> Vec<State> {
        calls.states(false)
    }

    #[test]
    fn parts_say_what_came_of_each_call_and_where_it_stands_in_the_text() {
        let calls = Calls::of(&[
            part(MessagePartKind::Text, None, "Let me see. "),
            part(MessagePartKind::ToolCall, Some("a"), "{}"),
            part(MessagePartKind::ToolCall, Some("b"), "{}"),
            part(MessagePartKind::ToolResult, Some("b"), "{\"error\":\"No\"}"),
            part(MessagePartKind::ToolResult, Some("a"), "21"),
            part(MessagePartKind::Text, None, "Done."),
            part(MessagePartKind::ToolCall, Some("c"), "{}"),
        ]);
        let expected = [State::Done, State::Failed, State::Unfinished];
        assert_eq!(states(&calls), expected);
        assert_eq!(calls.gap(0), (0, Some(12)));
        assert_eq!(calls.gap(2), (12, Some(17)));
        assert_eq!(calls.gap(3), (17, None));
        assert_eq!(calls.followers(17), [false, true, false]);
        assert_eq!(calls.followers(18), [false, true, true]);
    }

    #[test]
    fn a_result_is_of_the_first_call_that_waits_for_it_even_where_ids_repeat() {
        let mut calls = Calls::default();
        for result in ["1", "2"] {
            calls.begin(Some("call_0"), Some("count"), "", 0);
            calls.argue(Some("call_0"), result);
            calls.end(Some("call_0"), result);
        }
        calls.end(Some("other"), "3");
        let told = |index: usize| {
            let call = calls.get(index).unwrap();
            (call.arguments.clone(), call.result.clone())
        };
        assert_eq!(told(0), ("1".into(), Some("1".into())));
        assert_eq!(told(1), ("2".into(), Some("2".into())));
    }

    #[test]
    fn calls_that_are_stored_already_do_not_come_twice() {
        let mut live = Calls::default();
        live.begin(Some("a"), Some("weather"), "{}", 2);
        live.end(Some("a"), "21");
        let mut stored = Calls::default();
        stored.begin(Some("a"), Some("weather"), "{}", 7);
        stored.end(Some("a"), "21");
        assert_eq!(stored.clone().followed_by(&live, 5), stored);
        assert_eq!(stored.followed_by(&live, 9).gap(1), (7, Some(11)));
    }

    #[test]
    fn text_is_cut_between_letters_wherever_a_call_says_that_it_stands() {
        assert_eq!(cut("Größe", (0, Some(3))), "Gr");
        assert_eq!(cut("Größe", (3, None)), "öße");
        assert_eq!(cut("Ab", (7, Some(9))), "");
        assert_eq!(cut("Ab", (2, Some(1))), "");
    }
}
