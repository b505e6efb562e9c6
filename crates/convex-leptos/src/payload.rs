//! What travels in the document beside the HTML: each query's path, arguments and outcome once, and
//! the timestamp they all belong to.
//!
//! It is the content of `<script type="application/json" id="convex">`. Such a script is data, not
//! code: no content security policy has to allow it. Values stay the deployment's own JSON text, only
//! `<` becomes `\u003c`, so that nothing in a value can end the script.

use std::sync::Arc;

use convex_sync::{Outcome, QueryKey};
use convex_typed::ConvexError;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

/// The script element's id.
pub(crate) const ELEMENT_ID: &str = "convex";

/// Everything the browser needs to begin where the server stopped.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Payload {
    /// The snapshot of all results, as decimal text in the document: JSON numbers end at 2^53.
    pub(crate) timestamp: Option<u64>,
    /// Base address of the deployment if it is not the page's own origin.
    pub(crate) deployment_url: Option<String>,
    pub(crate) results: Vec<(QueryKey, Outcome)>,
}

#[derive(Serialize, Deserialize)]
struct Document<'a> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ts: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<String>,
    #[serde(borrow)]
    queries: Vec<Entry<'a>>,
}

/// Short names: this is repeated for every query of every page.
#[derive(Serialize, Deserialize)]
struct Entry<'a> {
    /// Path.
    p: &'a str,
    /// Arguments.
    #[serde(borrow)]
    a: &'a RawValue,
    /// Value.
    #[serde(
        borrow,
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    v: Option<&'a RawValue>,
    /// Error message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    e: Option<String>,
    /// Error data.
    #[serde(
        borrow,
        default,
        skip_serializing_if = "Option::is_none",
        deserialize_with = "present"
    )]
    d: Option<&'a RawValue>,
}

/// Null is a value; only a missing field is none.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Payload {
    /// The text of the script element.
    #[cfg_attr(feature = "hydrate", allow(dead_code, reason = "the server writes"))]
    pub(crate) fn to_script_text(&self) -> String {
        let queries = self
            .results
            .iter()
            .filter_map(|(key, outcome)| entry(key, outcome))
            .collect();
        let document = Document {
            ts: self.timestamp.map(|ts| ts.to_string()),
            url: self.deployment_url.clone(),
            queries,
        };
        serde_json::to_string(&document)
            .unwrap_or_default()
            .replace('<', "\\u003c")
    }

    /// Reads the text of the script element; nothing if it is not ours.
    pub(crate) fn from_script_text(text: &str) -> Option<Self> {
        let document: Document<'_> = serde_json::from_str(text).ok()?;
        let results = document.queries.iter().filter_map(read_entry).collect();
        Some(Self {
            timestamp: document.ts.and_then(|ts| ts.parse().ok()),
            deployment_url: document.url,
            results,
        })
    }
}

fn entry<'a>(key: &'a QueryKey, outcome: &'a Outcome) -> Option<Entry<'a>> {
    let raw = |json: &'a str| serde_json::from_str::<&RawValue>(json).ok();
    let a = raw(key.args())?;
    let p = key.path();
    Some(match outcome {
        Ok(value) => Entry {
            p,
            a,
            v: Some(raw(value)?),
            e: None,
            d: None,
        },
        Err(error) => Entry {
            p,
            a,
            v: None,
            e: Some(error.message().to_owned()),
            d: error.data_json().and_then(raw),
        },
    })
}

fn read_entry(entry: &Entry<'_>) -> Option<(QueryKey, Outcome)> {
    let key = QueryKey::from_canonical(entry.p, entry.a.get());
    let outcome = match (entry.v, &entry.e) {
        (Some(value), _) => Ok(Arc::from(value.get())),
        (None, Some(message)) => Err(ConvexError::from_wire(
            message.as_str(),
            entry.d.map(|data| Arc::from(data.get())),
        )),
        (None, None) => return None,
    };
    Some((key, outcome))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(args: &str) -> QueryKey {
        QueryKey::from_canonical("tasks:list", args)
    }

    #[test]
    fn a_payload_survives_its_trip_through_the_document() {
        let payload = Payload {
            timestamp: Some(u64::MAX),
            deployment_url: Some("https://example.test".into()),
            results: vec![
                (key("{}"), Ok(r#"[1,"</script><!--"]"#.into())),
                (key(r#"{"a":1}"#), Ok("null".into())),
                (
                    key(r#"{"a":2}"#),
                    Err(ConvexError::from_wire("no", Some("null".into()))),
                ),
                (
                    key(r#"{"a":3}"#),
                    Err(ConvexError::from_wire("broken", None)),
                ),
            ],
        };
        let text = payload.to_script_text();
        assert!(!text.contains('<'), "{text}");
        let back = Payload::from_script_text(&text).unwrap();
        assert_eq!(back.timestamp, payload.timestamp);
        assert_eq!(back.deployment_url, payload.deployment_url);
        let value = back.results[0].1.as_ref().unwrap();
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(value).unwrap(),
            serde_json::json!([1, "</script><!--"])
        );
        assert_eq!(back.results[1..], payload.results[1..]);
    }

    #[test]
    fn values_are_not_escaped_a_second_time() {
        let payload = Payload {
            results: vec![(key("{}"), Ok(r#"{"a":"b"}"#.into()))],
            ..Payload::default()
        };
        assert_eq!(
            payload.to_script_text(),
            r#"{"queries":[{"p":"tasks:list","a":{},"v":{"a":"b"}}]}"#
        );
    }

    #[test]
    fn a_foreign_script_is_ignored() {
        assert_eq!(Payload::from_script_text("window.x = 1"), None);
    }
}
