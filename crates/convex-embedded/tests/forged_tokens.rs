//! Tokens that somebody made up: each is refused, whatever it tries.
//!
//! The corpus is made of one good token, signed by the only key of the issuer, and of everything an attacker can
//! do who has that token, the issuer's public key and keys of their own.

use async_trait::async_trait;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use convex_embedded::auth::{AuthConfig, Fetched, KeySource, Verifier};
use convex_host::SimHost;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::pkcs8::{EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use parking_lot::Mutex;
use serde_json::{Value as Json, json};
use std::sync::Arc;
use std::time::Duration;

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://id.example.com";
const JWKS: &str = "https://id.example.com/jwks";

/// What the issuer publishes now; nothing, if it cannot be reached.
#[derive(Default)]
struct Issuer {
    keys: Mutex<Option<Json>>,
    fetches: Mutex<usize>,
}

#[async_trait]
impl KeySource for Issuer {
    async fn get(&self, url: &str) -> Result<Fetched, String> {
        *self.fetches.lock() += 1;
        let keys = self.keys.lock().clone().ok_or("connection refused")?;
        let body = if url == JWKS {
            keys
        } else {
            json!({"issuer": ISSUER, "jwks_uri": JWKS})
        };
        Ok(Fetched {
            status: 200,
            content_type: "application/json".to_owned(),
            body: body.to_string().into_bytes(),
        })
    }
}

fn secret(seed: u8) -> p256::SecretKey {
    p256::SecretKey::from_slice(&[seed; 32]).expect("key")
}

fn key(seed: u8) -> EncodingKey {
    EncodingKey::from_ec_der(secret(seed).to_pkcs8_der().expect("pkcs8").as_bytes())
}

fn public(seed: u8, kid: &str) -> Json {
    let mut jwk = Jwk::from_encoding_key(&key(seed), Algorithm::ES256).expect("public key");
    jwk.common.key_id = Some(kid.to_owned());
    json!(jwk)
}

struct World {
    issuer: Arc<Issuer>,
    host: Arc<SimHost>,
    verifier: Verifier,
}

fn world(provider: Json) -> World {
    let host = Arc::new(SimHost::new(1, NOW * 1_000_000_000));
    let issuer = Arc::new(Issuer::default());
    let config = AuthConfig::from_json(&json!({ "providers": [provider] })).expect("config");
    World {
        verifier: Verifier::new(config, issuer.clone(), host.clone()),
        issuer,
        host,
    }
}

fn custom() -> World {
    world(
        json!({"type": "customJwt", "issuer": ISSUER, "jwks": JWKS, "algorithm": "ES256", "applicationID": "convex"}),
    )
}

impl World {
    fn publish(&self, keys: &[(u8, &str)]) {
        let keys: Vec<_> = keys.iter().map(|(seed, kid)| public(*seed, kid)).collect();
        *self.issuer.keys.lock() = Some(json!({ "keys": keys }));
    }

    async fn accepts(&self, token: &str) -> bool {
        self.verifier.verify(token).await.is_ok()
    }
}

fn claims() -> Json {
    json!({"iss": ISSUER, "sub": "ada", "aud": "convex", "iat": NOW, "nbf": NOW, "exp": NOW + 60})
}

fn with(field: &str, value: Json) -> Json {
    let mut claims = claims();
    claims[field] = value;
    claims
}

fn encode(part: &Json) -> String {
    URL_SAFE_NO_PAD.encode(part.to_string())
}

fn header(fields: &Json) -> Json {
    let mut header = json!({"typ": "JWT", "alg": "ES256", "kid": "k"});
    for (name, value) in fields.as_object().into_iter().flatten() {
        header[name] = value.clone();
    }
    header
}

/// A token with any header at all, signed with a key of the attacker or of the issuer.
fn signed(header: &Json, claims: &Json, seed: u8) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = jsonwebtoken::crypto::sign(message.as_bytes(), &key(seed), Algorithm::ES256);
    format!("{message}.{}", signature.expect("signed"))
}

fn good() -> String {
    signed(&header(&json!({})), &claims(), 1)
}

/// Signed with HMAC under the bytes of the issuer's public key, which everybody has.
fn hmac_with_public_key(bytes: &[u8]) -> String {
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some("k".to_owned());
    let key = EncodingKey::from_secret(bytes);
    jsonwebtoken::encode(&header, &claims(), &key).expect("signed")
}

fn corpus() -> Vec<(&'static str, String)> {
    let token = good();
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts[..] else {
        panic!("three parts");
    };
    let own = |fields: Json| signed(&header(&fields), &claims(), 2);
    let public_key = secret(1).public_key();
    let pem = public_key.to_public_key_pem(LineEnding::LF).expect("PEM");
    let der = public_key.to_public_key_der().expect("DER");
    let jwks = format!(
        "data:application/json;base64,{}",
        STANDARD.encode(json!({"keys": [public(2, "k")]}).to_string())
    );
    let alg_none = |alg: &str| format!("{}.{body}.", encode(&header(&json!({ "alg": alg }))));
    let claimed = |changed: &Json| format!("{head}.{}.{signature}", encode(changed));
    vec![
        ("no algorithm", alg_none("none")),
        ("no algorithm, disguised", alg_none("nOnE")),
        (
            "no algorithm, with a signature",
            format!(
                "{}.{body}.{signature}",
                encode(&header(&json!({"alg": "none"})))
            ),
        ),
        ("an algorithm that does not exist", alg_none("ES257")),
        (
            "HMAC under the public key as PEM",
            hmac_with_public_key(pem.as_bytes()),
        ),
        (
            "HMAC under the public key as DER",
            hmac_with_public_key(der.as_bytes()),
        ),
        (
            "HMAC under the public key as JWK",
            hmac_with_public_key(public(1, "k").to_string().as_bytes()),
        ),
        ("another key under the same id", own(json!({}))),
        (
            "another key under an id that nobody published",
            own(json!({"kid": "mine"})),
        ),
        ("another key without an id", own(json!({"kid": null}))),
        (
            "its own key in the header",
            own(json!({"jwk": public(2, "k")})),
        ),
        (
            "an address of keys in the header",
            own(json!({"jku": jwks})),
        ),
        (
            "an address of a certificate in the header",
            own(json!({"x5u": "https://evil.example.com/cert", "x5c": ["AAAA"]})),
        ),
        (
            "an id that is a path",
            own(json!({"kid": "../../../dev/null"})),
        ),
        (
            "an extension that must be understood",
            signed(
                &header(&json!({"crit": ["b64"], "b64": false})),
                &claims(),
                1,
            ),
        ),
        (
            "another issuer",
            signed(
                &header(&json!({})),
                &with("iss", json!("https://evil.example.com")),
                1,
            ),
        ),
        (
            "no issuer",
            signed(&header(&json!({})), &with("iss", Json::Null), 1),
        ),
        (
            "an issuer that ends alike",
            signed(
                &header(&json!({})),
                &with(
                    "iss",
                    json!("https://evil.example.com/https://id.example.com"),
                ),
                1,
            ),
        ),
        (
            "another audience",
            signed(&header(&json!({})), &with("aud", json!("other")), 1),
        ),
        (
            "no audience",
            signed(&header(&json!({})), &with("aud", Json::Null), 1),
        ),
        (
            "expired",
            signed(&header(&json!({})), &with("exp", json!(NOW - 60)), 1),
        ),
        (
            "expires never",
            signed(&header(&json!({})), &with("exp", Json::Null), 1),
        ),
        (
            "expires at a text",
            signed(&header(&json!({})), &with("exp", json!("9999999999")), 1),
        ),
        (
            "not valid yet",
            signed(&header(&json!({})), &with("nbf", json!(NOW + 60)), 1),
        ),
        (
            "issued in the future",
            signed(&header(&json!({})), &with("iat", json!(NOW + 60)), 1),
        ),
        (
            "nobody",
            signed(&header(&json!({})), &with("sub", json!("")), 1),
        ),
        (
            "somebody else, without signing",
            claimed(&with("sub", json!("bob"))),
        ),
        (
            "a longer life, without signing",
            claimed(&with("exp", json!(NOW + 9999))),
        ),
        (
            "the header changed",
            format!(
                "{}.{body}.{signature}",
                encode(&header(&json!({"typ": "at+jwt"})))
            ),
        ),
        ("without its signature", format!("{head}.{body}.")),
        ("without its last part", format!("{head}.{body}")),
        ("without its payload", format!("{head}..{signature}")),
        ("truncated", token[..token.len() - 1].to_owned()),
        (
            "a signature of zeros",
            format!("{head}.{body}.{}", URL_SAFE_NO_PAD.encode([0; 64])),
        ),
        (
            "a payload twice",
            format!("{head}.{body}.{body}.{signature}"),
        ),
        ("a signature twice", format!("{token}.{signature}")),
        ("a token in a token", format!("{token}.{token}")),
        ("padding inside", format!("{head}=.{body}.{signature}")),
        ("spaces around it", format!(" {token}")),
        (
            "an encrypted token",
            format!("{head}.{body}.{body}.{body}.{signature}"),
        ),
        ("nothing", String::new()),
        ("dots", "..".to_owned()),
    ]
}

#[tokio::test]
async fn a_forged_token_is_refused_and_the_real_one_accepted() {
    let world = custom();
    world.publish(&[(1, "k")]);
    assert!(world.accepts(&good()).await);
    for (what, token) in corpus() {
        assert!(!world.accepts(&token).await, "{what}: {token}");
        world.host.advance(Duration::from_millis(1));
    }
    assert!(world.accepts(&good()).await);
}

#[tokio::test]
async fn an_issuer_with_discovery_accepts_neither_forgeries_nor_what_its_kind_does_not_use() {
    let world = world(json!({"domain": ISSUER, "applicationID": "convex"}));
    world.publish(&[(1, "k")]);
    for (what, token) in corpus() {
        assert!(!world.accepts(&token).await, "{what}: {token}");
    }
    assert!(
        !world.accepts(&good()).await,
        "such issuers sign with RS256 or EdDSA"
    );
}

#[tokio::test]
async fn keys_rotate_with_overlap() {
    let world = custom();
    let token = |seed, kid: &str| signed(&header(&json!({ "kid": kid })), &claims(), seed);
    world.publish(&[(1, "old")]);
    assert!(world.accepts(&token(1, "old")).await);
    world.publish(&[(1, "old"), (2, "new")]);
    world.host.advance(Duration::from_secs(11));
    assert!(world.accepts(&token(2, "new")).await);
    assert!(
        world.accepts(&token(1, "old")).await,
        "for as long as it is published"
    );
    world.publish(&[(2, "new")]);
    world.host.advance(Duration::from_secs(30));
    assert!(world.accepts(&token(2, "new")).await);
    let fetches = *world.issuer.fetches.lock();
    for _ in 0..100 {
        assert!(!world.accepts(&token(3, "made up")).await);
    }
    assert_eq!(
        *world.issuer.fetches.lock(),
        fetches + 1,
        "the issuer is spared"
    );
    assert!(
        !world.accepts(&token(1, "old")).await,
        "what is not published any more"
    );
}

#[tokio::test]
async fn an_issuer_that_is_away_for_a_while_locks_nobody_out_and_is_not_pestered() {
    let world = custom();
    for _ in 0..20 {
        assert!(!world.accepts(&good()).await);
    }
    assert_eq!(*world.issuer.fetches.lock(), 1);
    world.publish(&[(1, "k")]);
    world.host.advance(Duration::from_secs(11));
    let long = signed(&header(&json!({})), &with("exp", json!(NOW + 100_000)), 1);
    assert!(world.accepts(&long).await);
    *world.issuer.keys.lock() = None;
    world.host.advance(Duration::from_secs(7200));
    assert!(world.accepts(&long).await, "its key was known lately");
    world.host.advance(Duration::from_secs(86_400));
    assert!(!world.accepts(&long).await, "but not for ever");
}
