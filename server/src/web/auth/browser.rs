//! What a request says about the browser that sent it: cookies, and where it comes from.

use crate::identity::{Client, Session, Unavailable};
use crate::web::dispatch::App;
use app::cookie_of;
use axum::extract::ConnectInfo;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, Request};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

/// Cookies besides the session's; names carry port or prefix as the session's does.
pub(super) const SIGN_UP: &str = "conclave_sign_up";
pub(super) const FLOW: &str = "conclave_flow";
pub(super) const INVITE: &str = "conclave_invite";
pub(super) const DEVICE: &str = "conclave_device";

/// How much longer the cookie is kept than its session can last: a browser whose session has ended by time is told
/// from one where somebody has signed out, who takes the cookie back.
const OUTLIVES: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// When browsers send a cookie along.
#[derive(Clone, Copy)]
pub(super) enum SameSite {
    /// Also when somebody follows a link from elsewhere.
    Lax,
    Strict,
}

/// Who sends a request, as far as it can be known.
pub(crate) struct Visitor {
    pub(crate) client: Client,
    /// The value of the session's cookie.
    secret: Option<String>,
    pub(super) sign_up: Option<String>,
    pub(super) flow: Option<String>,
    pub(crate) invitation: Option<String>,
}

impl Visitor {
    pub(crate) fn of<B>(app: &App, request: &Request<B>) -> Self {
        let headers = request.headers();
        let named = |base: &str| cookie(headers, &app.origins.cookie_name(base));
        let user_agent = headers
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok());
        Self {
            client: Client {
                address: address(app, request),
                user_agent: user_agent.map(str::to_owned),
                device: named(DEVICE),
            },
            secret: cookie(headers, app.origins.session_cookie()),
            sign_up: named(SIGN_UP),
            flow: named(FLOW),
            invitation: named(INVITE),
        }
    }

    /// The session that the request belongs to.
    pub(crate) async fn session(&self, app: &App) -> Result<Option<Session>, Unavailable> {
        match &self.secret {
            Some(secret) => app.accounts.session(secret, &self.client).await,
            None => Ok(None),
        }
    }

    /// Whether the browser has been signed in, as far as it knows.
    pub(crate) fn has_cookie(&self) -> bool {
        self.secret.is_some()
    }
}

/// Where the request comes from: the other end of the connection, or whoever a trusted proxy says was there.
/// Proxies add the address that they see at the end, so the last one that is no proxy counts; everything
/// before it is what the other side claims.
fn address<B>(app: &App, request: &Request<B>) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    // Whoever has no address is not at this machine.
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let is_proxy = |address: &IpAddr| app.proxies.contains(&address.to_canonical());
    if !is_proxy(&peer) {
        return peer;
    }
    let forwarded = request.headers().get_all("x-forwarded-for");
    let mut claimed = Vec::new();
    for value in forwarded.iter().filter_map(|value| value.to_str().ok()) {
        claimed.extend(value.split(',').map(|text| text.trim().parse::<IpAddr>()));
    }
    for address in claimed.into_iter().rev() {
        match address {
            Ok(address) if is_proxy(&address) => {}
            Ok(address) => return address,
            Err(_) => return peer,
        }
    }
    peer
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookie_of(headers, name).map(str::to_owned)
}

/// `Set-Cookie` of the session; without a secret it takes the cookie back.
pub(super) fn session_cookie(app: &App, secret: Option<&str>) -> String {
    let lifetime = match secret {
        Some(_) => crate::identity::SESSION_LIFETIME + OUTLIVES,
        None => Duration::ZERO,
    };
    let name = app.origins.session_cookie();
    set_cookie(app, name, secret.unwrap_or(""), lifetime, SameSite::Lax)
}

/// `Set-Cookie` of one of the other cookies; an empty value takes it back.
pub(super) fn other_cookie(
    app: &App,
    base: &str,
    value: &str,
    lifetime: Duration,
    same_site: SameSite,
) -> String {
    let lifetime = if value.is_empty() {
        Duration::ZERO
    } else {
        lifetime
    };
    set_cookie(
        app,
        &app.origins.cookie_name(base),
        value,
        lifetime,
        same_site,
    )
}

fn set_cookie(
    app: &App,
    name: &str,
    value: &str,
    lifetime: Duration,
    same_site: SameSite,
) -> String {
    let secure = if app.origins.is_secure() {
        "; Secure"
    } else {
        ""
    };
    let same_site = match same_site {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
    };
    let seconds = lifetime.as_secs();
    format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}")
}
