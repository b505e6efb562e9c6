//! Who gets in, and what everybody else gets. Pages use a deployment that cannot be reached; calls of a
//! deployment are answered by a stand-in.

use super::accounts::{refusal, target};
use super::{Origins, Server, action_site, cookie_of, has_session, stand_in};
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderName, Request, StatusCode};
use convex_host::SimHost;
use std::sync::Arc;
use std::time::Duration;
use tower::ServiceExt;

#[tokio::test]
async fn a_link_signs_one_browser_in_and_is_used_up() {
    let server = Server::start();
    let link = server.link();
    let first = server.send("GET", &link, &[]).await;
    assert_eq!(first.status(), StatusCode::SEE_OTHER);
    assert_eq!(first.headers()[LOCATION], "/");
    let cookie = first.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Secure"), "{cookie}");
    assert!(cookie.starts_with("conclave_session_3000="), "{cookie}");

    let second = server.send("GET", &link, &[]).await;
    assert_eq!(refusal(&second).code, "LINK_INVALID");
    assert!(!has_session(&second));
}

#[tokio::test]
async fn looking_ahead_does_not_use_a_link_up() {
    let server = Server::start();
    let link = server.link();
    let purpose = HeaderName::from_static("sec-purpose");
    let prefetch = server.send("GET", &link, &[(purpose, "prefetch")]).await;
    assert_eq!(prefetch.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(
        server.send("HEAD", &link, &[]).await.status(),
        StatusCode::METHOD_NOT_ALLOWED
    );
    assert_eq!(
        server.send("GET", &link, &[]).await.headers()[LOCATION],
        "/"
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_bound_to_the_host() {
    let server = Server::start_behind("https://conclave.example");
    let headers = [(HOST, "conclave.example"), (COOKIE, "")];
    let response = server.send("POST", "/auth/sign-out", &headers).await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-conclave_session="), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
    let refused = server.send("GET", "/auth/owner/x", &headers).await;
    let cookie = refused.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("__Host-conclave_refusal="), "{cookie}");
    assert!(cookie.ends_with("; Secure"), "{cookie}");
}

#[tokio::test]
async fn tokens_are_for_signed_in_browsers_until_they_sign_out() {
    let server = Server::start();
    assert!(server.token("conclave_session_3000=guess").await.is_null());
    let cookie = server.sign_in().await;
    assert!(server.token(&cookie).await.is_string());

    let headers = [(COOKIE, cookie.as_str()), (ORIGIN, "http://127.0.0.1:3000")];
    let response = server.send("POST", "/auth/sign-out", &headers).await;
    assert_eq!(response.headers()[LOCATION], "/sign-in?done=out");
    assert!(server.token(&cookie).await.is_null());

    let cookie = server.sign_in().await;
    server.host.advance(Duration::from_secs(31 * 24 * 60 * 60));
    assert!(server.token(&cookie).await.is_null());
}

#[tokio::test]
async fn pages_are_for_signed_in_browsers() {
    let server = Server::start();
    for (path, target) in [
        ("/", "/sign-in"),
        (
            "/tasks?q=a b".replace(' ', "%20").as_str(),
            "/sign-in?next=%2Ftasks%3Fq%3Da%2520b",
        ),
    ] {
        let response = server.send("GET", path, &[]).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], target);
    }

    let cookie = server.sign_in().await;
    for path in ["/sign-in", "/sign-up", "/forgot"] {
        let response = server.send("GET", path, &[(COOKIE, &cookie)]).await;
        assert_eq!(response.headers()[LOCATION], "/");
    }
}

#[tokio::test]
async fn every_answer_of_a_page_has_its_own_nonce_and_allows_nothing_inline() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let mut policies = Vec::new();
    // Pages for signing in need no script.
    for (path, has_script) in [("/sign-in", false), ("/", true), ("/", true)] {
        let signed_in = [(COOKIE, cookie.as_str())];
        let headers = if has_script { &signed_in[..] } else { &[] };
        let response = server.send("GET", path, headers).await;
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let policy = response.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap()
            .to_owned();
        let nonce = policy
            .split("'nonce-")
            .nth(1)
            .unwrap()
            .split('\'')
            .next()
            .unwrap()
            .to_owned();
        let body = to_bytes(response.into_body(), 10_000_000).await.unwrap();
        let html = String::from_utf8_lossy(&body).into_owned();
        assert!(html.contains(&format!("nonce=\"{nonce}\"")));
        assert_eq!(html.contains("/pkg/b1/conclave.js"), has_script);
        assert!(!policy.contains("unsafe-inline"));
        policies.push(policy);
    }
    policies.dedup();
    assert_eq!(policies.len(), 3);
}

#[tokio::test]
async fn pages_elsewhere_cannot_act_on_the_cookie() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    for path in ["/auth/token", "/auth/sign-out", "/do/choose_appearance"] {
        let headers = [(COOKIE, cookie.as_str()), (ORIGIN, "https://evil.example")];
        let response = server.send("POST", path, &headers).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN, "{path}");
        let read = server.send("GET", path, &[(COOKIE, &cookie)]).await;
        assert_eq!(read.status(), StatusCode::METHOD_NOT_ALLOWED, "{path}");
    }
    assert!(server.token(&cookie).await.is_string());
}

#[tokio::test]
async fn pages_elsewhere_cannot_call_the_deployment_and_programs_can() {
    let server = Server::start();
    let status = async |path: &str, headers: &[(HeaderName, &str)]| {
        server.send("POST", path, headers).await.status()
    };
    let evil = [(ORIGIN, "https://evil.example")];
    assert_eq!(status("/api/query", &evil).await, StatusCode::FORBIDDEN);
    assert_eq!(status("//api/query", &evil).await, StatusCode::FORBIDDEN);
    // Who may call an HTTP action is up to the action.
    assert_eq!(status("/http/hook", &evil).await, StatusCode::OK);
    assert_eq!(status("/api/query", &[]).await, StatusCode::OK);
    for origin in ["http://127.0.0.1:3000", "http://localhost:5173"] {
        let ours = [(ORIGIN, origin)];
        assert_eq!(status("/api/query", &ours).await, StatusCode::OK);
    }
}

#[tokio::test]
async fn http_actions_share_neither_the_origin_nor_the_cookies_of_pages() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let answer = server.send("GET", "/http/x", &[(COOKIE, &cookie)]).await;
    let policy = answer.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
    assert!(policy.starts_with("sandbox; "), "{policy}");
    assert_eq!(answer.headers()["x-content-type-options"], "nosniff");
    assert!(answer.headers().get(SET_COOKIE).is_none());
    let body = to_bytes(answer.into_body(), 10).await.unwrap();
    assert_eq!(body, "false");

    let call = server.send("GET", "/api/query", &[]).await;
    assert_eq!(call.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn on_a_site_of_their_own_http_actions_have_every_cookie_but_those_of_pages() {
    let sent = async |beside_pages: bool, host: &str, cookie: &str| {
        let origins = Origins::new("127.0.0.1:3001".parse().unwrap(), None);
        let host_clock = Arc::new(SimHost::new(7, 1_000_000_000_000_000_000));
        let site = action_site(origins, beside_pages, stand_in(), host_clock);
        let request = Request::builder().uri("/a").header(HOST, host);
        let request = request.header(COOKIE, cookie).body(Body::empty()).unwrap();
        site.oneshot(request).await.unwrap()
    };
    let ours = "conclave_session_3000=x";
    let answer = sent(true, "127.0.0.1:3001", ours).await;
    assert!(answer.headers().contains_key(CONTENT_SECURITY_POLICY));
    assert!(answer.headers().get(SET_COOKIE).is_none());
    assert_eq!(to_bytes(answer.into_body(), 10).await.unwrap(), "false");
    let answer = sent(true, "127.0.0.1:3001", "theirs=1").await;
    assert_eq!(to_bytes(answer.into_body(), 10).await.unwrap(), "true");
    // Without pages on the host there is nothing to keep apart.
    let answer = sent(false, "localhost:3001", ours).await;
    assert!(answer.headers().contains_key(SET_COOKIE));
    assert_eq!(to_bytes(answer.into_body(), 10).await.unwrap(), "true");

    let foreign = sent(false, "evil.example:3001", "").await;
    assert_eq!(foreign.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn a_foreign_name_gets_nothing_not_even_a_file() {
    let server = Server::start();
    for path in ["/", "/pkg/b1/conclave.js", "/api/query", "/auth/token"] {
        let response = server
            .send("GET", path, &[(HOST, "evil.example:3000")])
            .await;
        assert_eq!(response.status(), StatusCode::MISDIRECTED_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn files_are_found_and_files_of_old_builds_are_not_pages() {
    let server = Server::start();
    assert_eq!(
        server
            .send("GET", "/pkg/b1/conclave.js", &[])
            .await
            .status(),
        StatusCode::OK
    );
    assert_eq!(
        server
            .send("GET", "/pkg/b0/conclave.js", &[])
            .await
            .status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn every_answer_says_what_browsers_must_not_do_with_it() {
    for (server, host) in [
        (Server::start(), "127.0.0.1:3000"),
        (
            Server::start_behind("https://conclave.example"),
            "conclave.example",
        ),
    ] {
        let is_tls = host == "conclave.example";
        for (method, path) in [
            ("GET", "/sign-in"),
            ("GET", "/tasks"),
            ("GET", "/pkg/b1/conclave.js"),
            ("GET", "/pkg/b0/conclave.js"),
            ("GET", "/outbox"),
            ("GET", "/auth/owner/x"),
            ("GET", "/auth/github"),
            ("GET", "/auth/nowhere"),
            ("GET", "/.well-known/jwks.json"),
            ("POST", "/auth/sign-in"),
            ("POST", "/auth/token"),
            ("PUT", "/auth/token"),
            ("POST", "/tasks"),
            ("GET", "/version"),
            ("GET", "/api/query"),
            ("POST", "/api/query"),
            ("GET", "/api/panic"),
            ("GET", "/http/panic"),
        ] {
            let response = server.send(method, path, &[(HOST, host)]).await;
            let headers = response.headers();
            let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.contains("default-src 'none'"), "{path}: {policy}");
            assert!(
                policy.contains("frame-ancestors 'none'"),
                "{path}: {policy}"
            );
            assert!(policy.contains("base-uri 'none'"), "{path}: {policy}");
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"));
            assert_eq!(headers["x-content-type-options"], "nosniff", "{path}");
            assert_eq!(headers["referrer-policy"], "same-origin", "{path}");
            assert_eq!(headers["x-frame-options"], "DENY", "{path}");
            assert_eq!(
                headers.contains_key("strict-transport-security"),
                is_tls,
                "{path}"
            );
        }
    }
}

#[tokio::test]
async fn whoever_leaves_empties_their_browser_and_a_session_that_is_over_leaves_what_waits() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let forgotten = async |path: &str, cookie: &str| {
        let response = server.send("GET", path, &[(COOKIE, cookie)]).await;
        let headers = response.headers();
        headers.get("clear-site-data").map(|value| {
            assert!(cookie_of(&response, "conclave_session").ends_with('='));
            value.to_str().unwrap().to_owned()
        })
    };
    assert_eq!(forgotten("/tasks", &cookie).await, None);
    assert_eq!(forgotten("/sign-in", "").await, None);
    let other = server.sign_in().await;
    let deleted = [("password", "DELETE")];
    for response in [
        server.post("/auth/sign-out", &other, &[]).await,
        server.post("/auth/delete", &cookie, &deleted).await,
    ] {
        let all = "\"cache\", \"storage\"";
        assert_eq!(response.headers()["clear-site-data"], all);
    }
    for path in ["/tasks", "/sign-in"] {
        let cache = forgotten(path, &cookie).await;
        assert_eq!(cache.as_deref(), Some("\"cache\""), "{path}");
    }
}

#[tokio::test]
async fn a_link_works_only_where_nothing_stands_in_front() {
    let near = Server::start();
    let behind = Server::start_behind("https://conclave.example");
    let forwarded = HeaderName::from_static("x-forwarded-proto");
    for (server, headers) in [
        (&near, &[(forwarded, "https")][..]),
        (&behind, &[(HOST, "conclave.example")][..]),
        // A proxy may say what it likes.
        (&behind, &[][..]),
    ] {
        let response = server.send("GET", &server.link(), headers).await;
        assert_eq!(target(&response), "/sign-in");
        assert!(!has_session(&response));
    }
    assert!(has_session(&near.send("GET", &near.link(), &[]).await));
}

#[tokio::test]
async fn the_page_that_browsers_keep_is_everybodys_and_runs_nothing_but_our_files() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let read = async |cookie: &str| {
        let response = server.send("GET", "/offline", &[(COOKIE, cookie)]).await;
        assert_eq!(response.status(), StatusCode::OK);
        let headers = response.headers();
        let policy = headers[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(
            policy.contains("script-src 'self';") && !policy.contains("nonce"),
            "{policy}"
        );
        assert!(!headers.contains_key(SET_COOKIE) && !headers.contains_key("clear-site-data"));
        to_bytes(response.into_body(), usize::MAX).await.unwrap()
    };
    // With a session that is over, too: a browser keeps the page for whoever comes next.
    let page = read("").await;
    assert_eq!(page, read(&cookie).await);
    assert_eq!(page, read("conclave_session_3000=over").await);
}
