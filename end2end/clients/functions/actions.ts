import { actionGeneric as action, anyApi, internalMutationGeneric as internalMutation } from "convex/server";
import { v } from "convex/values";

const { items, actions } = anyApi;

/** Reads, writes twice and reads again; each step is a transaction of its own. */
export const throughFunctions = action({
  args: { key: v.string() },
  returns: v.object({ before: v.number(), after: v.number() }),
  handler: async (ctx, { key }) => {
    const before = await ctx.runQuery(items!.list!, { key });
    await ctx.runMutation(items!.put!, { key, value: "public" });
    await ctx.runMutation(actions!.putInternal!, { key });
    const after = await ctx.runQuery(items!.list!, { key });
    return { before: before.length, after: after.length };
  },
});

export const putInternal = internalMutation({
  args: { key: v.string() },
  returns: v.null(),
  handler: async (ctx, { key }) => {
    await ctx.db.insert("items", { key, value: "internal" });
    return null;
  },
});

export const fetchText = action({
  args: { url: v.string(), body: v.optional(v.string()) },
  returns: v.object({ status: v.number(), text: v.string(), type: v.union(v.string(), v.null()) }),
  handler: async (_, { url, body }) => {
    const response = await fetch(
      url,
      body === undefined ? {} : { method: "POST", body, headers: { "Content-Type": "text/plain" } },
    );
    return { status: response.status, text: await response.text(), type: response.headers.get("Content-Type") };
  },
});

export const slow = action({
  args: { millis: v.number() },
  returns: v.string(),
  handler: async (_, { millis }) => {
    await new Promise((resolve) => setTimeout(resolve, millis));
    return "slept";
  },
});
