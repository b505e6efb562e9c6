import { Workpool, vOnCompleteArgs } from "@convex-dev/workpool";
import { v } from "convex/values";
import { components, internal } from "./_generated/api";
import { internalAction, internalMutation, mutation } from "./_generated/server";

const pool = new Workpool(components.workpool, { maxParallelism: 2, logLevel: "REPORT" });
export const fails = internalAction({
  args: {},
  handler: async () => {
    throw new Error("never works");
  },
});
export const completed = internalMutation({
  args: vOnCompleteArgs(v.string()),
  handler: async (ctx, { context, result }) => {
    const outcome = result.kind === "success" ? `success ${result.returnValue}` : result.kind;
    await ctx.db.insert("runs", { name: `${context}: ${outcome}` });
  },
});
export const enqueue = mutation({
  args: { numbers: v.array(v.number()) },
  handler: async (ctx, { numbers }) => {
    const onComplete = internal.pools.completed;
    for (const n of numbers) await pool.enqueueAction(ctx, internal.runs.halve, { n }, { onComplete, context: "half" });
    await pool.enqueueMutation(ctx, internal.runs.note, { name: "from the pool" });
    await pool.enqueueAction(ctx, internal.pools.fails, {}, { onComplete, context: "hopeless", retry: false });
  },
});
