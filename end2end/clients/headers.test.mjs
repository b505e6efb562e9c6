// What every address tells browsers to forbid: a snapshot by kind of address.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { test } from "./support/test.mjs";

const names = [
  "content-security-policy",
  "cross-origin-opener-policy",
  "permissions-policy",
  "referrer-policy",
  "strict-transport-security",
  "x-content-type-options",
  "x-frame-options",
];

const always = {
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** By kind: what such an address answers with, and some of them. */
const kinds = {
  page: {
    headers: {
      ...always,
      "content-security-policy":
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " +
        "script-src 'strict-dynamic' 'nonce-…' 'wasm-unsafe-eval'; style-src 'self' 'nonce-…'; " +
        "img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'",
    },
    signedIn: ["/", "/tasks", "/tasks/none", "/todos", "/memories", "/account", "/settings", "/nowhere"],
    signedOut: ["/sign-in", "/sign-up", "/sign-up?sent=1", "/forgot", "/reset?token=x", "/verify?token=x"],
  },
  outbox: {
    headers: {
      ...always,
      "content-security-policy":
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none'; " +
        "form-action 'none'; frame-ancestors 'none'",
    },
    signedOut: ["/outbox"],
  },
  "everything else of ours": {
    headers: {
      ...always,
      "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    },
    signedIn: ["/sign-in", "/auth/export"],
    signedOut: [
      "/tasks",
      "/favicon.svg",
      "/pkg/nowhere.js",
      "/auth/token",
      "/auth/sign-in",
      "/auth/owner/x",
      "/auth/invite/x",
      "/auth/github",
      "/auth/export",
      "/auth/nowhere",
      "/do/nowhere",
      "/.well-known/jwks.json",
      "/.well-known/openid-configuration",
      "/version",
      "/api/query",
      "/api/nowhere",
      "/api/storage/nowhere",
    ],
  },
  "HTTP action": {
    headers: { ...always, "content-security-policy": "sandbox; base-uri 'none'; frame-ancestors 'none'" },
    signedOut: ["/http/nowhere"],
  },
};

describe("headers", () => {
  let product;
  let person;
  before(async () => {
    product = await Deployment.start({ serve: true });
    person = new Browser(product);
    await person.signUp("Hana");
  });
  after(() => product.dispose());

  const found = (response) => {
    const set = names.filter((name) => response.headers.has(name)).map((name) => [name, response.headers.get(name)]);
    return Object.fromEntries(set.map(([name, value]) => [name, value.replaceAll(/'nonce-[^']+'/g, "'nonce-…'")]));
  };

  for (const [kind, { headers, signedIn = [], signedOut = [] }] of Object.entries(kinds)) {
    test(`of ${kind}`, async () => {
      const visits = [...signedIn.map((address) => [person, address]), ...signedOut.map((address) => [new Browser(product), address])];
      for (const [browser, address] of visits) {
        const response = await browser.get(address);
        await response.arrayBuffer();
        assert.deepEqual(found(response), headers, address);
      }
    });
  }
});
