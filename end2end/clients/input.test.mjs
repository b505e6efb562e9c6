// Bad input: each a clear error with a code and a sentence, nothing corrupted, and the server goes on.

import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmdirSync } from "node:fs";
import fs from "node:fs/promises";
import net from "node:net";
import { once } from "node:events";
import path from "node:path";
import { tmpdir } from "node:os";
import { after, afterEach, before, describe } from "node:test";
import { promisify } from "node:util";
import { Deployment, refusal, scratch } from "./support/deployment.mjs";
import { RawSocket } from "./support/socket.mjs";
import { test } from "./support/test.mjs";

const headers = { "Content-Type": "application/json", "Convex-Client": "npm-1.48.0" };
const nested = (levels) => "[".repeat(levels) + "]".repeat(levels);

async function post(deployment, route, body, extra = {}) {
  const text = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const response = await fetch(deployment.url + route, { method: "POST", headers: { ...headers, ...extra }, body: text });
  const said = await response.text();
  let json = null;
  try {
    json = JSON.parse(said);
  } catch {
    // Left null: the caller's assertion shows the text.
  }
  return { status: response.status, said, json };
}

const call = (path, args, format = "convex_encoded_json") => ({ path, args: [args], format });

async function answers(deployment) {
  const { json } = await post(deployment, "/api/query", call("values:echo", { value: "alive" }));
  assert.equal(json?.value, "alive");
}

/** What was said when request 0 failed, or the whole connection because of it. */
async function failureOf(socket) {
  const never = new Promise(() => {});
  const failed = socket.response(0).catch(() => never);
  const response = await Promise.race([failed, socket.ending()]);
  if ("code" in response) return response.fatal;
  assert.equal(response.success, false);
  return response.result;
}

/** An error body: a short code and a sentence. */
function assertRefused({ status, said, json }, expected) {
  assert.ok(status >= 400 && status < 500, `${status}: ${said}`);
  if (expected !== undefined) assert.equal(status, expected, said);
  assert.match(json?.code ?? "", /^[A-Z][A-Za-z]+$/, said);
  assert.ok(json.message.includes(" "), said);
}

describe("bad requests", () => {
  let deployment;
  before(async () => (deployment = await Deployment.start()));
  afterEach(() => answers(deployment));
  after(() => deployment.dispose());

  describe("over HTTP", () => {
    for (const [what, body] of [
      ["malformed JSON", '{"path": '],
      ["an empty body", ""],
      ["a body that is not UTF-8", new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
      ["JSON of another shape", "[1,2,3]"],
      ["no path", '{"args":[{}]}'],
      ["a lone surrogate", '{"path":"values:echo","args":[{"value":"\\ud800"}],"format":"convex_encoded_json"}'],
      ["args nested absurdly deep", `{"path":"values:echo","args":[{"value":${nested(200_000)}}]}`],
      ["an unknown format", '{"path":"values:echo","args":[{"value":1}],"format":"xml"}'],
    ]) {
      test(`${what} is refused with a code`, async () => assertRefused(await post(deployment, "/api/query", body), 400));
    }

    for (const [what, body] of [
      ["args that are neither object nor list", '{"path":"values:echo","args":5}'],
      ["args nested too deep", `{"path":"values:echo","args":[{"value":${nested(100)}}],"format":"convex_encoded_json"}`],
      ["a reserved key", '{"path":"values:echo","args":[{"value":{"$oops":1}}],"format":"convex_encoded_json"}'],
      ["a bad int64", '{"path":"values:echo","args":[{"value":{"$integer":"AA=="}}],"format":"convex_encoded_json"}'],
    ]) {
      test(`${what} is refused or fails the call, with a sentence`, async () => {
        const refused = await post(deployment, "/api/query", body);
        if (refused.json?.status !== "error") assertRefused(refused, 400);
        else assert.match(refused.json.errorMessage, /[Aa]rguments.* /);
      });
    }

    test("another content type is refused with a code", async () => {
      const body = JSON.stringify(call("values:echo", { value: 1 }));
      assertRefused(await post(deployment, "/api/query", body, { "Content-Type": "text/plain" }), 400);
    });

    test("a body over the limit is refused without being read to its end", async () => {
      const huge = `{"path":"values:echo","args":[{"value":"${"x".repeat(40 << 20)}"}]}`;
      let refused = null;
      try {
        refused = await post(deployment, "/api/query", huge);
      } catch (error) {
        // The server may close before all is sent; the client then sees a broken pipe instead of the answer.
        assert.match(String(error.cause ?? error), /EPIPE|ECONNRESET|closed|reset/);
      }
      if (refused !== null) assert.ok([400, 413].includes(refused.status), refused.said);
    });

    test("an Authorization header that is no credential is refused", async () => {
      for (const value of ["Basic Zm9vOmJhcg==", "Bearer not.a.token", "Convex wrong|key", "x"]) {
        const refused = await post(deployment, "/api/query", call("values:echo", { value: 1 }), { Authorization: value });
        assert.ok([400, 401, 403].includes(refused.status), `${value}: ${refused.status} ${refused.said}`);
        assertRefused(refused);
      }
    });

    test("an unknown function is an error of the call", async () => {
      const { status, json, said } = await post(deployment, "/api/query", call("nope:nope", {}));
      assert.ok([200, 560].includes(status), said);
      assert.equal(json.status, "error");
      assert.match(json.errorMessage, /Could not find public function for 'nope:nope'/);
    });

    test("odd function paths are errors, never crashes", async () => {
      for (const odd of ["", ":", "a:", ":b", "../../etc/passwd:x", "a".repeat(10_000), "a\u0000b:c", "items:list:x", "_system/x:y"]) {
        const { status, json, said } = await post(deployment, "/api/query", call(odd, {}));
        assert.ok(status < 500 || status === 560, `${odd}: ${status} ${said}`);
        assert.ok(json?.status === "error" || json?.code !== undefined, said);
      }
    });

    test("an unknown route is 404 and a wrong method is refused", async () => {
      assert.equal((await post(deployment, "/api/nonsense", {})).status, 404);
      const wrong = await fetch(`${deployment.url}/api/mutation`);
      await wrong.text();
      assert.ok([404, 405].includes(wrong.status));
    });
  });

  describe("over the socket", () => {
    for (const [what, frame] of [
      ["malformed JSON", "{nope"],
      ["an empty frame", ""],
      ["JSON of another shape", "[]"],
      ["an unknown message type", '{"type":"Nonsense"}'],
      ["a message without its fields", '{"type":"Mutation"}'],
      ["a wrong base version", '{"type":"ModifyQuerySet","baseVersion":7,"newVersion":8,"modifications":[]}'],
      ["a version that does not grow", '{"type":"ModifyQuerySet","baseVersion":0,"newVersion":0,"modifications":[]}'],
      ["a lone surrogate", '{"type":"Mutation","requestId":0,"udfPath":"items:put","args":[{"key":"a","value":"\\udfff"}]}'],
    ]) {
      test(`${what} ends the connection with a reason`, async () => {
        const socket = await RawSocket.open(deployment.url);
        socket.connect();
        socket.send(frame);
        const { fatal, code } = await socket.ending();
        assert.ok(fatal?.includes(" "), `said ${fatal}, closed with ${code}`);
      });
    }

    for (const [what, args] of [
      ["args nested too deep", `[{"key":"a","value":${nested(100)}}]`],
      ["a reserved key", '[{"key":"a","value":{"$oops":1}}]'],
      ["wrong args", '[{"key":5}]'],
    ]) {
      test(`${what} fail the call or the connection, with a sentence`, async () => {
        const socket = await RawSocket.open(deployment.url);
        socket.connect();
        socket.send(`{"type":"Mutation","requestId":0,"udfPath":"items:put","args":${args}}`);
        const said = await failureOf(socket);
        assert.ok(said?.includes(" "), said);
        socket.close();
      });
    }

    test("a binary frame ends the connection", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.ws.send(Buffer.from([1, 2, 3]));
      await socket.ending();
    });

    test("an oversized frame ends the connection", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.send(`{"type":"Mutation","requestId":0,"udfPath":"items:put","args":[{"key":"a","value":"${"x".repeat(100 << 20)}"}]}`);
      await socket.ending();
    });

    test("args over the limit fail the call or the connection", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.mutation(0, "items:put", { key: "a", value: "x".repeat(20 << 20) });
      await failureOf(socket);
      socket.close();
    });

    test("a document over its limit fails the mutation alone", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.mutation(0, "items:put", { key: "a", value: "x".repeat(2 << 20) });
      const { success, result } = await socket.response(0);
      assert.equal(success, false);
      assert.match(result, /too large/);
      socket.mutation(1, "items:put", { key: "a", value: "x" });
      assert.equal((await socket.response(1)).success, true);
      socket.close();
    });

    test("a token that is none is refused and the connection ends", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.send({ type: "Authenticate", baseVersion: 0, tokenType: "User", value: "not a token" });
      const refused = await socket.receive(({ type }) => type === "AuthError");
      assert.ok(refused.error.includes(" "));
      await socket.ending();
    });

    test("everything before Connect is either served or refused", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.querySet(0, [{ type: "Add", queryId: 0, udfPath: "values:echo", args: [{ value: 1 }] }]);
      const { modifications } = await socket.transition(({ modifications: changed }) => changed.length > 0);
      assert.equal(modifications[0].value, 1);
      socket.close();
    });

    test("a subscription to a missing function fails alone", async () => {
      const socket = await RawSocket.open(deployment.url);
      socket.connect();
      socket.querySet(0, [
        { type: "Add", queryId: 0, udfPath: "nope:nope", args: [{}] },
        { type: "Add", queryId: 1, udfPath: "values:echo", args: [{ value: 1 }] },
      ]);
      const { modifications } = await socket.transition(({ modifications: changed }) => changed.length > 0);
      const byId = new Map(modifications.map((modification) => [modification.queryId, modification]));
      assert.equal(byId.get(0).type, "QueryFailed");
      assert.match(byId.get(0).errorMessage, /Could not find public function for 'nope:nope'/);
      assert.equal(byId.get(1).value, 1);
      socket.close();
    });

    test("random bytes never stop the server", async () => {
      for (let attempt = 0; attempt < 20; attempt++) {
        const raw = net.connect(deployment.port, "127.0.0.1");
        raw.on("error", () => {});
        raw.end(randomBytes(500));
        raw.resume();
        await once(raw, "close");
      }
    });
  });
});

describe("refusals to start", () => {
  let data;
  before(async () => (data = await scratch("refusals")));
  after(() => fs.rm(data, { recursive: true, force: true }));

  function assertClear({ code, said }) {
    assert.notEqual(code, 0, said);
    assert.doesNotMatch(said, /panicked|RUST_BACKTRACE/);
    assert.match(said, /[A-Z][a-z]+[A-Z][A-Za-z]+/, `no code in: ${said}`);
    assert.ok(said.trim().split(" ").length > 4, `no sentence in: ${said}`);
  }

  async function functionsThat(source) {
    const dir = await scratch("functions");
    await fs.writeFile(path.join(dir, "module.ts"), source);
    return dir;
  }

  for (const [what, source, says] of [
    ["throws while loading", 'export const x = 1; throw new Error("at load");', /at load/],
    ["does not parse", "export const = ;", /module\.ts/],
    ["never finishes loading", "export const x = 1; for (;;);", /module/],
    ["imports what is not there", 'import x from "./missing"; export const y = x;', /missing/],
  ]) {
    test(`a bundle that ${what} is refused with the reason`, async () => {
      const functionsDir = await functionsThat(source);
      const refused = await refusal({ data: path.join(data, what.replaceAll(" ", "-")), functionsDir });
      assertClear(refused);
      assert.match(refused.said, says);
      await fs.rm(functionsDir, { recursive: true });
    });
  }

  test("a folder without functions that does not exist is refused", async () => {
    assertClear(await refusal({ data: path.join(data, "nowhere"), functionsDir: path.join(data, "nothing here") }));
  });

  test("a schema that the stored data does not satisfy is refused, naming the document", async () => {
    const deployment = await Deployment.start();
    await post(deployment, "/api/mutation", call("items:putOther", { name: "stored" }));
    await deployment.stop();
    const functionsDir = await scratch("functions");
    const strict =
      'import { defineSchema, defineTable } from "convex/server"; import { v } from "convex/values";' +
      "export default defineSchema({ others: defineTable({ name: v.number() }) });";
    await fs.writeFile(path.join(functionsDir, "schema.ts"), strict);
    await fs.writeFile(path.join(functionsDir, "empty.ts"), "export const nothing = 1;");
    const refused = await refusal({ data: deployment.options.data, functionsDir });
    assertClear(refused);
    assert.match(refused.said, /Document with ID "[0-9a-z]+" in table "others" does not match the schema/);
    await fs.rm(functionsDir, { recursive: true });
    await deployment.dispose();
  });

  /** The file that holds the documents: the largest one of a fresh data folder, journals aside. */
  async function dataFile(dir) {
    const files = [];
    for (const entry of await fs.readdir(dir, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile() || /-(wal|shm|journal)$/.test(entry.name)) continue;
      const file = path.join(entry.parentPath ?? entry.path, entry.name);
      const head = await fs.readFile(file).then((bytes) => bytes.subarray(0, 15).toString("latin1"));
      if (head === "SQLite format 3") files.push(file);
    }
    assert.equal(files.length, 1, `data files: ${files}`);
    return files[0];
  }

  for (const [what, spoil] of [
    ["random bytes", (file) => fs.writeFile(file, randomBytes(100_000))],
    ["text", (file) => fs.writeFile(file, "not a database\n".repeat(1000))],
    [
      "another program's database",
      async (file) => {
        await fs.rm(file);
        const script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('create table mine(a)'); c.commit()";
        await promisify(execFile)("python3", ["-c", script, file]);
      },
    ],
  ]) {
    test(`a data file that is ${what} is refused and left alone`, async () => {
      const deployment = await Deployment.start();
      await deployment.stop();
      const file = await dataFile(deployment.options.data);
      for (const suffix of ["-wal", "-shm"]) await fs.rm(file + suffix, { force: true });
      await spoil(file);
      const spoiled = await fs.readFile(file);
      const refused = await refusal({ data: deployment.options.data });
      assertClear(refused);
      assert.ok(refused.said.includes(path.basename(file)), `the file is not named in: ${refused.said}`);
      assert.deepEqual(await fs.readFile(file), spoiled);
      await deployment.dispose();
    });
  }

  test("a second process on the same data is refused and the first goes on", async () => {
    const deployment = await Deployment.start();
    assertClear(await refusal({ data: deployment.options.data }));
    await answers(deployment);
    const { json } = await post(deployment, "/api/mutation", call("items:put", { key: "first", value: 1 }));
    assert.equal(json.status, "success");
    await deployment.dispose();
  });

  test("a port in use is refused by its address", async () => {
    const deployment = await Deployment.start();
    const refused = await refusal({ data: path.join(data, "port"), addr: `127.0.0.1:${deployment.port}` });
    assertClear(refused);
    assert.ok(refused.said.includes(String(deployment.port)), refused.said);
    await answers(deployment);
    await deployment.dispose();
  });

  test("an address that is none is refused", async () => {
    const { code, said } = await refusal({ data: path.join(data, "address"), addr: "nonsense" });
    assert.notEqual(code, 0);
    assert.match(said, /nonsense/);
  });
});

describe("a full disk", () => {
  // A limit on the size of files stands for it everywhere; ignoring the signal turns it into an error.
  const limited = { prelude: "trap '' XFSZ; ulimit -f 4096" };

  test("fails writes clearly, keeps serving reads, and loses nothing acknowledged", { timeout: 120_000 }, async () => {
    const deployment = await Deployment.start(limited);
    const stored = await fill(deployment);
    await deployment.kill();
    await deployment.start({ prelude: undefined });
    await hasRoomAgain(deployment, stored);
    await deployment.dispose();
  });

  test("needs no restart once there is room again", { timeout: 120_000 }, async (context) => {
    const disk = smallDisk();
    if (disk === null) return context.skip("mounting needs root");
    const deployment = await Deployment.start({ data: path.join(disk.path, "data") });
    try {
      const stored = await fill(deployment);
      disk.grow();
      await hasRoomAgain(deployment, stored);
      await deployment.kill();
      await deployment.start();
      await hasRoomAgain(deployment, stored + 1);
    } finally {
      await deployment.dispose();
      disk.remove();
    }
  });

  /** Writes until the disk is full. How many writes were acknowledged. */
  async function fill(deployment) {
    const value = "x".repeat(200_000);
    let stored = 0;
    let failure = null;
    for (let attempt = 0; attempt < 200 && failure === null; attempt++) {
      const { json, said } = await post(deployment, "/api/mutation", call("items:put", { key: "full", value }));
      if (json?.status === "success") stored += 1;
      else failure = said;
    }
    assert.ok(failure !== null, "nothing was limited");
    assert.doesNotMatch(failure, /panicked/);
    await answers(deployment);
    assert.equal(await count(deployment), stored);
    return stored;
  }

  async function hasRoomAgain(deployment, stored) {
    assert.equal(await count(deployment), stored);
    const { json } = await post(deployment, "/api/mutation", call("items:put", { key: "full", value: "room again" }));
    assert.equal(json.status, "success");
  }

  const count = async (deployment) =>
    (await post(deployment, "/api/query", call("items:list", { key: "full" }))).json.value.length;
});

/** A file system of eight megabytes, or null where we may not mount one. */
function smallDisk() {
  const folder = mkdtempSync(path.join(tmpdir(), "conclave-disk-"));
  const mount = (...options) => spawnSync("mount", [...options, folder], { stdio: "ignore" }).status === 0;
  if (!mount("-t", "tmpfs", "-o", "size=8m", "tmpfs")) {
    rmdirSync(folder);
    return null;
  }
  return {
    path: folder,
    grow: () => assert.ok(mount("-o", "remount,size=64m")),
    remove() {
      spawnSync("umount", [folder], { stdio: "ignore" });
      rmdirSync(folder);
    },
  };
}
