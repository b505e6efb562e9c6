//! Keys made of passwords and of other keys.

use super::bytes_of;
use hkdf::Hkdf;
use hmac::Hmac;
use rquickjs::{ArrayBuffer, Ctx, Exception, Function, Object, Result};
use scrypt::Params;
use sha1::Sha1;
use sha2::{Sha256, Sha384, Sha512};

/// More rounds than anybody asks for; they cannot be interrupted.
const ROUNDS_MAX: u64 = 4_000_000;

/// More work than anybody asks of scrypt: the product of its three numbers. It cannot be interrupted.
const WORK_MAX: u64 = 1 << 20;

/// What scrypt fills is no larger than the array buffers of a function may be: the product of cost and block.
const ROOM_MAX: u64 = 1 << 19;

/// More bytes than anybody derives: what HKDF can derive at most, of any hash.
const LENGTH_MAX: usize = 255 * 64;

/// Each so many bytes take all rounds anew, or with larger hashes up to three times as many.
const BLOCK: usize = 20;

pub(super) fn install<'js>(ctx: &Ctx<'js>, host: &Object<'js>) -> Result<()> {
    let pbkdf2 = |ctx: Ctx<'js>,
                  hash: String,
                  password: ArrayBuffer<'js>,
                  salt: ArrayBuffer<'js>,
                  iterations: u32,
                  length: usize|
     -> Result<ArrayBuffer<'js>> {
        let (password, salt) = (bytes_of(&ctx, &password)?, bytes_of(&ctx, &salt)?);
        let mut key = empty(&ctx, length)?;
        let rounds = u64::from(iterations) * length.div_ceil(BLOCK) as u64;
        if rounds > ROUNDS_MAX {
            let text =
                format!("PBKDF2 with {iterations} iterations for {length} bytes is not supported");
            return Err(Exception::throw_dom(&ctx, "NotSupportedError", &text));
        }
        let done = match hash.as_str() {
            "SHA-1" => pbkdf2::pbkdf2::<Hmac<Sha1>>(&password, &salt, iterations, &mut key),
            "SHA-256" => pbkdf2::pbkdf2::<Hmac<Sha256>>(&password, &salt, iterations, &mut key),
            "SHA-384" => pbkdf2::pbkdf2::<Hmac<Sha384>>(&password, &salt, iterations, &mut key),
            _ => pbkdf2::pbkdf2::<Hmac<Sha512>>(&password, &salt, iterations, &mut key),
        };
        done.map_err(|_| impossible(&ctx))?;
        ArrayBuffer::new_copy(ctx, key)
    };
    host.set("pbkdf2", Function::new(ctx.clone(), pbkdf2)?)?;

    let hkdf = |ctx: Ctx<'js>,
                hash: String,
                key: ArrayBuffer<'js>,
                salt: ArrayBuffer<'js>,
                info: ArrayBuffer<'js>,
                length: usize|
     -> Result<ArrayBuffer<'js>> {
        let [key, salt] = [bytes_of(&ctx, &key)?, bytes_of(&ctx, &salt)?];
        let info = bytes_of(&ctx, &info)?;
        let mut derived = empty(&ctx, length)?;
        let done = match hash.as_str() {
            "SHA-1" => Hkdf::<Sha1>::new(Some(&salt), &key).expand(&info, &mut derived),
            "SHA-256" => Hkdf::<Sha256>::new(Some(&salt), &key).expand(&info, &mut derived),
            "SHA-384" => Hkdf::<Sha384>::new(Some(&salt), &key).expand(&info, &mut derived),
            _ => Hkdf::<Sha512>::new(Some(&salt), &key).expand(&info, &mut derived),
        };
        done.map_err(|_| impossible(&ctx))?;
        ArrayBuffer::new_copy(ctx, derived)
    };
    host.set("hkdf", Function::new(ctx.clone(), hkdf)?)?;

    let scrypt = |ctx: Ctx<'js>,
                  password: ArrayBuffer<'js>,
                  salt: ArrayBuffer<'js>,
                  cost: u32,
                  block: u32,
                  lanes: u32,
                  length: usize|
     -> Result<Option<ArrayBuffer<'js>>> {
        let [password, salt] = [bytes_of(&ctx, &password)?, bytes_of(&ctx, &salt)?];
        scrypt_key(&password, &salt, [cost, block, lanes], length)
            .map(|key| ArrayBuffer::new_copy(ctx, key))
            .transpose()
    };
    host.set("scrypt", Function::new(ctx.clone(), scrypt)?)
}

/// None where the numbers are too large, or are none of scrypt.
fn scrypt_key(
    password: &[u8],
    salt: &[u8],
    [cost, block, lanes]: [u32; 3],
    length: usize,
) -> Option<Vec<u8>> {
    let room = u64::from(cost).checked_mul(block.into())?;
    let work = room.checked_mul(lanes.into())?;
    if room > ROOM_MAX || work > WORK_MAX || length > LENGTH_MAX || !cost.is_power_of_two() {
        return None;
    }
    let exponent = u8::try_from(cost.ilog2()).ok()?;
    let params = Params::new(exponent, block, lanes, Params::RECOMMENDED_LEN).ok()?;
    let mut key = vec![0; length];
    scrypt::scrypt(password, salt, &params, &mut key).ok()?;
    Some(key)
}

/// Room for a key; a function names the length.
fn empty(ctx: &Ctx<'_>, length: usize) -> Result<Vec<u8>> {
    if length > LENGTH_MAX {
        return Err(impossible(ctx));
    }
    Ok(vec![0; length])
}

fn impossible(ctx: &Ctx<'_>) -> rquickjs::Error {
    let text = "A key of this length cannot be derived";
    Exception::throw_dom(ctx, "OperationError", text)
}
