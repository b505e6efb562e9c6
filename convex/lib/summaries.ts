import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { branchesMax, promptLengthMax, promptMessagesMax, summariesMax } from "./limits";
import { messagesBackwards, segmentsOf, type Segment } from "./threads";
import { estimateTokens, shareOf, withinTokens } from "./tokens";

/** What stands for messages that a model is not told any more. */

/** The summary that reaches furthest of those that hold for a path and end before a position. */
export async function summaryOf(
  ctx: QueryCtx,
  segments: Segment[],
  before = Infinity,
): Promise<Doc<"threadSummaries"> | null> {
  let best: Doc<"threadSummaries"> | null = null;
  for (const { threadId, end = Infinity } of segments) {
    const last = Math.min(end, before - 1);
    const summary = await ctx.db
      .query("threadSummaries")
      .withIndex("by_thread", (q) => q.eq("threadId", threadId).lte("toPosition", last))
      .order("desc")
      .first();
    if (summary !== null && summary.toPosition > (best?.toPosition ?? 0)) best = summary;
  }
  return best;
}

type Stretch = { text: string; fromPosition: number };

/**
 * The messages of a thread from one position to another as one text, with the summary of what is before them, and
 * the first position that it tells of; null where nothing was said there. Where there are more than so many tokens
 * the longest messages are shortened, so that none is missing; of far too many the oldest are left out.
 */
export async function stretchOf(
  ctx: QueryCtx,
  thread: Doc<"threads">,
  { fromPosition, toPosition, tokens }: { fromPosition: number; toPosition: number; tokens: number },
): Promise<Stretch | null> {
  const lines: string[] = [];
  let first = toPosition;
  let length = 0;
  for await (const message of messagesBackwards(ctx, thread, fromPosition - 1, toPosition + 1)) {
    if (message.content === "") continue;
    if (lines.length >= promptMessagesMax || length > promptLengthMax) {
      return { text: joined(lines, tokens), fromPosition: first };
    }
    lines.unshift(`${message.role}: ${message.content}`);
    length += message.content.length;
    first = message.position;
  }
  if (lines.length === 0) return null;
  const text = joined(lines, tokens);
  const earlier = await summaryOf(ctx, await segmentsOf(ctx, thread), fromPosition);
  return earlier === null
    ? { text, fromPosition }
    : { text: `Before that, in short: ${earlier.text}\n\n${text}`, fromPosition: earlier.fromPosition };
}

function joined(lines: string[], tokens: number): string {
  const share = shareOf(lines.map(estimateTokens), tokens);
  return lines.map((line) => withinTokens(line, share)).join("\n\n");
}

/**
 * Forgets every summary that tells of a message, because it is said differently now or not any more: those
 * of its thread from its position on, and those of the branches that begin with it. A later answer makes new
 * ones.
 */
export async function dropSummaries(
  ctx: MutationCtx,
  { threadId, position }: Doc<"messages">,
): Promise<void> {
  const threads = [threadId];
  for (const id of threads) {
    const summaries = await ctx.db
      .query("threadSummaries")
      .withIndex("by_thread", (q) => q.eq("threadId", id).gte("toPosition", position))
      .take(summariesMax);
    for (const { _id } of summaries) await ctx.db.delete("threadSummaries", _id);
    const branches = await ctx.db
      .query("threads")
      .withIndex("by_parent", (q) => q.eq("parentThreadId", id).gte("forkPosition", position))
      .take(branchesMax);
    threads.push(...branches.map((branch) => branch._id));
  }
}
