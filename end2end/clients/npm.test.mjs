// The official npm clients, unmodified, against a deployment.

import assert from "node:assert/strict";
import { scryptSync } from "node:crypto";
import http from "node:http";
import path from "node:path";
import { once } from "node:events";
import { describe } from "node:test";
import { BaseConvexClient, ConvexHttpClient } from "convex/browser";
import { anyApi as api, makeFunctionReference } from "convex/server";
import { ConvexError } from "convex/values";
import { build } from "esbuild";
import { WebSocket } from "ws";
import { functions } from "./support/deployment.mjs";
import { liveClient, liveSuite } from "./support/live.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const specials = { big: -(2n ** 63n) + 4n, bytes: new Uint8Array([0, 1, 255]).buffer, float: 0 };

/** A server for `fetch` to talk to. */
async function echoServer() {
  const server = http.createServer((request, response) => {
    response.setHeader("Content-Type", "text/x-echo");
    request.pipe(response.writeHead(request.method === "POST" ? 201 : 200));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

describe("the npm clients", () => {
  const suite = liveSuite();

  const httpClient = () => new ConvexHttpClient(suite.deployment.url, { logger: false });

  const kinds = [
    ["over HTTP", httpClient],
    ["over the socket", suite.open],
  ];
  for (const [how, make] of kinds) {
    describe(how, () => {
      test("a query sees what a mutation wrote", async () => {
        const client = make();
        const key = `written ${how}`;
        const id = await client.mutation(api.items.put, { key, value: { nested: [1, null, "é😀"] } });
        assert.match(id, /^[0-9a-hjkmnp-tv-z]{31,37}$/);
        assert.deepEqual(await client.query(api.items.list, { key }), [{ nested: [1, null, "é😀"] }]);
        const document = await client.query(api.items.get, { id });
        assert.equal(document._id, id);
        assert.ok(Math.abs(document._creationTime - Date.now()) < 600_000);
        assert.equal(await client.mutation(api.items.remove, { id }), null);
        assert.equal(await client.query(api.items.get, { id }), null);
      });

      test("int64, bytes and special floats arrive as what they are", async () => {
        const client = make();
        for (const float of [0, -0, NaN, Infinity, -Infinity, 5e-324, 0.1]) {
          const { big, bytes, float: negated, types } = await client.query(api.values.arithmetic, { ...specials, float });
          assert.equal(big, specials.big + 1n);
          assert.deepEqual([...new Uint8Array(bytes)], [255, 1, 0]);
          assert.ok(Object.is(negated, -float), `${float}`);
          assert.deepEqual(types, ["bigint", "[object ArrayBuffer]", "number"]);
        }
      });

      test("int64, bytes and special floats are stored as what they are", async () => {
        const client = make();
        const id = await client.mutation(api.values.store, { ...specials, float: -0 });
        const loaded = await client.query(api.values.load, { id });
        assert.deepEqual(loaded, { ...specials, float: -0 });
        assert.ok(Object.is(loaded.float, -0));
      });

      test("any value comes back from an echo", async () => {
        const client = make();
        const value = { "": [[], {}], "a b": null, n: [1e21, -1.5, 2 ** 53, 1n], t: 'q"\\\n\u0000\u2028', b: new ArrayBuffer(0) };
        assert.deepEqual(await client.query(api.values.echo, { value }), value);
        assert.equal(await client.query(api.values.nothing, {}), null);
      });

      test("a ConvexError carries its data out of queries, mutations and actions", async () => {
        const client = make();
        for (const data of ["words", { code: 7n, list: [null] }, null]) {
          for (const call of [
            () => client.query(api.errors.inQuery, { data }),
            () => client.mutation(api.errors.inMutation, { data }),
            () => client.action(api.errors.inAction, { data }),
          ]) {
            await assert.rejects(call, (error) => {
              assert.ok(error instanceof ConvexError, String(error));
              assert.deepEqual(error.data, data);
              return true;
            });
          }
        }
        assert.deepEqual(await client.query(api.items.list, { key: "errors" }), []);
      });

      test("a plain error carries its message and no data", async () => {
        const client = make();
        for (const call of [
          () => client.query(api.errors.plainInQuery, {}),
          () => client.mutation(api.errors.plainInMutation, {}),
          () => client.action(api.errors.plainInAction, {}),
        ]) {
          await assert.rejects(call, (error) => {
            assert.ok(!(error instanceof ConvexError), String(error));
            assert.match(error.message, /\[Request ID: [0-9a-f]{16}\] Server Error[^]*plain words/);
            return true;
          });
        }
      });

      test("a missing, an internal and a wrongly typed function are refused by name", async () => {
        const client = make();
        for (const path of ["nope:nope", "items:nope", "errors:secret"]) {
          const missing = makeFunctionReference(path);
          await assert.rejects(client.query(missing, {}), (error) => {
            assert.ok(error.message.includes(`Could not find public function for '${path}'`), error.message);
            return true;
          });
        }
        await assert.rejects(client.mutation(api.items.list, { key: "a" }), /items:list/);
        await assert.rejects(client.query(api.items.put, { key: "a", value: 1 }), /items:put/);
      });

      test("a package keeps a password by scrypt in a mutation, and checks it in a query", async () => {
        const client = make();
        const key = `password ${how}`;
        await client.mutation(api.passwords.keep, { key, password: "correct horse" });
        const expected = scryptSync("correct horse", key, 64, { N: 16384, r: 16, p: 1, maxmem: 64 << 20 });
        assert.deepEqual(await client.query(api.items.list, { key }), [expected.toString("hex")]);
        assert.equal(await client.query(api.passwords.fits, { key, password: "correct horse" }), true);
        assert.equal(await client.query(api.passwords.fits, { key, password: "battery staple" }), false);
      });

      test("numbers, dates and texts read as in Node.js, which knows all languages", async () => {
        const entryPoints = [path.join(functions, "words.ts")];
        const { outputFiles } = await build({ entryPoints, bundle: true, format: "esm", write: false });
        const here = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
        const client = make();
        assert.deepEqual(await client.query(api.words.say, {}), here.spoken());
        assert.deepEqual(await client.query(api.words.unsaid, {}), [
          "1,000,000",
          "3/8/2026, 5:03:09 AM",
          -1,
          "1,234.5,",
          "Sun Mar 08 2026 05:03:09 GMT+0000 (Coordinated Universal Time)",
          "UTC",
        ]);
      });

      test("arguments, results and documents are validated", async () => {
        const client = make();
        await assert.rejects(
          client.query(api.values.strict, {}),
          /ArgumentValidationError: Object is missing the required field `name`/,
        );
        await assert.rejects(
          client.query(api.values.strict, { name: "a", more: 1 }),
          /ArgumentValidationError: Object contains extra field `more`/,
        );
        await assert.rejects(
          client.query(api.values.strict, { name: 1n }),
          /ArgumentValidationError: Value does not match validator\.[^]*Path: \.name[^]*Validator: v\.string\(\)/,
        );
        await assert.rejects(client.query(api.values.wrongReturn, {}), /ReturnsValidationError: Value does not match/);
        await assert.rejects(
          client.mutation(api.items.putBroken, {}),
          /Failed to insert or update a document in table "others" because it does not match the schema/,
        );
        assert.equal(await client.query(api.values.strict, { name: "a" }), "a:none");
      });

      test("the id of another table is refused by name", async () => {
        const client = make();
        const id = await client.mutation(api.items.putOther, { name: "x" });
        await assert.rejects(
          client.mutation(api.items.remove, { id }),
          /Found ID "[0-9a-z]+" from table `others`, which does not match the table name in validator `v\.id\("items"\)`/,
        );
      });

      test("an action runs functions, each in a transaction of its own", async () => {
        const client = make();
        assert.deepEqual(await client.action(api.actions.throughFunctions, { key: `action ${how}` }), { before: 0, after: 2 });
      });

      test("an action fetches", async () => {
        const client = make();
        const server = await echoServer();
        try {
          const posted = await client.action(api.actions.fetchText, { url: server.url, body: "é".repeat(1000) });
          assert.deepEqual(posted, { status: 201, text: "é".repeat(1000), type: "text/x-echo" });
          assert.equal((await client.action(api.actions.fetchText, { url: server.url })).status, 200);
        } finally {
          server.close();
        }
      });

      test("an action can wait while other calls go on", async () => {
        const client = make();
        const slow = client.action(api.actions.slow, { millis: 300 });
        assert.equal(await client.query(api.values.echo, { value: "meanwhile" }), "meanwhile");
        assert.equal(await slow, "slept");
      });

      test("contended mutations all count", async () => {
        const many = Array.from({ length: 8 }, make);
        const key = `counter ${how}`;
        const counts = await Promise.all(many.flatMap((client) => [1, 2, 3].map(() => client.mutation(api.items.increment, { key }))));
        assert.deepEqual(counts.sort((a, b) => a - b), Array.from({ length: 24 }, (_, i) => i + 1));
      });

      test("a result beyond one frame's usual size arrives whole", async () => {
        const client = make();
        const long = await client.query(api.values.long, { length: 3_000_000 });
        assert.equal(long, "é".repeat(3_000_000));
      });

      for (const name of ["endlessQuery", "hog", "hogBuffers", "bottomless"]) {
        test(`${name} is stopped and hurts nobody else`, async () => {
          const client = make();
          const stopped = assert.rejects(client.query(api.limits[name], {}), (error) => !(error instanceof ConvexError));
          assert.equal(await httpClient().query(api.values.echo, { value: "still here" }), "still here");
          await stopped;
        });
      }

      test("a mutation that never ends is stopped and leaves nothing", async () => {
        const client = make();
        await assert.rejects(client.mutation(api.limits.endlessMutation, {}));
        assert.deepEqual(await client.query(api.items.list, { key: "limits" }), []);
      });

      test("a result that is no value, and a write in a query, are errors of the function", async () => {
        const client = make();
        await assert.rejects(client.query(api.values.loneSurrogate, {}));
        await assert.rejects(client.query(api.errors.writeInQuery, {}));
      });
    });
  }

  test("consistent queries of the HTTP client see one snapshot", async () => {
    const client = httpClient();
    const key = "consistent";
    await client.mutation(api.items.put, { key, value: 1 });
    assert.deepEqual(await client.consistentQuery(api.items.list, { key }), [1]);
    await client.mutation(api.items.put, { key, value: 2 });
    assert.deepEqual(await client.consistentQuery(api.items.list, { key }), [1]);
    assert.deepEqual(await client.query(api.items.list, { key }), [1, 2]);
  });

  test("console output travels with the result", async () => {
    const lines = [];
    const log = (...parts) => lines.push(parts.join(" "));
    const logger = { logVerbose() {}, log, warn: log, error: log };
    await new ConvexHttpClient(suite.deployment.url, { logger }).query(api.values.chatty, {});
    const said = lines.join("\n");
    assert.match(said, /hello/);
    assert.match(said, /a: 1/);
    assert.match(said, /careful/);
  });

  test("a function is found with and without .js in its path", async () => {
    const body = (path) => ({
      method: "POST",
      headers: { "Content-Type": "application/json", "Convex-Client": "npm-1.48.0" },
      body: JSON.stringify({ path, args: [{ value: 5 }], format: "convex_encoded_json" }),
    });
    for (const path of ["values:echo", "values.js:echo"]) {
      const response = await fetch(`${suite.deployment.url}/api/query`, body(path));
      assert.deepEqual((await response.json()).value, 5);
    }
    assert.equal(await suite.open().mutation(makeFunctionReference("items.js:put"), { key: "js", value: 1 }).then((id) => typeof id), "string");
  });

  test("pages follow each other without gap or overlap", async () => {
    const client = httpClient();
    const key = "pages";
    for (let value = 0; value < 25; value++) await client.mutation(api.items.put, { key, value });
    const seen = [];
    let cursor = null;
    for (let isDone = false; !isDone; ) {
      const page = await client.query(api.items.page, { key, paginationOpts: { numItems: 10, cursor } });
      assert.ok(page.page.length <= 10);
      seen.push(...page.page.map((item) => item.value));
      ({ isDone, continueCursor: cursor } = page);
    }
    assert.deepEqual(seen, Array.from({ length: 25 }, (_, i) => 24 - i));
    await assert.rejects(
      client.query(api.items.page, { key, paginationOpts: { numItems: 10, cursor: "garbage" } }),
      /InvalidCursor/,
    );
  });

  test("a subscribed page keeps its end when rows are added in front", async () => {
    const key = "live pages";
    const client = suite.open();
    for (let value = 0; value < 6; value++) await client.mutation(api.items.put, { key, value });
    const watch = new Watch(client, api.items.page, { key, paginationOpts: { numItems: 4, cursor: null, id: 1 } });
    const first = await watch.until(() => true);
    assert.deepEqual(first.page.map((item) => item.value), [5, 4, 3, 2]);
    await client.mutation(api.items.put, { key, value: 6 });
    const grown = await watch.until((page) => page.page.length === 5);
    assert.deepEqual(grown.page.map((item) => item.value), [6, 5, 4, 3, 2]);
    assert.equal(grown.continueCursor, first.continueCursor);
    watch.unsubscribe();
  });

  test("all pages of a live list are one list, which grows anywhere", async () => {
    const round = "live list";
    const client = suite.open();
    const append = (seq) => client.mutation(api.journal.append, { round, client: 0, seq });
    for (const seq of [10, 20, 30, 40, 50]) await append(seq);
    const results = [];
    let wake = () => {};
    const unsubscribe = client.onPaginatedUpdate_experimental(api.journal.page, { round }, { initialNumItems: 2 }, (result) => {
      results.push(result);
      wake();
    });
    const shown = async (...expected) => {
      const isShown = () => JSON.stringify(results.at(-1)?.results.map(({ seq }) => seq)) === JSON.stringify(expected);
      while (!isShown()) await new Promise((resolve) => (wake = resolve));
    };
    await shown(10, 20);
    results.at(-1).loadMore(2);
    await shown(10, 20, 30, 40);
    for (const seq of [15, 20.5, 5]) await append(seq);
    await shown(5, 10, 15, 20, 20.5, 30, 40);
    results.at(-1).loadMore(2);
    await shown(5, 10, 15, 20, 20.5, 30, 40, 50);
    assert.equal(results.at(-1).status, "Exhausted");
    unsubscribe();
  });

  test("a subscription follows another client's mutation", async () => {
    const key = "followed";
    const watch = new Watch(suite.open(), api.items.list, { key });
    await watch.until((items) => items.length === 0);
    const other = suite.open();
    await other.mutation(api.items.put, { key, value: "one" });
    assert.deepEqual(await watch.until((items) => items.length === 1), ["one"]);
    await httpClient().mutation(api.items.put, { key, value: "two" });
    assert.deepEqual(await watch.until((items) => items.length === 2), ["one", "two"]);
    watch.unsubscribe();
  });

  test("a resolved mutation is already in the client's own subscriptions", async () => {
    const key = "own";
    const client = suite.open();
    const watch = new Watch(client, api.items.list, { key });
    await watch.until(() => true);
    for (let value = 1; value <= 20; value++) {
      await client.mutation(api.items.put, { key, value });
      assert.equal(watch.last.length, value);
    }
    watch.unsubscribe();
  });

  test("a mutation resolves for a client without subscriptions", async () => {
    await suite.open().mutation(api.items.put, { key: "no subscriptions", value: 1 });
  });

  test("an optimistic update shows at once and gives way without a flicker", async (t) => {
    const key = "optimistic";
    const states = [];
    const client = new BaseConvexClient(
      suite.deployment.url,
      () => {
        const result = client.localQueryResult("items:list", { key });
        if (result !== undefined) states.push(JSON.stringify(result));
      },
      { webSocketConstructor: WebSocket, unsavedChangesWarning: false, logger: false },
    );
    t.after(() => client.close());
    const { unsubscribe } = client.subscribe("items:list", { key });
    const oneShot = suite.open();
    await oneShot.query(api.items.list, { key });
    await new Promise((resolve) => {
      const poll = () => (states.length > 0 ? resolve() : setImmediate(poll));
      poll();
    });
    const done = client.mutation(
      "items:put",
      { key, value: "new" },
      {
        optimisticUpdate: (store) => {
          const current = store.getQuery(api.items.list, { key });
          if (current !== undefined) store.setQuery(api.items.list, { key }, [...current, "guess"]);
        },
      },
    );
    assert.equal(states.at(-1), '["guess"]');
    await done;
    const distinct = states.filter((state, position) => state !== states[position - 1]);
    assert.deepEqual(distinct, ["[]", '["guess"]', '["new"]']);
    unsubscribe();
  });

  test("an optimistic update goes when its mutation throws", async () => {
    const key = "rolled back";
    const client = suite.open();
    const watch = new Watch(client, api.items.list, { key });
    await watch.until(() => true);
    const guess = (store) => store.setQuery(api.items.list, { key }, ["guess"]);
    await assert.rejects(client.mutation(api.errors.inMutation, { data: "no" }, { optimisticUpdate: guess }), { data: "no" });
    assert.deepEqual(await watch.until((items) => items.length === 1), ["guess"]);
    assert.deepEqual(watch.last, []);
    watch.unsubscribe();
  });

  test("a failing subscription recovers when its data changes", async () => {
    const client = suite.open();
    const watch = new Watch(client, api.errors.inQuery, { data: { why: "test" } });
    const error = await watch.failure();
    assert.ok(error instanceof ConvexError);
    assert.deepEqual(error.data, { why: "test" });
    watch.unsubscribe();
    assert.equal(await client.query(api.values.echo, { value: 1 }), 1);
  });

  test("a closed client leaves the deployment in peace", async () => {
    const client = liveClient(suite.deployment.url);
    await client.query(api.values.echo, { value: 1 });
    await client.close();
    assert.ok(suite.deployment.running);
  });
});
