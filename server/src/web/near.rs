//! Whether a request comes from this machine. Who sits at it may read the mails that could not be sent, and
//! use the owner's link.

use super::dispatch::App;
use super::guard::{authority, is_loopback, origin_of};
use axum::extract::{ConnectInfo, Request};
use axum::http::header::{ORIGIN, REFERER};
use axum::http::{HeaderMap, HeaderName, Version};
use std::net::SocketAddr;

/// How the names of headers begin that proxies and the networks in front of servers add.
const FORWARDED: &[&str] = &[
    "cdn-",
    "cf-",
    "client-ip",
    "fastly-",
    "fly-",
    "forwarded",
    "ngrok-",
    "true-client-",
    "via",
    "x-amz",
    "x-azure-",
    "x-client-",
    "x-cluster-client-",
    "x-envoy-",
    "x-forwarded",
    "x-original-",
    "x-proxy",
    "x-real-",
    "x-request-start",
    "x-scheme",
    "x-tunnel",
];

/// Whether a request comes from this machine to a server that is for this machine only.
///
/// The connection says so, not `Host`, which a proxy may have written; and nothing says that the connection is
/// a proxy's: no header that one adds, no address of another origin from which the browser believes to come,
/// and not HTTP/1.0, which proxies still speak and browsers do not. One that hides altogether cannot be told
/// from a browser; whoever runs one names it with `--origin`, and then nobody is near.
pub(super) fn is_near(app: &App, request: &Request) -> bool {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let headers = request.headers();
    app.origins.is_loopback()
        && peer.is_some_and(|peer| peer.0.ip().to_canonical().is_loopback())
        && request.version() > Version::HTTP_10
        && !headers.keys().any(is_of_a_proxy)
        && names_this_machine(headers, &ORIGIN)
        && (is_led_here(headers) || names_this_machine(headers, &REFERER))
}

/// Whether the browser says that a link of another site leads here, of which `Referer` tells then.
fn is_led_here(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site");
    site.is_some_and(|site| site == "cross-site" || site == "same-site")
}

fn is_of_a_proxy(name: &HeaderName) -> bool {
    FORWARDED
        .iter()
        .any(|beginning| name.as_str().starts_with(beginning))
}

/// Whether a header is missing, or holds an address of this machine.
fn names_this_machine(headers: &HeaderMap, name: &HeaderName) -> bool {
    headers.get(name).is_none_or(|value| {
        let origin = value.to_str().ok().and_then(origin_of);
        origin.is_some_and(|origin| is_loopback(authority(&origin)))
    })
}
