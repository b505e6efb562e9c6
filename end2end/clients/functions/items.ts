import { mutationGeneric as mutation, paginationOptsValidator, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

/** The values under one key, oldest first. */
export const list = query({
  args: { key: v.string() },
  returns: v.array(v.any()),
  handler: async (ctx, { key }) => {
    const items = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", key))
      .take(1000);
    return items.map((item) => item.value);
  },
});

export const page = query({
  args: { key: v.string(), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { key, paginationOpts }) =>
    await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", key))
      .order("desc")
      .paginate(paginationOpts),
});

export const put = mutation({
  args: { key: v.string(), value: v.any() },
  returns: v.id("items"),
  handler: async (ctx, { key, value }) => await ctx.db.insert("items", { key, value }),
});

export const get = query({
  args: { id: v.id("items") },
  handler: async (ctx, { id }) => await ctx.db.get(id),
});

export const remove = mutation({
  args: { id: v.id("items") },
  returns: v.null(),
  handler: async (ctx, { id }) => {
    await ctx.db.delete(id);
    return null;
  },
});

export const putOther = mutation({
  args: { name: v.string() },
  returns: v.id("others"),
  handler: async (ctx, { name }) => await ctx.db.insert("others", { name }),
});

/** Adds one to the number under the key: every caller conflicts with every other. */
export const increment = mutation({
  args: { key: v.string() },
  returns: v.number(),
  handler: async (ctx, { key }) => {
    const counter = await ctx.db
      .query("items")
      .withIndex("by_key", (q) => q.eq("key", key))
      .unique();
    if (counter === null) {
      await ctx.db.insert("items", { key, value: 1 });
      return 1;
    }
    await ctx.db.patch(counter._id, { value: counter.value + 1 });
    return counter.value + 1;
  },
});

/** Does not match what the schema declares. */
export const putBroken = mutation({
  args: {},
  handler: async (ctx) => {
    await ctx.db.insert("others", { name: 5 });
  },
});
