import { v } from "convex/values";
import { internal } from "./_generated/api";
import { internalMutation, internalQuery, type MutationCtx } from "./_generated/server";
import { deltasOf } from "./lib/deltas";
import { leaseMs, receiptsKeptMs, sweepBatchSize } from "./lib/limits";
import { dropLease, heldBy, insertLease, requeueRun, standingOf, watch } from "./lib/runs";
import {
  contextUsed,
  generationSettings,
  runError,
  runStanding,
  runState,
  tokenUsage,
} from "./lib/shapes/runs";
import { endTurn, recover } from "./lib/turns";

/**
 * What an action does with the run that it generates, and who ends the run when the action is gone. An action
 * proves with the id of its lease that it still holds the run.
 */

const lease = { leaseId: v.id("runLeases") };

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

/** Whether the holder of a lease is to go on. */
export const standing = internalQuery({
  args: lease,
  returns: runStanding,
  handler: async (ctx, { leaseId }) => standingOf(await heldBy(ctx, leaseId)),
});

/** The holder is alive. */
export const heartbeat = internalMutation({
  args: lease,
  returns: runStanding,
  handler: async (ctx, { leaseId }) => {
    const run = await heldBy(ctx, leaseId);
    if (run !== null) {
      await ctx.db.patch("runLeases", leaseId, { expiresAt: Date.now() + leaseMs });
    }
    return standingOf(run);
  },
});

/** How the model is asked, and what it is told. */
export const describe = internalMutation({
  args: { ...lease, settings: generationSettings, context: contextUsed },
  returns: v.null(),
  handler: async (ctx, { leaseId, ...description }) => {
    const run = await heldBy(ctx, leaseId);
    if (run !== null) await ctx.db.patch("runs", run._id, description);
    return null;
  },
});

/** Gives a run of which nothing was shown back, to be tried again a little later. */
export const release = internalMutation({
  args: { ...lease, delayMs: v.number() },
  returns: v.null(),
  handler: async (ctx, { leaseId, delayMs }) => {
    const run = await heldBy(ctx, leaseId);
    if (run === null) {
      return null;
    }
    if (run.stopRequestedAt !== undefined) {
      await endTurn(ctx, run, { state: "stopped" });
    } else {
      await requeueRun(ctx, run, delayMs);
    }
    return null;
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
    const run = await heldBy(ctx, leaseId);
    if (run !== null && state !== "queued" && state !== "running") {
      await endTurn(ctx, run, { state, ...end });
    }
    return null;
  },
});

/**
 * Looks whether the holder of a lease is dead; else looks again when it would expire now. Who has another lease
 * of the same run is not meant.
 */
export const expire = internalMutation({
  args: lease,
  returns: v.null(),
  handler: async (ctx, { leaseId }) => {
    const held = await ctx.db.get("runLeases", leaseId);
    const run = held && (await ctx.db.get("runs", held.runId));
    if (held === null || run === null) {
      return null;
    }
    const job = held.jobId && (await ctx.db.system.get("_scheduled_functions", held.jobId));
    const waits = job?.state.kind === "pending" || job?.state.kind === "inProgress";
    if (held.expiresAt > Date.now() || waits) {
      const next = Math.max(held.expiresAt, Date.now() + (waits ? leaseMs : 0));
      await watch(ctx, leaseId, next);
      return null;
    }
    await ctx.db.delete("runLeases", held._id);
    await recover(ctx, run);
    return null;
  },
});

/**
 * Deletes deltas that nobody needs any more, and has an eye on leases that expired without anybody noticing:
 * a second net, should a watchdog's job ever be lost.
 */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const swept = await sweepDeltas(ctx, now);
    const lost = await ctx.db
      .query("runLeases")
      .withIndex("by_expiry", (q) => q.lte("expiresAt", now - leaseMs))
      .take(sweepBatchSize);
    for (const { _id } of lost) await ctx.scheduler.runAfter(0, internal.runs.expire, { leaseId: _id });
    if (swept) await ctx.scheduler.runAfter(0, internal.runs.sweep, {});
    return null;
  },
});

/** One batch; whether there is more. */
async function sweepDeltas(ctx: MutationCtx, now: number): Promise<boolean> {
  let room = sweepBatchSize;
  const runs = await ctx.db
    .query("runs")
    .withIndex("by_sweep", (q) => q.gt("sweepAt", 0).lte("sweepAt", now))
    .take(sweepBatchSize);
  for (const run of runs) {
    const deltas = await deltasOf(ctx, run, 0, room, run.until);
    for (const { _id } of deltas) await ctx.db.delete("streamDeltas", _id);
    room -= deltas.length;
    if (room === 0) return true;
    await ctx.db.patch("runs", run._id, { sweepAt: undefined });
  }
  return runs.length === sweepBatchSize;
}

/** Forgets ids of clients that nobody sends again. */
export const sweepReceipts = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const before = Date.now() - receiptsKeptMs;
    const old = await ctx.db
      .query("receipts")
      .withIndex("by_age", (q) => q.lt("createdAt", before))
      .take(sweepBatchSize);
    for (const { _id } of old) await ctx.db.delete("receipts", _id);
    if (old.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.runs.sweepReceipts, {});
    }
    return null;
  },
});
