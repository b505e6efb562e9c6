import type { Doc } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { branchesMax, summariesMax } from "./limits";

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
