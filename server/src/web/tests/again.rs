//! Signing in again from a page that stays where it is, and what it may go on with.

use super::accounts::{PASSWORD, sign_up};
use super::{HERE, Server, cookie_of, has_session, text};
use crate::identity::Records;
use axum::body::Body;
use axum::http::header::{ACCEPT, CONTENT_TYPE, COOKIE, LOCATION, ORIGIN};
use axum::http::{Response, StatusCode};
use serde_json::{Value, json};

const EVE: &str = "eve@example.org";

/// What a page sends that wants to be told, and led nowhere.
async fn ask(server: &Server, path: &str, cookie: &str, body: &str) -> Response<Body> {
    let headers = [
        (ORIGIN, HERE),
        (COOKIE, cookie),
        (ACCEPT, "application/json"),
        (CONTENT_TYPE, "application/x-www-form-urlencoded"),
    ];
    let body = Body::from(body.to_owned());
    server.send_body("POST", path, &headers, body).await
}

async fn told(response: Response<Body>) -> Value {
    assert_eq!(response.status(), StatusCode::OK);
    assert!(response.headers().get(LOCATION).is_none());
    assert_eq!(response.headers()["cache-control"], "no-store");
    serde_json::from_str(&text(response).await).unwrap()
}

async fn token(server: &Server, cookie: &str, person: &str) -> Value {
    let path = format!("/auth/token?person={person}");
    told(ask(server, &path, cookie, "").await).await
}

/// The person of a session.
async fn person(server: &Server, cookie: &str) -> String {
    let (_, secret) = cookie.split_once('=').unwrap();
    let session = server.records.session(&identity::digest(secret)).await;
    session.unwrap().unwrap().person.user_id
}

#[tokio::test]
async fn a_page_gets_tokens_of_the_person_whose_it_is_and_of_nobody_else() {
    let server = Server::start();
    let eve = sign_up(&server).await;
    let id = person(&server, &eve).await;
    assert!(token(&server, &eve, &id).await["token"].is_string());

    let owner = server.sign_in().await;
    let other = json!({ "token": null, "why": "other" });
    for wanted in [id.as_str(), "", "x"] {
        assert_eq!(token(&server, &owner, wanted).await, other, "{wanted}");
    }
    // The last word does not count alone.
    let twice = format!(
        "/auth/token?person={id}&person={}",
        person(&server, &owner).await
    );
    assert_eq!(told(ask(&server, &twice, &owner, "").await).await, other);
}

#[tokio::test]
async fn a_session_that_has_ended_is_told_from_none() {
    let server = Server::start();
    let eve = sign_up(&server).await;
    let id = person(&server, &eve).await;
    server.records.end_sessions(&id, None).await.unwrap();
    let ended = json!({ "token": null, "why": "ended" });
    assert_eq!(token(&server, &eve, &id).await, ended);
    assert_eq!(token(&server, "", &id).await, json!({ "token": null }));
}

#[tokio::test]
async fn a_page_that_stays_is_told_whether_it_is_signed_in_and_led_nowhere() {
    let server = Server::start();
    let before = sign_up(&server).await;
    let right = format!(
        "email={EVE}&password={}&next=/tasks",
        PASSWORD.replace(' ', "+")
    );
    let response = ask(&server, "/auth/sign-in", &before, &right).await;
    let after = cookie_of(&response, "conclave_session");
    assert_eq!(told(response).await, json!({ "code": null }));
    assert_ne!(after, before);
    assert!(server.token(&after).await.is_string());
    assert!(server.token(&before).await.is_null());
}

#[tokio::test]
async fn a_page_that_stays_is_told_why_it_is_not_signed_in() {
    let server = Server::start();
    sign_up(&server).await;
    let wrong = format!("email={EVE}&password=wrong+horse");
    let response = ask(&server, "/auth/sign-in", "", &wrong).await;
    assert!(!has_session(&response));
    let told = told(response).await;
    assert_eq!(told["code"], "BAD_CREDENTIALS");
    assert!(!told.to_string().contains("wrong horse"));
}

#[tokio::test]
async fn a_page_of_another_origin_is_told_nothing() {
    let server = Server::start();
    let eve = sign_up(&server).await;
    let headers = [
        (ORIGIN, "https://evil.example"),
        (COOKIE, &*eve),
        (ACCEPT, "application/json"),
    ];
    for path in ["/auth/token", "/auth/sign-in"] {
        let response = server.send("POST", path, &headers).await;
        assert_eq!(response.status(), StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_last_tries_are_counted_down_before_there_are_none() {
    let server = Server::start();
    sign_up(&server).await;
    let mut said = Vec::new();
    for address in [EVE, "nobody@example.org"] {
        let wrong = format!("email={address}&password=wrong+horse");
        let mut messages = Vec::new();
        for _ in 0..9 {
            let told = told(ask(&server, "/auth/sign-in", "", &wrong).await).await;
            messages.push(told["message"].as_str().unwrap().to_owned());
        }
        assert!(!messages[3].contains("tries"), "{messages:?}");
        assert!(messages[4].contains("3 more tries"), "{messages:?}");
        assert!(messages[6].contains("one more try"), "{messages:?}");
        assert!(messages[7].contains("last try"), "{messages:?}");
        assert!(
            messages[8].starts_with("Too many attempts."),
            "{messages:?}"
        );
        said.push(messages);
    }
    assert_eq!(said[0], said[1]);
}
