//! Keys of Web Crypto, beside vectors of standards and what OpenSSL made.

use crate::support::*;
use serde_json::{Value, json};

const HELPERS: &str = "const { subtle } = crypto;
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const decode = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  const text = (text) => new TextEncoder().encode(text);
  const failure = (attempt) => attempt.then(() => 'done', (error) => error.name);
  const data = text('what was signed');
  const rsa = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const ec = { name: 'ECDSA', namedCurve: 'P-256' };";

const RSA: &str = r#"{"kty":"RSA","n":"02BfiklzAA-6qkTOPhU_E01jLVqabgQedwaWSm73KeItWgWH-EtmTkdaZDgX9A9s1DjYNyklAHqd2IqRRc26j8GmcZYidGWBq393vgkUEboqziL2SxO_Bl1DeaWJ4niFENO9bVqHJkZ6Fy3_9sjWiss3aIqBBOJUJc61cQ37xuc","e":"AQAB","d":"iz_D8O_uKK40BJOLYu7QPMEQgwJbFfr0rujR_XsYrKjpw5I9Pt89KHhtHfSuIwQ-Z5iDJ-OdErG0ZsDybw_WxEa2UaPej_rRcmnhYLZSsC_M0qg0dOFTsGH99r1cL9OYzHtAsNEu3oMvrGvDgriBhdKBqyUMe6UQ664G9DZ-tkE","p":"86KgQU1nUwa_AoQgl34hlGNW2Rrih-VPzlw-J3paOoVH6Wd4NSeCM8_GSoUrdM7qKZx7SoCvh9osiyqf6BSC9w","q":"3hqh3t6iTzObvoVt_Fz254BqgqGc89OhlODM7FgB3ofUp8zFvAg01dPcPzWYG_J7HwFRwCzrSg9tmEtw7W_vkQ","dp":"I6W21vcxWAeTqRWWAzR0S1bhnTB-1q1pqOL8QSB41TktFWyLPRPDzDrpY3vqqNOhlWcM7xC3HiSBAffBn95obw","dq":"CSgz8Ephir5n92zs4fC7RUQoIAalv-_Dw62ZBU2Dljcnb1uj82KrOv2nIPwGr3BJ3zdgtXmkocMNE7BYkZGB4Q","qi":"q9Lw377bYb5uBu8NVBJvVyvXlyt59M_UT2VFuRyjAP2nvRs7NMWj95oIMoeZg7Wli8QBREtf6N8Qgtq9XcqHCw"}"#;
/// The same key, as files have it.
const PKCS8: &str = "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBANNgX4pJcwAPuqpEzj4VPxNNYy1amm4EHncGlkpu9yniLVoFh/hLZk5HWmQ4F/QPbNQ42DcpJQB6ndiKkUXNuo/BpnGWInRlgat/d74JFBG6Ks4i9ksTvwZdQ3mlieJ4hRDTvW1ahyZGehct//bI1orLN2iKgQTiVCXOtXEN+8bnAgMBAAECgYEAiz/D8O/uKK40BJOLYu7QPMEQgwJbFfr0rujR/XsYrKjpw5I9Pt89KHhtHfSuIwQ+Z5iDJ+OdErG0ZsDybw/WxEa2UaPej/rRcmnhYLZSsC/M0qg0dOFTsGH99r1cL9OYzHtAsNEu3oMvrGvDgriBhdKBqyUMe6UQ664G9DZ+tkECQQDzoqBBTWdTBr8ChCCXfiGUY1bZGuKH5U/OXD4nelo6hUfpZ3g1J4Izz8ZKhSt0zuopnHtKgK+H2iyLKp/oFIL3AkEA3hqh3t6iTzObvoVt/Fz254BqgqGc89OhlODM7FgB3ofUp8zFvAg01dPcPzWYG/J7HwFRwCzrSg9tmEtw7W/vkQJAI6W21vcxWAeTqRWWAzR0S1bhnTB+1q1pqOL8QSB41TktFWyLPRPDzDrpY3vqqNOhlWcM7xC3HiSBAffBn95obwJACSgz8Ephir5n92zs4fC7RUQoIAalv+/Dw62ZBU2Dljcnb1uj82KrOv2nIPwGr3BJ3zdgtXmkocMNE7BYkZGB4QJBAKvS8N++22G+bgbvDVQSb1cr15crefTP1E9lRbkcowD9p70bOzTFo/eaCDKHmYO1pYvEAURLX+jfEILavV3Khws=";
/// Its public half.
const SPKI: &str = "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDTYF+KSXMAD7qqRM4+FT8TTWMtWppuBB53BpZKbvcp4i1aBYf4S2ZOR1pkOBf0D2zUONg3KSUAep3YipFFzbqPwaZxliJ0ZYGrf3e+CRQRuirOIvZLE78GXUN5pYnieIUQ071tWocmRnoXLf/2yNaKyzdoioEE4lQlzrVxDfvG5wIDAQAB";
const RSA_SIGNED: &str = "VtX4T4gfhKE8J1jDRlwJJRVPraGb5TzpP4tuG8zSeCPbgf6UpiBaMzo1Rm33No4p8YYRqg9YY9PnraeJPQbh4a+7eLJBC6PUetwxcoYyKc9meMxiuRC3j7N0yVT3aPZCyD28vsf9ws6/MHe68f9OrS7p1Toirj6GPwXklvaWLn0=";
const EC: &str = r#"{"kty":"EC","x":"GwKjdkHRqvDXadPHd1yUSOSdAhITaexPzoRrQzClux0","y":"H23FlZ2f0EaGRRyXtDZyM843DSW_skIQK5WXhfgXkog","crv":"P-256","d":"nWXaSeDR5c-nJVoOzx6KF9RgWPOo6tPpBI8gQQZGloI"}"#;
const EC_SIGNED: &str =
    "RbRdysY5v5z9jTDSPYdqhC98k/+MZHBj17UYBv7STymZRgp1hENMfG83ANHxf69844tzWtGXiAA6RtxBgmSNoA==";

/// What the body of a function in a query returns, which has the constants, too.
async fn run(body: &str) -> Value {
    let keys = format!(
        "const [RSA, EC, PKCS8, SPKI] = [{RSA}, {EC}, '{PKCS8}', '{SPKI}'];
         const [RSA_SIGNED, EC_SIGNED] = [decode('{RSA_SIGNED}'), decode('{EC_SIGNED}')];"
    );
    eval(&format!(
        "await (async () => {{ {HELPERS}\n{keys}\n{body} }})()"
    ))
    .await
}

/// RFC 6070 (the first two), the same with SHA-256, and RFC 5869 (test case 1).
#[tokio::test]
async fn derived_keys_match_known_vectors() {
    let body = "const password = await subtle.importKey('raw', text('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
      const pbkdf2 = (hash, iterations, bits) => subtle.deriveBits({ name: 'PBKDF2', hash, salt: text('salt'), iterations }, password, bits);
      const key = await subtle.importKey('raw', bytes('0b'.repeat(22)), { name: 'HKDF' }, false, ['deriveBits']);
      const hkdf = { name: 'HKDF', hash: 'SHA-256', salt: bytes('000102030405060708090a0b0c'), info: bytes('f0f1f2f3f4f5f6f7f8f9') };
      const derived = await subtle.deriveKey({ name: 'PBKDF2', hash: { name: 'SHA-256' }, salt: text('salt'), iterations: 1 }, password, { name: 'AES-GCM', length: 256 }, true, ['encrypt']);
      return [hex(await pbkdf2('SHA-1', 1, 160)), hex(await pbkdf2('SHA-1', 4096, 160)), hex(await pbkdf2('SHA-256', 1, 256)),
        hex(await subtle.deriveBits(hkdf, key, 336)), hex(await subtle.exportKey('raw', derived))];";
    let sha256 = "120fb6cffcf8b32c43e7225256c4f837a86548c92ccc35480805987cb70be17b";
    assert_eq!(
        run(body).await,
        json!([
            "0c60c80f961f0e71f3a9b524af6012062fe037a6",
            "4b007901b765489abead49d926f721d065a429c1",
            sha256,
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            sha256
        ])
    );
}

#[tokio::test]
async fn rsa_signs_and_verifies_what_others_do_from_every_format() {
    let body = "const { n, e, d } = RSA;
      const signers = [['jwk', RSA], ['jwk', { kty: 'RSA', n, e, d }], ['pkcs8', decode(PKCS8)]];
      const verifiers = [['jwk', { kty: 'RSA', n, e }], ['spki', decode(SPKI)]];
      const results = [];
      for (const [format, from] of signers) {
        const key = await subtle.importKey(format, from, rsa, true, ['sign']);
        const exported = await subtle.exportKey('jwk', key);
        const signed = encode(await subtle.sign(rsa.name, key, data)) === encode(RSA_SIGNED);
        results.push([key.type, signed, exported.alg, exported.n === n && exported.d === d]);
      }
      for (const [format, from] of verifiers) {
        const key = await subtle.importKey(format, from, rsa, true, ['verify']);
        const isVerified = (text) => subtle.verify(rsa, key, RSA_SIGNED, text);
        const { modulusLength, hash } = key.algorithm;
        results.push([key.type, modulusLength, hash.name, await isVerified(data), await isVerified(text('else'))]);
        results.push(encode(await subtle.exportKey('spki', key)) === SPKI);
      }
      return results;";
    let signs = json!(["private", true, "RS256", true]);
    let verifies = json!(["public", 1024, "SHA-256", true, false]);
    assert_eq!(
        run(body).await,
        json!([signs, signs, signs, verifies, true, verifies, true])
    );
}

#[tokio::test]
async fn ecdsa_signs_and_verifies_what_others_do_from_every_format() {
    let body = "const how = { name: 'ECDSA', hash: 'SHA-256' };
      const { d, ...open } = EC;
      const own = await subtle.importKey('jwk', EC, ec, true, ['sign']);
      const verifier = await subtle.importKey('jwk', open, ec, true, ['verify']);
      const results = [];
      for (const format of ['jwk', 'spki', 'raw']) {
        const key = await subtle.importKey(format, await subtle.exportKey(format, verifier), ec, true, ['verify']);
        results.push([await subtle.verify(how, key, EC_SIGNED, data), await subtle.verify(how, key, EC_SIGNED, text('else'))]);
      }
      for (const format of ['jwk', 'pkcs8']) {
        const key = await subtle.importKey(format, await subtle.exportKey(format, own), ec, true, ['sign']);
        results.push(await subtle.verify(how, verifier, await subtle.sign(how, key, data), data));
      }
      return results;";
    let known = json!([true, false]);
    assert_eq!(run(body).await, json!([known, known, known, true, true]));
}

/// RFC 8032, section 7.1, test 2.
#[tokio::test]
async fn ed25519_signs_what_the_standard_does_from_every_format() {
    let body = "const url = (hexed) => encode(bytes(hexed)).replace(/\\+/g, '-').replace(/\\//g, '_').replace(/=+$/, '');
      const x = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
      const d = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
      const signed = bytes('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00');
      const open = { kty: 'OKP', crv: 'Ed25519', x: url(x) };
      const own = await subtle.importKey('jwk', { ...open, d: url(d) }, 'Ed25519', true, ['sign']);
      const verifier = await subtle.importKey('raw', bytes(x), { name: 'ed25519' }, true, ['verify']);
      const results = [];
      for (const format of ['jwk', 'pkcs8']) {
        const key = await subtle.importKey(format, await subtle.exportKey(format, own), 'Ed25519', true, ['sign']);
        results.push([key.algorithm.name, hex(await subtle.sign('Ed25519', key, bytes('72'))) === hex(signed)]);
      }
      for (const format of ['jwk', 'spki', 'raw']) {
        const key = await subtle.importKey(format, await subtle.exportKey(format, verifier), 'Ed25519', true, ['verify']);
        results.push([await subtle.verify('Ed25519', key, signed, bytes('72')), await subtle.verify('Ed25519', key, signed, bytes('73'))]);
      }
      const length = (await subtle.exportKey('pkcs8', own)).byteLength;
      const other = await failure(subtle.importKey('jwk', { ...open, d: url(x) }, 'Ed25519', true, ['sign']));
      const half = await failure(subtle.importKey('jwk', { ...open, x: undefined, d: url(x) }, 'Ed25519', true, ['sign']));
      return [...results, length, other, half];";
    let (signs, verifies) = (json!(["Ed25519", true]), json!([true, false]));
    assert_eq!(
        run(body).await,
        json!([
            signs,
            signs,
            verifies,
            verifies,
            verifies,
            48,
            "DataError",
            "DataError"
        ])
    );
}

#[tokio::test]
async fn keys_are_refused_as_the_standard_says() {
    let body = "const password = await subtle.importKey('raw', text('p'), 'PBKDF2', false, ['deriveBits']);
      const derive = (more, bits = 256) => subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-256', salt: text('s'), iterations: 1, ...more }, password, bits);
      const hidden = await subtle.importKey('pkcs8', decode(PKCS8), rsa, false, ['sign']);
      const attempts = {
        extractablePassword: subtle.importKey('raw', text('p'), 'PBKDF2', true, ['deriveBits']),
        noIterations: derive({ iterations: 0 }),
        partOfAByte: derive({}, 255),
        endless: derive({ iterations: 2 ** 31 }),
        manyTimesLong: derive({ iterations: 500_000 }, 8 * 1_000),
        immense: derive({}, 8 * 2 ** 30),
        immenseOfAKey: subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: text('s'), info: text('i') }, await subtle.importKey('raw', text('x'), 'HKDF', false, ['deriveBits']), 8 * 2 ** 30),
        publicAsPrivate: subtle.importKey('pkcs8', decode(SPKI), rsa, false, ['sign']),
        privateToVerify: subtle.importKey('pkcs8', decode(PKCS8), rsa, false, ['verify']),
        noPoint: subtle.importKey('jwk', { ...EC, x: EC.y }, ec, false, ['sign']),
        otherFamily: subtle.importKey('jwk', RSA, ec, false, ['sign']),
        otherCurve: subtle.importKey('raw', await subtle.exportKey('raw', await subtle.importKey('jwk', { ...EC, d: undefined }, ec, true, [])), { name: 'ECDSA', namedCurve: 'P-384' }, false, ['verify']),
        hidden: subtle.exportKey('pkcs8', hidden),
        verifyWithPrivate: subtle.verify(rsa, hidden, RSA_SIGNED, data),
      };
      const names = {};
      for (const [name, attempt] of Object.entries(attempts)) names[name] = await failure(attempt);
      return names;";
    assert_eq!(
        run(body).await,
        json!({
            "extractablePassword": "SyntaxError",
            "noIterations": "OperationError",
            "partOfAByte": "OperationError",
            "endless": "NotSupportedError",
            "manyTimesLong": "NotSupportedError",
            "immense": "OperationError",
            "immenseOfAKey": "OperationError",
            "publicAsPrivate": "DataError",
            "privateToVerify": "SyntaxError",
            "noPoint": "DataError",
            "otherFamily": "DataError",
            "otherCurve": "NotSupportedError",
            "hidden": "InvalidAccessError",
            "verifyWithPrivate": "InvalidAccessError",
        })
    );
}
