import { v } from "convex/values";
import { internalMutation, mutation, query } from "./_generated/server";
import { findThread, findUser, requireThread, requireUser } from "./lib/access";
import { deviceLengthMax, devicesMax, heartbeatLifetimeMs, offlineKeptMs, sweepBatchSize } from "./lib/limits";
import { findDevice, heartbeatOf, hideDevice, showDevice } from "./lib/presence";
import { settingsOf } from "./lib/settings";
import { presenceDocument } from "./lib/shapes/threads";
import { bounded } from "./lib/text";

/** The caller's devices, online or not. */
export const list = query({
  args: {},
  returns: v.array(presenceDocument),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    return user === null
      ? []
      : await ctx.db
          .query("presence")
          .withIndex("by_user", (q) => q.eq("userId", user._id))
          .take(devicesMax);
  },
});

/** Who has a thread open; empty where there is no such thread. */
export const inThread = query({
  args: { threadId: v.id("threads") },
  returns: v.array(presenceDocument),
  handler: async (ctx, { threadId }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null
      ? []
      : await ctx.db
          .query("presence")
          .withIndex("by_thread", (q) => q.eq("threadId", threadId).eq("state", "online"))
          .take(devicesMax);
  },
});

/**
 * The caller is here, on a device, with a thread open or none. Only a change of what others see is written
 * where they look; nothing at all for somebody who does not share their presence.
 */
export const heartbeat = mutation({
  args: { device: v.string(), threadId: v.optional(v.id("threads")) },
  returns: v.null(),
  handler: async (ctx, { device, threadId }) => {
    const user = await requireUser(ctx);
    if (threadId !== undefined) await requireThread(ctx, threadId);
    bounded("The device", device, deviceLengthMax);
    if (!(await settingsOf(ctx, user._id)).sharesPresence) {
      return null;
    }
    const presenceId = await showDevice(ctx, user._id, device, threadId);
    const beat = await heartbeatOf(ctx, presenceId);
    const lastSeenAt = Date.now();
    if (beat === null) {
      await ctx.db.insert("heartbeats", { userId: user._id, presenceId, lastSeenAt });
    } else {
      await ctx.db.patch("heartbeats", beat._id, { lastSeenAt });
    }
    return null;
  },
});

/** The caller closes a device's window. */
export const leave = mutation({
  args: { device: v.string() },
  returns: v.null(),
  handler: async (ctx, { device }) => {
    const user = await requireUser(ctx);
    const row = await findDevice(ctx, user._id, device);
    if (row !== null) await hideDevice(ctx, row, Date.now());
    return null;
  },
});

/** Whoever has been silent for too long is offline; devices that nobody has used for long are forgotten. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const now = Date.now();
    const silent = await ctx.db
      .query("heartbeats")
      .withIndex("by_last_seen", (q) => q.lte("lastSeenAt", now - heartbeatLifetimeMs))
      .take(sweepBatchSize);
    for (const { presenceId, lastSeenAt } of silent) {
      const row = await ctx.db.get("presence", presenceId);
      if (row !== null) await hideDevice(ctx, row, lastSeenAt);
    }
    const forgotten = await ctx.db
      .query("presence")
      .withIndex("by_state", (q) => q.eq("state", "offline").lte("changedAt", now - offlineKeptMs))
      .take(sweepBatchSize);
    for (const row of forgotten) {
      await ctx.db.delete("presence", row._id);
    }
    return null;
  },
});
