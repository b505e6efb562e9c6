//! What a link or a form that somebody else has prepared cannot do.

use super::accounts::{PASSWORD, mailed_token, refusal, sign_up, target};
use super::{Server, Setup, cookie_of};
use crate::identity::{Connected, ConnectedProfile, Connection, NewSession, Providers, Records};
use axum::http::StatusCode;
use axum::http::header::{COOKIE, ORIGIN, SET_COOKIE};
use identity::oauth::GitHub;
use identity::{Person, digest};

/// Somebody whom another provider has sent, with an address that it has not proven.
async fn unproven(server: &Server, email: &str) -> Person {
    let connection = Connection {
        provider_id: "oidc:acme".to_owned(),
        account_id: "1".to_owned(),
        label: "M".to_owned(),
        grant: Default::default(),
        link_to: None,
        profile: Some(ConnectedProfile {
            external_id: "conclave|m".to_owned(),
            name: "Mallory <http://evil.example>".to_owned(),
            email: email.to_owned(),
            email_verified: false,
            image: None,
        }),
    };
    match server.records.connect(connection).await.unwrap() {
        Connected::Created { person } => person,
        other => panic!("{other:?}"),
    }
}

/// The `Cookie` header of a new session.
async fn session_of(server: &Server, person: &Person) -> String {
    let session = NewSession {
        user_id: person.user_id.clone(),
        token_hash: digest("secret"),
        expires_at: f64::MAX,
        origin: Default::default(),
    };
    server.records.create_session(session).await.unwrap();
    "conclave_session_3000=secret".to_owned()
}

#[tokio::test]
async fn an_address_is_proven_only_in_a_browser_of_the_account_that_names_it() {
    let server = Server::start();
    let eve = sign_up(&server).await;
    let mallory = unproven(&server, "victim@example.org").await;
    let cookie = session_of(&server, &mallory).await;
    server.post("/auth/resend-verification", &cookie, &[]).await;
    let mail = server.accounts.mailer.kept().unwrap().remove(0).mail;
    assert!(
        mail.text.contains("\"Mallory httpevilexample\""),
        "{}",
        mail.text
    );
    let token = mailed_token(&server, "verify");
    for stranger in ["", &eve] {
        let fields = [("token", token.as_str())];
        let response = server.post("/auth/verify", stranger, &fields).await;
        assert_eq!(refusal(&response).code, "LINK_INVALID");
        let password = [("password", PASSWORD)];
        let refused = server.post("/auth/password", &cookie, &password).await;
        assert_eq!(refusal(&refused).code, "INVALID_INPUT");
    }
    // Nor have they used it up.
    let response = server
        .post("/auth/verify", &cookie, &[("token", &token)])
        .await;
    assert_eq!(target(&response), "/account?done=verified");
}

#[tokio::test]
async fn a_password_for_an_address_that_opens_another_account_is_refused() {
    let server = Server::start();
    sign_up(&server).await;
    let other = unproven(&server, "eve@example.org").await;
    let email = "eve@example.org";
    server
        .records
        .confirm_email(&other.user_id, email)
        .await
        .unwrap();
    let cookie = session_of(&server, &other).await;
    let mails = server.accounts.mailer.kept().unwrap().len();
    let fields = [("password", "another horse battery")];
    let response = server.post("/auth/password", &cookie, &fields).await;
    assert_eq!(refusal(&response).code, "ADDRESS_TAKEN");
    assert_eq!(server.accounts.mailer.kept().unwrap().len(), mails);
    let eve = [("email", email), ("password", PASSWORD)];
    assert_eq!(target(&server.post("/auth/sign-in", "", &eve).await), "/");
}

#[tokio::test]
async fn links_for_a_new_password_end_with_the_old_one_and_its_person_is_told() {
    let server = Server::start();
    let cookie = sign_up(&server).await;
    let forgot = async || {
        let email = [("email", "eve@example.org")];
        server.post("/auth/forgot", "", &email).await;
        mailed_token(&server, "reset")
    };
    let reset = async |token: &str, password: &str| {
        let fields = [("token", token), ("password", password)];
        server.post("/auth/reset", "", &fields).await
    };
    let (first, second) = (forgot().await, forgot().await);
    let named = reset(&first, "eve@example.org").await;
    assert_eq!(refusal(&named).code, "COMMON_PASSWORD");
    let change = [("current", PASSWORD), ("password", "another horse battery")];
    let changed = server.post("/auth/password", &cookie, &change).await;
    assert_eq!(target(&changed), "/account?done=password");
    assert_eq!(refusal(&reset(&first, PASSWORD).await).code, "LINK_INVALID");
    assert_eq!(
        refusal(&reset(&second, PASSWORD).await).code,
        "LINK_INVALID"
    );
    let third = forgot().await;
    assert_eq!(
        target(&reset(&third, PASSWORD).await),
        "/sign-in?done=reset"
    );
    let told = &server.accounts.mailer.kept().unwrap()[0].mail;
    assert_eq!(told.subject, "Your password was changed");
}

#[tokio::test]
async fn only_a_form_of_ours_links_an_account() {
    let text = |text: &str| text.to_owned();
    let (web, http) = ("https://github.test", reqwest::Client::new());
    let server = Server::start_with(Setup {
        providers: Providers {
            github: Some(GitHub::new(text("id"), text("secret"), web, web, http)),
            ..Providers::default()
        },
        ..Setup::default()
    });
    let anybody = server.send("GET", "/auth/github", &[]).await;
    assert!(target(&anybody).starts_with(web));
    let cookie = sign_up(&server).await;
    // A page elsewhere, or an address to go to after signing in, leads here with the cookie.
    let signed_in = [(COOKIE, cookie.as_str())];
    let led = server.send("GET", "/auth/github", &signed_in).await;
    assert_eq!(target(&led), "/account");
    assert!(led.headers().get(SET_COOKIE).is_none());
    let foreign = [(COOKIE, cookie.as_str()), (ORIGIN, "https://evil.example")];
    let foreign = server.send("POST", "/auth/github", &foreign).await;
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let nobody = server.post("/auth/github", "", &[]).await;
    assert_eq!(target(&nobody), "/sign-in");
    let ours = server.post("/auth/github", &cookie, &[]).await;
    assert_eq!(ours.status(), StatusCode::OK);
    let refresh = ours.headers()["refresh"].to_str().unwrap();
    assert!(refresh.starts_with(&format!("0; url={web}")), "{refresh}");
    cookie_of(&ours, "conclave_flow");
}

#[tokio::test]
async fn guessers_do_not_lock_a_browser_out_that_has_signed_in_before() {
    let server = Server::start();
    sign_up(&server).await;
    let eve = [("email", "eve@example.org"), ("password", PASSWORD)];
    let first = server.post("/auth/sign-in", "", &eve).await;
    let device = cookie_of(&first, "conclave_device");
    // From the same network, even.
    let wrong = [("email", "eve@example.org"), ("password", "wrong horse")];
    for _ in 0..20 {
        server.post("/auth/sign-in", "", &wrong).await;
    }
    let unknown = server.post("/auth/sign-in", "", &eve).await;
    assert_eq!(refusal(&unknown).code, "TOO_MANY_ATTEMPTS");
    let forged = server
        .post("/auth/sign-in", &format!("{device}x"), &eve)
        .await;
    assert_eq!(refusal(&forged).code, "TOO_MANY_ATTEMPTS");
    let own = server.post("/auth/sign-in", &device, &eve).await;
    assert_eq!(target(&own), "/");
    // It is good for nothing else.
    let bob = [("email", "bob@example.org"), ("password", "wrong horse")];
    let codes = (0..9).map(|_| server.post("/auth/sign-in", &device, &bob));
    let mut last = String::new();
    for answer in codes {
        last = refusal(&answer.await).code;
    }
    assert_eq!(last, "TOO_MANY_ATTEMPTS");
}
