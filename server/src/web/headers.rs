//! What answers tell the browser to forbid.

use super::guard::{OWN_COOKIES, SECURE_PREFIX};
use axum::http::header::{
    CONTENT_SECURITY_POLICY, COOKIE, HeaderName, REFERRER_POLICY, SET_COOKIE,
    STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

/// On every answer of a deployment that has no pages beside it: what it says is what it is.
pub(super) fn no_sniffing(headers: &mut HeaderMap) {
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

/// A year: browsers that have come over TLS once come over nothing else.
const ONLY_TLS: &str = "max-age=31536000";

/// On every answer of a server that browsers reach over TLS.
pub(super) fn only_tls(headers: &mut HeaderMap) {
    headers.insert(
        STRICT_TRANSPORT_SECURITY,
        HeaderValue::from_static(ONLY_TLS),
    );
}

/// On what an HTTP action answers beside our pages: it may be a page made of anybody's text, and is none of
/// ours. A policy that the action has set stays in force, too.
pub(super) fn confine(headers: &mut HeaderMap) {
    sandbox(headers);
    // Cookies of this host are between browsers and the server.
    headers.remove(SET_COOKIE);
}

/// On what may be a page made of anybody's text, on the host of our pages: it runs nothing, in no origin.
pub(super) fn sandbox(headers: &mut HeaderMap) {
    headers.append(
        CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("sandbox; base-uri 'none'; frame-ancestors 'none'"),
    );
}

/// Takes the cookies of this program out of a request that is not for it.
pub(super) fn hide_own_cookies(headers: &mut HeaderMap) {
    let cookies = headers.get_all(COOKIE).iter();
    let cookies = cookies.filter_map(|value| value.to_str().ok());
    let others: Vec<_> = cookies
        .flat_map(|value| value.split(';'))
        .map(str::trim)
        .filter(|cookie| !is_own(cookie))
        .collect();
    let others = HeaderValue::from_str(&others.join("; "));
    headers.remove(COOKIE);
    if let Some(others) = others.ok().filter(|others| !others.is_empty()) {
        headers.insert(COOKIE, others);
    }
}

/// Takes out of an answer that is not of this program what would set its cookies.
pub(super) fn refuse_own_cookies(headers: &mut HeaderMap) {
    let cookies = headers.get_all(SET_COOKIE).iter();
    let others: Vec<_> = cookies
        .filter(|value| value.to_str().is_ok_and(|cookie| !is_own(cookie.trim())))
        .cloned()
        .collect();
    headers.remove(SET_COOKIE);
    for cookie in others {
        headers.append(SET_COOKIE, cookie);
    }
}

/// Whether a cookie is between browsers and this program: this instance of it, or another one on the host. Names of
/// cookies tell upper from lower case, but browsers that honour the prefix do not.
fn is_own(cookie: &str) -> bool {
    // One without a name is sent back as its value.
    let cookie = cookie.trim_start_matches(['=', ' ', '\t']);
    let cookie = match cookie.get(..SECURE_PREFIX.len()) {
        Some(prefix) if prefix.eq_ignore_ascii_case(SECURE_PREFIX) => &cookie[prefix.len()..],
        _ => cookie,
    };
    cookie.starts_with(OWN_COOKIES)
}

/// On every answer: what it does not say itself.
pub(super) fn apply(headers: &mut HeaderMap) {
    let defaults = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), geolocation=(), microphone=()",
        ),
    ];
    for (name, value) in defaults {
        headers
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    }
    // Pages bring a policy of their own; anything else has no business running anything.
    headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        ));
}

/// The policy of a page: scripts that carry this answer's nonce and what they load, nothing inline.
pub(super) fn page_policy(nonce: &str, connect: &str) -> String {
    format!(
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; \
         script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         worker-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src {connect}"
    )
}

/// What the code of pages may connect to: the server itself, the deployment where that is another one, and the
/// program that tells of changes where one watches them, on this port of the same machine.
pub(super) fn connect_sources(deployment: Option<&str>, watcher: Option<u32>) -> String {
    let mut sources = "'self'".to_owned();
    if let Some(deployment) = deployment {
        let socket = deployment.replacen("http", "ws", 1);
        sources.push_str(&format!(" {deployment} {socket}"));
    }
    if let Some(port) = watcher {
        sources.push_str(&format!(" ws://127.0.0.1:{port} ws://localhost:{port}"));
    }
    sources
}

/// The policy of the page that browsers keep: a nonce that is used twice is none, so files of ours alone may run.
pub(super) const KEPT_POLICY: &str = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; script-src 'self'; \
     style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'";

/// A text as the value of a parameter whose name ends with `*` (RFC 8187).
pub(super) fn encoded(text: &str) -> String {
    let mut value = "UTF-8''".to_owned();
    for byte in text.bytes() {
        match byte {
            b'.' | b'-' | b'_' => value.push(char::from(byte)),
            byte if byte.is_ascii_alphanumeric() => value.push(char::from(byte)),
            byte => value.push_str(&format!("%{byte:02X}")),
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_http_action_answers_runs_in_no_origin_of_ours_and_sets_no_cookie() {
        let mut headers = HeaderMap::new();
        headers.insert(SET_COOKIE, HeaderValue::from_static("conclave_session=x"));
        headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static("a"));
        confine(&mut headers);
        assert!(headers.get(SET_COOKIE).is_none());
        let policies: Vec<_> = headers.get_all(CONTENT_SECURITY_POLICY).iter().collect();
        let ours = "sandbox; base-uri 'none'; frame-ancestors 'none'";
        assert_eq!(policies, ["a", ours]);
    }

    #[test]
    fn what_is_beside_our_pages_neither_sees_nor_sets_our_cookies() {
        let mut asked = HeaderMap::new();
        for cookies in [
            "a=1; conclave_session_3000=x; b=2",
            "__Host-conclave_flow=y",
        ] {
            asked.append(COOKIE, HeaderValue::from_static(cookies));
        }
        hide_own_cookies(&mut asked);
        assert_eq!(asked[COOKIE], "a=1; b=2");
        asked.insert(COOKIE, HeaderValue::from_static("conclave_device_1=z"));
        hide_own_cookies(&mut asked);
        assert!(asked.get(COOKIE).is_none());

        let mut answered = HeaderMap::new();
        for cookie in [
            "a=1; Path=/",
            " conclave_session_3000=x",
            "=conclave_session_3000=x",
            "__host-conclave_flow=y",
        ] {
            answered.append(SET_COOKIE, HeaderValue::from_static(cookie));
        }
        refuse_own_cookies(&mut answered);
        let left: Vec<_> = answered.get_all(SET_COOKIE).iter().collect();
        assert_eq!(left, ["a=1; Path=/"]);
    }

    #[test]
    fn a_page_reaches_its_own_server_and_the_deployment_and_runs_nothing_inline() {
        let sources = connect_sources(Some("https://x.convex.cloud"), None);
        let policy = page_policy("n1", &sources);
        assert!(policy.ends_with("connect-src 'self' https://x.convex.cloud wss://x.convex.cloud"));
        assert!(policy.contains("'nonce-n1'"));
        assert!(!policy.contains("unsafe-inline"));
    }
}
