import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation, internalQuery } from "./_generated/server";
import { sweepBatchSize, heartbeatMs, leaseMs, receiptsKeptMs } from "./lib/limits";
import { dropLease, insertLease, leaseOf, requeueRun } from "./lib/runs";
import {
  contextUsed,
  generationSettings,
  runError,
  runState,
  tokenUsage,
} from "./lib/shapes/runs";
import { endTurn, recover } from "./lib/turns";

/**
 * What an action does with the run that it generates, and who ends the run when the action is gone. An action
 * proves with the id of its lease that it still holds the run.
 */

const lease = { leaseId: v.id("runLeases") };

/** What a holder learns whenever it reports: to go on, to come to an end, or that the run is not its own. */
const standing = v.union(v.literal("running"), v.literal("stopping"), v.literal("lost"));

/** Takes a queued run up; null when somebody else has, or it has ended. */
export const claim = internalMutation({
  args: { runId: v.id("runs") },
  returns: v.union(v.object({ ...lease, behind: v.number(), attempt: v.number() }), v.null()),
  handler: async (ctx, { runId }) => {
    const run = await ctx.db.get("runs", runId);
    if (run?.state !== "queued") {
      return null;
    }
    await dropLease(ctx, runId);
    await ctx.db.patch("runs", runId, { state: "running" });
    const expiresAt = Date.now() + leaseMs;
    const leaseId = await insertLease(ctx, { userId: run.userId, runId, expiresAt });
    return { leaseId, behind: run.behind, attempt: run.attempt };
  },
});

/** Ends a run that its holder has generated, or could not. Nothing happens to one that is not its own. */
export const finish = internalMutation({
  args: {
    ...lease,
    state: runState,
    finishReason: v.optional(v.string()),
    usage: v.optional(tokenUsage),
    error: v.optional(runError),
  },
  returns: v.null(),
  handler: async (ctx, { leaseId, state, ...end }) => {
    const held = await ctx.db.get("runLeases", leaseId);
    const run = held && (await ctx.db.get("runs", held.runId));
    if (run !== null && state !== "queued" && state !== "running") {
      await endTurn(ctx, run, { state, ...end });
    }
    return null;
  },
});

/** Looks whether the holder of a run is dead; else looks again when the lease would expire now. */
export const expire = internalMutation({
  args: { runId: v.id("runs") },
  returns: v.null(),
  handler: async (ctx, { runId }) => {
    const held = await leaseOf(ctx, runId);
    const run = await ctx.db.get("runs", runId);
    if (held === null || run === null) {
      return null;
    }
    const job = held.jobId && (await ctx.db.system.get("_scheduled_functions", held.jobId));
    const waits = job?.state.kind === "pending" || job?.state.kind === "inProgress";
    if (held.expiresAt > Date.now() || waits) {
      const next = Math.max(held.expiresAt, Date.now() + (waits ? leaseMs : 0));
      const watchdogId = await ctx.scheduler.runAt(next, internal.runs.expire, { runId });
      await ctx.db.patch("runLeases", held._id, { watchdogId });
      return null;
    }
    await ctx.db.delete("runLeases", held._id);
    await recover(ctx, run);
    return null;
  },
});
