import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { internalMutation, mutation, query } from "./_generated/server";
import { findThread, requireThread, requireUser } from "./lib/access";
import { notFound } from "./lib/errors";
import { devicesMax, sweepBatchSize, typingLifetimeMs } from "./lib/limits";
import { settingsOf } from "./lib/settings";
import { typingDocument } from "./lib/shapes/threads";

/** Who is typing or answering in a thread; empty where there is no such thread. */
export const list = query({
  args: { threadId: v.id("threads") },
  returns: v.array(typingDocument),
  handler: async (ctx, { threadId }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null
      ? []
      : await ctx.db
          .query("typing")
          .withIndex("by_thread", (q) => q.eq("threadId", threadId))
          .take(devicesMax);
  },
});

/**
 * The caller is typing. Call it at every key: it writes at most twice per lifetime of a mark, and nothing
 * for somebody who does not share their presence.
 */
export const start = mutation({
  args: { threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, { threadId }) => {
    const user = await requireUser(ctx);
    await requireThread(ctx, threadId);
    if ((await settingsOf(ctx, user._id)).sharesPresence) {
      await mark(ctx, { threadId, userId: user._id });
    }
    return null;
  },
});

/** The caller has stopped typing, or has sent the message. */
export const stop = mutation({
  args: { threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, { threadId }) => {
    const user = await requireUser(ctx);
    await requireThread(ctx, threadId);
    const row = await find(ctx, { threadId, userId: user._id });
    if (row !== null) await ctx.db.delete("typing", row._id);
    return null;
  },
});

/** An advisor is answering, or has answered. */
export const setAdvisor = internalMutation({
  args: { threadId: v.id("threads"), advisorId: v.id("advisors"), isAnswering: v.boolean() },
  returns: v.null(),
  handler: async (ctx, { isAnswering, ...place }) => {
    const thread = await ctx.db.get("threads", place.threadId);
    if (thread === null) {
      throw notFound("thread");
    }
    const who = { ...place, userId: thread.userId };
    const row = await find(ctx, who);
    if (isAnswering) {
      await mark(ctx, who);
    } else if (row !== null) {
      await ctx.db.delete("typing", row._id);
    }
    return null;
  },
});

type Who = { threadId: Id<"threads">; userId: Id<"users">; advisorId?: Id<"advisors"> };

const find = async (ctx: MutationCtx, { threadId, userId, advisorId }: Who) =>
  await ctx.db
    .query("typing")
    .withIndex("by_thread", (q) =>
      q.eq("threadId", threadId).eq("userId", userId).eq("advisorId", advisorId),
    )
    .unique();

async function mark(ctx: MutationCtx, who: Who): Promise<void> {
  const now = Date.now();
  const expiresAt = now + typingLifetimeMs;
  const row = await find(ctx, who);
  if (row === null) {
    const typingId = await ctx.db.insert("typing", { ...who, expiresAt });
    await ctx.scheduler.runAt(expiresAt, internal.typing.expire, { typingId });
  } else if (row.expiresAt - now < typingLifetimeMs / 2) {
    await ctx.db.patch("typing", row._id, { expiresAt });
  }
}

/** Takes away a mark whose time is over; one that was prolonged is looked at again at its new end. */
export const expire = internalMutation({
  args: { typingId: v.id("typing") },
  returns: v.null(),
  handler: async (ctx, { typingId }) => {
    const row = await ctx.db.get("typing", typingId);
    if (row === null) {
      return null;
    }
    if (row.expiresAt > Date.now()) {
      await ctx.scheduler.runAt(row.expiresAt, internal.typing.expire, { typingId });
    } else {
      await ctx.db.delete("typing", typingId);
    }
    return null;
  },
});

/** Takes away marks whose own job was cancelled or failed. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const rows = await ctx.db
      .query("typing")
      .withIndex("by_expiry", (q) => q.lte("expiresAt", Date.now()))
      .take(sweepBatchSize);
    for (const { _id } of rows) {
      await ctx.db.delete("typing", _id);
    }
    return null;
  },
});
