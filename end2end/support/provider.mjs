// A model provider that says what a test has written: it speaks like OpenAI (and Ollama, llama.cpp, OpenRouter)
// at /v1/chat/completions and like Anthropic at /v1/messages, and keeps what it was asked. At /v1/embeddings, texts
// are near each other that share words.
//
// A script is a function of an `Answer`; it waits for whatever the test wants before it goes on:
//
//   provider.next(async (answer) => {
//     answer.text("Hel");
//     await gate;
//     answer.text("lo").finish();
//   });

import { once } from "node:events";
import http from "node:http";

/**
 * A promise with its handles: what a script waits for until the test opens it.
 *
 * @returns {Promise<any> & { open: (value?: unknown) => void, reject: (reason: unknown) => void }}
 */
export function gate() {
  let open;
  let reject;
  const promise = new Promise((...handles) => ([open, reject] = handles));
  return Object.assign(promise, { open, reject });
}

/** The request for a chat's title, which comes by itself behind a first answer. */
export const isTitle = ({ body }) => systemOf(body).includes("Write a title");

/** The request for a summary of what does not fit. */
export const isSummary = ({ body }) => systemOf(body).includes("Summarise");

/** What a model was told beside the conversation. */
export function systemOf({ system, messages }) {
  if (Array.isArray(system)) return system.map(({ text }) => text).join("\n");
  return messages.find(({ role }) => role === "system")?.content ?? "";
}

/** What was said last, as text. */
export function lastTextOf({ messages }) {
  const { content } = messages.at(-1);
  return typeof content === "string" ? content : content.map(({ text = "" }) => text).join("\n");
}

/** How long the vectors are that `/v1/embeddings` gives. */
const DIMENSIONS = 128;

/** A vector of length 1: each word of the text has its place in it. */
function embeddingOf(text) {
  const vector = new Array(DIMENSIONS).fill(0);
  for (const word of text.toLowerCase().match(/\w+/g) ?? []) {
    const place = Array.from(word).reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 65_521, 7);
    vector[place % DIMENSIONS] += 1;
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((part) => part / length);
}

const isAny = () => true;
const echo = (answer) => answer.text(`You said: ${lastTextOf(answer.request.body)}`).finish();

export class ScriptedProvider {
  /**
   * Every request that has come, oldest first: `path`, `headers`, `body`, and `ended`.
   *
   * @type {any[]}
   */
  requests = [];
  /** What answers a request that no script is for. */
  otherwise = echo;
  url = "";
  #scripts = [];
  #waiters = new Set();
  #sockets = new Set();

  static async start(port = 0) {
    const provider = new ScriptedProvider();
    provider.server = http.createServer((request, response) => void provider.#answer(request, response));
    provider.server.on("connection", (socket) => {
      provider.#sockets.add(socket);
      socket.once("close", () => provider.#sockets.delete(socket));
    });
    provider.server.listen(port, "127.0.0.1");
    await once(provider.server, "listening");
    provider.forget();
    provider.url = `http://127.0.0.1:${provider.server.address().port}`;
    return provider;
  }

  /** What makes functions ask here, whichever provider they mean. */
  get variables() {
    return {
      OPENAI_BASE_URL: this.url,
      ANTHROPIC_BASE_URL: this.url,
      OPENROUTER_BASE_URL: this.url,
      CONCLAVE_OLLAMA_URL: this.url,
      CONCLAVE_OLLAMA_MODELS: "scripted",
    };
  }

  /** What makes a whole product find it, in the environment of its process. */
  get env() {
    return {
      CONCLAVE_OLLAMA_URL: this.url,
      CONCLAVE_OPENAI_URL: this.url,
      CONCLAVE_ANTHROPIC_URL: this.url,
      CONCLAVE_OPENROUTER_URL: this.url,
    };
  }

  /** The model of `variables` that needs no key. */
  get model() {
    return "ollama/scripted";
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  /**
   * Answers the next request that the condition holds for, or all of them. Later scripts go first.
   *
   * @param {(answer: any) => unknown} run
   * @param {{ when?: (request: any) => boolean, always?: boolean }} options
   */
  next(run, { when = (request) => !isTitle(request), always = false } = {}) {
    this.#scripts.push({ run, when, always });
  }

  /** Forgets every script: answers are echoes, and titles are all alike. */
  forget() {
    this.otherwise = echo;
    this.#scripts = [];
    this.next((answer) => answer.text("A generated title").finish(), { when: isTitle, always: true });
  }

  /** The requests for answers, without those for titles. */
  get answered() {
    return this.requests.filter((request) => !isTitle(request));
  }

  /** Resolves with the first request, past or to come, that the predicate accepts. */
  request(predicate = isAny) {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.requests.find(predicate);
        if (found === undefined) return;
        this.#waiters.delete(look);
        resolve(found);
      };
      this.#waiters.add(look);
      look();
    });
  }

  #take(request) {
    const ordered = [...this.#scripts.filter(({ always }) => !always), ...this.#scripts.filter(({ always }) => always)];
    const script = ordered.find(({ when }) => when(request));
    if (script === undefined) return this.otherwise;
    if (!script.always) this.#scripts.splice(this.#scripts.indexOf(script), 1);
    return script.run;
  }

  async #answer(incoming, response) {
    if (incoming.method === "GET") return this.#list(incoming, response);
    const ended = gate();
    // Whether the answer came to its end, or who asked has gone before.
    response.once("close", () => ended.open(response.writableFinished ? "complete" : "aborted"));
    const body = JSON.parse(await textOf(incoming));
    if (incoming.url.endsWith("/api/show")) return sendJson(response, { capabilities: ["completion"] });
    if (incoming.url.endsWith("/embeddings")) return sendJson(response, embeddingsOf(body));
    const request = { path: incoming.url, headers: incoming.headers, body, ended };
    this.requests.push(request);
    for (const look of [...this.#waiters]) look();
    const answer = incoming.url.endsWith("/messages")
      ? new AnthropicAnswer(request, response)
      : new OpenAiAnswer(request, response);
    await this.#take(request)(answer);
  }

  /** What whoever looks for an Ollama, or tries a key, wants to know. */
  #list({ url }, response) {
    const names = url.startsWith("/api/tags") ? { models: [{ name: "scripted" }] } : { data: [{ id: "scripted" }] };
    sendJson(response, names);
  }
}

function sendJson(response, value, status = 200, headers = {}) {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

function embeddingsOf({ model, input }) {
  const data = [input].flat().map((text, index) => ({ object: "embedding", index, embedding: embeddingOf(text) }));
  return { object: "list", model, data, usage: { prompt_tokens: 1, total_tokens: 1 } };
}

async function textOf(request) {
  let said = "";
  for await (const part of request.setEncoding("utf8")) said += part;
  return said;
}

/** What is common to both dialects. Every method but those that end it answers with the answer. */
class Answer {
  /** Bytes of each write; null writes every event at once. A character may be cut in the middle. */
  pieceLength = null;
  /** All text that was said, for comparison. */
  said = "";

  constructor(request, response) {
    this.request = request;
    this.response = response;
  }

  get isOpen() {
    return !this.response.destroyed && !this.response.writableEnded;
  }

  /** Writes bytes as they are. */
  raw(text) {
    if (!this.response.headersSent) this.response.writeHead(200, { "Content-Type": "text/event-stream" });
    const bytes = Buffer.from(text);
    const length = this.pieceLength ?? (bytes.length || 1);
    for (let from = 0; from < bytes.length; from += length) this.response.write(bytes.subarray(from, from + length));
    return this;
  }

  /** Refuses, before anything was said. */
  refuse(status, error = {}, headers = {}) {
    sendJson(this.response, { error }, status, headers);
  }

  /** Goes away in the middle. */
  cut() {
    this.response.destroy();
  }
}

class OpenAiAnswer extends Answer {
  #toolCalls = [];

  /** Whoever did not ask for pieces gets one answer at its end. */
  get #isWhole() {
    return this.request.body.stream !== true;
  }

  #event(fields) {
    if (this.#isWhole) return this;
    return this.raw(`data: ${JSON.stringify({ id: "x", object: "chat.completion.chunk", ...fields })}\n\n`);
  }

  #delta(delta, finish_reason = null) {
    return this.#event({ choices: [{ index: 0, delta, finish_reason }] });
  }

  text(text) {
    this.said += text;
    return this.#delta({ content: text });
  }

  reasoning(text) {
    return this.#delta({ reasoning_content: text });
  }

  /** A tool's call, its arguments in pieces. */
  toolCall({ id, name, pieces, index = 0 }) {
    this.#delta({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] });
    for (const piece of pieces) this.#delta({ tool_calls: [{ index, function: { arguments: piece } }] });
    this.#toolCalls.push({ id, type: "function", function: { name, arguments: pieces.join("") } });
    return this;
  }

  fail(type, message) {
    this.#event({ error: { type, message } });
    this.response.end();
  }

  finish({ reason = "stop", prompt = 7, completion = 3, cached = 0 } = {}) {
    const usage = { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion };
    if (this.#isWhole) return this.#finishWhole(reason, usage);
    this.#delta({}, reason);
    this.#event({ choices: [], usage: { ...usage, prompt_tokens_details: { cached_tokens: cached } } });
    this.raw("data: [DONE]\n\n");
    this.response.end();
  }

  #finishWhole(finish_reason, usage) {
    const calls = this.#toolCalls.length === 0 ? {} : { tool_calls: this.#toolCalls };
    const message = { role: "assistant", content: this.said, ...calls };
    sendJson(this.response, { id: "x", object: "chat.completion", choices: [{ index: 0, message, finish_reason }], usage });
  }
}

class AnthropicAnswer extends Answer {
  #block = -1;
  #open = null;

  #event(type, fields) {
    return this.raw(`event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`);
  }

  #start() {
    if (this.response.headersSent) return;
    const usage = { input_tokens: 7, output_tokens: 1, cache_read_input_tokens: 2, cache_creation_input_tokens: 1 };
    this.#event("message_start", { message: { id: "x", role: "assistant", content: [], usage } });
    this.#event("ping", {});
  }

  #within(kind, content_block) {
    this.#start();
    if (this.#open === kind) return;
    this.#close();
    this.#open = kind;
    this.#block += 1;
    this.#event("content_block_start", { index: this.#block, content_block });
  }

  #close() {
    if (this.#open !== null) this.#event("content_block_stop", { index: this.#block });
    this.#open = null;
  }

  #delta(delta) {
    return this.#event("content_block_delta", { index: this.#block, delta });
  }

  text(text) {
    this.said += text;
    this.#within("text", { type: "text", text: "" });
    return this.#delta({ type: "text_delta", text });
  }

  reasoning(thinking, signature) {
    this.#within("thinking", { type: "thinking", thinking: "", signature: "" });
    if (thinking !== "") this.#delta({ type: "thinking_delta", thinking });
    return signature === undefined ? this : this.#delta({ type: "signature_delta", signature });
  }

  redacted(data) {
    this.#close();
    this.#within("redacted", { type: "redacted_thinking", data });
    return this;
  }

  toolCall({ id, name, pieces }) {
    this.#close();
    this.#within("tool", { type: "tool_use", id, name, input: {} });
    for (const partial_json of pieces) this.#delta({ type: "input_json_delta", partial_json });
    return this;
  }

  fail(type, message) {
    this.#event("error", { error: { type, message } });
    this.response.end();
  }

  finish({ reason = "end_turn", completion = 3 } = {}) {
    this.#start();
    this.#close();
    this.#event("message_delta", { delta: { stop_reason: reason }, usage: { output_tokens: completion } });
    this.#event("message_stop", {});
    this.response.end();
  }
}
