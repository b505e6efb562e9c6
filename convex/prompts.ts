import { v } from "convex/values";
import { internalQuery } from "./_generated/server";
import { draftPrompt, estimateTokens } from "./lib/context";
import { promptShapes } from "./lib/shapes/prompts";
import { messagesBackwards } from "./lib/threads";

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

/**
 * The messages from one position of a run's thread to another as one text, with the summary of what is
 * before them. Where there are more than so many tokens the oldest are left out.
 */
export const stretch = internalQuery({
  args: { runId: v.id("runs"), ...promptShapes.cut.fields, tokens: v.number() },
  returns: v.object({ text: v.string(), fromPosition: v.number() }),
  handler: async (ctx, { runId, threadId, fromPosition, toPosition, tokens }) => {
    const run = await ctx.db.get("runs", runId);
    const thread = run && (await ctx.db.get("threads", run.threadId));
    const lines: string[] = [];
    let room = tokens;
    if (thread !== null) {
      for await (const message of messagesBackwards(ctx, thread, fromPosition - 1)) {
        if (message.position > toPosition || message.content === "") continue;
        const line = `${message.role}: ${message.content}`;
        room -= estimateTokens(line);
        if (room < 0) break;
        lines.unshift(line);
      }
    }
    const earlier = await ctx.db
      .query("threadSummaries")
      .withIndex("by_thread", (q) => q.eq("threadId", threadId).lt("toPosition", toPosition))
      .order("desc")
      .first();
    if (earlier !== null) lines.unshift(`Before that, in short: ${earlier.text}`);
    return { text: lines.join("\n\n"), fromPosition: earlier?.fromPosition ?? fromPosition };
  },
});
