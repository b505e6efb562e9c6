// What was run on behalf of components, for tests to wait for.
import { v } from "convex/values";
import { internalAction, internalMutation, internalQuery, query } from "./_generated/server";

export const note = internalMutation({ args: { name: v.string() }, handler: (ctx, { name }) => ctx.db.insert("runs", { name }) });
export const count = query({
  args: { name: v.string() },
  handler: async (ctx, { name }) => (await ctx.db.query("runs").withIndex("by_name", (q) => q.eq("name", name)).collect()).length,
});
export const double = internalQuery({ args: { n: v.number() }, handler: async (_, { n }) => 2 * n });
export const halve = internalAction({ args: { n: v.number() }, handler: async (_, { n }) => n / 2 });
