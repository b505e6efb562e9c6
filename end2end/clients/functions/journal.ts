import { mutationGeneric as mutation, queryGeneric as query } from "convex/server";
import { v } from "convex/values";

const where = { round: v.string(), client: v.number() };

/** Not idempotent on purpose: run twice, it leaves two rows. */
export const append = mutation({
  args: { ...where, seq: v.number() },
  returns: v.number(),
  handler: async (ctx, entry) => {
    await ctx.db.insert("entries", entry);
    return entry.seq;
  },
});

export const ofRound = query({
  args: { round: v.string() },
  returns: v.array(v.string()),
  handler: async (ctx, { round }) => {
    const entries = await ctx.db
      .query("entries")
      .withIndex("by_round", (q) => q.eq("round", round))
      .take(5000);
    return entries.map(({ client, seq }) => `${client}/${seq}`);
  },
});

export const count = query({
  args: { round: v.string() },
  returns: v.number(),
  handler: async (ctx, { round }) =>
    (
      await ctx.db
        .query("entries")
        .withIndex("by_round", (q) => q.eq("round", round))
        .take(5000)
    ).length,
});
