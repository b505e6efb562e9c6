//! Which addresses the server answers under, and which pages may make a browser call it.
//!
//! Cookies are sent by the browser whoever asks, so everything that acts on a cookie looks at where the
//! request comes from. Programs that are no browsers send neither `Origin` nor `Sec-Fetch-Site`; they pass.

use super::problem::Problem;
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Request};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// The server's own addresses.
#[derive(Clone, Debug)]
pub(crate) struct Origins {
    /// Where it listens.
    addr: SocketAddr,
    /// Where browsers reach the server: `scheme://host[:port]`.
    public: String,
    /// Whether only this machine reaches it, apart from what stands in front of it.
    is_local: bool,
    /// Whether every name is answered: other machines reach the server, and nobody has said under which.
    any_host: bool,
    session_cookie: String,
}

/// Over TLS the prefix makes browsers refuse a cookie that a neighbouring host or plain HTTP has set.
pub(super) const SECURE_PREFIX: &str = "__Host-";
/// What the names of all our cookies begin with.
pub(super) const OWN_COOKIES: &str = "conclave_";
const SESSION_COOKIE: &str = "conclave_session";
const HTTP_PORT: u16 = 80;

/// Why a request was turned away.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// A name that is not ours: a page elsewhere may have made it point here.
    UnknownHost,
    /// A page of another origin made the browser send this.
    ForeignOrigin,
}

impl Origins {
    /// For a server on `addr` that browsers reach under `public`, if that is another address.
    pub(crate) fn new(addr: SocketAddr, public: Option<&str>) -> Self {
        let own = format!("http://{addr}");
        let is_local = addr.ip().is_loopback();
        let any_host = !is_local && public.is_none();
        let public = public.map_or(own, |origin| origin.trim_end_matches('/').to_owned());
        Self {
            addr,
            is_local,
            any_host,
            session_cookie: cookie_name(&public, SESSION_COOKIE),
            public,
        }
    }

    /// The name of the session's cookie.
    pub(super) fn session_cookie(&self) -> &str {
        &self.session_cookie
    }

    /// The name of another cookie of ours.
    pub(super) fn cookie_name(&self, base: &str) -> String {
        cookie_name(&self.public, base)
    }

    /// Whether the server is for this machine only: nothing stands in front of it, and nobody else reaches it.
    pub(crate) fn is_loopback(&self) -> bool {
        self.is_local && is_loopback(authority(&self.public))
    }

    /// Where the server listens.
    pub(crate) fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where browsers reach the server.
    pub(crate) fn public(&self) -> &str {
        &self.public
    }

    /// Whether browsers come over TLS.
    pub(super) fn is_secure(&self) -> bool {
        self.public.starts_with("https://")
    }

    /// Whether a name in `Host` is ours. A foreign name that resolves to this machine would make us part of
    /// that name's origin.
    pub(super) fn check_host<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        let host = host_of(request);
        let is_ours = self.any_host
            || is_loopback(host)
            || authority(&self.public).eq_ignore_ascii_case(host);
        is_ours.then_some(()).ok_or(Refusal::UnknownHost)
    }

    /// For requests that act on the session's cookie: only our own pages may cause them.
    pub(super) fn check_same_origin<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        if let Some(site) = text(request.headers(), "sec-fetch-site") {
            let is_ours = matches!(site, "same-origin" | "none");
            return is_ours.then_some(()).ok_or(Refusal::ForeignOrigin);
        }
        match text(request.headers(), ORIGIN.as_str()) {
            None => Ok(()),
            Some(origin) if self.is_own(origin, host_of(request)) => Ok(()),
            Some(_) => Err(Refusal::ForeignOrigin),
        }
    }

    /// For calls of the deployment, which act on no cookie: our own pages, and other programs of this machine.
    pub(super) fn check_call<B>(&self, request: &Request<B>) -> Result<(), Refusal> {
        match text(request.headers(), ORIGIN.as_str()) {
            None => Ok(()),
            Some(origin) if self.is_own(origin, host_of(request)) => Ok(()),
            Some(origin) if self.is_local && is_loopback(authority(origin)) => Ok(()),
            Some(_) => Err(Refusal::ForeignOrigin),
        }
    }

    fn is_own(&self, origin: &str, host: &str) -> bool {
        origin == self.public || (!host.is_empty() && origin == format!("http://{host}"))
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        Problem::from(self).into_response()
    }
}

fn host_of<B>(request: &Request<B>) -> &str {
    // HTTP/2 has the name in the address instead of a header.
    text(request.headers(), HOST.as_str())
        .or_else(|| {
            request
                .uri()
                .authority()
                .map(|authority| authority.as_str())
        })
        .unwrap_or("")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// `scheme://host[:port]` of an address of HTTP, as browsers write it.
pub(super) fn origin_of(url: &str) -> Option<String> {
    let url = reqwest::Url::parse(url).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    is_http.then(|| url.origin().ascii_serialization())
}

/// For the command line: an origin, and nothing behind it.
pub(crate) fn parse_origin(text: &str) -> Result<String, &'static str> {
    let is_bare = reqwest::Url::parse(text)
        .is_ok_and(|url| url.path() == "/" && url.query().is_none() && url.fragment().is_none());
    origin_of(text)
        .filter(|_| is_bare)
        .ok_or("write https://host or https://host:port")
}

/// Differs from that of other instances on this machine: browsers tell cookies apart by host, not by port.
fn cookie_name(public: &str, base: &str) -> String {
    if public.starts_with("https://") {
        return format!("{SECURE_PREFIX}{base}");
    }
    let port = authority(public)
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse().ok())
        .unwrap_or(HTTP_PORT);
    format!("{base}_{port}")
}

pub(super) fn authority(origin: &str) -> &str {
    origin
        .split_once("://")
        .map_or("", |(_, authority)| authority)
}

pub(super) fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(""),
        None => host.split(':').next().unwrap_or(""),
    };
    name == "localhost"
        || name.ends_with(".localhost")
        || name
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local() -> Origins {
        Origins::new("127.0.0.1:3000".parse().unwrap(), None)
    }

    fn request(headers: &[(&str, &str)]) -> Request<()> {
        let mut request = Request::builder();
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap()
    }

    #[test]
    fn a_foreign_name_that_points_here_is_refused() {
        for host in [
            "127.0.0.1:3000",
            "localhost:3000",
            "[::1]:3000",
            "conclave.localhost",
        ] {
            assert_eq!(
                local().check_host(&request(&[("host", host)])),
                Ok(()),
                "{host}"
            );
        }
        for host in [
            "evil.example",
            "evil.example:3000",
            "127.0.0.1.evil.example",
            "",
        ] {
            let refused = local().check_host(&request(&[("host", host)]));
            assert_eq!(refused, Err(Refusal::UnknownHost), "{host}");
        }
    }

    #[test]
    fn behind_a_proxy_the_public_name_is_ours() {
        let origins = Origins::new(
            "127.0.0.1:3000".parse().unwrap(),
            Some("https://conclave.example/"),
        );
        assert_eq!(
            origins.check_host(&request(&[("host", "conclave.example")])),
            Ok(())
        );
        assert_eq!(origins.public(), "https://conclave.example");
        assert!(origins.is_secure());
        let ours = request(&[
            ("host", "conclave.example"),
            ("origin", "https://conclave.example"),
        ]);
        assert_eq!(origins.check_same_origin(&ours), Ok(()));
    }

    #[test]
    fn only_our_own_pages_may_act_on_a_cookie() {
        let check = |headers: &[(&str, &str)]| local().check_same_origin(&request(headers));
        let host = ("host", "localhost:3000");
        assert_eq!(check(&[host]), Ok(()));
        assert_eq!(check(&[host, ("sec-fetch-site", "same-origin")]), Ok(()));
        assert_eq!(check(&[host, ("origin", "http://localhost:3000")]), Ok(()));
        for foreign in ["http://localhost:5173", "https://evil.example", "null"] {
            assert_eq!(
                check(&[host, ("origin", foreign)]),
                Err(Refusal::ForeignOrigin),
                "{foreign}"
            );
        }
        for site in ["cross-site", "same-site"] {
            assert_eq!(
                check(&[host, ("sec-fetch-site", site)]),
                Err(Refusal::ForeignOrigin),
                "{site}"
            );
        }
    }

    #[test]
    fn under_a_public_name_other_machines_get_no_other() {
        let origins = Origins::new(
            "0.0.0.0:3000".parse().unwrap(),
            Some("https://conclave.example"),
        );
        let check = |host: &str| origins.check_host(&request(&[("host", host)]));
        assert_eq!(check("conclave.example"), Ok(()));
        assert_eq!(check("localhost:3000"), Ok(()));
        assert_eq!(check("evil.example"), Err(Refusal::UnknownHost));
        assert_eq!(check(""), Err(Refusal::UnknownHost));
        // The reader's machine is not this one.
        let page = request(&[
            ("host", "conclave.example"),
            ("origin", "http://localhost:5173"),
        ]);
        assert_eq!(origins.check_call(&page), Err(Refusal::ForeignOrigin));
    }

    #[test]
    fn instances_on_one_machine_have_cookies_of_their_own() {
        let name = |addr: &str, public: Option<&str>| {
            Origins::new(addr.parse().unwrap(), public)
                .session_cookie()
                .to_owned()
        };
        assert_eq!(name("127.0.0.1:3000", None), "conclave_session_3000");
        assert_eq!(name("[::1]:3001", None), "conclave_session_3001");
        let public = |origin| name("127.0.0.1:3000", Some(origin));
        assert_eq!(public("http://conclave.example"), "conclave_session_80");
        assert_eq!(
            public("https://conclave.example"),
            "__Host-conclave_session"
        );
    }

    #[test]
    fn an_origin_is_taken_as_browsers_write_it() {
        assert_eq!(
            parse_origin("https://Conclave.example:443/"),
            Ok("https://conclave.example".to_owned())
        );
        for text in ["conclave.example", "https://a.example/b", "ftp://a.example"] {
            assert!(parse_origin(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_deployment_is_open_to_programs_and_to_pages_of_this_machine() {
        let check = |headers: &[(&str, &str)]| local().check_call(&request(headers));
        let host = ("host", "127.0.0.1:3000");
        assert_eq!(check(&[host]), Ok(()));
        assert_eq!(check(&[host, ("origin", "http://localhost:5173")]), Ok(()));
        assert_eq!(
            check(&[host, ("origin", "https://evil.example")]),
            Err(Refusal::ForeignOrigin)
        );
    }
}
