//! Bodies of requests and answers.

use crate::functions::Engine;
use crate::{Error, FunctionResult};
use axum::body::Bytes;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use convex_values::{JsonFormat, Value};
use semver::Version;
use serde::de::DeserializeOwned;

/// Reads a JSON body.
pub(super) fn json<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Error> {
    let bad = |why: &str| {
        Error::bad_request(
            "BadJsonBody",
            format!("The request body cannot be read: {why}."),
        )
    };
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Err(bad("its content type must be `application/json`"));
    }
    serde_json::from_slice(body).map_err(|error| bad(&error.to_string()))
}

/// `Convex-Client: <name>-<version>`, if it was sent.
pub(super) fn client_version(
    headers: &HeaderMap,
) -> Result<Option<(String, Option<Version>)>, Error> {
    let Some(value) = headers.get("convex-client") else {
        return Ok(None);
    };
    let split = value.to_str().ok().and_then(|text| {
        // The name may contain dashes, and so may the version: it begins at the first dash before a digit.
        let at = text
            .match_indices('-')
            .map(|(at, _)| at)
            .find(|at| text[at + 1..].starts_with(|next: char| next.is_ascii_digit()));
        at.or_else(|| text.find('-'))
            .map(|at| (text[..at].to_owned(), Version::parse(&text[at + 1..]).ok()))
    });
    split.map(Some).ok_or_else(|| {
        Error::bad_request(
            "InvalidClientHeader",
            "The Convex-Client header must be `<name>-<version>`.",
        )
    })
}

/// The format of the answer: the one asked for, or what this client expects.
pub(super) fn format(asked: Option<&str>, headers: &HeaderMap) -> Result<JsonFormat, Error> {
    if let Some(name) = asked {
        return name.parse().map_err(|_| {
            Error::bad_request(
                "BadFormat",
                format!("Unknown format `{name}`; use `json` or `convex_encoded_json`."),
            )
        });
    }
    let is_old = |name: &str, version: &Version| match name {
        "npm" | "npm-cli" => *version < Version::new(1, 4, 1),
        "python" => *version < Version::new(0, 5, 0),
        _ => false,
    };
    Ok(match client_version(headers)? {
        Some((name, Some(version))) if is_old(&name, &version) => JsonFormat::Encoded,
        _ => JsonFormat::Clean,
    })
}

/// The envelope of a function's result. A failure of the function is no failure of the request.
pub(super) fn envelope(
    engine: &Engine,
    result: &FunctionResult,
    request_id: &str,
    format: JsonFormat,
) -> String {
    let shown = engine.presenter.result(result, request_id);
    let mut out = match &shown.value {
        Ok(value) => format!(
            r#"{{"status":"success","value":{}"#,
            in_format(value, format)
        ),
        Err(failure) => {
            let mut out = format!(
                r#"{{"status":"error","errorMessage":{}"#,
                serde_json::json!(failure.message)
            );
            if let Some(data) = &failure.data {
                out.push_str(r#","errorData":"#);
                out.push_str(&in_format(data, format));
            }
            out
        }
    };
    if !shown.log_lines.is_empty() {
        out.push_str(r#","logLines":"#);
        out.push_str(&serde_json::json!(shown.log_lines).to_string());
    }
    out.push('}');
    out
}

fn in_format(encoded: &str, format: JsonFormat) -> String {
    if format == JsonFormat::Encoded {
        return encoded.to_owned();
    }
    Value::from_json_str(encoded).map_or_else(
        |_| encoded.to_owned(),
        |value| value.to_json_string_as(format),
    )
}

/// An answer that is JSON text already.
pub(super) fn answer(text: String) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(client: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert("convex-client", client.parse().expect("header"));
        headers
    }

    #[test]
    fn only_very_old_clients_get_the_encoded_format_unasked() {
        assert_eq!(
            format(None, &headers("npm-1.48.0")).ok(),
            Some(JsonFormat::Clean)
        );
        assert_eq!(
            format(None, &headers("npm-cli-1.4.0")).ok(),
            Some(JsonFormat::Encoded)
        );
        assert_eq!(
            format(None, &headers("streaming-import-x")).ok(),
            Some(JsonFormat::Clean)
        );
        assert_eq!(
            format(None, &HeaderMap::new()).ok(),
            Some(JsonFormat::Clean)
        );
        assert_eq!(
            format(Some("convex_json"), &HeaderMap::new()).ok(),
            Some(JsonFormat::Encoded)
        );
        assert_eq!(
            format(Some("xml"), &HeaderMap::new())
                .expect_err("unknown")
                .code,
            "BadFormat"
        );
        assert!(format(None, &headers("npm")).is_err());
    }
}
