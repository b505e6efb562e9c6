// One document that everybody watches.

import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

export const read = query({
  args: {},
  returns: v.string(),
  handler: async (ctx) => (await ctx.db.query("marks").first())?.text ?? "",
});

export const write = mutation({
  args: { text: v.string() },
  returns: v.null(),
  handler: async (ctx, { text }) => {
    const mark = await ctx.db.query("marks").first();
    if (mark === null) await ctx.db.insert("marks", { text });
    else await ctx.db.patch(mark._id, { text });
    return null;
  },
});
