import { mutationGeneric as mutation, paginationOptsValidator, queryGeneric as query } from "convex/server";
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

/** In the order of client and number, so that entries can be added before, between and behind those of a page. */
export const page = query({
  args: { round: v.string(), paginationOpts: paginationOptsValidator },
  handler: async (ctx, { round, paginationOpts }) =>
    await ctx.db
      .query("entries")
      .withIndex("by_round", (q) => q.eq("round", round))
      .paginate(paginationOpts),
});

/** Removes an entry again. */
export const strike = mutation({
  args: { round: v.string(), seq: v.number() },
  returns: v.null(),
  handler: async (ctx, { round, seq }) => {
    const entry = await ctx.db
      .query("entries")
      .withIndex("by_round", (q) => q.eq("round", round))
      .filter((q) => q.eq(q.field("seq"), seq))
      .unique();
    if (entry !== null) await ctx.db.delete(entry._id);
    return null;
  },
});
