//! Tokens against configured issuers: what is accepted, and every way of being wrong.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use convex_embedded::Caller;
use convex_embedded::auth::{AuthConfig, Fetched, KeySource, Verifier};
use convex_host::{Host as _, SimHost};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::pkcs8::EncodePrivateKey as _;
use serde_json::{Value as Json, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://id.example.com";

#[derive(Default)]
struct Pages {
    pages: HashMap<String, (u16, &'static str, String)>,
    fetches: AtomicUsize,
}

#[async_trait]
impl KeySource for Pages {
    async fn get(&self, url: &str) -> Result<Fetched, String> {
        self.fetches.fetch_add(1, Ordering::SeqCst);
        let (status, content_type, body) = self.pages.get(url).ok_or("connection refused")?;
        Ok(Fetched {
            status: *status,
            content_type: (*content_type).to_owned(),
            body: body.clone().into_bytes(),
        })
    }
}

fn es256(seed: u8) -> EncodingKey {
    let key = p256::SecretKey::from_slice(&[seed; 32]).expect("key");
    EncodingKey::from_ec_der(key.to_pkcs8_der().expect("pkcs8").as_bytes())
}

/// The first test vector of RFC 8032: a secret and its public key.
const ED_SECRET: &str = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
const ED_PUBLIC: &str = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex"))
        .collect()
}

fn ed25519() -> EncodingKey {
    let header = bytes("302e020100300506032b657004220420");
    EncodingKey::from_ed_der(&[header, bytes(ED_SECRET)].concat())
}

fn ed25519_jwk(kid: &str) -> Json {
    let x = URL_SAFE_NO_PAD.encode(bytes(ED_PUBLIC));
    json!({"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "kid": kid, "x": x})
}

fn key_set(keys: &[(&EncodingKey, Algorithm, &str)]) -> Json {
    let keys = keys.iter().map(|(key, algorithm, kid)| {
        let mut jwk = Jwk::from_encoding_key(key, *algorithm).expect("public key");
        jwk.common.key_id = Some((*kid).to_owned());
        jwk
    });
    json!({ "keys": keys.collect::<Vec<_>>() })
}

fn token(key: &EncodingKey, algorithm: Algorithm, kid: Option<&str>, claims: &Json) -> String {
    let mut header = Header::new(algorithm);
    header.kid = kid.map(str::to_owned);
    jsonwebtoken::encode(&header, claims, key).expect("signed")
}

fn claims() -> Json {
    json!({"iss": ISSUER, "sub": "ada", "aud": "convex", "iat": NOW, "exp": NOW + 60, "name": "Ada"})
}

fn changed(field: &str, value: Json) -> Json {
    let mut claims = claims();
    claims[field] = value;
    claims
}

struct Setup {
    verifier: Verifier,
    host: Arc<SimHost>,
    pages: Arc<Pages>,
}

fn custom(jwks: &str, pages: Pages) -> Setup {
    let provider = json!({"type": "customJwt", "issuer": ISSUER, "jwks": jwks, "algorithm": "ES256", "applicationID": "convex"});
    setup(json!({ "providers": [provider] }), pages)
}

fn setup(config: Json, pages: Pages) -> Setup {
    let host = Arc::new(SimHost::new(1, NOW * 1_000_000_000));
    let pages = Arc::new(pages);
    let config = AuthConfig::from_json(&config).expect("config");
    Setup {
        verifier: Verifier::new(config, pages.clone(), host.clone()),
        host,
        pages,
    }
}

fn data_url(set: &Json) -> String {
    format!(
        "data:application/json;base64,{}",
        STANDARD.encode(set.to_string())
    )
}

async fn code(setup: &Setup, token: &str) -> String {
    setup
        .verifier
        .verify(token)
        .await
        .map_or_else(|error| error.code.into_owned(), |_| "accepted".to_owned())
}

#[tokio::test]
async fn a_token_of_a_custom_issuer_with_inlined_keys_is_accepted() {
    let key = es256(1);
    let setup = custom(
        &data_url(&key_set(&[(&key, Algorithm::ES256, "k1")])),
        Pages::default(),
    );
    let caller: Caller = setup
        .verifier
        .verify(&token(&key, Algorithm::ES256, Some("k1"), &claims()))
        .await
        .expect("accepted");
    let identity = caller.identity().expect("user");
    assert_eq!(identity.token_identifier(), format!("{ISSUER}|ada"));
    let object: Json = serde_json::from_str(identity.json()).expect("JSON");
    assert_eq!(
        (&object["name"], &object["subject"], &object["issuer"]),
        (&json!("Ada"), &json!("ada"), &json!(ISSUER))
    );
    assert!(!caller.is_expired(NOW + 64) && caller.is_expired(NOW + 65));
}

#[tokio::test]
async fn every_way_of_being_wrong_has_its_code() {
    let (key, other) = (es256(1), es256(2));
    let setup = custom(
        &data_url(&key_set(&[(&key, Algorithm::ES256, "k1")])),
        Pages::default(),
    );
    let signed = |claims: &Json| token(&key, Algorithm::ES256, Some("k1"), claims);
    let expired = signed(&changed("exp", json!(NOW - 5)));
    assert_eq!(code(&setup, &expired).await, "TokenExpired");
    assert_eq!(
        code(&setup, &signed(&changed("exp", json!(NOW - 4)))).await,
        "accepted",
        "clocks may differ by five seconds"
    );
    for (wrong, expected) in [
        (signed(&changed("aud", json!("other"))), "NoAuthProvider"),
        (
            signed(&changed("aud", json!(["other", "convex"]))),
            "accepted",
        ),
        (
            signed(&changed("iss", json!("https://evil.example.com"))),
            "NoAuthProvider",
        ),
        (signed(&changed("iss", Json::Null)), "InvalidAuthHeader"),
        (signed(&changed("sub", Json::Null)), "InvalidAuthHeader"),
        (signed(&changed("exp", Json::Null)), "InvalidAuthHeader"),
        (signed(&changed("nbf", json!(NOW + 6))), "InvalidAuthHeader"),
        (signed(&changed("nbf", json!(NOW + 5))), "accepted"),
        (
            token(&key, Algorithm::ES256, Some("k2"), &claims()),
            "UnknownKey",
        ),
        (
            token(&other, Algorithm::ES256, Some("k1"), &claims()),
            "InvalidAuthHeader",
        ),
        (
            token(&ed25519(), Algorithm::EdDSA, Some("k1"), &claims()),
            "InvalidAuthHeader",
        ),
        (
            token(
                &EncodingKey::from_secret(b"x"),
                Algorithm::HS256,
                Some("k1"),
                &claims(),
            ),
            "InvalidAuthHeader",
        ),
        ("not.a.token".to_owned(), "InvalidAuthHeader"),
        (String::new(), "InvalidAuthHeader"),
    ] {
        assert_eq!(code(&setup, &wrong).await, expected, "{wrong}");
    }
}

#[tokio::test]
async fn an_unknown_key_id_fetches_again_but_not_for_every_token() {
    let (old, new) = (es256(1), es256(2));
    let url = "https://id.example.com/jwks";
    let set = key_set(&[(&old, Algorithm::ES256, "old")]).to_string();
    let pages = Pages {
        pages: HashMap::from([(url.to_owned(), (200, "application/json", set))]),
        ..Pages::default()
    };
    let setup = custom(url, pages);
    let fresh = token(&new, Algorithm::ES256, Some("new"), &claims());
    assert_eq!(
        code(
            &setup,
            &token(&old, Algorithm::ES256, Some("old"), &claims())
        )
        .await,
        "accepted"
    );
    assert_eq!(code(&setup, &fresh).await, "UnknownKey");
    assert_eq!(setup.pages.fetches.load(Ordering::SeqCst), 1);
    setup.host.advance(Duration::from_secs(11));
    assert_eq!(code(&setup, &fresh).await, "UnknownKey");
    assert_eq!(setup.pages.fetches.load(Ordering::SeqCst), 2);
    assert!(setup.host.unix_nanos() > NOW);
}

#[tokio::test]
async fn an_oidc_issuer_is_discovered_and_may_not_use_other_algorithms() {
    let (key, wrong) = (ed25519(), es256(1));
    let mut set = key_set(&[(&wrong, Algorithm::ES256, "w")]);
    set["keys"]
        .as_array_mut()
        .expect("keys")
        .push(ed25519_jwk("e"));
    let set = set.to_string();
    let discovery =
        json!({"issuer": format!("{ISSUER}/"), "jwks_uri": "https://id.example.com/keys"})
            .to_string();
    let pages = HashMap::from([
        (
            format!("{ISSUER}/.well-known/openid-configuration"),
            (200, "application/json", discovery),
        ),
        (
            "https://id.example.com/keys".to_owned(),
            (200, "application/jwk-set+json", set),
        ),
    ]);
    let config = json!({"providers": [{"domain": "id.example.com", "applicationID": "convex"}]});
    let setup = setup(
        config,
        Pages {
            pages,
            ..Pages::default()
        },
    );
    assert_eq!(
        code(&setup, &token(&key, Algorithm::EdDSA, Some("e"), &claims())).await,
        "accepted"
    );
    assert_eq!(
        code(
            &setup,
            &token(&wrong, Algorithm::ES256, Some("w"), &claims())
        )
        .await,
        "InvalidAuthHeader"
    );
    let two = changed("aud", json!(["convex", "more"]));
    assert_eq!(
        code(&setup, &token(&key, Algorithm::EdDSA, Some("e"), &two)).await,
        "InvalidAuthHeader"
    );
}

#[tokio::test]
async fn keys_that_cannot_be_read_are_an_error_of_the_token_not_of_the_server() {
    let key = es256(1);
    let url = "https://id.example.com/jwks";
    for page in [
        None,
        Some((500, "application/json", "{}")),
        Some((200, "text/html", "{}")),
        Some((200, "application/json", "<")),
    ] {
        let pages =
            page.map(|(status, kind, body)| (url.to_owned(), (status, kind, body.to_owned())));
        let setup = custom(
            url,
            Pages {
                pages: pages.into_iter().collect(),
                ..Pages::default()
            },
        );
        let token = token(&key, Algorithm::ES256, Some("k1"), &claims());
        assert_eq!(code(&setup, &token).await, "AuthProviderDiscoveryFailed");
    }
}
