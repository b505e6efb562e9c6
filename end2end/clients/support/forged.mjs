// Tokens that nobody should believe, made from one that is good.

import { createHmac, generateKeyPairSync, sign } from "node:crypto";

const encode = (value) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const decode = (part) => JSON.parse(Buffer.from(part, "base64url").toString());

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = { ...publicKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: "mine" };

/** Signed with a key of ours, not of theirs. */
function signed(header, claims) {
  const content = `${encode(header)}.${encode(claims)}`;
  const signature = sign("sha256", Buffer.from(content), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${content}.${signature.toString("base64url")}`;
}

/** By what is wrong with each. `keySet` is the text that the issuer publishes. */
export function forgedTokens(good, keySet) {
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
    "another issuer": signed(header, { ...claims, iss: "https://evil.example" }),
    "another audience": signed(header, { ...claims, aud: "else" }),
    "no audience": signed(header, { ...claims, aud: undefined }),
    "an end that has passed": signed(header, { ...claims, iat: now - 1000, exp: now - 600 }),
    "no end": signed(header, { ...claims, exp: undefined }),
    "a beginning that has not come": signed(header, { ...claims, nbf: now + 3600 }),
    "half of it": good.slice(0, good.length / 2),
    "two parts": `${head}.${body}`,
    "four parts": `${good}.${signature}`,
    "something else": "token",
  };
}
