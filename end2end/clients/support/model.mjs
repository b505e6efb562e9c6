// The local model's files, if `cargo xtask model` has brought them, and the program that serves it.

import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { root } from "./deployment.mjs";

const caches = process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache");
/** Where `xtask/src/cache.rs` says. */
export const modelDir = path.join(process.env.CONCLAVE_CACHE || path.join(caches, "conclave"), "model");

/** Why what needs the model is skipped; false if nothing is missing. */
export const missing = fs.existsSync(path.join(modelDir, "complete"))
  ? false
  : `there is no model in ${modelDir}; \`cargo xtask model\` fetches it`;

export const settings = { name: "SmolLM2-135M-Instruct", key: "secret", context: 4096, tokens: 300, memory: 3 * 2 ** 29 };

/** How the server starts it. */
export const command = () => [
  path.join(modelDir, "bin/python"),
  ["-I", "-c", fs.readFileSync(path.join(root, "server/model/serve.py"), "utf8")],
];

/** The program, and where it answers once it does. */
export async function startModel() {
  const [python, args] = command();
  const child = spawn(python, args, { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, address: JSON.parse(line).address };
  }
  throw new Error("the model ended without an address");
}

/** The events of an answer in OpenAI's protocol, as they arrive. */
export async function* answer(address, messages, { key = settings.key, ...more } = {}) {
  const response = await fetch(`${address}/v1/chat/completions`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ messages, stream: true, stream_options: { include_usage: true }, ...more }),
  });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of response.body) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split("\n");
    rest = lines.pop();
    for (const line of lines) if (line.startsWith("data: {")) yield JSON.parse(line.slice("data: ".length));
  }
}
