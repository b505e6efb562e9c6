import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ScriptedProvider } from "../end2end/support/provider.mjs";
import { api } from "./_generated/api";
import { createChatWorld, eventually, gate, putKey, setVariables, settled, shown } from "./generation.setup";
import { findModel } from "./lib/models";
import { askForText } from "./lib/providers/ask";
import { firstPage, type Person } from "./test.setup";
import { everything } from "./world.setup";

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  world = await createChatWorld();
});
afterEach(() => world.finish());

const start = (person: Person, more = {}) =>
  person.mutation(api.chats.start, { content: "Hello", ...more });

/** How the answer to a first message ended, with the error that is shown. */
async function outcome(person: Person, more = {}) {
  const { chatId } = await start(person, more);
  const { last } = await settled(person, chatId);
  const provenance = await person.query(api.streaming.provenance, { messageId: last._id });
  const args = { messageId: last._id, paginationOpts: firstPage() };
  const parts = (await person.query(api.messageParts.byMessage, args)).page;
  const { content, status, finishReason } = last;
  const { error, attempt } = provenance!;
  const told = parts.filter(({ kind }) => kind === "error").map(({ text }) => text);
  return { content, status, finishReason, error, attempt, told };
}

describe("what a provider refuses is told in classes that people can act on", () => {
  test.for([
    [401, { message: "Incorrect API key provided" }, "BAD_KEY"],
    [402, { message: "Insufficient credits" }, "NO_CREDIT"],
    [429, { code: "insufficient_quota", message: "You exceeded your quota" }, "NO_CREDIT"],
    [403, { message: "Country not supported" }, "NOT_ALLOWED"],
    [404, { message: "model not found" }, "MODEL_NOT_FOUND"],
    [400, { code: "context_length_exceeded", message: "maximum context length" }, "CONTEXT_TOO_LONG"],
    [400, { message: "Unknown parameter" }, "BAD_REQUEST"],
  ] as const)("%s %o is %s", async ([status, error, code]) => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.refuse(status, error));
    const ended = await outcome(ada);
    expect(ended).toMatchObject({ status: "failed", content: "", attempt: 1, error: { code } });
    expect(ended.told).toEqual([ended.error!.message]);
    expect(ended.error!.message).toMatch(/^[A-Z].*\.|Unknown parameter$/);
    expect(provider.answered).toHaveLength(1);
  });

  test("also in the middle of an answer, whose text is kept", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.text("Half").fail("server_error", "boom"));
    expect(await outcome(ada)).toMatchObject({
      content: "Half",
      status: "failed",
      error: { code: "PROVIDER_FAILED" },
    });
  });

  test("a model of this machine that does not run says once what to do, without codes", async () => {
    const { ada, provider } = world;
    delete process.env.CONCLAVE_OLLAMA_URL;
    const forget = setVariables({ CONCLAVE_LOCAL_URL: provider.url, CONCLAVE_LOCAL_MODEL: "tiny" });
    const error = { message: "The local model does not run: it has ended.", type: "model_unavailable" };
    provider.otherwise = (answer: any) => answer.refuse(502, error, { "Retry-After": "60" });
    const ended = await outcome(ada);
    forget();
    expect(ended).toMatchObject({ status: "failed", error: { code: "MODEL_STOPPED" } });
    expect(ended.error!.message).toMatch(/^The built-in model does not run right now\. [^:]*: try again in a moment[^:]*\.$/);
    expect(ended.error!.retryAt).toBeGreaterThan(Date.now());
  });

  test("a limit says when it ends", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.refuse(429, { message: "slow down" }, { "Retry-After": "120" }));
    const before = Date.now();
    const { error, attempt } = await outcome(ada);
    expect(error).toMatchObject({ code: "RATE_LIMITED" });
    expect(error!.retryAt).toBeGreaterThanOrEqual(before + 120_000);
    expect(attempt).toBe(1);
  });
});

describe("what may pass is tried again while nothing was shown", () => {
  test("an overload, three times in all", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.refuse(529, {}, { "Retry-After-Ms": "1" }));
    provider.next((answer: any) => answer.refuse(503, {}, { "Retry-After-Ms": "1" }));
    expect(await outcome(ada)).toMatchObject({
      content: "You said: Hello",
      status: "complete",
      attempt: 3,
      error: null,
    });
  });

  test("then it is said", async () => {
    const { ada, provider } = world;
    provider.otherwise = (answer: any) => answer.refuse(503, {}, { "Retry-After-Ms": "1" });
    expect(await outcome(ada)).toMatchObject({ status: "failed", error: { code: "OVERLOADED" } });
    expect(provider.answered).toHaveLength(3);
  });

  test("and a stop in between ends it", async () => {
    const { ada, provider } = world;
    provider.next((answer: any) => answer.refuse(503, {}, { "Retry-After": "10" }));
    const { chatId } = await start(ada);
    const { threadId } = (await ada.query(api.chats.view, { chatId }))!;
    await eventually(async () => {
      const active = await ada.query(api.streaming.active, { threadId });
      expect([active?.state, provider.answered.length]).toEqual(["queued", 1]);
    });
    await ada.mutation(api.streaming.stop, { threadId });
    const { last } = await settled(ada, chatId);
    expect(last).toMatchObject({ status: "interrupted", finishReason: "stopped" });
  });
});

test("an answer that breaks off is kept, and can go on", async () => {
  const { ada, provider } = world;
  const end = gate();
  provider.next(async (answer: any) => {
    answer.text("Half");
    await end;
    answer.cut();
  });
  const { chatId } = await start(ada);
  const { messages } = (await ada.query(api.chats.view, { chatId }))!;
  const messageId = messages[1]!._id;
  await shown(ada, messageId, "Half");
  end.open();
  const { last } = await settled(ada, chatId);
  expect(last).toMatchObject({ content: "Half", status: "interrupted" });
  const { error } = (await ada.query(api.streaming.provenance, { messageId }))!;
  expect(error).toMatchObject({ code: "PROVIDER_DISCONNECTED" });
  await ada.mutation(api.streaming.resume, { messageId });
  expect((await settled(ada, chatId)).last.status).toBe("complete");
});

test("an answer that simply ends without its end has broken off", async () => {
  const { ada, provider } = world;
  provider.next((answer: any) => answer.text("Half").response.end());
  expect(await outcome(ada)).toMatchObject({
    content: "Half",
    status: "interrupted",
    error: { code: "PROVIDER_DISCONNECTED" },
  });
});

test("without any model the message is kept, and the answer says what to do", async () => {
  const { ada } = world;
  delete process.env.CONCLAVE_OLLAMA_URL;
  expect(await outcome(ada)).toMatchObject({ status: "failed", error: { code: "NO_MODEL" } });
  const { error } = await outcome(ada, { llmModel: "gpt-5" });
  expect(error!.code).toBe("MODEL_UNAVAILABLE");
  expect(error!.message).toContain("Set a key of OpenAI");
});

describe("a key", () => {
  const key = "sk-planted-1234567890";

  test("reaches its provider and nothing else, whatever that says of it", async () => {
    const { ada, provider, deployment } = world;
    await putKey(deployment, ada, "openai", key);
    const said = { message: `Bad request with Incorrect key ${key} and sk-other***7890, Bearer ${key}` };
    provider.next((answer: any) => answer.refuse(400, said));
    const { error } = await outcome(ada, { llmModel: "gpt-4o" });
    expect(error!.code).toBe("BAD_REQUEST");
    expect(provider.requests[0]!.headers.authorization).toBe(`Bearer ${key}`);
    const rows = JSON.stringify(await deployment.run(everything));
    const jobs = await deployment.run((ctx) => ctx.db.system.query("_scheduled_functions").take(100));
    for (const text of [rows, JSON.stringify(jobs)]) {
      expect(text).not.toContain(key);
      expect(text).not.toContain("sk-other");
    }
  });

  test("does not follow its provider to another address", async () => {
    const { provider } = world;
    const stranger = await ScriptedProvider.start();
    const location = `${stranger.url}/v1/messages`;
    provider.next((answer: any) => answer.refuse(307, {}, { Location: location }));
    const model = findModel("claude-3-5-haiku-20241022")!;
    const prompt = { model, system: "", messages: [], tools: [], maxTokens: 1 };
    const asked = askForText(prompt, { baseUrl: provider.url, key }, new AbortController().signal);
    await expect(asked).rejects.toMatchObject({ code: "PROVIDER_UNREACHABLE" });
    expect(provider.requests).toHaveLength(1);
    expect(stranger.requests).toEqual([]);
    await stranger.close();
  });

  test("that is refused is marked, and its models say so", async () => {
    const { ada, provider, deployment } = world;
    await putKey(deployment, ada, "anthropic", key);
    provider.next((answer: any) => answer.refuse(401, { type: "authentication_error", message: "invalid x-api-key" }));
    const model = { llmModel: "claude-3-5-haiku-20241022" };
    expect((await outcome(ada, model)).error).toMatchObject({ code: "BAD_KEY" });
    expect(await ada.query(api.providerKeys.list, {})).toMatchObject([{ status: "invalid" }]);
    const models = await ada.query(api.models.list, {});
    const haiku = models.find(({ id }) => id === model.llmModel);
    expect(haiku).toMatchObject({ isAvailable: false, reason: expect.stringContaining("refused") });
  });

  test("that was sealed by another server is not sent anywhere", async () => {
    const { ada, provider, deployment } = world;
    await putKey(deployment, ada, "openai", key);
    process.env.CONCLAVE_ENCRYPTION_KEY = "f".repeat(64);
    const { error } = await outcome(ada, { llmModel: "gpt-4o" });
    expect(error).toMatchObject({ code: "KEY_UNREADABLE" });
    expect(provider.requests).toEqual([]);
  });
});

test("an answer of more parts than a message holds ends, and all that was shown is kept", async () => {
  const { ada, provider, deployment } = world;
  provider.next((answer: any) => {
    for (let pair = 0; pair < 300; pair++) answer.reasoning(`${pair}?`).text(`${pair}. `);
  });
  const { chatId } = await start(ada);
  const { last } = await settled(ada, chatId);
  expect(last).toMatchObject({ status: "complete", finishReason: "length" });
  expect(await provider.answered[0]!.ended).toBe("aborted");
  const parts = await deployment.run((ctx) => ctx.db.query("messageParts").take(999));
  const texts = parts.filter(({ kind }) => kind === "text").map(({ text }) => text);
  expect(texts.length).toBeGreaterThan(240);
  expect(texts.join("")).toBe(last.content);
});

test("an answer longer than a document ends, and the provider is told so", async () => {
  const { ada, provider } = world;
  provider.next((answer: any) => {
    for (let piece = 0; piece < 31; piece++) answer.text("x".repeat(10_000));
  });
  const ended = await outcome(ada);
  expect(ended).toMatchObject({ status: "complete", finishReason: "length" });
  expect(ended.content.length).toBeGreaterThan(300_000);
  expect(await provider.answered[0]!.ended).toBe("aborted");
});
