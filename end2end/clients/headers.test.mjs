// What every address tells browsers to forbid: a snapshot by kind of address. Those of pages and forms are read from
// the source.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { Browser } from "./support/browser.mjs";
import { Deployment } from "./support/deployment.mjs";
import { authForms, forms, pagePatterns } from "./support/routes.mjs";
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

const address = (pattern) => `/${pattern.replace(/:\w+/, "none")}`;
const isForAll = (pattern) => pattern.startsWith("shared/");
const patterns = await pagePatterns();
const [shared, pages] = [patterns.filter(isForAll), patterns.filter((pattern) => !isForAll(pattern))].map((some) => some.map(address));
const posts = [...(await authForms()).map((name) => `/auth/${name}`), ...(await forms()).map(([name]) => `/do/${name}`)];

const ofPages =
  "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'; " +
  "script-src 'strict-dynamic' 'nonce-…' 'wasm-unsafe-eval'; style-src 'self' 'nonce-…'; " +
  "worker-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'";

/** By kind: what such an address answers with, and some of them. */
const kinds = {
  page: {
    headers: { ...always, "content-security-policy": ofPages },
    signedIn: [...pages, "/nowhere"],
    signedOut: ["/sign-in", "/sign-up", "/sign-up?sent=1", "/forgot", "/reset?token=x", "/verify?token=x"],
    // What is wrong is said on a page, too, where a browser shows it.
    opened: ["/auth/nowhere", "/auth/github", "/pkg/nowhere.js", ...posts],
  },
  // Whoever follows a link from there says nothing of the address, which is the key to it.
  "what is shared by a link": {
    headers: { ...always, "referrer-policy": "no-referrer", "content-security-policy": ofPages },
    signedIn: shared,
    signedOut: shared,
  },
  "the page that browsers keep": {
    headers: {
      ...always,
      "content-security-policy":
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'none'; script-src 'self'; " +
        "style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; connect-src 'self'",
    },
    signedIn: ["/offline"],
    signedOut: ["/offline"],
  },
  "the service worker": {
    headers: { ...always, "content-security-policy": "default-src 'none'; connect-src 'self'" },
    signedOut: ["/service-worker.js"],
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
    posted: posts,
    signedOut: [
      ...pages,
      ...posts,
      "/favicon.svg",
      "/pkg/nowhere.js",
      "/auth/token",
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

  for (const [kind, { headers, signedIn = [], signedOut = [], opened = [], posted = [] }] of Object.entries(kinds)) {
    test(`of ${kind}`, async () => {
      const nobody = () => new Browser(product);
      const visits = [
        ...signedIn.map((address) => [address, () => person.get(address)]),
        ...signedOut.map((address) => [address, () => nobody().get(address)]),
        ...opened.map((address) => [address, () => nobody().open(address)]),
        ...posted.map((address) => [address, () => nobody().post(address)]),
      ];
      for (const [address, visit] of visits) {
        const response = await visit();
        await response.arrayBuffer();
        assert.deepEqual(found(response), headers, address);
      }
    });
  }
});
