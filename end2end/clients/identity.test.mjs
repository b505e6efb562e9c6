// Whose call it is, for the official npm clients, with tokens of an OpenID Connect issuer.

import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { ConvexHttpClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { ConvexError } from "convex/values";
import { Deployment } from "./support/deployment.mjs";
import { Issuer } from "./support/issuer.mjs";
import { liveClient } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

describe("who calls", () => {
  let [deployment, issuer] = [];
  before(async () => {
    issuer = await Issuer.start();
    deployment = await Deployment.start(await issuer.believer());
  });
  after(async () => {
    await deployment?.dispose();
    issuer?.close();
  });

  const tokenOf = (name, claims = {}) => issuer.token({ sub: name, name, ...claims });
  const secondsFromNow = (seconds) => Math.floor(Date.now() / 1000) + seconds;

  /** Signs a socket in with a token: whether the deployment believes it. */
  const authenticate = (client, fetchToken) => new Promise((resolve) => client.setAuth(fetchToken, resolve));

  const kinds = {
    "over HTTP": {
      open: () => new ConvexHttpClient(deployment.url, { logger: false }),
      signIn: (client, token) => client.setAuth(token),
      signOut: (client) => client.clearAuth(),
    },
    "over the socket": {
      open: (t) => {
        const client = liveClient(deployment.url);
        t.after(() => client.close());
        return client;
      },
      signIn: async (client, token) => assert.equal(await authenticate(client, async () => token), true),
      // Without a token `setAuth` only stops renewing the last one.
      signOut: (client) => client.client.clearAuth(),
    },
  };
  for (const [how, { open, signIn, signOut }] of Object.entries(kinds)) {
    test(`${how} is who the token names in every kind of function, and nobody without one`, async (t) => {
      const client = open(t);
      const key = `signed ${how}`;
      const seen = () => Promise.all([client.query(api.people.me, {}), client.action(api.people.meInAction, {})]);
      const isNobody = (error) => error instanceof ConvexError && error.data.code === "NOBODY";
      assert.deepEqual(await seen(), [null, null]);
      await assert.rejects(client.mutation(api.people.sign, { key }), isNobody);
      for (const name of ["Ada", "Bob"]) {
        await signIn(client, tokenOf(name));
        assert.deepEqual(await seen(), [name, name]);
        await client.mutation(api.people.sign, { key });
      }
      await signOut(client);
      assert.deepEqual(await seen(), [null, null]);
      await assert.rejects(client.mutation(api.people.sign, { key }), isNobody);
      assert.deepEqual(await client.query(api.items.list, { key }), ["Ada", "Bob"]);
    });
  }

  test("a token that has ended, or is for another application, is refused", async (t) => {
    for (const claims of [{ exp: secondsFromNow(-60) }, { aud: "else" }]) {
      const auth = tokenOf("Ada", claims);
      await assert.rejects(new ConvexHttpClient(deployment.url, { logger: false, auth }).query(api.people.me, {}), /"code":"[A-Z]/);
      const client = liveClient(deployment.url);
      t.after(() => client.close());
      assert.equal(await authenticate(client, async () => auth), false);
      assert.equal(await client.query(api.people.me, {}), null);
    }
  });

  test("a watched query is asked again as whoever signs in, also after the server's death", async (t) => {
    const client = liveClient(deployment.url);
    t.after(() => client.close());
    const watch = new Watch(client, api.people.me, {});
    await watch.until((name) => name === null);
    await authenticate(client, async () => tokenOf("Ada"));
    await watch.until((name) => name === "Ada");
    await deployment.kill();
    const signing = client.mutation(api.people.sign, { key: "killed" });
    await deployment.start();
    await signing;
    assert.deepEqual(await client.query(api.items.list, { key: "killed" }), ["Ada"]);
    await authenticate(client, async () => tokenOf("Bob"));
    await watch.until((name) => name === "Bob");
    watch.unsubscribe();
    assert.deepEqual(watch.results.filter((name, position) => name !== watch.results[position - 1]), [null, "Ada", "Bob"]);
  });
});
