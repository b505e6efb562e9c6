// The official CLI, unmodified, against a deployment that has no functions of its own. Nothing is reached but
// loopback; in a network namespace without more than that it runs as well:
//
//   unshare --map-root-user --net sh -c 'ip link set lo up; node end2end/clients/run.mjs cli'

import assert from "node:assert/strict";
import fs from "node:fs/promises";
import path from "node:path";
import { after, before, describe } from "node:test";
import { anyApi as api } from "convex/server";
import { Deployment } from "./support/deployment.mjs";
import { liveSuite } from "./support/live.mjs";
import { olderCli } from "./support/older.mjs";
import { Project } from "./support/project.mjs";
import { Registry } from "./support/registry.mjs";
import { test as limited } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

/** Every command is a program that has to start. */
const test = (name, body) => limited(name, { timeout: 300_000 }, body);
const QUICK = ["--typecheck", "disable"];

describe("the official CLI", () => {
  const suite = liveSuite({ functionsDir: null });
  let project;

  before(async () => {
    project = await Project.of(suite.deployment);
    await project.run("deploy", ...QUICK);
  });
  after(() => project.dispose());

  const call = (name, args) => project.call(name, args);
  const list = (args) => call("messages:list", args);

  test("deploy: functions, schema, crons and HTTP actions are there, and types are generated", async () => {
    await call("messages:send", { author: "ada", body: "one" });
    assert.deepEqual(await list({ author: "ada" }), ["ada: one"]);
    const answer = await fetch(`${suite.deployment.url}/http/hello`);
    assert.equal(await answer.text(), "hello from /hello");
    const site = JSON.parse(await project.run("run", "--inline-query", "process.env.CONVEX_SITE_URL"));
    assert.equal(new URL(site).pathname, "/", "libraries count on an origin without a path");
    assert.equal(await (await fetch(`${site}/hello`)).text(), "hello from /hello");
    assert.equal((await fetch(`${site}/api/query`)).status, 404);
    const generated = await fs.readFile(project.file("convex/_generated/api.d.ts"), "utf8");
    assert.match(generated, /messages: typeof messages/);
  });

  test("run: public and internal functions, actions, failures and names that do not exist", async () => {
    assert.equal(await project.run("run", "messages:greet", '{"author":"bob"}'), '"greeted bob"');
    assert.deepEqual(JSON.parse(await project.run("run", "messages:list", '{"author":"bob"}')), ["bob: hello 0"]);
    assert.ok(Number(await project.run("run", "messages:count")) >= 1);
    assert.match(await project.refused("run", "messages:fail"), /meant to fail/);
    const missing = await project.refused("run", "messages:gone");
    assert.match(missing, /Could not find function/);
    assert.match(missing, /messages:list/);
    assert.match(await project.refused("run", "messages:send", "{}"), /ArgumentValidationError/);
  });

  test("run --inline-query runs a query from its source", async () => {
    await call("messages:send", { author: "inline", body: "a" });
    const inline = (source) => project.run("run", "--inline-query", source);
    const found = await inline('(await ctx.db.query("messages").withIndex("by_author", (q) => q.eq("author", "inline")).collect()).map((m) => m.body)');
    assert.deepEqual(JSON.parse(found), ["a"]);
    const filtered = 'const all = await ctx.db.query("messages").filter((q) => q.eq(q.field("author"), "inline")).first();\nreturn all.body;';
    assert.equal(await inline(filtered), '"a"');
    assert.match(await project.refused("run", "--inline-query", 'ctx.db.insert("messages", {})'), /not a function/);
  });

  test("run --watch prints a result again when it changes", async () => {
    const watching = project.start("run", "--watch", "messages:list", '{"author":"watched"}');
    try {
      await watching.until(/\[\]/);
      await call("messages:send", { author: "watched", body: "seen" });
      await watching.until(/watched: seen/);
    } finally {
      await watching.stop();
    }
  });

  test("data lists tables and shows documents", async () => {
    await call("messages:send", { author: "data", body: "shown" });
    assert.deepEqual((await project.run("data")).split("\n").sort(), ["messages", "ticks"]);
    const shown = await project.run("data", "messages", "--order", "desc", "--limit", "1", "--format", "jsonLines");
    assert.equal(JSON.parse(shown).body, "shown");
  });

  test("env: set, get, list and remove reach functions at once", async () => {
    await project.run("env", "set", "COLOUR", "red");
    assert.equal(await project.run("env", "get", "COLOUR"), "red");
    assert.match(await project.run("env", "list"), /^COLOUR=red$/m);
    assert.equal(await call("messages:variable"), "red");
    await project.run("env", "remove", "COLOUR");
    assert.equal(await call("messages:variable"), null);
  });

  test("function-spec says what there is", async () => {
    const spec = JSON.parse(await project.run("function-spec"));
    assert.equal(spec.url, suite.deployment.url);
    const find = (identifier) => spec.functions.find((entry) => entry.identifier === identifier);
    assert.deepEqual(find("messages.js:list").returns, { type: "array", value: { type: "string" } });
    assert.equal(find("ticks.js:tick").visibility.kind, "internal");
    assert.deepEqual(spec.functions.at(-1), { functionType: "HttpAction", method: "GET", path: "/hello" });
  });

  test("codegen writes types and changes nothing", async () => {
    await fs.rm(project.file("convex/_generated"), { recursive: true });
    await project.write("extra.ts", 'import { query } from "./_generated/server";\nexport const here = query({ handler: async () => 1 });\n');
    await project.run("codegen", ...QUICK);
    assert.match(await fs.readFile(project.file("convex/_generated/api.d.ts"), "utf8"), /extra: typeof extra/);
    assert.match(await project.failure("extra:here"), /Could not find function/);
    await fs.rm(project.file("convex/extra.ts"));
  });

  test("logs show what was printed before and what is printed now", async () => {
    await call("messages:send", { author: "logs", body: "earlier" });
    const logs = project.start("logs", "--history", "50", "--success");
    try {
      await logs.until(/M\(messages:send\)\] \[LOG\] 'sending' 'earlier'/);
      await call("messages:greet", { author: "logs" });
      await logs.until(/A\(messages:greet\)\] \[LOG\] 'an action prints'[^]*A\(messages:greet\)\] \[WARN\] 'and once more'/);
      await project.failure("messages:fail");
      await logs.until(/M\(messages:fail\)\] Uncaught Error: meant to fail/);
      await fetch(`${suite.deployment.url}/http/hello`);
      await logs.until(/H\(GET \/hello\)\] Function executed/);
    } finally {
      await logs.stop();
    }
  });

  test("dev pushes at once, again on save, and prints what functions print; nobody's subscription ends", async () => {
    const watch = new Watch(suite.client, api.messages.list, { author: "dev" });
    await watch.until((value) => value.length === 0);
    const dev = project.start("dev", ...QUICK);
    try {
      await dev.until(/Convex functions ready/);
      await call("messages:send", { author: "dev", body: "x" });
      await dev.until(/\[CONVEX M\(messages:send\)\] \[LOG\] 'sending' 'x'/);
      await watch.until((value) => value.length === 1);
      await project.edit("messages.ts", "${message.author}: ", "${message.author} says ");
      await watch.until((value) => value[0] === "dev says x");
      await project.edit("messages.ts", "${message.author} says ", "${message.author}: ");
      await watch.until((value, position) => position > 2 && value[0] === "dev: x");
    } finally {
      await dev.stop();
      watch.unsubscribe();
    }
  });

  test("a schema that documents do not match is refused with the document, and all stays as it was", async () => {
    await call("messages:send", { author: "schema", body: "kept" });
    await project.edit("schema.ts", "body: v.string()", "body: v.number()");
    const said = await project.refused("deploy", ...QUICK);
    assert.match(said, /Schema validation failed/);
    assert.match(said, /Document with ID "[a-z0-9]+" in table "messages" does not match the schema/);
    await project.edit("schema.ts", "body: v.number()", "body: v.string()");
    assert.deepEqual(await list({ author: "schema" }), ["schema: kept"]);
    await project.run("dev", "--once", ...QUICK);
  });

  test("deploy --dry-run changes nothing, and --cmd runs with the deployment's address", async () => {
    await project.edit("messages.ts", "meant to fail", "meant to change");
    await project.run("deploy", "--dry-run", ...QUICK);
    assert.match(await project.failure("messages:fail"), /meant to fail/);
    const command = `node -e "require('fs').writeFileSync('seen', process.env.CONVEX_URL)"`;
    await project.run("deploy", "--cmd", command, "--cmd-url-env-var-name", "CONVEX_URL", ...QUICK);
    assert.equal(await fs.readFile(project.file("seen"), "utf8"), suite.deployment.url);
    assert.match(await project.failure("messages:fail"), /meant to change/);
  });

  test("modules for Node.js run in it, and may only have actions", async () => {
    const source = (kind) => `"use node";
      import { createHash } from "node:crypto";
      import { ${kind} } from "./_generated/server";
      import { api } from "./_generated/api";
      export const hash = ${kind}({ handler: async (ctx) => {
        const list = await ctx.runQuery(api.messages.list, { author: "nobody" });
        return createHash("md5").update(JSON.stringify(list)).digest("hex");
      } });
      export const fail = ${kind}({ handler: async () => {
        throw new TypeError("not today");
      } });`;
    await project.write("node.ts", source("action"));
    await project.run("deploy", ...QUICK);
    assert.equal(await project.run("run", "node:hash"), '"d751713988987e9331980363e24189ce"');
    assert.match(await project.failure("node:fail"), /Uncaught TypeError: not today\n +at .*\/convex\/node\.ts:10:15\)/);
    await project.write("node.ts", source("query"));
    assert.match(await project.refused("deploy", ...QUICK), /may only have actions/);
    await fs.rm(project.file("convex/node.ts"));
    await project.run("deploy", ...QUICK);
  });

  test("import adds and replaces rows of every format, and refuses what does not fit", async () => {
    const lines = (rows) => rows.map((row) => JSON.stringify(row)).join("\n");
    await fs.writeFile(project.file("rows.jsonl"), lines([{ author: "import", body: "1" }, { author: "import", body: "2" }]));
    await fs.writeFile(project.file("rows.json"), JSON.stringify([{ author: "import", body: "3" }]));
    await fs.writeFile(project.file("rows.csv"), 'author,body\nimport,"four, quoted"\n');
    const add = (file, ...more) => project.run("import", "--table", "messages", file, ...more);
    assert.match(await project.refused("import", "--table", "messages", "rows.jsonl"), /has documents already/);
    for (const file of ["rows.jsonl", "rows.json", "rows.csv"]) await add(file, "--append");
    assert.deepEqual(await list({ author: "import" }), ["import: 1", "import: 2", "import: 3", "import: four, quoted"]);
    await fs.writeFile(project.file("wrong.jsonl"), lines([{ author: "import", body: "5" }, { author: 6, body: "6" }]));
    assert.match(await project.refused("import", "--table", "messages", "wrong.jsonl", "--append"), /does not match the schema/);
    assert.equal((await list({ author: "import" })).length, 4);
    await add("rows.json", "--replace", "--yes");
    assert.deepEqual(await list({}), ["import: 3"]);
  });

  test("export and import take everything to another deployment: ids, references and files", async () => {
    await call("messages:send", { author: "export", body: "kept" });
    const file = await call("messages:attach", { text: "bytes of a file" });
    await project.run("export", "--path", "snapshot.zip", "--include-file-storage");
    const before = await project.run("data", "messages", "--format", "jsonLines");
    await project.run("import", "--replace-all", "--yes", "snapshot.zip");
    assert.equal(await project.run("data", "messages", "--format", "jsonLines"), before);
    assert.equal(await call("messages:attached", { id: file }), "bytes of a file");
    const other = await Deployment.start({ functionsDir: null });
    const elsewhere = await Project.of(other);
    try {
      await elsewhere.run("deploy", ...QUICK);
      await fs.cp(project.file("snapshot.zip"), elsewhere.file("snapshot.zip"));
      await elsewhere.run("import", "--replace-all", "--yes", "snapshot.zip");
      assert.deepEqual(await elsewhere.call("messages:list"), await list({}));
      assert.equal(await elsewhere.call("messages:attached", { id: file }), "bytes of a file");
    } finally {
      await elsewhere.dispose();
      await other.dispose();
    }
  });

  test("what was pushed is in force after a crash", async () => {
    const before = await list({});
    await suite.deployment.kill();
    await suite.deployment.start();
    assert.deepEqual(await list({}), before);
    await call("messages:send", { author: "later", body: "still here" });
    assert.deepEqual(await list({ author: "later" }), ["later: still here"]);
  });
});

describe("a CLI from before 1.29", () => {
  const suite = liveSuite({ functionsDir: null });
  let project;

  before(async () => {
    project = await Project.of(suite.deployment, "project", await olderCli());
  });
  after(() => project.dispose());

  test("deploys functions and schema, changes them, and is told of documents that do not match", async () => {
    const list = (args) => project.call("messages:list", args);
    await project.run("deploy", ...QUICK);
    await project.call("messages:send", { author: "ada", body: "one" });
    assert.deepEqual(await list({ author: "ada" }), ["ada: one"]);
    await project.edit("messages.ts", "meant to fail", "meant to change");
    await project.edit("schema.ts", "body: v.string()", "body: v.number()");
    assert.match(await project.refused("deploy", ...QUICK), /Document with ID "[a-z0-9]+" in table "messages" does not match the schema/);
    assert.match(await project.failure("messages:fail"), /meant to fail/);
    await project.edit("schema.ts", "body: v.number()", "body: v.string()");
    await project.run("dev", "--once", ...QUICK);
    assert.match(await project.failure("messages:fail"), /meant to change/);
    assert.deepEqual(await list({ author: "ada" }), ["ada: one"]);
    assert.match(await project.run("run", "messages:greet", '{"author":"bob"}'), /"greeted bob"$/);
  });
});

describe("packages that modules for Node.js import by name", () => {
  const greeting = { name: "greeting", version: "1.2.3", source: "exports.greet = (who) => `hello ${who}`;" };
  let registry;
  let deployment;
  let project;

  before(async () => {
    registry = await Registry.start(greeting.name, greeting.version, greeting.source);
    deployment = await Deployment.start({ functionsDir: null, env: registry.env });
    project = await Project.of(deployment);
    await fs.writeFile(project.file("convex.json"), JSON.stringify({ node: { externalPackages: ["*"] } }));
  });
  after(async () => {
    await project.dispose();
    await deployment.dispose();
    await registry.close();
  });

  const source = (name) => `"use node";
    import { greet } from "${name}";
    import { action } from "./_generated/server";
    export const hello = action({ handler: async () => greet("ada") });`;

  /** As npm has installed it for the developer. */
  const develop = async (name) => {
    await registry.unpack(project.file(`node_modules/${name}`), { ...greeting, name });
    const described = JSON.parse(await fs.readFile(project.file("package.json"), "utf8"));
    described.dependencies[name] = greeting.version;
    await fs.writeFile(project.file("package.json"), JSON.stringify(described));
  };

  test("are installed from the registry, and anew where a restart does not find them", async () => {
    await develop("greeting");
    await project.write("node.ts", source("greeting"));
    await project.run("deploy", ...QUICK);
    assert.equal(await project.call("node:hello"), "hello ada");
    await deployment.stop();
    await fs.rm(path.join(deployment.options.data, "packages"), { recursive: true });
    await deployment.start();
    assert.equal(await project.call("node:hello"), "hello ada");
  });

  test("are named in the refusal of a push if they cannot be", async () => {
    await develop("unheard-of");
    await project.write("node.ts", source("unheard-of"));
    const told = await project.refused("deploy", ...QUICK);
    assert.match(told, /could not be installed/);
    assert.match(told, /unheard-of/);
    assert.equal(await project.call("node:hello"), "hello ada");
  });
});
