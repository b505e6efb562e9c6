//! What travels in the document beside the HTML: each query's path, arguments and outcome once, and
//! the timestamp they all belong to.
//!
//! It is the content of `<script type="application/json" id="convex">`. Such a script is data, not
//! code: no content security policy has to allow it. Values stay the deployment's own JSON text, only
//! `<` becomes `\u003c`, so that nothing in a value can end the script.

use std::sync::Arc;

use convex_sync::{Outcome, QueryKey};
use convex_typed::{
    ConvexError,
    json::{Json, Misfits, Object, write_array, write_text},
};

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

impl Payload {
    /// The text of the script element. Names are short: they are repeated for every query of every page.
    #[cfg_attr(feature = "hydrate", allow(dead_code, reason = "the server writes"))]
    pub(crate) fn to_script_text(&self) -> String {
        let mut text = String::new();
        let mut document = Object::new(&mut text);
        document.optional("ts", &self.timestamp.map(|ts| ts.to_string()));
        document.optional("url", &self.deployment_url);
        write_array(
            &self.results,
            document.field("queries"),
            |(key, outcome), out| write_entry(key, outcome, out),
        );
        document.end();
        text.replace('<', "\\u003c")
    }

    /// Reads the text of the script element; nothing if it is not ours.
    pub(crate) fn from_script_text(text: &str) -> Option<Self> {
        let document = Json::new(text).and_then(Json::fields).ok()?;
        let queries = document.get("queries")?.items().ok()?;
        let mut misfits = Misfits::default();
        let timestamp: Option<String> = document.optional("ts", &mut misfits);
        let payload = Self {
            timestamp: timestamp.and_then(|ts| ts.parse().ok()),
            deployment_url: document.optional("url", &mut misfits),
            results: queries
                .into_iter()
                .map(|entry| read_entry(entry, &mut misfits))
                .collect(),
        };
        misfits.check(payload).ok()
    }
}

/// Path, arguments, and either the value or the error's message and data.
#[cfg_attr(feature = "hydrate", allow(dead_code, reason = "the server writes"))]
fn write_entry(key: &QueryKey, outcome: &Outcome, out: &mut String) {
    let mut entry = Object::new(out);
    write_text(key.path(), entry.field("p"));
    entry.field("a").push_str(key.args());
    match outcome {
        Ok(value) => entry.field("v").push_str(value),
        Err(error) => {
            write_text(error.message(), entry.field("e"));
            if let Some(data) = error.data_json() {
                entry.field("d").push_str(data);
            }
        }
    }
    entry.end();
}

fn read_entry(json: Json<'_>, misfits: &mut Misfits) -> (QueryKey, Outcome) {
    let entry = misfits.fields(json);
    let path: String = entry.required("p", misfits);
    let args = entry.get("a").map_or("{}", Json::text);
    // Null is a value; only a missing field is none.
    let outcome = match entry.get("v") {
        Some(value) => Ok(Arc::from(value.text())),
        None => Err(ConvexError::from_wire(
            entry.required::<String>("e", misfits),
            entry.get("d").map(|data| Arc::from(data.text())),
        )),
    };
    (QueryKey::from_canonical(&path, args), outcome)
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
