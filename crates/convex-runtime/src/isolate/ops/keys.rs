//! Pairs of keys: RSA (RSASSA-PKCS1-v1_5) and ECDSA over P-256.
//!
//! JavaScript keeps a key as DER: PKCS #8 if it is private, SPKI if it is public. `None` is what cannot be read.

use super::bytes_of;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use p256::{EncodedPoint, PublicKey, SecretKey};
use rquickjs::{ArrayBuffer, Ctx, Function, Object, Result};
use rsa::traits::{PrivateKeyParts, PublicKeyParts};
use rsa::{BigUint, Pkcs1v15Sign, RsaPrivateKey, RsaPublicKey};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let import = |ctx: Ctx<'js>,
                  family: String,
                  format: String,
                  parts: Vec<ArrayBuffer<'js>>|
     -> Result<Option<ArrayBuffer<'js>>> {
        let parts = parts.iter().map(|part| bytes_of(&ctx, part));
        let parts = parts.collect::<Result<Vec<_>>>()?;
        let der = match family.as_str() {
            "RSA" => read_rsa(&format, &parts),
            _ => read_ec(&format, &parts),
        };
        der.map(|der| ArrayBuffer::new_copy(ctx, der)).transpose()
    };
    host.set("importKey", Function::new(ctx.clone(), import)?)?;

    let parts = |ctx: Ctx<'js>, family: String, private: bool, der: ArrayBuffer<'js>| {
        let der = bytes_of(&ctx, &der)?;
        let parts = match family.as_str() {
            "RSA" => rsa_parts(private, &der),
            _ => ec_parts(private, &der),
        };
        let parts = parts.unwrap_or_default().into_iter();
        parts
            .map(|part| ArrayBuffer::new_copy(ctx.clone(), part))
            .collect::<Result<Vec<_>>>()
    };
    host.set("keyParts", Function::new(ctx.clone(), parts)?)?;

    let sign = |ctx: Ctx<'js>,
                family: String,
                hash: String,
                der: ArrayBuffer<'js>,
                data: ArrayBuffer<'js>|
     -> Result<Option<ArrayBuffer<'js>>> {
        let (der, data) = (bytes_of(&ctx, &der)?, bytes_of(&ctx, &data)?);
        let (padding, digest) = hashed(&hash, &data);
        let signature = match family.as_str() {
            "RSA" => RsaPrivateKey::from_pkcs8_der(&der)
                .ok()
                .and_then(|key| key.sign(padding, &digest).ok()),
            _ => SecretKey::from_pkcs8_der(&der).ok().and_then(|key| {
                let signed = SigningKey::from(key).sign_prehash(&digest);
                signed.ok().map(|signature: Signature| signature.to_vec())
            }),
        };
        signature
            .map(|bytes| ArrayBuffer::new_copy(ctx, bytes))
            .transpose()
    };
    host.set("signWithKey", Function::new(ctx.clone(), sign)?)?;

    let verify = |ctx: Ctx<'js>,
                  family: String,
                  hash: String,
                  der: ArrayBuffer<'js>,
                  signature: ArrayBuffer<'js>,
                  data: ArrayBuffer<'js>|
     -> Result<bool> {
        let [der, signature] = [bytes_of(&ctx, &der)?, bytes_of(&ctx, &signature)?];
        let (padding, digest) = hashed(&hash, &bytes_of(&ctx, &data)?);
        Ok(match family.as_str() {
            "RSA" => RsaPublicKey::from_public_key_der(&der)
                .is_ok_and(|key| key.verify(padding, &digest, &signature).is_ok()),
            _ => PublicKey::from_public_key_der(&der).is_ok_and(|key| {
                let signature = Signature::from_slice(&signature);
                let key = VerifyingKey::from(key);
                signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok())
            }),
        })
    };
    host.set("verifyWithKey", Function::new(ctx.clone(), verify)?)
}

/// A digest, and how RSA pads it.
fn hashed(hash: &str, data: &[u8]) -> (Pkcs1v15Sign, Vec<u8>) {
    match hash {
        "SHA-1" => (Pkcs1v15Sign::new::<Sha1>(), Sha1::digest(data).to_vec()),
        "SHA-256" => (Pkcs1v15Sign::new::<Sha256>(), Sha256::digest(data).to_vec()),
        "SHA-384" => (Pkcs1v15Sign::new::<Sha384>(), Sha384::digest(data).to_vec()),
        _ => (Pkcs1v15Sign::new::<Sha512>(), Sha512::digest(data).to_vec()),
    }
}

/// `parts` is the encoded key; of a JWK those are n and e, and of a private one d, p and q behind them.
fn read_rsa(format: &str, parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    let number = |bytes: &Vec<u8>| BigUint::from_bytes_be(bytes);
    let public = |key: RsaPublicKey| Some(key.to_public_key_der().ok()?.into_vec());
    let private = |key: RsaPrivateKey| Some(key.to_pkcs8_der().ok()?.as_bytes().to_vec());
    match (format, parts) {
        ("spki", [der]) => public(RsaPublicKey::from_public_key_der(der).ok()?),
        ("pkcs8", [der]) => private(RsaPrivateKey::from_pkcs8_der(der).ok()?),
        ("jwk", [n, e]) => public(RsaPublicKey::new(number(n), number(e)).ok()?),
        ("jwk", [n, e, d, primes @ ..]) => {
            let primes = primes.iter().map(number).collect();
            let key = RsaPrivateKey::from_components(number(n), number(e), number(d), primes);
            private(key.ok()?)
        }
        _ => None,
    }
}

/// `parts` is the encoded key; of a JWK those are x and y, and of a private one d behind them.
fn read_ec(format: &str, parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    let public = |key: PublicKey| Some(key.to_public_key_der().ok()?.into_vec());
    let private = |key: SecretKey| Some(key.to_pkcs8_der().ok()?.as_bytes().to_vec());
    match (format, parts) {
        ("spki", [der]) => public(PublicKey::from_public_key_der(der).ok()?),
        ("pkcs8", [der]) => private(SecretKey::from_pkcs8_der(der).ok()?),
        ("raw", [point]) => public(PublicKey::from_sec1_bytes(point).ok()?),
        ("secret", [scalar]) => private(SecretKey::from_slice(scalar).ok()?),
        ("jwk", [x, y]) => public(point(x, y)?),
        ("jwk", [x, y, d]) => {
            let key = SecretKey::from_slice(d).ok()?;
            (key.public_key() == point(x, y)?).then_some(())?;
            private(key)
        }
        _ => None,
    }
}

fn point(x: &[u8], y: &[u8]) -> Option<PublicKey> {
    let [x, y] = [x, y].map(|coordinate| <[u8; 32]>::try_from(coordinate).ok());
    let point = EncodedPoint::from_affine_coordinates(&x?.into(), &y?.into(), false);
    PublicKey::from_sec1_bytes(point.as_bytes()).ok()
}

/// What a JWK of the key consists of: n and e; d, p, q, dp, dq and qi, too.
fn rsa_parts(private: bool, der: &[u8]) -> Option<Vec<Vec<u8>>> {
    if !private {
        let key = RsaPublicKey::from_public_key_der(der).ok()?;
        return Some(vec![key.n().to_bytes_be(), key.e().to_bytes_be()]);
    }
    let key = RsaPrivateKey::from_pkcs8_der(der).ok()?;
    let [p, q] = key.primes() else { return None };
    let qi = key.qinv()?.to_biguint()?;
    let parts = [key.n(), key.e(), key.d(), p, q, key.dp()?, key.dq()?, &qi];
    Some(parts.iter().map(|part| part.to_bytes_be()).collect())
}

/// What a JWK of the key consists of: x and y, and d.
fn ec_parts(private: bool, der: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (key, secret) = if private {
        let key = SecretKey::from_pkcs8_der(der).ok()?;
        (key.public_key(), Some(key.to_bytes().to_vec()))
    } else {
        (PublicKey::from_public_key_der(der).ok()?, None)
    };
    let point = key.to_encoded_point(false);
    let parts = [point.x()?.to_vec(), point.y()?.to_vec()];
    Some(parts.into_iter().chain(secret).collect())
}
