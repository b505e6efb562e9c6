use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use convex_host::Host;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{DecodePrivateKey, EncodePrivateKey, LineEnding};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Who says so. Part of every user's identity, so it never changes; it is a name, nothing is fetched from it.
pub const ISSUER: &str = "https://conclave.localhost";

/// The application that `convex/auth.config.ts` names.
const AUDIENCE: &str = "convex";

/// The claim of those who may look into the deployment, for as long as the token is good.
pub const OPERATOR_CLAIM: &str = "operator";

/// How long a token is good. Clients ask for a new one before.
pub const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// A key gives way to another one after so long.
const KEY_AGE_MAX: Duration = Duration::from_secs(90 * 24 * 60 * 60);

/// A new key is published for so long before it signs: deployments keep key sets for a while.
const PUBLISHED_AHEAD: Duration = Duration::from_secs(2 * 60 * 60);

/// A key that signs no more stays published for so long: longer than any token lives.
const PUBLISHED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody whom the server vouches for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The row in `users`.
    pub user_id: String,
    /// Issuer and subject.
    pub external_id: String,
    /// As others see it.
    pub name: String,
    /// The address; empty for those who have not told.
    pub email: String,
    /// An address of a picture, or the picture itself as a `data:` address.
    pub image: Option<String>,
    /// Whether the address is proven.
    pub email_verified: bool,
}

/// A key that signs tokens, as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub struct SigningKey {
    /// PKCS#8 in PEM.
    pub pem: String,
    /// Seconds since the Unix epoch.
    pub created_at: u64,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokensError {
    /// A key that is kept is none.
    #[error("a signing key is unusable: {0}; restore the file it is kept in")]
    Unusable(String),
    /// Signing failed.
    #[error("cannot sign a token: {0}")]
    Signing(String),
}

/// Signs tokens, and publishes the keys that prove them.
pub struct Tokens {
    ring: RwLock<Ring>,
    host: Arc<dyn Host>,
}

struct Ring {
    /// Oldest first; never empty.
    keys: Vec<Key>,
    key_set: String,
}

struct Key {
    created_at: u64,
    id: String,
    secret: EncodingKey,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    aud: &'static str,
    sub: &'a str,
    sid: &'a str,
    name: &'a str,
    email: &'a str,
    email_verified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    picture: Option<&'a str>,
    iat: u64,
    exp: u64,
    /// [`OPERATOR_CLAIM`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    operator: bool,
}

impl SigningKey {
    /// A fresh one.
    pub fn generate(host: &dyn Host) -> Result<Self, TokensError> {
        // One number in 2^32 is no valid key; then the next one is.
        let key = loop {
            if let Ok(key) = p256::SecretKey::from_slice(&host.seed()) {
                break key;
            }
        };
        let pem = key
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|error| TokensError::Unusable(error.to_string()))?;
        Ok(Self {
            pem: pem.to_string(),
            created_at: unix_secs(host),
        })
    }

    /// Whether the newest of `keys` is so old that another one should follow.
    pub fn are_dated(keys: &[Self], host: &dyn Host) -> bool {
        let newest = keys.iter().map(|key| key.created_at).max().unwrap_or(0);
        newest + KEY_AGE_MAX.as_secs() <= unix_secs(host)
    }

    /// Adds a key, and drops those whose tokens have all ended.
    pub fn rotate(keys: &mut Vec<Self>, host: &dyn Host) -> Result<(), TokensError> {
        let now = unix_secs(host);
        keys.sort_by_key(|key| key.created_at);
        let ended = |successor: &Self| {
            successor.created_at + PUBLISHED_AHEAD.as_secs() + PUBLISHED_AFTER.as_secs() <= now
        };
        while keys.get(1).is_some_and(ended) {
            keys.remove(0);
        }
        keys.push(Self::generate(host)?);
        Ok(())
    }
}

impl Tokens {
    /// With the keys that are kept; at least one.
    pub fn new(keys: &[SigningKey], host: Arc<dyn Host>) -> Result<Self, TokensError> {
        Ok(Self {
            ring: RwLock::new(Ring::new(keys)?),
            host,
        })
    }

    /// Signs with, and publishes, other keys from now on.
    pub fn replace(&self, keys: &[SigningKey]) -> Result<(), TokensError> {
        let ring = Ring::new(keys)?;
        *self.ring.write() = ring;
        Ok(())
    }

    /// A token for a person in a session, good for five minutes.
    pub fn mint(&self, person: &Person, session_id: &str) -> Result<String, TokensError> {
        self.sign(person, session_id, false)
    }

    /// The same for somebody who may look into the deployment.
    pub fn mint_for_operator(
        &self,
        person: &Person,
        session_id: &str,
    ) -> Result<String, TokensError> {
        self.sign(person, session_id, true)
    }

    fn sign(
        &self,
        person: &Person,
        session_id: &str,
        operator: bool,
    ) -> Result<String, TokensError> {
        let now = unix_secs(self.host.as_ref());
        let ring = self.ring.read();
        let key = ring.signing(now);
        let header = Header {
            kid: Some(key.id.clone()),
            ..Header::new(Algorithm::ES256)
        };
        let issuer = format!("{ISSUER}|");
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: person
                .external_id
                .strip_prefix(&issuer)
                .unwrap_or(&person.external_id),
            sid: session_id,
            name: &person.name,
            email: &person.email,
            email_verified: person.email_verified,
            // Pictures that are data would make every token as large as they are.
            picture: person
                .image
                .as_deref()
                .filter(|image| image.starts_with("https://")),
            iat: now,
            exp: now + LIFETIME.as_secs(),
            operator,
        };
        jsonwebtoken::encode(&header, &claims, &key.secret)
            .map_err(|error| TokensError::Signing(error.to_string()))
    }

    /// The public keys, for `/.well-known/jwks.json`.
    pub fn key_set(&self) -> String {
        self.ring.read().key_set.clone()
    }

    /// The public keys as an address that needs no server; `CONCLAVE_JWKS` of a deployment elsewhere.
    pub fn key_set_url(&self) -> String {
        let key_set = STANDARD.encode(&self.ring.read().key_set);
        format!("data:application/json;base64,{key_set}")
    }
}

impl Ring {
    fn new(kept: &[SigningKey]) -> Result<Self, TokensError> {
        let mut keys = Vec::new();
        let mut published = Vec::new();
        for kept in kept {
            let (key, public) = read(kept)?;
            keys.push(key);
            published.push(public);
        }
        if keys.is_empty() {
            return Err(TokensError::Unusable("there is none".to_owned()));
        }
        keys.sort_by_key(|key| key.created_at);
        let key_set = serde_json::json!({ "keys": published }).to_string();
        Ok(Self { keys, key_set })
    }

    /// The newest that has been published for long enough; the oldest while there is none.
    fn signing(&self, now: u64) -> &Key {
        let is_known = |key: &&Key| key.created_at + PUBLISHED_AHEAD.as_secs() <= now;
        self.keys
            .iter()
            .rev()
            .find(is_known)
            .unwrap_or(&self.keys[0])
    }
}

fn read(kept: &SigningKey) -> Result<(Key, serde_json::Value), TokensError> {
    let unusable = |error: String| TokensError::Unusable(error);
    let pem = &kept.pem;
    let secret =
        p256::SecretKey::from_pkcs8_pem(pem).map_err(|error| unusable(error.to_string()))?;
    let point = secret.public_key().to_encoded_point(false);
    let coordinate = |bytes: Option<&p256::FieldBytes>| {
        bytes
            .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
            .ok_or_else(|| unusable("its public half is no point".to_owned()))
    };
    let (x, y) = (coordinate(point.x())?, coordinate(point.y())?);
    let id = URL_SAFE_NO_PAD.encode(&Sha256::digest(format!("{x}.{y}"))[..12]);
    let public = serde_json::json!({
        "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": id, "x": x, "y": y
    });
    let secret =
        EncodingKey::from_ec_pem(pem.as_bytes()).map_err(|error| unusable(error.to_string()))?;
    let key = Key {
        created_at: kept.created_at,
        id,
        secret,
    };
    Ok((key, public))
}

fn unix_secs(host: &dyn Host) -> u64 {
    Duration::from_nanos(host.unix_nanos()).as_secs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use convex_host::SimHost;
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::Value;

    fn person() -> Person {
        Person {
            user_id: "u1".to_owned(),
            external_id: format!("{ISSUER}|eve"),
            name: "Eve".to_owned(),
            email: "eve@example.org".to_owned(),
            image: None,
            email_verified: true,
        }
    }

    /// The claims, verified against what is published, and the id of the key.
    fn verify(tokens: &Tokens, token: &str) -> (Value, String) {
        let keys: JwkSet = serde_json::from_str(&tokens.key_set()).unwrap();
        let id = jsonwebtoken::decode_header(token).unwrap().kid.unwrap();
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_audience(&["convex"]);
        rules.validate_exp = false;
        let key = DecodingKey::from_jwk(keys.find(&id).unwrap()).unwrap();
        let claims = jsonwebtoken::decode::<Value>(token, &key, &rules).unwrap();
        (claims.claims, id)
    }

    #[test]
    fn a_token_names_person_and_session_and_ends_after_five_minutes() {
        let host = Arc::new(SimHost::new(1, 1_000_000_000_000));
        let keys = [SigningKey::generate(host.as_ref()).unwrap()];
        let tokens = Tokens::new(&keys, host).unwrap();
        let (claims, _) = verify(&tokens, &tokens.mint(&person(), "s1").unwrap());
        let expected = serde_json::json!({
            "iss": ISSUER, "aud": "convex", "sub": "eve", "sid": "s1", "name": "Eve",
            "email": "eve@example.org", "email_verified": true, "iat": 1000, "exp": 1300
        });
        assert_eq!(claims, expected);
        let (claims, _) = verify(&tokens, &tokens.mint_for_operator(&person(), "s1").unwrap());
        assert_eq!(claims[OPERATOR_CLAIM], true);
    }

    #[test]
    fn keys_overlap_when_they_change() {
        let host = Arc::new(SimHost::new(1, 1_000_000_000_000));
        let mut keys = vec![SigningKey::generate(host.as_ref()).unwrap()];
        let tokens = Tokens::new(&keys, host.clone()).unwrap();
        let token = tokens.mint(&person(), "s1").unwrap();
        let (_, first) = verify(&tokens, &token);

        host.advance(KEY_AGE_MAX);
        assert!(SigningKey::are_dated(&keys, host.as_ref()));
        SigningKey::rotate(&mut keys, host.as_ref()).unwrap();
        assert!(!SigningKey::are_dated(&keys, host.as_ref()));
        tokens.replace(&keys).unwrap();
        // Published, but not used until every deployment has read it.
        let (_, signing) = verify(&tokens, &tokens.mint(&person(), "s1").unwrap());
        assert_eq!(signing, first);

        host.advance(PUBLISHED_AHEAD);
        let (_, signing) = verify(&tokens, &tokens.mint(&person(), "s1").unwrap());
        assert_ne!(signing, first);
        assert_eq!(verify(&tokens, &token).1, first);

        host.advance(PUBLISHED_AFTER);
        SigningKey::rotate(&mut keys, host.as_ref()).unwrap();
        tokens.replace(&keys).unwrap();
        assert!(!tokens.key_set().contains(&first));
        assert_eq!(keys.len(), 2);
    }

    #[test]
    fn something_that_is_no_key_is_refused() {
        let host: Arc<dyn Host> = Arc::new(SimHost::new(1, 0));
        let garbage = SigningKey {
            pem: "x".to_owned(),
            created_at: 0,
        };
        assert!(Tokens::new(&[garbage], host.clone()).is_err());
        assert!(Tokens::new(&[], host).is_err());
    }
}
