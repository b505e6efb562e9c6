//! What has come of an answer since its reader began to look.

use convex_api::{DeltaKind, StreamChunk};

use crate::components::calls::Calls;

/// The pieces that were taken up.
#[derive(Clone, Default)]
pub(super) struct Growth {
    pub(super) text: String,
    /// What the model says to itself.
    pub(super) reasoning: String,
    /// Whether there is more of that, which its provider keeps to itself.
    pub(super) has_hidden: bool,
    /// Their places are counted from the beginning of `text`.
    pub(super) calls: Calls,
    pub(super) last: f64,
}

impl Growth {
    /// Begins behind the message's text. What was thought before stays where it is.
    pub(super) fn go_on(&mut self) {
        let mut reasoning = std::mem::take(&mut self.reasoning);
        if !reasoning.is_empty() {
            reasoning.push_str("\n\n");
        }
        *self = Self {
            reasoning,
            has_hidden: self.has_hidden,
            ..Self::default()
        };
    }

    /// Takes up what is new.
    pub(super) fn absorb(&mut self, chunks: &[StreamChunk]) {
        for chunk in chunks {
            if chunk.sequence > self.last {
                self.last = chunk.sequence;
                self.take(chunk);
            }
        }
    }

    fn take(&mut self, chunk: &StreamChunk) {
        let StreamChunk { text, .. } = chunk;
        let id = chunk.tool_call_id.as_deref();
        match chunk.kind {
            DeltaKind::Text => self.text.push_str(text),
            DeltaKind::Reasoning => self.reasoning.push_str(text),
            DeltaKind::RedactedReasoning => self.has_hidden = true,
            DeltaKind::ToolCall => {
                let name = chunk.tool_name.as_deref();
                self.calls.begin(id, name, text, self.text.len());
            }
            DeltaKind::ToolCallDelta => self.calls.argue(id, text),
            DeltaKind::ToolResult => self.calls.end(id, text),
            DeltaKind::Error => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Deltas of these kinds, numbered from `first` on: the id of a call, or none, and the text.
    fn deltas(first: u32, all: &[(DeltaKind, &str, &str)]) -> Vec<StreamChunk> {
        let numbered = (first..).zip(all);
        let delta = |(sequence, (kind, id, text)): (u32, &(DeltaKind, &str, &str))| StreamChunk {
            kind: *kind,
            sequence: sequence.into(),
            text: (*text).to_owned(),
            tool_call_id: (!id.is_empty()).then(|| (*id).to_owned()),
            tool_name: (*kind == DeltaKind::ToolCall).then(|| "weather".to_owned()),
        };
        numbered.map(delta).collect()
    }

    /// An answer with two calls at once, whose arguments come in turn.
    fn script() -> Vec<StreamChunk> {
        deltas(
            1,
            &[
                (DeltaKind::Text, "", "Let me "),
                (DeltaKind::Text, "", "look."),
                (DeltaKind::ToolCall, "a", ""),
                (DeltaKind::ToolCallDelta, "a", "{\"place\":"),
                (DeltaKind::ToolCall, "b", ""),
                (DeltaKind::ToolCallDelta, "b", "{}"),
                (DeltaKind::ToolCallDelta, "a", "\"Rome\"}"),
                (DeltaKind::ToolResult, "a", "21"),
                (DeltaKind::ToolResult, "b", "{\"error\":\"No.\"}"),
                (DeltaKind::Text, "", "It is 21."),
                (DeltaKind::ToolCall, "c", "{}"),
            ],
        )
    }

    fn expected() -> Calls {
        let mut calls = Calls::default();
        calls.begin(Some("a"), Some("weather"), "{\"place\":\"Rome\"}", 12);
        calls.begin(Some("b"), Some("weather"), "{}", 12);
        calls.end(Some("a"), "21");
        calls.end(Some("b"), "{\"error\":\"No.\"}");
        calls.begin(Some("c"), Some("weather"), "{}", 21);
        calls
    }

    #[test]
    fn calls_are_the_same_however_their_deltas_come() {
        let script = script();
        for middle in 0..=script.len() {
            let mut growth = Growth::default();
            growth.absorb(&script[..middle]);
            // A reader who comes back is told some of it again.
            growth.absorb(&script[middle / 2..middle]);
            growth.absorb(&script[middle / 2..]);
            assert_eq!(growth.calls, expected(), "cut at {middle}");
            assert_eq!(growth.text, "Let me look.It is 21.");
        }
    }

    #[test]
    fn an_answer_that_goes_on_counts_its_calls_from_where_it_had_ended() {
        let mut growth = Growth::default();
        growth.absorb(&script());
        let before = growth.text.clone();
        growth.go_on();
        assert!(growth.calls.is_empty());
        growth.absorb(&deltas(
            1,
            &[
                (DeltaKind::Text, "", " And "),
                (DeltaKind::ToolCall, "d", "{}"),
            ],
        ));
        let all = expected().followed_by(&growth.calls, before.len());
        assert_eq!(all.gap(3), (21, Some(26)));
    }

    #[test]
    fn what_a_provider_hides_of_its_thoughts_is_known_and_not_kept() {
        let mut growth = Growth::default();
        growth.absorb(&deltas(1, &[(DeltaKind::RedactedReasoning, "", "opaque")]));
        assert!(growth.has_hidden && growth.reasoning.is_empty() && growth.text.is_empty());
        growth.go_on();
        assert!(growth.has_hidden);
    }
}
