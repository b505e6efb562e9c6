//! E-mail and password, from the form to the session.

use super::{Server, Setup, cookie_of, text};
use crate::identity::{Purpose, Records, SignUp};
use app::{Refusal, RefusalCookie};
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, ORIGIN, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use identity::password::Hasher;
use std::time::Duration;

pub(super) const PASSWORD: &str = "correct horse battery";
const EVE: [(&str, &str); 3] = [
    ("name", "Eve"),
    ("email", "Eve@Example.org "),
    ("password", PASSWORD),
];

/// Where an answer leads, which has to be See Other.
pub(super) fn target(response: &Response<Body>) -> &str {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    response.headers()[LOCATION].to_str().unwrap()
}

/// The code of the reason that an answer carries.
pub(super) fn refusal(response: &Response<Body>) -> Refusal {
    let cookie = cookie_of(response, RefusalCookie::BASE);
    let headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_str(&cookie).unwrap())]);
    let kind = RefusalCookie {
        name: "conclave_refusal_3000".to_owned(),
        is_secure: false,
    };
    Refusal::of_headers(&headers, &kind).unwrap()
}

/// The token of the newest mail's link to a page.
pub(super) fn mailed_token(server: &Server, page: &str) -> String {
    let mails = server.accounts.mailer.kept().unwrap();
    let link = format!("/{page}?token=");
    let text = &mails[0].mail.text;
    let (_, rest) = text
        .split_once(&link)
        .unwrap_or_else(|| panic!("no link to {page}: {text}"));
    rest.split_whitespace().next().unwrap().to_owned()
}

/// Signs Eve up in one browser: the `Cookie` header of her session.
pub(super) async fn sign_up(server: &Server) -> String {
    let response = server.post("/auth/sign-up", "", &EVE).await;
    assert_eq!(target(&response), "/sign-up?sent=1");
    let browser = cookie_of(&response, "conclave_sign_up");
    let token = mailed_token(server, "verify");
    let response = server
        .post("/auth/verify", &browser, &[("token", &token)])
        .await;
    assert_eq!(target(&response), "/");
    cookie_of(&response, "conclave_session")
}

async fn sign_in(server: &Server, email: &str, password: &str) -> Response<Body> {
    let fields = [("email", email), ("password", password)];
    server.post("/auth/sign-in", "", &fields).await
}

#[tokio::test]
async fn who_signs_up_and_opens_the_mail_is_signed_in_and_can_come_back() {
    let server = Server::start();
    let cookie = sign_up(&server).await;
    assert!(server.token(&cookie).await.is_string());

    let response = sign_in(&server, " EVE@example.org", PASSWORD).await;
    assert_eq!(target(&response), "/");
    assert_ne!(cookie_of(&response, "conclave_session"), cookie);

    let out = server.post("/auth/sign-out", &cookie, &[]).await;
    assert_eq!(target(&out), "/sign-in?done=out");
    assert!(server.token(&cookie).await.is_null());
}

#[tokio::test]
async fn a_mail_opened_in_another_browser_leads_to_choosing_the_password() {
    let server = Server::start();
    server.post("/auth/sign-up", "", &EVE).await;
    let token = mailed_token(&server, "verify");
    let response = server.post("/auth/verify", "", &[("token", &token)]).await;
    let page = target(&response).to_owned();
    let token = page.strip_prefix("/reset?token=").unwrap();
    assert!(response.headers().get(SET_COOKIE).is_none());
    // Whoever typed the first password does not know the account's.
    let first = sign_in(&server, "eve@example.org", PASSWORD).await;
    assert_eq!(refusal(&first).code, "BAD_CREDENTIALS");
    let chosen = [("token", token), ("password", "another horse battery")];
    let response = server.post("/auth/reset", "", &chosen).await;
    assert_eq!(target(&response), "/sign-in?done=reset");
    let second = sign_in(&server, "eve@example.org", "another horse battery").await;
    assert_eq!(target(&second), "/");
}

#[tokio::test]
async fn signing_up_answers_alike_for_a_known_and_an_unknown_address() {
    let server = Server::start();
    sign_up(&server).await;
    let known = server.post("/auth/sign-up", "", &EVE).await;
    let mail = server.accounts.mailer.kept().unwrap().remove(0).mail;
    assert_eq!(mail.subject, "You have an account already");
    let stranger = [
        ("name", "Bob"),
        ("email", "bob@example.org"),
        ("password", PASSWORD),
    ];
    let unknown = server.post("/auth/sign-up", "", &stranger).await;
    assert_eq!(target(&known), target(&unknown));
    let names = |response: &Response<Body>| {
        let all = response.headers().get_all(SET_COOKIE).iter();
        let text = all.map(|cookie| {
            cookie
                .to_str()
                .unwrap()
                .split('=')
                .next()
                .unwrap()
                .to_owned()
        });
        text.collect::<Vec<_>>()
    };
    assert_eq!(names(&known), names(&unknown));
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_are_refused_alike() {
    let server = Server::start();
    sign_up(&server).await;
    let wrong = refusal(&sign_in(&server, "eve@example.org", "wrong horse battery").await);
    let unknown = refusal(&sign_in(&server, "nobody@example.org", "wrong horse battery").await);
    assert_eq!(wrong.code, "BAD_CREDENTIALS");
    assert_eq!((wrong.code, wrong.message), (unknown.code, unknown.message));
    assert_eq!(
        wrong.values,
        [("email".to_owned(), "eve@example.org".to_owned())]
    );
}

#[tokio::test]
async fn forms_say_what_is_wrong_and_bring_back_what_was_typed_but_no_password() {
    let server = Server::start();
    for (name, email, password, code) in [
        ("", "a@b.c", PASSWORD, "INVALID_INPUT"),
        ("Eve", "a b@c.d", PASSWORD, "INVALID_INPUT"),
        ("Eve", "a.b.c", PASSWORD, "INVALID_INPUT"),
        ("Eve", "a@b.c", "short", "WEAK_PASSWORD"),
        ("Eve", "a@b.c", "password123", "COMMON_PASSWORD"),
        ("Eve Online", "a@b.c", "eve online", "COMMON_PASSWORD"),
    ] {
        let fields = [
            ("name", name),
            ("email", email),
            ("password", password),
            ("next", "/tasks"),
        ];
        let response = server.post("/auth/sign-up", "", &fields).await;
        assert_eq!(target(&response), "/sign-up?next=%2Ftasks");
        let refusal = refusal(&response);
        assert_eq!(
            (refusal.form.as_str(), refusal.code.as_str()),
            ("sign-up", code)
        );
        assert!(
            refusal
                .values
                .iter()
                .any(|value| value.0 == "email" && value.1 == email)
        );
        assert!(!format!("{refusal:?}").contains(password));
    }
}

#[tokio::test]
async fn a_link_for_a_new_password_works_once_and_for_an_hour_and_ends_all_sessions() {
    let server = Server::start();
    let cookie = sign_up(&server).await;
    let forgot = async || {
        let response = server
            .post("/auth/forgot", "", &[("email", "eve@example.org")])
            .await;
        assert_eq!(target(&response), "/forgot?sent=1");
        mailed_token(&server, "reset")
    };
    let reset = async |token: &str| {
        let fields = [("token", token), ("password", "another horse battery")];
        server.post("/auth/reset", "", &fields).await
    };
    let weak = [("token", "t"), ("password", "short")];
    let refused = server.post("/auth/reset", "", &weak).await;
    assert_eq!(target(&refused), "/reset?token=t");
    let token = forgot().await;
    assert_eq!(target(&reset(&token).await), "/sign-in?done=reset");
    assert!(server.token(&cookie).await.is_null());
    assert_eq!(refusal(&reset(&token).await).code, "LINK_INVALID");
    assert_eq!(
        refusal(&sign_in(&server, "eve@example.org", PASSWORD).await).code,
        "BAD_CREDENTIALS"
    );

    let nobody = server
        .post("/auth/forgot", "", &[("email", "nobody@example.org")])
        .await;
    assert_eq!(target(&nobody), "/forgot?sent=1");
    assert_eq!(
        server.accounts.mailer.kept().unwrap()[0].mail.to,
        "eve@example.org"
    );
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions_and_needs_the_current_one() {
    let server = Server::start();
    let cookie = sign_up(&server).await;
    let other = sign_in(&server, "eve@example.org", PASSWORD).await;
    let other = cookie_of(&other, "conclave_session");
    let change = async |current: &str| {
        let fields = [("current", current), ("password", "another horse battery")];
        server.post("/auth/password", &cookie, &fields).await
    };
    assert_eq!(refusal(&change("wrong").await).code, "BAD_CREDENTIALS");
    assert!(server.token(&other).await.is_string());
    assert_eq!(target(&change(PASSWORD).await), "/account?done=password");
    assert!(server.token(&cookie).await.is_string());
    assert!(server.token(&other).await.is_null());
    let stranger = server
        .post("/auth/password", "", &[("password", "another horse")])
        .await;
    assert_eq!(target(&stranger), "/sign-in");
}

#[tokio::test]
async fn a_hash_of_other_parameters_is_replaced_when_its_person_signs_in() {
    let server = Server::start();
    sign_up(&server).await;
    let account = server.records.password_account("eve@example.org").await;
    let user_id = account.unwrap().unwrap().person.user_id;
    let dated = Hasher::new(server.host.clone())
        .hash(PASSWORD)
        .await
        .unwrap();
    server
        .records
        .set_password(&user_id, dated.clone())
        .await
        .unwrap();
    let kept = async || server.records.password_of(&user_id).await.unwrap().unwrap();
    let wrong = sign_in(&server, "eve@example.org", "wrong horse battery").await;
    assert_eq!(refusal(&wrong).code, "BAD_CREDENTIALS");
    assert_eq!(kept().await, dated);
    let right = sign_in(&server, "eve@example.org", PASSWORD).await;
    assert_eq!(target(&right), "/");
    assert_ne!(kept().await, dated);
    assert_eq!(
        target(&sign_in(&server, "eve@example.org", PASSWORD).await),
        "/"
    );
}

#[tokio::test]
async fn the_owner_who_has_no_password_sets_one_and_comes_back_with_it() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    let response = server
        .post("/auth/password", &cookie, &[("password", PASSWORD)])
        .await;
    assert_eq!(target(&response), "/account?done=first-password");
    let back = sign_in(&server, "owner@conclave.localhost", PASSWORD).await;
    assert_eq!(target(&back), "/");
}

#[tokio::test]
async fn deleting_an_account_takes_the_password_or_the_word_and_signs_out() {
    let server = Server::start();
    let eve = sign_up(&server).await;
    let delete = async |cookie: &str, proof: &str| {
        server
            .post("/auth/delete", cookie, &[("password", proof)])
            .await
    };
    assert_eq!(
        refusal(&delete(&eve, "DELETE").await).code,
        "BAD_CREDENTIALS"
    );
    assert!(server.records.deletions().is_empty());
    assert_eq!(
        target(&delete(&eve, PASSWORD).await),
        "/sign-in?done=deletion"
    );
    assert!(server.token(&eve).await.is_null());
    let owner = server.sign_in().await;
    assert_eq!(
        refusal(&delete(&owner, "delete").await).code,
        "INVALID_INPUT"
    );
    assert_eq!(
        target(&delete(&owner, "DELETE").await),
        "/sign-in?done=deletion"
    );
    assert_eq!(server.records.deletions().len(), 2);
}

#[tokio::test]
async fn a_key_of_a_provider_is_kept_only_once_the_provider_has_accepted_it() {
    let server = Server::start();
    let cookie = server.sign_in().await;
    for (provider, code) in [
        ("openai", "PROVIDER_UNREACHABLE"),
        ("else", "INVALID_INPUT"),
    ] {
        let fields = [("provider", provider), ("key", "sk-planted-key-0123")];
        let response = server.post("/auth/keys", &cookie, &fields).await;
        assert_eq!(target(&response), "/settings");
        let refusal = refusal(&response);
        assert_eq!(refusal.code, code);
        assert!(!format!("{refusal:?}").contains("planted"));
    }
    assert!(!server.records.dump().contains("SealedKey"));
}

#[tokio::test]
async fn signing_in_leads_to_own_addresses_only() {
    let server = Server::start();
    sign_up(&server).await;
    for (next, expected) in [
        ("/tasks?q=1", "/tasks?q=1"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example", "/"),
    ] {
        let fields = [
            ("email", "eve@example.org"),
            ("password", PASSWORD),
            ("next", next),
        ];
        let response = server.post("/auth/sign-in", "", &fields).await;
        assert_eq!(target(&response), expected);
    }
}

#[tokio::test]
async fn a_session_that_was_planted_is_never_taken_up() {
    let server = Server::start();
    let planted = "conclave_session_3000=planted";
    server.post("/auth/sign-up", planted, &EVE).await;
    sign_up(&server).await;
    let fields = [("email", "eve@example.org"), ("password", PASSWORD)];
    let response = server.post("/auth/sign-in", planted, &fields).await;
    let cookie = cookie_of(&response, "conclave_session");
    assert_ne!(cookie, planted);
    assert!(server.token(planted).await.is_null());
    // Signing in again ends the session that the browser had.
    let response = server.post("/auth/sign-in", &cookie, &fields).await;
    assert!(server.token(&cookie).await.is_null());
    assert!(
        server
            .token(&cookie_of(&response, "conclave_session"))
            .await
            .is_string()
    );
}

#[tokio::test]
async fn what_is_kept_holds_no_password_no_cookie_and_no_link() {
    let server = Server::start();
    let cookie = sign_up(&server).await;
    server
        .post("/auth/forgot", "", &[("email", "eve@example.org")])
        .await;
    let (_, secret) = cookie.split_once('=').unwrap();
    let kept = server.records.dump();
    assert!(kept.contains("$argon2id$"));
    for planted in [PASSWORD, secret, &mailed_token(&server, "reset")] {
        assert!(!kept.contains(planted), "{planted}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_where_it_comes_from() {
    let server = Server::start().seen_from("203.0.113.1");
    sign_up(&server).await;
    let mut codes = Vec::new();
    for _ in 0..10 {
        codes.push(refusal(&sign_in(&server, "eve@example.org", "wrong horse").await).code);
    }
    assert_eq!(codes[7], "BAD_CREDENTIALS");
    assert_eq!(codes[9], "TOO_MANY_ATTEMPTS");
    let right = sign_in(&server, "eve@example.org", PASSWORD).await;
    assert_eq!(refusal(&right).code, "TOO_MANY_ATTEMPTS");
    let server = server.seen_from("203.0.113.2");
    assert_eq!(
        target(&sign_in(&server, "eve@example.org", PASSWORD).await),
        "/"
    );
    let server = server.seen_from("203.0.113.1");
    server.host.advance(Duration::from_secs(15 * 60));
    assert_eq!(
        target(&sign_in(&server, "eve@example.org", PASSWORD).await),
        "/"
    );
}

#[tokio::test]
async fn where_a_request_comes_from_is_believed_of_trusted_proxies_only() {
    // The list of sessions says where each began.
    let is_seen = async |server: &Server, claimed: &str, address: &str| {
        sign_up(server).await;
        let headers = [
            (HeaderName::from_static("x-forwarded-for"), claimed),
            (CONTENT_TYPE, "application/x-www-form-urlencoded"),
        ];
        let body = "email=eve@example.org&password=correct+horse+battery";
        let response = server.send_body("POST", "/auth/sign-in", &headers, Body::from(body));
        assert_eq!(target(&response.await), "/");
        server.records.dump().contains(&format!("{address:?}"))
    };
    let direct = Server::start().seen_from("203.0.113.1");
    assert!(!is_seen(&direct, "192.0.2.1", "192.0.2.1").await);
    for (claimed, address, is_believed) in [
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1, 203.0.113.1", "203.0.113.1", true),
        ("192.0.2.1, 203.0.113.1", "192.0.2.1", false),
        ("192.0.2.1, 10.0.0.1", "192.0.2.1", true),
        ("192.0.2.1, nonsense", "192.0.2.1", false),
    ] {
        let behind = Server::start_with(Setup {
            proxies: vec!["10.0.0.1".parse().unwrap()],
            ..Setup::default()
        });
        let behind = behind.seen_from("10.0.0.1");
        let is_seen = is_seen(&behind, claimed, address).await;
        assert_eq!(is_seen, is_believed, "{claimed}");
    }
}

#[tokio::test]
async fn the_outbox_is_for_this_machine_and_shows_what_would_have_been_sent() {
    let server = Server::start();
    server.post("/auth/sign-up", "", &EVE).await;
    let page = text(server.send("GET", "/outbox", &[]).await).await;
    assert!(page.contains("/verify?token="));
    let forwarded = [(HeaderName::from_static("x-forwarded-for"), "203.0.113.1")];
    let status = server.send("GET", "/outbox", &forwarded).await.status();
    assert_eq!(status, StatusCode::NOT_FOUND);
    let server = server.seen_from("203.0.113.1");
    assert_eq!(
        server.send("GET", "/outbox", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
    let public = Server::start_behind("https://conclave.example");
    assert_eq!(
        public.send("GET", "/outbox", &[]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn where_not_everybody_may_an_invitation_makes_one_account() {
    let start = |sign_up| {
        Server::start_with(Setup {
            sign_up: Some(sign_up),
            ..Setup::default()
        })
    };
    let server = start(SignUp::Invite);
    let response = server.post("/auth/sign-up", "", &EVE).await;
    assert_eq!(refusal(&response).code, "SIGN_UP_CLOSED");
    let invitation = server.tickets.mint(Purpose::Invite, "");
    let response = server.send("GET", &invitation, &[]).await;
    assert_eq!(target(&response), "/sign-up");
    let invited = cookie_of(&response, "conclave_invite");
    let mut outcomes = Vec::new();
    for email in ["eve@example.org", "bob@example.org"] {
        let fields = [("name", "E"), ("email", email), ("password", PASSWORD)];
        let response = server.post("/auth/sign-up", &invited, &fields).await;
        let browser = cookie_of(&response, "conclave_sign_up");
        let token = mailed_token(&server, "verify");
        let response = server
            .post("/auth/verify", &browser, &[("token", &token)])
            .await;
        outcomes.push(target(&response).starts_with("/verify"));
    }
    assert_eq!(outcomes, [false, true]);
    let forged = server
        .post("/auth/sign-up", "conclave_invite_3000=x", &EVE)
        .await;
    assert_eq!(refusal(&forged).code, "SIGN_UP_CLOSED");

    let closed = start(SignUp::Closed);
    let invited = format!(
        "conclave_invite_3000={}",
        &invitation["/auth/invite/".len()..]
    );
    let response = closed.post("/auth/sign-up", &invited, &EVE).await;
    assert_eq!(refusal(&response).code, "SIGN_UP_CLOSED");
}

#[tokio::test]
async fn a_form_is_taken_as_browsers_send_forms_and_from_our_own_pages_only() {
    let server = Server::start();
    sign_up(&server).await;
    let send = async |origin: &str, content_type: &str| {
        let headers = [(ORIGIN, origin), (CONTENT_TYPE, content_type)];
        let body = Body::from(format!("email=eve@example.org&password={PASSWORD}"));
        let response = server
            .send_body("POST", "/auth/sign-in", &headers, body)
            .await;
        response.status()
    };
    let form = "application/x-www-form-urlencoded; charset=utf-8";
    assert_eq!(send(super::HERE, form).await, StatusCode::SEE_OTHER);
    for content_type in [
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/json",
    ] {
        let refused = send(super::HERE, content_type).await;
        assert_eq!(
            refused,
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "{content_type}"
        );
        assert_eq!(
            send("https://evil.example", content_type).await,
            StatusCode::FORBIDDEN
        );
    }
    assert_eq!(send("null", form).await, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_refusal_is_shown_once() {
    let server = Server::start();
    let refused = sign_in(&server, "nobody@example.org", "wrong horse").await;
    let cookie = cookie_of(&refused, RefusalCookie::BASE);
    let page = server.send("GET", "/sign-in", &[(COOKIE, &cookie)]).await;
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(
        cookie_of(&page, RefusalCookie::BASE),
        "conclave_refusal_3000="
    );
    assert!(page.headers().get(RETRY_AFTER).is_none());
}
