// Documents of about a kilobyte, by the million.

import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

const sentence = "The importer keeps a cursor for each table, and goes on from it after a crash. ";

export const fill = mutation({
  args: { from: v.number(), count: v.number() },
  returns: v.null(),
  handler: async (ctx, { from, count }) => {
    const text = sentence.repeat(11);
    for (let number = from; number < from + count; number++) {
      await ctx.db.insert("notes", { number, text: `${number}: ${text}` });
    }
    return null;
  },
});

export const get = query({
  args: { number: v.number() },
  returns: v.union(v.string(), v.null()),
  handler: async (ctx, { number }) => {
    const note = await ctx.db
      .query("notes")
      .withIndex("by_number", (q) => q.eq("number", number))
      .unique();
    return note?.text ?? null;
  },
});
