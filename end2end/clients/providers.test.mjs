// Signing in at other providers, against a real OpenID Connect provider and something shaped like GitHub.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, describe } from "node:test";
import { promisify } from "node:util";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { Browser } from "./support/browser.mjs";
import { binary, Deployment } from "./support/deployment.mjs";
import { GitHubShaped } from "./support/github.mjs";
import { Issuer } from "./support/issuer.mjs";
import { test } from "./support/test.mjs";

const { target } = Browser;

describe("other providers", () => {
  let github;
  let issuer;
  let product;
  before(async () => {
    [github, issuer] = await Promise.all([GitHubShaped.start(), Issuer.start()]);
    product = await Deployment.start({ serve: true, env: { ...github.env, ...issuer.env } });
    issuer.serve(product);
  });
  after(async () => {
    await product.dispose();
    github.close();
    issuer.close();
  });

  const browser = () => new Browser(product);
  const clientOf = async (person) => new ConvexHttpClient(product.url, { logger: false, auth: await person.token() });

  /** Follows a provider's redirects until they lead back to the product: the address there. */
  async function through(address, { url } = product) {
    const there = new Browser({ url: new URL(address).origin });
    let next = address;
    while (!next.startsWith(url)) {
      const response = await there.get(next);
      assert.ok(response.status < 400, await response.clone().text());
      next = new URL(target(response), next).href;
    }
    return next;
  }

  /** Links an account of a provider to whoever is signed in: what the way back answers. */
  async function link(person, provider) {
    const sent = await person.post(`/auth/${provider}`);
    assert.equal(sent.status, 200);
    return await person.get(await through(sent.headers.get("refresh").replace("0; url=", "")));
  }

  /** Signs a browser in at a provider: what the way back answers. */
  async function visit(person, provider, next) {
    const query = next === undefined ? "" : `?next=${encodeURIComponent(next)}`;
    const sent = await person.get(`/auth/${provider}${query}`);
    assert.equal(sent.status, 303);
    return await person.get(await through(target(sent)));
  }

  for (const provider of ["github", "oidc/acme"]) {
    test(`somebody from ${provider} becomes a person, and is the same the next time`, async () => {
      const first = browser();
      assert.equal(target(await visit(first, provider, "/tasks")), "/tasks");
      const user = await (await clientOf(first)).query(api.auth.currentUser, {});
      assert.equal(user.emailVerified, true);
      const picture = `data:image/png;base64,${Buffer.from("a picture").toString("base64")}`;
      assert.equal(user.image, provider === "github" ? picture : undefined);
      const second = browser();
      assert.equal(target(await visit(second, provider)), "/");
      assert.equal((await (await clientOf(second)).query(api.auth.currentUser, {}))._id, user._id);
    });
  }

  test("whoever is signed in links an account, and it signs nobody else in", async () => {
    github.person = { id: 8, login: "linus", name: null, emails: [] };
    const ann = browser();
    await ann.signUp("Ann");
    assert.equal(target(await ann.get("/auth/github")), "/account", "a link of any page does not link");
    assert.equal((await ann.post("/auth/github", {}, { Origin: "https://evil.example" })).status, 403);
    assert.equal(target(await link(ann, "github")), "/account?done=linked");
    const accounts = await (await clientOf(ann)).query(api.accounts.mine, {});
    assert.deepEqual(accounts.map(({ providerId, label }) => [providerId, label]).sort(), [["github", "@linus"], ["password", "ann@example.org"]]);
    const user = await (await clientOf(ann)).query(api.auth.currentUser, {});
    const again = browser();
    await visit(again, "github");
    assert.equal((await (await clientOf(again)).query(api.auth.currentUser, {}))._id, user._id);

    const bea = browser();
    await bea.signUp("Bea");
    assert.equal(target(await link(bea, "github")), "/account");
    assert.equal(bea.refusal.code, "ACCOUNT_TAKEN");
  });

  test("an address opens nobody's account: not a proven one, and an unproven one is none", async () => {
    const cat = browser();
    await cat.signUp("Cat");
    github.person = { id: 9, login: "mallory", name: "M", emails: [{ email: "cat@example.org", primary: true, verified: true }] };
    const proven = browser();
    assert.equal(target(await visit(proven, "github")), "/sign-in");
    assert.equal(proven.refusal.code, "ADDRESS_TAKEN");
    issuer.person = { sub: "mallory", name: "M", email: "cat@example.org", email_verified: false };
    const unproven = browser();
    await visit(unproven, "oidc/acme");
    const [theirs, ours] = await Promise.all([unproven, cat].map(async (person) => (await clientOf(person)).query(api.auth.currentUser, {})));
    assert.notEqual(theirs._id, ours._id);
    assert.equal(theirs.emailVerified, false);
  });

  test("who proves an address that a provider has not can choose a password for it", async () => {
    issuer.person = { sub: "una", name: "Una", email: "una@example.org", email_verified: false };
    const una = browser();
    await visit(una, "oidc/acme");
    const password = "Una has a long password";
    assert.equal(target(await una.post("/auth/password", { password })), "/account");
    assert.equal(una.refusal.code, "INVALID_INPUT");
    await una.post("/auth/resend-verification");
    const link = await una.mailedLink("verify");
    assert.equal(target(await una.post("/auth/verify", { token: link.searchParams.get("token") })), "/account?done=verified");
    assert.equal(target(await una.post("/auth/password", { password })), "/account?done=first-password");
    assert.equal(target(await browser().signIn({ email: "una@example.org", password })), "/");
  });

  test("the way back is bound to the browser that left, to its state, and works once", async () => {
    github.person = { id: 10, login: "dora", name: "Dora", emails: [] };
    const left = browser();
    const back = await through(target(await left.get("/auth/github")));
    const stranger = browser();
    assert.equal(target(await stranger.get(back)), "/sign-in");
    assert.equal(stranger.refusal.code, "FLOW_LOST");
    await stranger.get("/auth/github");
    assert.equal(target(await stranger.get(back)), "/sign-in");
    assert.equal(await stranger.token(), null);
    const changed = back.replace(/state=[^&]+/, "state=x");
    assert.equal(target(await left.get(changed)), "/sign-in");
    const other = back.replace("/auth/github/", "/auth/oidc/acme/");
    assert.equal(target(await left.get(other)), "/sign-in");
    assert.equal(target(await left.get(back)), "/");
    assert.equal(target(await browser().get(back)), "/sign-in");
  });

  test("providers lead back to own addresses only, and there are no others", async () => {
    github.person = { id: 11, login: "emil", name: "Emil", emails: [] };
    assert.equal(target(await visit(browser(), "github", "//evil.example")), "/");
    for (const address of ["/auth/oidc/nowhere", "/auth/oidc/", "/auth/oidc/acme/x", "/auth/gitlab"]) {
      assert.equal((await browser().get(address)).status, 404, address);
    }
  });

  test("a token straight from a configured issuer signs its person in", async () => {
    const client = (token) => new ConvexHttpClient(product.url, { logger: false, auth: token });
    const clara = client(issuer.token());
    const taskId = await clara.mutation(api.tasks.create, { title: "Clara's" });
    assert.equal((await clara.query(api.tasks.get, { taskId }))._id, taskId);
    assert.equal((await clara.query(api.auth.currentUser, {})).email, "clara@example.org");
    for (const claims of [{ aud: "else" }, { iss: "https://evil.example" }, { exp: 1 }, { sub: "" }]) {
      const refused = client(issuer.token(claims)).query(api.auth.currentUser, {});
      await assert.rejects(refused, /"code":"[A-Z]/, JSON.stringify(claims));
    }
  });

  test("where strangers cannot sign up, an invitation lets one in, and whoever is known comes back", async () => {
    const invited = await Deployment.start({ serve: true, env: github.env, more: ["--sign-up", "invite"] });
    try {
      const { stdout } = await promisify(execFile)(binary, ["invite", "--data", invited.options.data]);
      const enter = async (id, link) => {
        const person = new Browser(invited);
        github.person = { id, login: `person-${id}`, name: "P", emails: [] };
        if (link !== undefined) await person.get(link);
        const back = await through(target(await person.get("/auth/github")), invited);
        return [target(await person.get(back)), person.refusal?.code];
      };
      assert.deepEqual(await enter(21), ["/sign-in", "SIGN_UP_CLOSED"]);
      assert.deepEqual(await enter(22, stdout.trim()), ["/", undefined]);
      assert.deepEqual(await enter(23, stdout.trim()), ["/sign-in", "LINK_INVALID"]);
      assert.deepEqual(await enter(22), ["/", undefined]);
    } finally {
      await invited.dispose();
    }
  });

  test("tokens of providers are kept encrypted, and are in no log", async () => {
    github.expiresIn = 3600;
    github.person = { id: 12, login: "finn", name: "Finn", emails: [] };
    await visit(browser(), "github");
    await product.stop();
    const files = (await fs.readdir(product.options.data)).filter((file) => file.startsWith("data"));
    const kept = await Promise.all(files.map((file) => fs.readFile(path.join(product.options.data, file), "latin1")));
    await product.start();
    assert.ok(kept.some((content) => content.includes("@finn")));
    for (const secret of [...github.tokens, github.clientSecret, issuer.clientSecret]) {
      assert.ok(!product.output.includes(secret));
      assert.ok(!kept.some((content) => content.includes(secret)));
    }
  });

  test("an access token that ends soon is renewed while the product runs", async () => {
    github.expiresIn = 60;
    github.person = { id: 13, login: "gina", name: "Gina", emails: [] };
    await visit(browser(), "github");
    github.expiresIn = 36_000;
    const renewed = github.nextRefresh();
    // It looks after them when it starts, and then every minute.
    await product.stop();
    await product.start();
    await renewed;
  });
});
