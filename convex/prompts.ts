import { v } from "convex/values";
import { internalQuery } from "./_generated/server";
import { draftPrompt } from "./lib/context";
import { promptShapes } from "./lib/shapes/prompts";
import { stretchOf } from "./lib/summaries";

/** What models are told, for the actions that ask them. */

/** What the model of a run is to be told; null when there is nothing to answer any more. */
export const draft = internalQuery({
  args: { runId: v.id("runs") },
  returns: v.union(promptShapes.draft, v.null()),
  handler: async (ctx, { runId }) => {
    const run = await ctx.db.get("runs", runId);
    return run && (await draftPrompt(ctx, run));
  },
});

/** What is to be summarised: the messages of a run's thread from one position to another; null where none are. */
export const stretch = internalQuery({
  args: { runId: v.id("runs"), fromPosition: v.number(), toPosition: v.number(), tokens: v.number() },
  returns: v.union(v.object({ text: v.string(), fromPosition: v.number() }), v.null()),
  handler: async (ctx, { runId, ...range }) => {
    const run = await ctx.db.get("runs", runId);
    const thread = run && (await ctx.db.get("threads", run.threadId));
    return thread && (await stretchOf(ctx, thread, range));
  },
});
