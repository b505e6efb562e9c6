import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { internalMutation, mutation } from "./_generated/server";
import { requireUser } from "./lib/access";
import { removeWithChildren } from "./lib/cascade";
import { notFound } from "./lib/errors";
import { deletionGraceMs, sweepBatchSize } from "./lib/limits";
import { activeRunsOf } from "./lib/runs";
import { checkImageUrl, checkName } from "./lib/text";
import { stop } from "./lib/turns";

/** Changes how the caller is called and shown; `image: null` takes the picture away. */
export const updateProfile = mutation({
  args: { name: v.string(), image: v.optional(v.union(v.string(), v.null())) },
  returns: v.null(),
  handler: async (ctx, { name, image }) => {
    const user = await requireUser(ctx);
    const change: Partial<Doc<"users">> = { name: checkName(name), updatedAt: Date.now() };
    if (image !== undefined) {
      change.image = image === null ? undefined : checkImageUrl(image);
    }
    await ctx.db.patch("users", user._id, change);
    return null;
  },
});

/** Takes back the wish to be deleted; nothing happens without one. */
export const cancelDeletion = mutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const user = await requireUser(ctx);
    if (user.deletionScheduledAt !== undefined) {
      const updatedAt = Date.now();
      await ctx.db.patch("users", user._id, { deletionScheduledAt: undefined, updatedAt });
    }
    return null;
  },
});

/**
 * Starts the grace period after which all of a person's data goes, and stops what is being answered; answers
 * with its end. Asking again does not prolong it. The server calls this once it has made sure that it is the person who asks.
 */
export const requestDeletion = internalMutation({
  args: { userId: v.id("users") },
  returns: v.number(),
  handler: async (ctx, { userId }) => {
    const user = await ctx.db.get("users", userId);
    if (user === null) {
      throw notFound("user");
    }
    const now = Date.now();
    const deletionScheduledAt = user.deletionScheduledAt ?? now + deletionGraceMs;
    await ctx.db.patch("users", userId, { deletionScheduledAt, updatedAt: now });
    for (const run of await activeRunsOf(ctx, userId)) await stop(ctx, run);
    return deletionScheduledAt;
  },
});

/** Deletes a person for good, and in the background every row of every table that is theirs. */
export const purge = internalMutation({
  args: { userId: v.id("users") },
  returns: v.null(),
  handler: async (ctx, { userId }) => {
    const user = await ctx.db.get("users", userId);
    if (user !== null) {
      await removeWithChildren(ctx, "users", user);
    }
    return null;
  },
});

/** Deletes everybody whose grace period is over. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const users = await ctx.db
      .query("users")
      .withIndex("by_deletion", (q) =>
        q.gt("deletionScheduledAt", undefined).lte("deletionScheduledAt", Date.now()),
      )
      .take(sweepBatchSize);
    for (const user of users) {
      await removeWithChildren(ctx, "users", user);
    }
    if (users.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.users.sweep, {});
    }
    return null;
  },
});
