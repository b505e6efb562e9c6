//! What a link or a form that somebody else has prepared cannot do.

use super::Server;
use super::accounts::{PASSWORD, mailed_token, refusal, sign_up, target};
use crate::identity::{Connected, ConnectedProfile, Connection, NewSession, Records};
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
