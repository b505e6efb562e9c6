import { v } from "convex/values";
import { mutation, query } from "./_generated/server";

export const add = mutation({
  args: { amount: v.number() },
  returns: v.id("entries"),
  handler: async (ctx, { amount }) => {
    const id = await ctx.db.insert("entries", { amount });
    if (amount < 0) throw new Error("a ledger takes no debts");
    return id;
  },
});

export const largest = query({
  args: {},
  returns: v.object({ amount: v.union(v.number(), v.null()), owner: v.string() }),
  handler: async (ctx) => {
    const entry = await ctx.db.query("entries").withIndex("by_amount").order("desc").first();
    return { amount: entry?.amount ?? null, owner: process.env.OWNER ?? "nobody" };
  },
});
