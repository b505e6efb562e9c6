//! The server as its clients see it.

mod accounts;
mod again;
mod guards;
mod links;
mod near;
mod problems;

use super::{App, Origins, Pages, Remote, action_site, router};
use crate::data_dir::DataDir;
use crate::deployment::Side;
use crate::identity::{
    Accounts, Limits, MemoryRecords, Providers, Purpose, Secrets, SignUp, Tickets,
};
use crate::provider_keys::{Addresses, KeyChecks};
use crate::site::Site;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, Request, Response, StatusCode, Uri};
use convex_host::{Host, SimHost};
use identity::password::Hasher;
use identity::{Cipher, Mailer, Tokens};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tempfile::TempDir;
use tower::ServiceExt;

const HERE: &str = "http://127.0.0.1:3000";

struct Server {
    router: Router,
    host: Arc<SimHost>,
    tickets: Tickets,
    accounts: Arc<Accounts>,
    records: Arc<MemoryRecords>,
    /// The other end of connections.
    peer: SocketAddr,
    _data: TempDir,
}

/// How a server of a test differs.
#[derive(Default)]
struct Setup {
    origin: Option<&'static str>,
    sign_up: Option<SignUp>,
    proxies: Vec<IpAddr>,
    providers: Providers,
}

/// Says whether it was sent a cookie, and tries to set one; has a defect under some addresses.
fn stand_in() -> Router {
    Router::new().fallback(|uri: Uri, headers: HeaderMap| async move {
        assert!(!uri.path().ends_with("/panic"), "a defect");
        let had_cookie = headers.contains_key(COOKIE).to_string();
        ([(SET_COOKIE, "conclave_session_3000=x")], had_cookie)
    })
}

impl Server {
    fn start() -> Self {
        Self::start_with(Setup::default())
    }

    fn start_behind(origin: &'static str) -> Self {
        Self::start_with(Setup {
            origin: Some(origin),
            ..Setup::default()
        })
    }

    fn start_with(setup: Setup) -> Self {
        let _ = any_spawner::Executor::init_tokio();
        let data = tempfile::tempdir().unwrap();
        let directory = DataDir::open(data.path()).unwrap();
        let sim = Arc::new(SimHost::new(7, 1_000_000_000_000_000_000));
        let host: Arc<dyn Host> = sim.clone();
        let secrets = Secrets::load_or_create(&directory, host.as_ref()).unwrap();
        let site = Site::of_files("b1", &[("build-id", "b1"), ("pkg/conclave.js", "js")]);
        // Nothing listens on the discard port.
        let remote = Remote::new("http://127.0.0.1:9", "key").unwrap();
        let side = Arc::new(Side::Remote(Arc::new(remote)));
        let tickets = || Tickets::new(&secrets.instance_secret, host.clone());
        let records = Arc::new(MemoryRecords::default());
        let origins = Origins::new("127.0.0.1:3000".parse().unwrap(), setup.origin);
        let address = || "http://127.0.0.1:9".to_owned();
        let nowhere = Addresses {
            anthropic: address(),
            openai: address(),
            openrouter: address(),
        };
        let accounts = Arc::new(Accounts {
            records: records.clone(),
            host: host.clone(),
            cipher: Cipher::new(&secrets.encryption_key().unwrap(), host.clone()),
            providers: setup.providers,
            origin: origins.public().to_owned(),
            sign_up: setup.sign_up.unwrap_or(SignUp::Open),
            // Nothing listens on the discard port.
            key_checks: KeyChecks::new(nowhere, reqwest::Client::new()),
            hasher: Hasher::cheap(host.clone()),
            mailer: Mailer::outbox(host.clone()),
            tickets: tickets(),
            limits: Limits::new(host.clone()),
        });
        let app = App {
            origins,
            pages: Pages::new(&site, side),
            site,
            accounts: accounts.clone(),
            tokens: Arc::new(Tokens::new(&secrets.signing_keys, host.clone()).unwrap()),
            proxies: setup.proxies,
            host: host.clone(),
        };
        Self {
            router: router(Arc::new(app), Some(stand_in())),
            host: sim,
            tickets: tickets(),
            accounts,
            records,
            peer: "127.0.0.1:50000".parse().unwrap(),
            _data: data,
        }
    }

    /// The same server for somebody whose connection comes from elsewhere.
    fn seen_from(mut self, address: &str) -> Self {
        self.peer = SocketAddr::new(address.parse().unwrap(), 50_000);
        self
    }

    async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(HeaderName, &str)],
    ) -> Response<Body> {
        self.send_body(method, path, headers, Body::empty()).await
    }

    async fn send_body(
        &self,
        method: &str,
        path: &str,
        headers: &[(HeaderName, &str)],
        body: Body,
    ) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| name == HOST) {
            request = request.header(HOST, "127.0.0.1:3000");
        }
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(self.peer));
        self.router.clone().oneshot(request).await.unwrap()
    }

    /// What a browser with some cookies sends for a form of ours.
    async fn post(&self, path: &str, cookies: &str, fields: &[(&str, &str)]) -> Response<Body> {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            (ORIGIN, HERE),
            (COOKIE, cookies),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ];
        self.send_body("POST", path, &headers, Body::from(body))
            .await
    }

    fn link(&self) -> String {
        self.tickets.mint(Purpose::Owner, "")
    }

    /// The `Cookie` header of a browser that has opened a link.
    async fn sign_in(&self) -> String {
        cookie_of(
            &self.send("GET", &self.link(), &[]).await,
            "conclave_session",
        )
    }

    async fn token(&self, cookie: &str) -> serde_json::Value {
        let headers = [(COOKIE, cookie), (ORIGIN, HERE)];
        let response = self.send("POST", "/auth/token", &headers).await;
        assert_eq!(response.status(), StatusCode::OK);
        serde_json::from_str::<serde_json::Value>(&text(response).await).unwrap()["token"].clone()
    }
}

async fn text(response: Response<Body>) -> String {
    let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

/// `name=value` of a cookie that an answer sets.
fn cookie_of(response: &Response<Body>, base: &str) -> String {
    let all = response.headers().get_all(SET_COOKIE).iter();
    let found = all
        .map(|cookie| cookie.to_str().unwrap())
        .find(|cookie| cookie.starts_with(base));
    let found = found.unwrap_or_else(|| panic!("no cookie {base}: {:?}", response.headers()));
    found.split(';').next().unwrap().to_owned()
}

/// Whether an answer signs a browser in.
fn has_session(response: &Response<Body>) -> bool {
    let mut cookies = response.headers().get_all(SET_COOKIE).iter();
    cookies.any(|cookie| cookie.to_str().unwrap().contains("conclave_session"))
}
