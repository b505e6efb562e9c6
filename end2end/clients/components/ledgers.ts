import { v } from "convex/values";
import { components } from "./_generated/api";
import { mutation, query } from "./_generated/server";

export const add = mutation({
  args: { amounts: v.array(v.number()) },
  handler: async (ctx, { amounts }) => {
    const refused = [];
    for (const amount of amounts) {
      try {
        await ctx.runMutation(components.ledger.book.add, { amount });
      } catch (error) {
        refused.push(error.message);
      }
    }
    return refused;
  },
});
export const largest = query({ args: {}, handler: (ctx) => ctx.runQuery(components.ledger.book.largest) });
