import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const echo = query({ args: { value: v.any() }, handler: async (_, { value }) => value });

export const strict = query({
  args: { name: v.string(), count: v.optional(v.number()) },
  returns: v.string(),
  handler: async (_, { name, count }) => `${name}:${count ?? "none"}`,
});

/** What arrives has the right JavaScript types, and arithmetic on them is exact. */
export const arithmetic = query({
  args: { big: v.int64(), bytes: v.bytes(), float: v.number() },
  returns: v.object({ big: v.int64(), bytes: v.bytes(), float: v.number(), types: v.array(v.string()) }),
  handler: async (_, { big, bytes, float }) => ({
    big: big + 1n,
    bytes: new Uint8Array([...new Uint8Array(bytes)].reverse()).buffer,
    float: -float,
    types: [typeof big, Object.prototype.toString.call(bytes), typeof float],
  }),
});

export const store = mutation({
  args: { big: v.int64(), bytes: v.bytes(), float: v.number() },
  returns: v.id("specials"),
  handler: async (ctx, special) => await ctx.db.insert("specials", special),
});

export const load = query({
  args: { id: v.id("specials") },
  handler: async (ctx, { id }) => {
    const { _id, _creationTime, ...special } = (await ctx.db.get(id))!;
    return special;
  },
});

export const long = query({
  args: { length: v.number() },
  returns: v.string(),
  handler: async (_, { length }) => "é".repeat(length),
});

export const loneSurrogate = query({ args: {}, handler: async () => "\ud800" });

export const nothing = query({ args: {}, handler: async () => undefined });

export const wrongReturn = query({
  args: {},
  returns: v.number(),
  handler: async () => "text" as unknown as number,
});

export const chatty = query({
  args: {},
  returns: v.null(),
  handler: async () => {
    console.log("hello", { a: 1 });
    console.warn("careful");
    return null;
  },
});

declare const process: { env: Record<string, string | undefined> };

/** What functions see of the environment. */
export const variable = query({
  args: { name: v.string() },
  returns: v.union(v.string(), v.null()),
  handler: async (_, { name }) => process.env[name] ?? null,
});
