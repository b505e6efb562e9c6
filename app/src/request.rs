//! What the request that is being answered says, for the parts of a page that depend on it.

use axum::extract::Query;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::params::ParamsMap;

/// The path of the request's address.
pub(crate) fn path() -> String {
    use_context::<Parts>().map_or_else(|| "/".to_owned(), |parts| parts.uri.path().to_owned())
}

/// A parameter of the request's address, decoded.
pub(crate) fn parameter(name: &str) -> Option<String> {
    parameters()
        .into_iter()
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// The request's address with another value for one of its parameters.
pub(crate) fn address_with(name: &str, value: &str) -> String {
    let pairs = parameters().into_iter().filter(|(key, _)| key != name);
    let mut query: ParamsMap = pairs.collect();
    query.insert(name.to_owned(), value.to_owned());
    path() + &query.to_query_string()
}

fn parameters() -> Vec<(String, String)> {
    use_context::<Parts>()
        .and_then(|parts| Query::try_from_uri(&parts.uri).ok())
        .map(|Query(pairs)| pairs)
        .unwrap_or_default()
}

/// A cookie of the request, as it was sent.
pub(crate) fn cookie(name: &str) -> Option<String> {
    let parts = use_context::<Parts>()?;
    cookie_of(&parts.headers, name).map(str::to_owned)
}

/// The same from the headers alone.
pub(crate) fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(key, value)| (key == name).then_some(value))
}

/// Keeps a choice in the browser for a year, so that the first bytes of a page can follow it.
pub(crate) fn keep_cookie(name: &str, choice: &str) {
    let cookie = format!("{name}={choice}; Path=/; Max-Age=31536000; SameSite=Lax");
    if let (Some(response), Ok(value)) = (
        use_context::<ResponseOptions>(),
        HeaderValue::from_str(&cookie),
    ) {
        response.append_header(SET_COOKIE, value);
    }
}

/// The address, if it is a path of this server: a redirect must never lead elsewhere.
pub(crate) fn own_path(address: &str) -> Option<&str> {
    let is_own = address.starts_with('/')
        && !address.starts_with("//")
        && !address.contains('\\')
        && !address.contains(char::is_control);
    is_own.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_own_paths() {
        assert_eq!(own_path("/tasks?group=repo#a"), Some("/tasks?group=repo#a"));
        for foreign in [
            "",
            "tasks",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/\t/evil.example",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign}");
        }
    }
}
