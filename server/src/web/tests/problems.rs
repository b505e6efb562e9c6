//! What those see for whom an address gives nothing: browsers a page, programs JSON.

use super::accounts::{PASSWORD, refusal, sign_up, target};
use super::{HERE, Server, text};
use axum::body::Body;
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE,
    COOKIE, HOST, LOCATION, ORIGIN, REFERER, RETRY_AFTER,
};
use axum::http::{HeaderName, Response, StatusCode};

const FORM: (HeaderName, &str) = (CONTENT_TYPE, "application/x-www-form-urlencoded");

/// What a browser sends that opens an address, or sends a form.
const BROWSER: (HeaderName, &str) = (ACCEPT, "text/html,application/xhtml+xml,*/*;q=0.8");

async fn open(
    server: &Server,
    method: &str,
    path: &str,
    headers: &[(HeaderName, &str)],
) -> Response<Body> {
    let mut all = vec![BROWSER];
    all.extend_from_slice(headers);
    server.send(method, path, &all).await
}

/// Checks that an answer is a page of ours with this heading.
async fn is_page(response: Response<Body>, status: StatusCode, heading: &str) -> String {
    assert_eq!(response.status(), status, "{heading}");
    let content_type = response.headers()[CONTENT_TYPE]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(content_type.starts_with("text/html"), "{content_type}");
    let policy = response.headers()[CONTENT_SECURITY_POLICY]
        .to_str()
        .unwrap();
    assert!(policy.contains("'nonce-"), "{policy}");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let html = text(response).await;
    let html = html.split("</html>").next().unwrap().to_owned();
    assert!(html.contains(&format!("<h1>{heading}</h1>")), "{html}");
    assert!(!html.contains("<script"), "{html}");
    html
}

#[tokio::test]
async fn a_browser_that_opens_an_address_gets_a_page_whatever_is_wrong() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let nothing = (StatusCode::NOT_FOUND, "Nothing here");
    let no_method = (StatusCode::METHOD_NOT_ALLOWED, "Nothing to show");
    for (method, path, (status, heading)) in [
        ("GET", "/auth/nowhere", nothing),
        ("GET", "/auth/github", nothing),
        ("POST", "/auth/nowhere", nothing),
        ("GET", "/pkg/b0/conclave.js", nothing),
        ("GET", "/auth/sign-in", no_method),
        ("GET", "/do/add_todo", no_method),
        ("POST", "/tasks", no_method),
        (
            "POST",
            "/do/nowhere",
            (StatusCode::BAD_REQUEST, "Not one of our forms"),
        ),
        (
            "GET",
            "/files/none",
            (StatusCode::SERVICE_UNAVAILABLE, "Not available"),
        ),
        (
            "GET",
            "/auth/export",
            (StatusCode::SERVICE_UNAVAILABLE, "Not available"),
        ),
    ] {
        let headers = match path {
            "/auth/github" => &[][..],
            _ => &[(COOKIE, cookie.as_str()), (ORIGIN, HERE)][..],
        };
        let response = open(&server, method, path, headers).await;
        is_page(response, status, heading).await;
    }
    let elsewhere = server.seen_from("203.0.113.1");
    let outbox = open(&elsewhere, "GET", "/outbox", &[]).await;
    is_page(outbox, nothing.0, nothing.1).await;
}

#[tokio::test]
async fn a_form_that_is_too_long_in_another_encoding_or_from_elsewhere_is_answered_with_a_page() {
    let server = Server::start();
    let send = async |path: &str, headers: &[(HeaderName, &str)], body: String| {
        let mut all = vec![BROWSER];
        all.extend_from_slice(headers);
        server.send_body("POST", path, &all, Body::from(body)).await
    };
    let ours = (ORIGIN, HERE);
    for (path, length) in [("/auth/sign-in", 1 << 17), ("/do/add_todo", 3 << 20)] {
        let long = send(path, &[ours.clone(), FORM], "x".repeat(length)).await;
        is_page(long, StatusCode::PAYLOAD_TOO_LARGE, "Too long").await;
    }
    let incomplete = [ours.clone(), (REFERER, HERE), FORM];
    let incomplete = send("/do/add_todo", &incomplete, "x=1".to_owned()).await;
    let heading = "Not one of our forms";
    is_page(incomplete, StatusCode::BAD_REQUEST, heading).await;
    let plain = [ours, (CONTENT_TYPE, "text/plain")];
    let plain = send("/auth/sign-in", &plain, "email=a".to_owned()).await;
    is_page(plain, StatusCode::UNSUPPORTED_MEDIA_TYPE, heading).await;
    let foreign = [(ORIGIN, "https://evil.example"), FORM];
    for path in ["/auth/sign-in", "/do/add_todo"] {
        let foreign = send(path, &foreign, "email=a".to_owned()).await;
        is_page(foreign, StatusCode::FORBIDDEN, "Sent from elsewhere").await;
    }
    let name = open(&server, "GET", "/tasks", &[(HOST, "evil.example")]).await;
    is_page(name, StatusCode::MISDIRECTED_REQUEST, "Another name").await;
}

#[tokio::test]
async fn a_server_that_cannot_reach_its_data_says_so_on_a_page_that_leads_back() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    server.records.go_away(true);
    let again = "<a href=\"/tasks?q=1\">Try again</a>";
    // Pages come compressed, what stands in for them does not.
    let signed_in = [
        (COOKIE, cookie.as_str()),
        (ORIGIN, HERE),
        (ACCEPT_ENCODING, "br"),
    ];
    for (method, path, leads_back) in [
        ("GET", "/tasks?q=1", true),
        ("POST", "/do/add_todo", false),
        ("POST", "/auth/password", false),
    ] {
        let response = open(&server, method, path, &signed_in).await;
        assert_eq!(response.headers()[RETRY_AFTER], "5", "{path}");
        assert!(!response.headers().contains_key(CONTENT_ENCODING), "{path}");
        let html = is_page(response, StatusCode::SERVICE_UNAVAILABLE, "Not available").await;
        assert_eq!(html.contains(again), leads_back, "{path}: {html}");
    }
    server.records.go_away(false);
    // Nobody was signed out meanwhile.
    assert!(server.token(&cookie).await.is_string());
}

#[tokio::test]
async fn a_defect_is_answered_with_a_page_and_programs_are_told_in_json() {
    let server = Server::start();
    let broken = StatusCode::INTERNAL_SERVER_ERROR;
    let page = open(&server, "GET", "/api/panic", &[]).await;
    is_page(page, broken, "Something went wrong").await;
    for (path, status, code) in [
        ("/api/panic", broken, "InternalServerError"),
        ("/auth/nowhere", StatusCode::NOT_FOUND, "NotFound"),
        ("/auth/token", StatusCode::METHOD_NOT_ALLOWED, "WrongMethod"),
    ] {
        let response = server.send("GET", path, &[]).await;
        assert_eq!(response.status(), status);
        let json: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(json["code"], code);
    }
    let response = server.send("GET", "/auth/token", &[]).await;
    assert_eq!(response.headers()[ALLOW], "POST");
    // What scripts of a page ask for is no page.
    let script = [BROWSER, (HeaderName::from_static("sec-fetch-mode"), "cors")];
    let response = server.send("GET", "/auth/nowhere", &script).await;
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
}

#[tokio::test]
async fn a_crowd_at_the_door_costs_nobody_what_they_typed() {
    let server = Server::start();
    sign_up(&server).await;
    let places = std::iter::from_fn(|| server.accounts.hasher.place().ok());
    let _crowd: Vec<_> = places.collect();
    let body = || {
        Body::from(format!(
            "email=eve%40example.org&password={}",
            PASSWORD.replace(' ', "+")
        ))
    };
    let browser = [BROWSER, (ORIGIN, HERE), FORM];
    let page = server
        .send_body("POST", "/auth/sign-in", &browser, body())
        .await;
    assert_eq!(target(&page), "/sign-in");
    let refused = refusal(&page);
    assert_eq!(refused.code, "BUSY");
    assert_eq!(refused.values[0].1, "eve@example.org");
    let program = [(ORIGIN, HERE), FORM];
    let told = server
        .send_body("POST", "/auth/sign-in", &program, body())
        .await;
    assert_eq!(told.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(told.headers()[RETRY_AFTER], "5");
}

#[tokio::test]
async fn whoever_is_signed_in_already_goes_where_signing_in_would_have_led() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    for (path, led) in [
        ("/sign-in?next=%2Ftasks%3Fq%3D1", "/tasks?q=1"),
        ("/sign-up?next=%2Ftodos", "/todos"),
        ("/sign-in?next=%2F%2Fevil.example", "/"),
        ("/sign-in?next=https%3A%2F%2Fevil.example", "/"),
        ("/sign-in?next=%2Fauth%2Fgithub", "/"),
        ("/sign-in", "/"),
    ] {
        let response = server.send("GET", path, &[(COOKIE, &cookie)]).await;
        assert_eq!(response.headers()[LOCATION], led, "{path}");
    }
}

#[tokio::test]
async fn whoever_cannot_use_a_mails_link_is_led_to_another_one() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let page = async |headers: &[(HeaderName, &str)]| {
        text(server.send("GET", "/verify?token=x", headers).await).await
    };
    assert!(page(&[]).await.contains("href=\"/sign-up\""));
    let own = page(&[(COOKIE, &cookie)]).await;
    assert!(own.contains("href=\"/account\""), "{own}");
}

#[tokio::test]
async fn what_the_log_knows_more_of_is_named_as_it_is_there() {
    let server = Server::start();
    let response = open(&server, "GET", "/api/panic", &[]).await;
    let name = response.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let html = text(response).await;
    assert!(html.contains(&format!(r#"value="{name}""#)), "{html}");
    let response = open(&server, "GET", "/api/panic", &[]).await;
    assert_ne!(response.headers()["x-request-id"], *name);
    let nothing = open(&server, "GET", "/auth/nowhere", &[]).await;
    assert!(!text(nothing).await.contains("reference-field"));
}
