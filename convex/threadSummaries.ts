import { v } from "convex/values";
import { internalMutation, query } from "./_generated/server";
import { findThread } from "./lib/access";
import { invalidInput, notFound } from "./lib/errors";
import { summariesMax, summaryLengthMax } from "./lib/limits";
import { threadSummaryDocument } from "./lib/shapes/threads";
import { bounded, checkCount, checkModel } from "./lib/text";

/** A thread's summaries, the current one first; empty where there is no such thread. */
export const list = query({
  args: { threadId: v.id("threads") },
  returns: v.array(threadSummaryDocument),
  handler: async (ctx, { threadId }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null
      ? []
      : await ctx.db
          .query("threadSummaries")
          .withIndex("by_thread", (q) => q.eq("threadId", threadId))
          .order("desc")
          .take(summariesMax);
  },
});

/** Adds a summary of the messages from one position to another. The oldest beyond our bound go. */
export const add = internalMutation({
  args: {
    threadId: v.id("threads"),
    text: v.string(),
    fromPosition: v.number(),
    toPosition: v.number(),
    model: v.optional(v.string()),
    tokens: v.optional(v.number()),
  },
  returns: v.id("threadSummaries"),
  handler: async (ctx, summary) => {
    const thread = await ctx.db.get("threads", summary.threadId);
    if (thread === null) {
      throw notFound("thread");
    }
    bounded("The summary", summary.text, summaryLengthMax);
    checkCount("The first position", summary.fromPosition);
    checkCount("The last position", summary.toPosition);
    if (summary.fromPosition > summary.toPosition) {
      throw invalidInput("The first position must not be behind the last one.");
    }
    if (summary.model !== undefined) checkModel(summary.model);
    const rows = await ctx.db
      .query("threadSummaries")
      .withIndex("by_thread", (q) => q.eq("threadId", summary.threadId))
      .take(summariesMax);
    if (rows.length === summariesMax) await ctx.db.delete("threadSummaries", rows[0]!._id);
    return await ctx.db.insert("threadSummaries", {
      ...summary,
      userId: thread.userId,
      createdAt: Date.now(),
    });
  },
});
