import { convexTest } from "convex-test";
import { v } from "convex/values";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { api, internal } from "./_generated/api";
import { internalAction } from "./_generated/server";
import { createChatWorld, eventually, putKey } from "./generation.setup";
import { toolInput, type Tool } from "./lib/tools";
import schema from "./schema";
import { firstPage, modules } from "./test.setup";

/** Tools as somebody else's module would have them. */
const kitchen = {
  weather: internalAction({
    args: toolInput,
    returns: v.string(),
    handler: async (_, { json }) => JSON.stringify({ place: JSON.parse(json).place, degrees: 21 }),
  }),
  broken: internalAction({
    args: toolInput,
    returns: v.string(),
    handler: async () => {
      throw new Error("a secret of the kitchen");
    },
  }),
};

const tools: Tool[] = ["weather", "broken"].map((name) => ({
  name,
  description: `What ${name} does.`,
  parameters: JSON.stringify({ type: "object", properties: { place: { type: "string" } } }),
  handler: `kitchen:${name}`,
}));

let world: Awaited<ReturnType<typeof createChatWorld>>;
beforeEach(async () => {
  const deployment = convexTest({ schema, modules: { ...modules, "./kitchen.ts": async () => kitchen } });
  world = await createChatWorld(deployment);
});
afterEach(() => world.finish());

/** Has the first message of a chat answered with the tools. */
async function answerWithTools(llmModel?: string) {
  const { ada, deployment } = world;
  const { chatId, runId } = await ada.mutation(api.chats.start, { content: "Weather?", llmModel });
  // Chats have no tools: the action that would answer without any is put aside.
  await deployment.run(async (ctx) => {
    const lease = (await ctx.db.query("runLeases").first())!;
    await ctx.scheduler.cancel(lease.jobId!);
  });
  await deployment.action(internal.streaming.streamChatWithTools, { runId, tools });
  return await eventually(async () => {
    const { messages } = (await ada.query(api.chats.view, { chatId }))!;
    const messageId = messages[1]!._id;
    expect(messages[1]!.status).not.toBe("streaming");
    const args = { messageId, paginationOpts: firstPage() };
    const { page } = await ada.query(api.messageParts.byMessage, args);
    return { message: messages[1]!, parts: page.map(({ kind, text, json, toolCallId }) => ({ kind, text, json, toolCallId })) };
  });
}

const call = (id: string, name: string, pieces: string[]) => ({ id, name, pieces });

describe("a model that calls tools", () => {
  test("gets their results, and goes on until it calls no more (A20, A8, A21)", async () => {
    const { provider } = world;
    provider.next((answer: any) => {
      answer.pieceLength = 7;
      answer.text("Let me look. ").toolCall(call("c1", "weather", ['{"pla', 'ce":"Rome"}']));
      answer.finish({ reason: "tool_calls", prompt: 10, completion: 2 });
    });
    provider.next((answer: any) => answer.text("It is 21 degrees.").finish({ prompt: 30, completion: 5 }));
    const { message, parts } = await answerWithTools();
    expect(message).toMatchObject({
      content: "Let me look. It is 21 degrees.",
      status: "complete",
      promptTokens: 40,
      completionTokens: 7,
    });
    expect(parts).toMatchObject([
      { kind: "text", text: "Let me look. " },
      { kind: "tool-call", toolCallId: "c1", json: '{"place":"Rome"}' },
      { kind: "tool-result", toolCallId: "c1", json: '{"place":"Rome","degrees":21}' },
      { kind: "text", text: "It is 21 degrees." },
    ]);
    expect(provider.answered[0]!.body.tools).toMatchObject([{ function: { name: "weather" } }, {}]);
    expect(provider.answered[1]!.body.messages.slice(-2)).toMatchObject([
      { role: "assistant", tool_calls: [{ id: "c1", function: { name: "weather", arguments: '{"place":"Rome"}' } }] },
      { role: "tool", tool_call_id: "c1", content: '{"place":"Rome","degrees":21}' },
    ]);
  });

  test("several at once gets each result to its call", async () => {
    const { provider } = world;
    provider.next((answer: any) => {
      answer.toolCall({ ...call("a", "weather", ['{"place":"A"}']), index: 0 });
      answer.toolCall({ ...call("b", "weather", ['{"place":"B"}']), index: 1 });
      answer.finish({ reason: "tool_calls" });
    });
    provider.next((answer: any) => answer.text("Done").finish());
    const { parts } = await answerWithTools();
    const results = parts.filter(({ kind }) => kind === "tool-result");
    expect(results.map(({ toolCallId, json }) => [toolCallId, JSON.parse(json!).place])).toEqual([["a", "A"], ["b", "B"]]);
  });

  test.for([
    ["one that fails", "broken", "{}", "The tool has failed."],
    ["one that there is not", "missing", "{}", "There is no tool missing."],
    ["one with broken arguments", "weather", '{"place":', "The arguments are not valid JSON."],
  ] as const)("%s is told so, and answers all the same", async ([, name, json, error]) => {
    const { provider } = world;
    provider.next((answer: any) => answer.toolCall(call("c", name, [json])).finish({ reason: "tool_calls" }));
    provider.next((answer: any) => answer.text("Sorry").finish());
    const { message } = await answerWithTools();
    expect(message).toMatchObject({ content: "Sorry", status: "complete" });
    const told = provider.answered[1]!.body.messages.at(-1);
    expect(JSON.parse(told!.content)).toEqual({ error });
  });

  test("that fails leaves its trace in the log, without what it said", async () => {
    const { provider } = world;
    const log = vi.spyOn(console, "error").mockImplementation(() => {});
    provider.next((answer: any) => answer.toolCall(call("c", "broken", ["{}"])).finish({ reason: "tool_calls" }));
    await answerWithTools();
    const logged = log.mock.calls.flat().join("\n");
    log.mockRestore();
    expect(logged).toMatch(/^The tool broken of run \w+ has failed: Error\n\s+at /);
    expect(logged).not.toContain("secret");
  });

  test("of Anthropic gets its signed reasoning back with the result (A21)", async () => {
    const { ada, deployment, provider } = world;
    await putKey(deployment, ada, "anthropic", "sk-ant-x");
    provider.next((answer: any) => {
      answer.pieceLength = 11;
      answer.reasoning("Hmm", "signed").redacted("opaque").text("Looking.");
      answer.toolCall(call("t1", "weather", ["", '{"place"', ':"Oslo"}'])).finish({ reason: "tool_use" });
    });
    provider.next((answer: any) => answer.text("Cold.").finish());
    const { message, parts } = await answerWithTools("claude-sonnet-4-20250514");
    expect(message).toMatchObject({ content: "Looking.Cold.", status: "complete", promptTokens: 20 });
    expect(parts.map(({ kind }) => kind)).toEqual([
      ...["reasoning", "redacted-reasoning", "text", "tool-call", "tool-result", "text"],
    ]);
    const [, second] = provider.answered;
    expect(second!.body.messages.slice(-2)).toMatchObject([
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hmm", signature: "signed" },
          { type: "redacted_thinking", data: "opaque" },
          { type: "text", text: "Looking." },
          { type: "tool_use", id: "t1", name: "weather", input: { place: "Oslo" } },
        ],
      },
      { role: "user", content: [{ type: "tool_result", tool_use_id: "t1" }] },
    ]);
    expect(second!.body).toMatchObject({ thinking: { type: "enabled", budget_tokens: 12_000 }, max_tokens: 32_000 });
    expect(second!.headers).toMatchObject({ "x-api-key": "sk-ant-x", "anthropic-version": "2023-06-01" });
  });
});
