//! What the request that is being answered says, for the parts of a page that depend on it.

use axum::extract::Query;
use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::params::ParamsMap;
use url::Url;

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
#[must_use]
pub fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
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

/// The address, if it is one of this server's pages: a redirect must never lead elsewhere, nor begin
/// something that only a form may begin.
#[must_use]
pub fn own_path(address: &str) -> Option<&str> {
    // Browsers take a backslash for a slash, and drop tabs and line ends.
    let is_plain = address.starts_with('/')
        && address
            .chars()
            .all(|character| character.is_ascii_graphic() && character != '\\');
    // Dots may still lead to two slashes, or below `/auth`.
    let base = Url::parse("http://own.invalid").ok()?;
    let target = base.join(address).ok()?;
    let path = target.path();
    let is_own = target.origin() == base.origin() && !path.starts_with("//");
    let is_page = path != "/auth" && !path.starts_with("/auth/");
    (is_plain && is_own && is_page).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_server_are_own_paths() {
        for path in [
            "/",
            "/tasks",
            "/tasks/k1?tab=a&b=%2F#c",
            "/a//b",
            "/authors",
        ] {
            assert_eq!(own_path(path), Some(path));
        }
        for foreign in [
            "",
            "tasks",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/..//evil.example",
            "/.//evil.example",
            " /tasks",
            "/a\r\nSet-Cookie: x=y",
            "/täst",
            "/auth/github",
            "/tasks/../auth/github",
            "/%2e/auth/oidc/x",
        ] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
    }
}
