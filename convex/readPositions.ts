import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import { findThread, findUser, requireThread, requireUser } from "./lib/access";
import { unreadCount } from "./lib/shapes/threads";
import { lastPosition, recentMessages } from "./lib/threads";

const find = async (ctx: QueryCtx, userId: Id<"users">, threadId: Id<"threads">) =>
  await ctx.db
    .query("readPositions")
    .withIndex("by_user", (q) => q.eq("userId", userId).eq("threadId", threadId))
    .unique();

/** How far the caller has read a thread, and how much there is behind; null without such a thread. */
export const get = query({
  args: { threadId: v.id("threads") },
  returns: v.union(unreadCount, v.null()),
  handler: async (ctx, { threadId }) => {
    const user = await findUser(ctx);
    const thread = await findThread(ctx, threadId);
    if (user === null || thread === null) {
      return null;
    }
    const position = (await find(ctx, user._id, threadId))?.position ?? 0;
    const { messages, hasEarlier } = await recentMessages(ctx, thread, position);
    return { position, unread: messages.length, isAtLeast: hasEarlier };
  },
});

/** The caller has read a thread up to a position. It only goes forward, and never past the end. */
export const mark = mutation({
  args: { threadId: v.id("threads"), position: v.number() },
  returns: v.null(),
  handler: async (ctx, { threadId, position }) => {
    const user = await requireUser(ctx);
    const thread = await requireThread(ctx, threadId);
    const reached = Math.min(Math.floor(position), await lastPosition(ctx, thread));
    const row = await find(ctx, user._id, threadId);
    const updatedAt = Date.now();
    if (row === null) {
      const place = { userId: user._id, threadId };
      await ctx.db.insert("readPositions", { ...place, position: Math.max(reached, 0), updatedAt });
    } else if (reached > row.position) {
      await ctx.db.patch("readPositions", row._id, { position: reached, updatedAt });
    }
    return null;
  },
});
