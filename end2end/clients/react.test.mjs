// The official client for browsers, `convex/react`, unmodified, in a real Chromium.

import assert from "node:assert/strict";
import process from "node:process";
import { after, before, describe } from "node:test";
import { chromium, expect } from "@playwright/test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { App } from "./support/app.mjs";
import { Deployment } from "./support/deployment.mjs";
import { Issuer } from "./support/issuer.mjs";
import { Proxy } from "./support/proxy.mjs";
import { test } from "./support/test.mjs";

const patient = expect.configure({ timeout: 30_000 });

/** A page with what it shows, by the names under which it shows it. */
class Scene {
  constructor(page) {
    this.page = page;
  }

  press(name) {
    return this.page.getByRole("button", { name, exact: true }).click();
  }

  value(name) {
    return this.page.getByRole("status", { name, exact: true });
  }

  async read(name) {
    return JSON.parse(await this.value(name).textContent());
  }

  shows(name, value) {
    return patient(this.value(name)).toHaveText(value === undefined ? "…" : JSON.stringify(value));
  }

  async add(value) {
    await this.page.getByLabel("Value", { exact: true }).fill(value);
    await this.press("Add");
  }
}

describe("convex/react in Chromium", () => {
  let [app, browser, deployment, issuer, proxy] = [];
  before(async () => {
    [app, issuer] = await Promise.all([App.start(), Issuer.start()]);
    deployment = await Deployment.start(await issuer.believer());
    proxy = await Proxy.start(() => deployment.port);
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  });
  after(async () => {
    await browser?.close();
    proxy?.close();
    await deployment?.dispose();
    issuer?.close();
    app?.close();
  });

  /** A scene in a browser of its own, behind a wire that can be cut. Nothing may be thrown there that nobody catches. */
  async function open(t, name, topic, more = {}) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const uncaught = [];
    page.on("pageerror", (error) => uncaught.push(error));
    t.after(async () => {
      await context.close();
      assert.deepEqual(uncaught, []);
    });
    await page.goto(`${app.url}/${name}?${new URLSearchParams({ deployment: proxy.url, topic, ...more })}`);
    return new Scene(page);
  }

  const httpClient = (auth) => new ConvexHttpClient(deployment.url, { logger: false, auth });
  const stored = (key) => httpClient().query(api.items.list, { key });

  test("a query is live in two browsers, whoever writes", async (t) => {
    const [here, there] = await Promise.all([open(t, "List", "live"), open(t, "List", "live")]);
    await Promise.all([here, there].map((scene) => scene.shows("Values", [])));
    await here.add("from here");
    await there.shows("Values", ["from here"]);
    await there.add("from there");
    await httpClient().mutation(api.items.put, { key: "live", value: 3 });
    for (const scene of [here, there]) await scene.shows("Values", ["from here", "from there", 3]);
  });

  test("an optimistic value is there before the answer, and gives way to it without a flicker", async (t) => {
    const scene = await open(t, "List", "optimistic");
    await scene.shows("Values", []);
    proxy.hold();
    await scene.add("new");
    await scene.shows("Values", ["new?"]);
    await scene.shows("In flight", 1);
    proxy.release();
    await scene.shows("Values", ["new"]);
    await scene.shows("In flight", 0);
    assert.deepEqual(await scene.read("History"), [[], ["new?"], ["new"]]);
  });

  test("an optimistic value goes when its mutation throws, and the error's data arrives", async (t) => {
    const scene = await open(t, "List", "refused");
    await scene.add("kept");
    await scene.shows("Values", ["kept"]);
    proxy.hold();
    await scene.page.getByLabel("Value", { exact: true }).fill("refused");
    await scene.press("Add what is refused");
    await scene.shows("Values", ["kept", "refused"]);
    await scene.shows("Failure", undefined);
    proxy.release();
    await scene.shows("Values", ["kept"]);
    await scene.shows("Failure", "refused");
  });

  test("an error of a query reaches an error boundary, with its data", async (t) => {
    const scene = await open(t, "Errors", "boundary");
    await scene.press("Query");
    await scene.shows("Boundary", { data: { topic: "boundary" } });
  });

  test("an action's result arrives, and what it throws: data of a ConvexError, words of others", async (t) => {
    const scene = await open(t, "Errors", "actions");
    await scene.press("Action");
    await scene.shows("Outcome", { after: 2, before: 0 });
    await scene.press("Throwing action");
    await scene.shows("Outcome", { data: { list: [null, 1.5], topic: "actions" } });
    await scene.press("Failing action");
    await scene.shows("Outcome", { message: "Server Error" });
  });

  test("queries are chosen while the page runs, and a skipped one is not asked", async (t) => {
    for (const name of ["one", "two"]) await httpClient().mutation(api.items.put, { key: `choice ${name}`, value: name });
    const scene = await open(t, "Choice", "choice");
    await scene.shows("Found", {});
    await scene.shows("First", undefined);
    for (const name of ["two", "three", "one"]) await scene.page.getByLabel(name).check();
    await scene.shows("Found", { two: ["two"], three: [], one: ["one"] });
    await scene.shows("First", ["one"]);
    await httpClient().mutation(api.items.put, { key: "choice three", value: 3 });
    await scene.shows("Found", { two: ["two"], three: [3], one: ["one"] });
    await scene.page.getByLabel("one").uncheck();
    await scene.shows("Found", { two: ["two"], three: [3] });
    await scene.shows("First", undefined);
  });

  for (const hook of ["Pages", "OlderPages"]) {
    test(`${hook}: pages have no gap and nothing twice, while rows come and go between them`, async (t) => {
      const round = `pages of ${hook}`;
      const client = httpClient();
      const append = (seq) => client.mutation(api.journal.append, { round, client: 0, seq });
      const sorted = (list) => [...list].sort((a, b) => a - b);
      const entries = Array.from({ length: 12 }, (_, index) => index * 10);
      for (const seq of entries) await append(seq);
      const scene = await open(t, hook, round);
      await scene.shows("Entries", entries.slice(0, 4));
      await scene.shows("Status", "CanLoadMore");
      // More rows than a page is to have: it is split, and none of its rows leaves.
      const between = [-1, 1, 2, 3, 4, 5, 6, 7, 29];
      for (const seq of between) await append(seq);
      const first = sorted([...entries.slice(0, 4), ...between]);
      await scene.shows("Entries", first);
      // Rows come on both sides of a page's end while the next one is loaded.
      await Promise.all([scene.press("More"), append(31), append(28), append(39)]);
      await patient(scene.value("Entries")).toContainText(",40");
      while ((await scene.read("Status")) !== "Exhausted") await scene.press("More");
      const all = sorted([...entries, ...between, 31, 28, 39]);
      await scene.shows("Entries", all);
      const history = await scene.read("History");
      for (const [position, shown] of history.entries()) {
        assert.deepEqual(shown, sorted(new Set(shown)));
        assert.ok((history[position - 1] ?? []).every((seq) => shown.includes(seq)), JSON.stringify(history));
      }
      for (const seq of [30, 110]) await client.mutation(api.journal.strike, { round, seq });
      await append(120);
      await scene.shows("Entries", [...all.filter((seq) => seq !== 30 && seq !== 110), 120]);
    });
  }

  test("a mutation whose answer died with the server is done once, and the page goes on", async (t) => {
    const key = "swallowed";
    const scene = await open(t, "List", key);
    await scene.add("before");
    await scene.shows("Values", ["before"]);
    proxy.hold();
    await scene.add("swallowed");
    await patient.poll(() => stored(key)).toEqual(["before", "swallowed"]);
    await deployment.kill();
    proxy.cut();
    await scene.shows("Connected", false);
    await scene.shows("Values", ["before", "swallowed?"]);
    await scene.add("meanwhile");
    await scene.shows("In flight", 2);
    await deployment.start();
    await scene.shows("Values", ["before", "swallowed", "meanwhile"]);
    await scene.shows("Connected", true);
    await scene.shows("In flight", 0);
    await httpClient().mutation(api.items.put, { key, value: "after" });
    await scene.shows("Values", ["before", "swallowed", "meanwhile", "after"]);
    assert.deepEqual(await stored(key), ["before", "swallowed", "meanwhile", "after"]);
  });

  test("fifty mutations in flight when the server dies are done exactly once", async (t) => {
    const key = "fifty";
    const scene = await open(t, "List", key);
    await scene.shows("Values", []);
    await scene.press("Add fifty");
    await patient.poll(async () => (await scene.read("Values")).length).toBeGreaterThan(0);
    await deployment.kill();
    await deployment.start();
    await scene.shows("In flight", 0);
    const expected = Array.from({ length: 50 }, (_, value) => value);
    assert.deepEqual((await stored(key)).sort((a, b) => a - b), expected);
    await scene.shows("Values", await stored(key));
  });

  describe("with ConvexProviderWithAuth", { concurrency: true }, () => {
    const now = () => Math.floor(Date.now() / 1000);
    const tokenOf = (person, claims = {}) => issuer.token({ sub: person, name: person, jti: crypto.randomUUID(), ...claims });
    const says = (scene, state) => patient(scene.page.getByText(state, { exact: true })).toBeVisible();

    test("somebody signs in, out, and somebody else in, and each is seen as who they are", async (t) => {
      app.tokens.set("signing in", (person) => tokenOf(person));
      const scene = await open(t, "Identity", "signing in");
      await says(scene, "signed out");
      await scene.shows("Me", null);
      await scene.press("Leave a name");
      await scene.shows("Outcome", { code: "NOBODY" });
      await scene.press("Sign in as Ada");
      await says(scene, "signed in");
      await scene.shows("Me", "Ada");
      await scene.press("Leave a name");
      await scene.shows("Names", ["Ada"]);
      await scene.press("Sign in as Bob");
      await scene.shows("Me", "Bob");
      await scene.press("Leave a name");
      await scene.shows("Names", ["Ada", "Bob"]);
      await scene.press("Sign out");
      await says(scene, "signed out");
      await scene.shows("Me", null);
      await scene.press("Leave a name");
      await scene.shows("Outcome", { code: "NOBODY" });
      assert.deepEqual(await stored("signing in"), ["Ada", "Bob"]);
    });

    test("who gets no token, or one that nobody should believe, is signed out", async (t) => {
      const bad = { none: null, expired: tokenOf("Ada", { exp: now() - 60 }), foreign: tokenOf("Ada", { aud: "else" }) };
      for (const [topic, token] of Object.entries(bad)) {
        app.tokens.set(topic, () => token);
        const scene = await open(t, "Identity", topic);
        await scene.press("Sign in as Ada");
        await says(scene, "signed out");
        await scene.shows("Me", null);
      }
    });

    test("a token is renewed before it ends, and nobody notices", async (t) => {
      const given = [];
      app.tokens.set("renewed", (person, isForced) => {
        given.push(isForced);
        return tokenOf(person, { iat: now(), exp: now() + 3 });
      });
      const scene = await open(t, "Identity", "renewed", { leeway: "2.5" });
      const states = await watchStates(scene);
      await scene.press("Sign in as Ada");
      await patient.poll(() => given.length).toBeGreaterThan(4);
      await scene.shows("Me", "Ada");
      assert.deepEqual(given.slice(0, 3), [false, true, true]);
      assert.deepEqual(await states(), ["signed out", "signed in"]);
    });

    test("a token that has ended is replaced when it is needed, and what was asked meanwhile is done", async (t) => {
      let [ending, renew] = [];
      let hasEnded = false;
      const renewed = new Promise((resolve) => (renew = resolve));
      // It seems to have long to live, so the client does not renew it in time. Clocks may differ by five seconds.
      const first = () => (ending ??= tokenOf("Ada", { iat: now() - 3600, exp: now() - 2 }));
      app.tokens.set("ended", () => (hasEnded ? renewed : first()));
      const scene = await open(t, "Identity", "ended");
      await scene.press("Sign in as Ada");
      await scene.shows("Me", "Ada");
      const states = await watchStates(scene);
      await patient.poll(() => httpClient(ending).query(api.people.me, {}).catch(() => "ended")).toBe("ended");
      hasEnded = true;
      await scene.press("Leave a name");
      await says(scene, "refreshing");
      renew(tokenOf("Ada"));
      await scene.shows("Names", ["Ada"]);
      await scene.shows("Me", "Ada");
      assert.deepEqual(await states(), ["signed in"]);
    });

    /** The states that a page says it is in, from now on: each change of them once. */
    async function watchStates(scene) {
      await scene.page.evaluate(() => {
        const state = () => document.querySelector("p[role=status]")?.textContent;
        window.states = [state()];
        new MutationObserver(() => {
          if (state() !== window.states.at(-1)) window.states.push(state());
        }).observe(document.body, { childList: true, subtree: true, characterData: true });
      });
      return () => scene.page.evaluate(() => window.states);
    }
  });
});
