//! Randomness, digests, message authentication, encryption.

use super::super::state::State;
use super::bytes_of;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Payload};
use aes_gcm::aes::Aes192;
use aes_gcm::{Aes128Gcm, Aes256Gcm, AesGcm, Nonce};
use hmac::{Hmac, Mac};
use rquickjs::{ArrayBuffer, Ctx, Exception, Function, Object, Result};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::rc::Rc;

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>, state: &Rc<State>) -> Result<()> {
    let own = Rc::clone(state);
    let random = move || {
        let mut bytes = [0; 8];
        own.fill_random(&mut bytes);
        // 53 random bits, as many as a double in [0, 1) holds.
        (u64::from_le_bytes(bytes) >> 11) as f64 / (1u64 << 53) as f64
    };
    host.set(
        "random",
        Function::new(ctx.clone(), random)?.with_name("random")?,
    )?;

    let own = Rc::clone(state);
    let random_bytes = move |ctx: Ctx<'js>, count: u32| -> Result<ArrayBuffer<'js>> {
        if count > 65_536 {
            return Err(Exception::throw_range(
                &ctx,
                "More than 65536 random bytes were requested",
            ));
        }
        let mut bytes = vec![0; count as usize];
        own.fill_random(&mut bytes);
        ArrayBuffer::new_copy(ctx, bytes)
    };
    host.set("randomBytes", Function::new(ctx.clone(), random_bytes)?)?;

    let digest =
        |ctx: Ctx<'js>, algorithm: String, data: ArrayBuffer<'js>| -> Result<ArrayBuffer<'js>> {
            let data = bytes_of(&ctx, &data)?;
            let digest = match algorithm.as_str() {
                "SHA-1" => Sha1::digest(&data).to_vec(),
                "SHA-256" => Sha256::digest(&data).to_vec(),
                "SHA-384" => Sha384::digest(&data).to_vec(),
                "SHA-512" => Sha512::digest(&data).to_vec(),
                _ => return Err(unsupported(&ctx, &algorithm)),
            };
            ArrayBuffer::new_copy(ctx, digest)
        };
    host.set("digest", Function::new(ctx.clone(), digest)?)?;

    let sign = |ctx: Ctx<'js>,
                hash: String,
                key: ArrayBuffer<'js>,
                data: ArrayBuffer<'js>|
     -> Result<ArrayBuffer<'js>> {
        let (key, data) = (bytes_of(&ctx, &key)?, bytes_of(&ctx, &data)?);
        let tag = match hash.as_str() {
            "SHA-1" => authenticate::<Hmac<Sha1>>(&key, &data),
            "SHA-256" => authenticate::<Hmac<Sha256>>(&key, &data),
            "SHA-384" => authenticate::<Hmac<Sha384>>(&key, &data),
            "SHA-512" => authenticate::<Hmac<Sha512>>(&key, &data),
            _ => None,
        };
        ArrayBuffer::new_copy(ctx.clone(), tag.ok_or_else(|| unsupported(&ctx, &hash))?)
    };
    host.set("hmac", Function::new(ctx.clone(), sign)?)?;

    let aes_gcm = |ctx: Ctx<'js>,
                   encrypt: bool,
                   key: ArrayBuffer<'js>,
                   nonce: ArrayBuffer<'js>,
                   additional: ArrayBuffer<'js>,
                   data: ArrayBuffer<'js>|
     -> Result<Option<ArrayBuffer<'js>>> {
        let [key, nonce] = [bytes_of(&ctx, &key)?, bytes_of(&ctx, &nonce)?];
        let [additional, data] = [bytes_of(&ctx, &additional)?, bytes_of(&ctx, &data)?];
        let payload = Payload {
            msg: &data,
            aad: &additional,
        };
        let result = match key.len() {
            16 => seal_or_open::<Aes128Gcm>(encrypt, &key, &nonce, payload),
            24 => seal_or_open::<AesGcm<Aes192, U12>>(encrypt, &key, &nonce, payload),
            32 => seal_or_open::<Aes256Gcm>(encrypt, &key, &nonce, payload),
            _ => None,
        };
        result
            .map(|bytes| ArrayBuffer::new_copy(ctx, bytes))
            .transpose()
    };
    host.set("aesGcm", Function::new(ctx.clone(), aes_gcm)?)
}

/// `None` if the tag is not right, or a length.
fn seal_or_open<C: KeyInit + Aead<NonceSize = U12>>(
    encrypt: bool,
    key: &[u8],
    nonce: &[u8],
    payload: Payload<'_, '_>,
) -> Option<Vec<u8>> {
    let cipher = C::new_from_slice(key).ok()?;
    let nonce = Nonce::from(<[u8; 12]>::try_from(nonce).ok()?);
    match encrypt {
        true => cipher.encrypt(&nonce, payload).ok(),
        false => cipher.decrypt(&nonce, payload).ok(),
    }
}

fn authenticate<M: Mac + hmac::digest::KeyInit>(key: &[u8], data: &[u8]) -> Option<Vec<u8>> {
    let mut mac = <M as Mac>::new_from_slice(key).ok()?;
    mac.update(data);
    Some(mac.finalize().into_bytes().to_vec())
}

fn unsupported(ctx: &Ctx<'_>, algorithm: &str) -> rquickjs::Error {
    Exception::throw_dom(
        ctx,
        "NotSupportedError",
        &format!("The algorithm {algorithm} is not supported"),
    )
}
