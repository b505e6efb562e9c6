use super::Person;
use crate::failure::Failure;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use convex_host::Host;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::DecodePrivateKey;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// Who says so. Part of every user's identity, so it never changes; it is a name, nothing is fetched from it.
const ISSUER: &str = "https://conclave.localhost";

/// The application that `convex/auth.config.ts` names.
const AUDIENCE: &str = "convex";

/// How long a token is good. Clients ask for a new one before.
pub(crate) const LIFETIME: Duration = Duration::from_secs(5 * 60);

/// Signs tokens, and publishes the key that proves them.
pub(crate) struct Tokens {
    key: EncodingKey,
    key_id: String,
    key_set: String,
    host: Arc<dyn Host>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'static str,
    aud: &'static str,
    sub: &'a str,
    name: &'a str,
    email: &'a str,
    email_verified: bool,
    iat: u64,
    exp: u64,
}

impl Tokens {
    /// From the key in PEM.
    pub(crate) fn new(pem: &str, host: Arc<dyn Host>) -> Result<Self, Failure> {
        let unusable = |error: String| {
            Failure::Key(format!(
                "the signing key in secrets.json is unusable: {error}"
            ))
        };
        let secret =
            p256::SecretKey::from_pkcs8_pem(pem).map_err(|error| unusable(error.to_string()))?;
        let key = EncodingKey::from_ec_pem(pem.as_bytes())
            .map_err(|error| unusable(error.to_string()))?;
        let point = secret.public_key().to_encoded_point(false);
        let coordinate = |bytes: Option<&p256::FieldBytes>| {
            bytes
                .map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
                .ok_or_else(|| unusable("its public half is no point".to_owned()))
        };
        let (x, y) = (coordinate(point.x())?, coordinate(point.y())?);
        let key_id = URL_SAFE_NO_PAD.encode(&Sha256::digest(format!("{x}.{y}"))[..12]);
        let key_set = serde_json::json!({
            "keys": [{ "kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig", "kid": key_id, "x": x, "y": y }]
        });
        Ok(Self {
            key,
            key_id,
            key_set: key_set.to_string(),
            host,
        })
    }

    /// A token for a person, good for five minutes.
    pub(crate) fn mint(&self, person: &Person) -> Result<String, Failure> {
        let now = Duration::from_nanos(self.host.unix_nanos()).as_secs();
        let header = Header {
            kid: Some(self.key_id.clone()),
            ..Header::new(Algorithm::ES256)
        };
        let claims = Claims {
            iss: ISSUER,
            aud: AUDIENCE,
            sub: &person.subject,
            name: &person.name,
            email: &person.email,
            email_verified: true,
            iat: now,
            exp: now + LIFETIME.as_secs(),
        };
        jsonwebtoken::encode(&header, &claims, &self.key)
            .map_err(|error| Failure::Key(format!("cannot sign a token: {error}")))
    }

    /// The name that tokens carry; `CONCLAVE_ISSUER` of the deployment.
    pub(crate) fn issuer(&self) -> &'static str {
        ISSUER
    }

    /// The public keys, for `/.well-known/jwks.json`.
    pub(crate) fn key_set(&self) -> &str {
        &self.key_set
    }

    /// The public keys as an address that needs no server; `CONCLAVE_JWKS` of the deployment.
    pub(crate) fn key_set_url(&self) -> String {
        format!(
            "data:application/json;base64,{}",
            STANDARD.encode(&self.key_set)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data_dir::DataDir;
    use crate::identity::Secrets;
    use convex_host::SimHost;
    use jsonwebtoken::jwk::JwkSet;
    use jsonwebtoken::{DecodingKey, Validation};
    use serde_json::Value;

    #[test]
    fn a_token_verifies_against_the_published_keys_and_ends_after_five_minutes() {
        let folder = tempfile::tempdir().unwrap();
        let host = Arc::new(SimHost::new(1, 1_000_000_000_000));
        let directory = DataDir::open(folder.path()).unwrap();
        let secrets = Secrets::load_or_create(&directory, host.as_ref()).unwrap();
        let tokens = Tokens::new(&secrets.signing_key, host).unwrap();
        let token = tokens.mint(&Person::owner()).unwrap();

        let keys: JwkSet = serde_json::from_str(tokens.key_set()).unwrap();
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_audience(&["convex"]);
        rules.validate_exp = false;
        let key = DecodingKey::from_jwk(&keys.keys[0]).unwrap();
        let claims = jsonwebtoken::decode::<Value>(&token, &key, &rules)
            .unwrap()
            .claims;
        assert_eq!(claims["sub"], "owner");
        assert_eq!(claims["iat"], 1000);
        assert_eq!(claims["exp"], 1300);
    }
}
