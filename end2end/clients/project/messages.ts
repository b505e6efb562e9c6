import { v } from "convex/values";
import { api } from "./_generated/api";
import { action, internalQuery, mutation, query } from "./_generated/server";

export const list = query({
  args: { author: v.optional(v.string()) },
  returns: v.array(v.string()),
  handler: async (ctx, { author }) => {
    const messages = ctx.db.query("messages");
    const chosen = author === undefined ? messages : messages.withIndex("by_author", (q) => q.eq("author", author));
    return (await chosen.take(100)).map((message) => `${message.author}: ${message.body}`);
  },
});

export const send = mutation({
  args: { author: v.string(), body: v.string() },
  handler: async (ctx, message) => {
    console.log("sending", message.body);
    await ctx.db.insert("messages", message);
  },
});

export const greet = action({
  args: { author: v.string() },
  handler: async (ctx, { author }) => {
    console.log("an action prints");
    const before = await ctx.runQuery(api.messages.list, { author });
    await ctx.runMutation(api.messages.send, { author, body: `hello ${before.length}` });
    console.warn("and once more");
    return `greeted ${author}`;
  },
});

export const fail = mutation({
  handler: async () => {
    throw new Error("meant to fail");
  },
});

export const count = internalQuery({
  handler: async (ctx) => (await ctx.db.query("messages").collect()).length,
});

export const variable = query({ handler: async () => process.env.COLOUR ?? null });

export const attach = action({
  args: { text: v.string() },
  returns: v.id("_storage"),
  handler: async (ctx, { text }) => await ctx.storage.store(new Blob([text], { type: "text/plain" })),
});

export const attached = action({
  args: { id: v.id("_storage") },
  handler: async (ctx, { id }) => (await ctx.storage.get(id))?.text() ?? null,
});
