//! Splitting a large transition for clients that can put it together again.

use super::server::write_string;
use std::fmt::Write as _;

/// A transition longer than this is split, in bytes of its text.
pub const CHUNK_BYTES: usize = 5_000_000;

/// The frames that carry `text`: itself, or `TransitionChunk` messages whose parts concatenate to it.
pub fn transition_frames(text: String, limit: usize, transition_id: u64) -> Vec<String> {
    if text.len() <= limit {
        return vec![text];
    }
    let parts = split(&text, limit.max(4));
    let total = parts.len();
    let frame = |(number, part): (usize, &&str)| {
        let mut out = String::with_capacity(part.len() + part.len() / 8 + 128);
        out.push_str(r#"{"type":"TransitionChunk","chunk":"#);
        write_string(&mut out, part);
        let _ = write!(
            out,
            r#","partNumber":{number},"totalParts":{total},"transitionId":"{transition_id}"}}"#
        );
        out
    };
    parts.iter().enumerate().map(frame).collect()
}

/// Cuts at character boundaries, so that every part is a string of its own.
fn split(mut text: &str, limit: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    while text.len() > limit {
        let mut at = limit;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        let (part, rest) = text.split_at(at);
        parts.push(part);
        text = rest;
    }
    parts.push(text);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_parts_of_a_split_transition_concatenate_to_it(text in "[a-zä€😀\"\\\\]{0,200}", limit in 4usize..40) {
            let frames = transition_frames(text.clone(), limit, 9);
            if text.len() <= limit {
                prop_assert_eq!(frames, vec![text]);
                return Ok(());
            }
            let mut joined = String::new();
            for (number, frame) in frames.iter().enumerate() {
                let json: serde_json::Value = serde_json::from_str(frame).expect("valid JSON");
                prop_assert_eq!(json["partNumber"].as_u64(), Some(number as u64));
                prop_assert_eq!(json["totalParts"].as_u64(), Some(frames.len() as u64));
                prop_assert_eq!(json["transitionId"].as_str(), Some("9"));
                joined.push_str(json["chunk"].as_str().expect("text"));
            }
            prop_assert_eq!(joined, text);
        }
    }
}
