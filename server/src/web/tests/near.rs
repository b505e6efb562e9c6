//! What is for people at this machine only: the outbox, and the owner's link.

use super::accounts::{refusal, target};
use super::{Server, Setup, has_session};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{COOKIE, HOST, ORIGIN, REFERER, VIA};
use axum::http::{HeaderName, Request, Response, StatusCode, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use std::net::SocketAddr;
use tower::ServiceExt;

const HERE: &str = "127.0.0.1:50000";

/// What something asks for whose connection comes from `peer`: always under our own name, as a proxy that
/// writes `Host` itself would.
async fn ask(
    server: &Server,
    path: &str,
    peer: &str,
    version: Version,
    headers: &[(HeaderName, &str)],
) -> Response<Body> {
    let request = Request::builder().uri(path).version(version);
    let mut request = request.header(HOST, "127.0.0.1:3000");
    for (name, value) in headers {
        request = request.header(name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    server.router.clone().oneshot(request).await.unwrap()
}

#[tokio::test]
async fn a_browser_at_this_machine_reads_the_outbox_and_uses_the_link() {
    let server = Server::start();
    for (peer, headers) in [
        (HERE, &[][..]),
        ("[::1]:50000", &[]),
        ("[::ffff:127.0.0.1]:50000", &[]),
        (HERE, &[(REFERER, "http://localhost:3000/sign-up?sent=1")]),
        // A link to this machine on a page elsewhere.
        (
            HERE,
            &[
                (REFERER, "https://chat.example/"),
                (HeaderName::from_static("sec-fetch-site"), "cross-site"),
            ],
        ),
    ] {
        let outbox = ask(&server, "/outbox", peer, Version::HTTP_11, headers).await;
        assert_eq!(outbox.status(), StatusCode::OK, "{peer} {headers:?}");
        let redeemed = ask(&server, &server.link(), peer, Version::HTTP_11, headers).await;
        assert!(has_session(&redeemed), "{peer} {headers:?}");
    }
}

#[tokio::test]
async fn whoever_comes_through_something_in_front_gets_neither_whatever_name_it_writes() {
    let named = |name: &'static str| HeaderName::from_static(name);
    let proxy = "10.0.0.1".parse().unwrap();
    let trusting = Server::start_with(Setup {
        proxies: vec!["127.0.0.1".parse().unwrap(), proxy],
        ..Setup::default()
    });
    let server = Server::start();
    let newer = Version::HTTP_11;
    for (server, peer, version, headers) in [
        // Another machine, or a proxy on another machine that claims to speak for this one.
        (&server, "203.0.113.1:50000", newer, &[][..]),
        (
            &trusting,
            "10.0.0.1:50000",
            newer,
            &[(named("x-forwarded-for"), "127.0.0.1")],
        ),
        (&trusting, "10.0.0.1:50000", newer, &[]),
        // A proxy on this machine.
        (&server, HERE, Version::HTTP_10, &[]),
        (&server, HERE, newer, &[(VIA, "1.1 proxy")]),
        (
            &server,
            HERE,
            newer,
            &[(named("forwarded"), "for=127.0.0.1")],
        ),
        (
            &server,
            HERE,
            newer,
            &[(named("x-forwarded-for"), "127.0.0.1")],
        ),
        (&server, HERE, newer, &[(named("x-forwarded-server"), "a")]),
        (&server, HERE, newer, &[(named("x-real-ip"), "127.0.0.1")]),
        (&server, HERE, newer, &[(named("cf-connecting-ip"), "::1")]),
        (
            &trusting,
            HERE,
            newer,
            &[(named("x-forwarded-for"), "127.0.0.1")],
        ),
        // One that adds nothing: the browser says which name it has opened.
        (
            &server,
            HERE,
            newer,
            &[
                (REFERER, "https://conclave.example/sign-up?sent=1"),
                (named("sec-fetch-site"), "same-origin"),
            ],
        ),
        (
            &server,
            HERE,
            newer,
            &[(REFERER, "https://conclave.example/sign-up?sent=1")],
        ),
        (
            &server,
            HERE,
            newer,
            &[(ORIGIN, "https://conclave.example")],
        ),
        (&server, HERE, newer, &[(ORIGIN, "null")]),
    ] {
        let outbox = ask(server, "/outbox", peer, version, headers).await;
        assert_eq!(outbox.status(), StatusCode::NOT_FOUND, "{peer} {headers:?}");
        let link = server.link();
        let redeemed = ask(server, &link, peer, version, headers).await;
        assert_eq!(target(&redeemed), "/sign-in", "{peer} {headers:?}");
        assert_eq!(refusal(&redeemed).code, "OWNER_ELSEWHERE");
        assert!(!has_session(&redeemed), "{peer} {headers:?}");
        // Nor was it used up.
        let near = ask(server, &link, HERE, newer, &[]).await;
        assert!(has_session(&near));
    }
}

#[tokio::test]
async fn of_a_deployment_elsewhere_there_is_no_page_not_even_for_the_owner() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    for path in ["/_deployment", "/_deployment/data", "//_deployment/"] {
        let page = ask(&server, path, HERE, Version::HTTP_11, &[(COOKIE, &cookie)]).await;
        assert_eq!(page.status(), StatusCode::NOT_FOUND, "{path}");
    }
    let token = server.token(&cookie).await;
    let claims = token.as_str().unwrap().split('.').nth(1).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(claims).unwrap();
    assert!(!String::from_utf8(claims).unwrap().contains("operator"));
}

#[tokio::test]
async fn under_a_public_name_nobody_is_near() {
    let server = Server::start_behind("https://conclave.example");
    let outbox = ask(&server, "/outbox", HERE, Version::HTTP_11, &[]).await;
    assert_eq!(outbox.status(), StatusCode::NOT_FOUND);
    let redeemed = ask(&server, &server.link(), HERE, Version::HTTP_11, &[]).await;
    assert_eq!(target(&redeemed), "/sign-in");
    assert!(!has_session(&redeemed));
}
