// The small model itself, where its files are: what the server counts on when it starts the program; and how the
// product offers the models of its machine.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs/promises";
import http from "node:http";
import path from "node:path";
import process from "node:process";
import { describe } from "node:test";
import { setImmediate as breathe } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { ConvexClient } from "convex/browser";
import { anyApi as api } from "convex/server";
import { binary, Deployment, root, scratch } from "./support/deployment.mjs";
import { answer, command, missing, modelDir, settings, startModel } from "./support/model.mjs";
import { test } from "./support/test.mjs";
import { Watch } from "./support/watch.mjs";

const question = [
  { role: "system", content: "You are a helpful AI assistant." },
  { role: "user", content: "What is the capital of France?" },
];

/** Resolves once nobody listens there any more. */
async function silent(address) {
  while (await fetch(`${address}/health`).then(() => true, () => false)) await breathe();
}

describe("the local model", { skip: missing }, () => {
  test("it answers a question sensibly, piece by piece, counts tokens, and ends with its input", async (t) => {
    const { child, address } = await startModel();
    t.after(() => child.kill("SIGKILL"));
    const pieces = [];
    let usage;
    for await (const event of answer(address, question)) {
      const text = event.choices[0]?.delta.content;
      if (text) pieces.push(text);
      usage = event.usage ?? usage;
    }
    assert.match(pieces.join(""), /Paris/);
    assert.ok(pieces.length > 5, pieces.join("|"));
    assert.ok(usage.prompt_tokens > 10 && usage.completion_tokens >= pieces.length);
    child.stdin.end();
    assert.deepEqual(await once(child, "close"), [0, null]);
  });

  test("it answers nobody without the key, and no page of a browser", async (t) => {
    const { child, address } = await startModel();
    t.after(() => child.kill("SIGKILL"));
    await assert.rejects(answer(address, question, { key: "guess" }).next(), /status 401/);
    const preflight = { method: "OPTIONS", headers: { Origin: "https://page.example", "Access-Control-Request-Method": "POST" } };
    const response = await fetch(`${address}/v1/chat/completions`, preflight);
    assert.equal(response.headers.get("Access-Control-Allow-Origin") || null, null);
  });

  test("it ends although whoever started it was killed", async () => {
    const [python, args] = command();
    // Between us and the model: a process that can only be killed.
    const between = `
      const child = require("node:child_process").spawn(${JSON.stringify(python)}, ${JSON.stringify(args)}, { stdio: ["pipe", "inherit", "inherit"] });
      child.stdin.write(${JSON.stringify(`${JSON.stringify(settings)}\n`)});`;
    const parent = spawn(process.execPath, ["-e", between], { stdio: ["ignore", "pipe", "inherit"] });
    const [line] = await once(parent.stdout, "data");
    const { address } = JSON.parse(line);
    assert.equal((await fetch(`${address}/health`)).status, 200);
    parent.kill("SIGKILL");
    await silent(address);
  });
});

describe("the product and models of its machine", () => {
  /** Files of a model whose program is a stand-in, as `cargo xtask model` would leave them, but for the last one. */
  async function files() {
    const folder = await scratch("model");
    const program = path.join(folder, "bin/python");
    const fake = pathToFileURL(path.join(root, "server/src/model/tests/fake.mjs"));
    await fs.mkdir(path.dirname(program), { recursive: true });
    await fs.writeFile(program, `#!/usr/bin/env node\nimport("${fake}");\n`, { mode: 0o755 });
    return {
      folder,
      complete: () => fs.writeFile(path.join(folder, "complete"), ""),
      remove: () => fs.rm(path.join(folder, "complete")),
      address: () => fs.readFile(`${program}.address`, "utf8"),
      dispose: () => fs.rm(folder, { recursive: true }),
    };
  }

  /** Somebody who has signed in. */
  async function visitor(product, t) {
    const link = /http:\/\/\S+\/auth\/owner\/\S+/.exec(product.output)[0];
    const signedIn = await fetch(link, { redirect: "manual" });
    const cookie = signedIn.headers.get("Set-Cookie").split(";")[0];
    const token = async () => {
      const request = { method: "POST", headers: { Cookie: cookie, Origin: product.url } };
      return (await (await fetch(`${product.url}/auth/token`, request)).json()).token;
    };
    const client = new ConvexClient(product.url, { logger: false, unsavedChangesWarning: false });
    t.after(() => client.close());
    client.setAuth(token);
    return client;
  }

  /** Writes a message in a new chat and waits for the answer. */
  async function ask(client, content) {
    const { chatId } = await client.mutation(api.chats.start, { content });
    const watch = new Watch(client, api.chats.view, { chatId });
    const { messages } = await watch.until((view) => view.messages[1]?.status !== "streaming");
    watch.unsubscribe();
    return messages[1];
  }

  const local = (models) => models.find((model) => model.provider === "local");

  test("the local model is offered while its files are there, runs when it is needed, and ends with the server", async (t) => {
    const model = await files();
    t.after(() => model.dispose());
    const product = await Deployment.start({ serve: true, models: ["--model-dir", model.folder] });
    t.after(() => product.dispose());
    const client = await visitor(product, t);
    const watch = new Watch(client, api.models.list, {});
    const { reason } = local(await watch.until((models) => local(models) !== undefined));
    assert.match(reason, /cargo xtask/);
    await model.complete();
    await watch.until((models) => local(models).isAvailable);
    await assert.rejects(model.address(), "it runs although nobody has asked it");
    assert.equal((await ask(client, "Hello")).content, "first");
    const first = await model.address();
    const { stdout } = await promisify(execFile)(binary, ["env", "list", "--data", product.options.data]);
    assert.equal(stdout, "");
    await product.kill();
    await silent(first);
    await product.start();
    assert.equal((await ask(client, "Hello again")).content, "first");
    const second = await model.address();
    assert.notEqual(second, first);
    await model.remove();
    await watch.until((models, position) => position > 1 && !local(models).isAvailable);
    assert.equal(await product.stop(), 0);
    await silent(second);
  });

  test("an answer that a restart interrupts before its first word is given after it", async (t) => {
    const model = await files();
    t.after(() => model.dispose());
    await model.complete();
    const product = await Deployment.start({ serve: true, models: ["--model-dir", model.folder] });
    t.after(() => product.dispose());
    const client = await visitor(product, t);
    const asking = ask(client, "Wait");
    while ((await model.address().catch(() => "")) === "") await breathe();
    await product.kill();
    await product.start();
    const { content, status } = await asking;
    assert.deepEqual([content, status], ["first", "complete"]);
  });

  test("the models of an Ollama are offered as long as it runs", async (t) => {
    const ollama = http.createServer((request, response) => {
      response.end(request.url === "/api/tags" ? JSON.stringify({ models: [{ name: "qwen3:4b" }] }) : "");
    });
    await once(ollama.listen(0, "127.0.0.1"), "listening");
    t.after(() => ollama.close());
    const env = { CONCLAVE_OLLAMA_URL: `http://127.0.0.1:${ollama.address().port}` };
    const nowhere = ["--model-dir", "nowhere"];
    const product = await Deployment.start({ serve: true, models: nowhere, env });
    t.after(() => product.dispose());
    const client = await visitor(product, t);
    const watch = new Watch(client, api.models.list, {});
    const found = (models) => models.find((model) => model.id === "ollama/qwen3:4b");
    await watch.until((models) => found(models)?.isAvailable);
    ollama.close();
    ollama.closeAllConnections();
    await watch.until((models, position) => position > 0 && !found(models)?.isAvailable);
  });

  test("the first message on a fresh start gets a coherent answer", { skip: missing }, async (t) => {
    const product = await Deployment.start({ serve: true, models: ["--model-dir", modelDir] });
    t.after(() => product.dispose());
    const client = await visitor(product, t);
    const { content, status, llmModel } = await ask(client, "What is the capital of France?");
    assert.match(content, /Paris/);
    assert.equal(status, "complete");
    assert.match(llmModel, /^local\//);
  });
});
