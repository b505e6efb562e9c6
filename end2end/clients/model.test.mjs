// The small model itself, where its files are: what the server counts on when it starts the program.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { describe } from "node:test";
import { answer, command, missing, settings, startModel } from "./support/model.mjs";
import { test } from "./support/test.mjs";

const question = [
  { role: "system", content: "You are a helpful AI assistant." },
  { role: "user", content: "What is the capital of France?" },
];

/** Resolves once nobody listens there any more. */
async function silent(address) {
  while (await fetch(`${address}/health`).then(() => true, () => false)) await new Promise(setImmediate);
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
