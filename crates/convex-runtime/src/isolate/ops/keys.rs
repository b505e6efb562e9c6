//! Pairs of keys: RSA (RSASSA-PKCS1-v1_5), ECDSA over P-256 and EdDSA over Curve25519 (Ed25519).
//!
//! JavaScript keeps a key as DER: PKCS #8 if it is private, SPKI if it is public. `None` is what cannot be read.

use super::bytes_of;
use ed25519_dalek::pkcs8::KeypairBytes;
use p256::ecdsa::signature::hazmat::{PrehashSigner, PrehashVerifier};
use p256::ecdsa::signature::{Signer, Verifier};
use p256::ecdsa::{Signature, SigningKey, VerifyingKey};
use p256::elliptic_curve::sec1::ToEncodedPoint;
use p256::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use p256::{EncodedPoint, PublicKey, SecretKey};
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::{RngCore as _, SeedableRng};
use rquickjs::{ArrayBuffer, Ctx, Function, Object, Result};
use rsa::rand_core;
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
            "OKP" => read_okp(&format, &parts),
            _ => read_ec(&format, &parts),
        };
        der.map(|der| ArrayBuffer::new_copy(ctx, der)).transpose()
    };
    host.set("importKey", Function::new(ctx.clone(), import)?)?;

    let parts = |ctx: Ctx<'js>, family: String, private: bool, der: ArrayBuffer<'js>| {
        let der = bytes_of(&ctx, &der)?;
        let parts = match family.as_str() {
            "RSA" => rsa_parts(private, &der),
            "OKP" => okp_parts(private, &der),
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
        signed(&family, &hash, &der, &data)
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
        let data = bytes_of(&ctx, &data)?;
        Ok(is_signed(&family, &hash, &der, &signature, &data))
    };
    host.set("verifyWithKey", Function::new(ctx.clone(), verify)?)?;

    let generate = |ctx: Ctx<'js>,
                    bits: usize,
                    exponent: u32,
                    seed: ArrayBuffer<'js>|
     -> Result<Option<ArrayBuffer<'js>>> {
        let der = generate_rsa(bits, exponent, &bytes_of(&ctx, &seed)?);
        der.map(|der| ArrayBuffer::new_copy(ctx, der)).transpose()
    };
    host.set("generateRsaKey", Function::new(ctx.clone(), generate)?)
}

fn signed(family: &str, hash: &str, der: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    match family {
        "RSA" => {
            let (padding, digest) = hashed(hash, data);
            let key = RsaPrivateKey::from_pkcs8_der(der).ok()?;
            key.sign(padding, &digest).ok()
        }
        "OKP" => {
            let key = ed25519_dalek::SigningKey::from_pkcs8_der(der).ok()?;
            Some(key.sign(data).to_vec())
        }
        _ => {
            let key = SigningKey::from(SecretKey::from_pkcs8_der(der).ok()?);
            let signature: Signature = key.sign_prehash(&hashed(hash, data).1).ok()?;
            Some(signature.to_vec())
        }
    }
}

fn is_signed(family: &str, hash: &str, der: &[u8], signature: &[u8], data: &[u8]) -> bool {
    match family {
        "RSA" => {
            let (padding, digest) = hashed(hash, data);
            RsaPublicKey::from_public_key_der(der)
                .is_ok_and(|key| key.verify(padding, &digest, signature).is_ok())
        }
        "OKP" => ed25519_dalek::VerifyingKey::from_public_key_der(der).is_ok_and(|key| {
            let signature = ed25519_dalek::Signature::from_slice(signature);
            signature.is_ok_and(|signature| key.verify(data, &signature).is_ok())
        }),
        _ => PublicKey::from_public_key_der(der).is_ok_and(|key| {
            let signature = Signature::from_slice(signature);
            let (key, digest) = (VerifyingKey::from(key), hashed(hash, data).1);
            signature.is_ok_and(|signature| key.verify_prehash(&digest, &signature).is_ok())
        }),
    }
}

/// What a new RSA key is made with: the library draws by an older version of the interface.
struct Seeded(ChaCha12Rng);

impl rand_core::RngCore for Seeded {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }
    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
    fn fill_bytes(&mut self, into: &mut [u8]) {
        self.0.fill_bytes(into);
    }
    fn try_fill_bytes(&mut self, into: &mut [u8]) -> std::result::Result<(), rand_core::Error> {
        self.0.fill_bytes(into);
        Ok(())
    }
}

impl rand_core::CryptoRng for Seeded {}

/// A private key that follows from its seed. It cannot be interrupted: 4,096 bits are some seconds.
fn generate_rsa(bits: usize, exponent: u32, seed: &[u8]) -> Option<Vec<u8>> {
    let mut random = Seeded(ChaCha12Rng::from_seed(seed.try_into().ok()?));
    let key = RsaPrivateKey::new_with_exp(&mut random, bits, &BigUint::from(exponent)).ok()?;
    Some(key.to_pkcs8_der().ok()?.as_bytes().to_vec())
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

/// `parts` is the encoded key; of a JWK that is x, and of a private one d behind it.
fn read_okp(format: &str, parts: &[Vec<u8>]) -> Option<Vec<u8>> {
    use ed25519_dalek::{SigningKey, VerifyingKey};
    let public = |key: VerifyingKey| Some(key.to_public_key_der().ok()?.into_vec());
    // Without the public key, as other programs write it and expect it.
    let private = |key: SigningKey| {
        let (secret_key, public_key) = (key.to_bytes(), None);
        let bytes = KeypairBytes {
            secret_key,
            public_key,
        };
        Some(bytes.to_pkcs8_der().ok()?.as_bytes().to_vec())
    };
    let from_secret = |bytes: &[u8]| Some(SigningKey::from_bytes(bytes.try_into().ok()?));
    let from_point = |bytes: &[u8]| VerifyingKey::from_bytes(bytes.try_into().ok()?).ok();
    match (format, parts) {
        ("spki", [der]) => public(VerifyingKey::from_public_key_der(der).ok()?),
        ("pkcs8", [der]) => private(SigningKey::from_pkcs8_der(der).ok()?),
        ("secret", [seed]) => private(from_secret(seed)?),
        ("raw" | "jwk", [x]) => public(from_point(x)?),
        ("jwk", [x, d]) => {
            let key = from_secret(d)?;
            (key.verifying_key() == from_point(x)?).then_some(())?;
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

/// What a JWK of the key consists of: x, and d.
fn okp_parts(private: bool, der: &[u8]) -> Option<Vec<Vec<u8>>> {
    if !private {
        let key = ed25519_dalek::VerifyingKey::from_public_key_der(der).ok()?;
        return Some(vec![key.to_bytes().to_vec()]);
    }
    let key = ed25519_dalek::SigningKey::from_pkcs8_der(der).ok()?;
    Some(vec![
        key.verifying_key().to_bytes().to_vec(),
        key.to_bytes().to_vec(),
    ])
}
