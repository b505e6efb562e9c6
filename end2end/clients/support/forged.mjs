// Tokens that nobody should believe, made from one that is good.

import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = { ...publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: "mine" };

/** Signed with a key of ours, if it is not given theirs. */
function signed(header, claims, key = privateKey) {
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(content), { key, dsaEncoding: "ieee-p1363" });
  return `${content}.${signature.toString("base64url")}`;
}

/** The key that signs the tokens of a server, from its own data: what is wrong with a claim shows only under a good signature. */
export async function signingKey(data) {
  const { signing_keys: keys } = JSON.parse(await fs.readFile(path.join(data, "secrets.json"), "utf8"));
  return keys.at(-1).pem;
}

/** A token like a good one, with other claims. */
export function withClaims(good, key, changed) {
  const [header, claims] = good.split(".").slice(0, 2).map(decode);
  return signed(header, { ...claims, ...changed }, key);
}

/** By what is wrong with each. `keySet` is the text that the issuer publishes, `key` what signs its tokens. */
export function forgedTokens(good, keySet, key) {
  const [head, body, signature] = good.split(".");
  const [header, claims] = [decode(head), decode(body)];
  const now = Math.floor(Date.now() / 1000);
  const hmac = (content) => createHmac("sha256", keySet).update(content).digest("base64url");
  const symmetric = `${encode({ ...header, alg: "HS256" })}.${body}`;
  return {
    "no algorithm": `${encode({ ...header, alg: "none" })}.${body}.`,
    "no algorithm, in capitals": `${encode({ ...header, alg: "NONE" })}.${body}.${signature}`,
    "no signature": `${head}.${body}.`,
    "the public key as a secret": `${symmetric}.${hmac(symmetric)}`,
    "another key under the known id": signed(header, claims),
    "another key under its own id": signed({ ...header, kid: "mine" }, claims),
    "a key that it brings along": signed({ ...header, jwk, kid: "mine" }, claims),
    "an address of keys that it brings along": signed({ ...header, jku: "http://127.0.0.1:9/keys", kid: "mine" }, claims),
    "a certificate's address that it brings along": signed({ ...header, x5u: "http://127.0.0.1:9/keys", kid: "mine" }, claims),
    "no id of a key": signed({ alg: "ES256", typ: "JWT" }, claims),
    "another person": `${head}.${encode({ ...claims, sub: "owner" })}.${signature}`,
    "another session": `${head}.${encode({ ...claims, sid: "x" })}.${signature}`,
    "another issuer": withClaims(good, key, { iss: "https://evil.example" }),
    "another audience": withClaims(good, key, { aud: "else" }),
    "no audience": withClaims(good, key, { aud: undefined }),
    "an end that has passed": withClaims(good, key, { iat: now - 1000, exp: now - 600 }),
    "no end": withClaims(good, key, { exp: undefined }),
    "a beginning that has not come": withClaims(good, key, { nbf: now + 3600 }),
    "a session that does not exist": withClaims(good, key, { sid: "x" }),
    "no session": withClaims(good, key, { sid: undefined }),
    "half of it": good.slice(0, good.length / 2),
    "two parts": `${head}.${body}`,
    "four parts": `${good}.${signature}`,
    "something else": "token",
  };
}
