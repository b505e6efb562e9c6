import { Agent, createTool, listUIMessages, stepCountIs, syncStreams, vStreamArgs } from "@convex-dev/agent";
import { jsonSchema } from "ai";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import { action, mutation, query } from "./_generated/server";
import { embeddingModel, languageModel } from "./models";

const add = createTool({
  description: "Adds two numbers.",
  inputSchema: jsonSchema<{ a: number; b: number }>({
    type: "object",
    properties: { a: { type: "number" }, b: { type: "number" } },
    required: ["a", "b"],
  }),
  execute: async (ctx, { a, b }): Promise<number> => {
    await ctx.runMutation(internal.runs.note, { name: `sum for ${ctx.userId}` });
    return a + b;
  },
});
const agent = new Agent(components.agent, {
  name: "helper",
  languageModel,
  embeddingModel,
  instructions: "Be short.",
  tools: { add },
  stopWhen: stepCountIs(3),
});
const ALL = { cursor: null, numItems: 100 };
const thread = { userId: v.string(), threadId: v.string(), prompt: v.string() };

export const start = mutation({
  args: { userId: v.string() },
  handler: async (ctx, { userId }): Promise<string> => (await agent.createThread(ctx, { userId })).threadId,
});
export const ask = action({
  args: thread,
  handler: async (ctx, { prompt, ...scope }): Promise<string> => (await agent.generateText(ctx, scope, { prompt })).text,
});
export const remember = action({
  args: thread,
  handler: async (ctx, { prompt, ...scope }): Promise<string> => {
    const searchOptions = { limit: 1, vectorSearch: true, textSearch: false, messageRange: { before: 0, after: 0 } };
    const contextOptions = { recentMessages: 0, searchOtherThreads: true, searchOptions };
    return (await agent.generateText(ctx, scope, { prompt }, { contextOptions })).text;
  },
});
export const stream = action({
  args: thread,
  handler: async (ctx, { prompt, ...scope }): Promise<string> => {
    const saveStreamDeltas = { chunking: "word" as const, throttleMs: 0 };
    return await (await agent.streamText(ctx, scope, { prompt }, { saveStreamDeltas })).text;
  },
});
export const list = query({
  args: { threadId: v.string() },
  handler: async (ctx, { threadId }) => {
    const { page } = await listUIMessages(ctx, components.agent, { threadId, paginationOpts: ALL });
    return page.map(({ role, text, status }) => `${role}: ${text} (${status})`);
  },
});
export const streams = query({
  args: { threadId: v.string(), streamArgs: vStreamArgs },
  handler: (ctx, args) => syncStreams(ctx, components.agent, args),
});
