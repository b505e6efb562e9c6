import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import { findChat, findThread, findUser, requireThread, requireUser } from "./lib/access";
import { unreadChatsMax } from "./lib/limits";
import { noteReading, readingOf } from "./lib/reading";
import { reading, unreadCount } from "./lib/shapes/threads";
import { messagesBackwards, recentMessages } from "./lib/threads";
import { shownThread } from "./lib/variants";

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
    const position = (await readingOf(ctx, user._id, threadId))?.position ?? 0;
    const { messages, hasEarlier } = await recentMessages(ctx, thread, position);
    return { position, unread: messages.length, isAtLeast: hasEarlier };
  },
});

/**
 * How far the caller has read what a chat shows, and where reading goes on; null where there is no such chat. The id
 * is any text, as it stands in an address.
 */
export const ofChat = query({
  args: { chatId: v.string() },
  returns: v.union(reading, v.null()),
  handler: async (ctx, args) => {
    const user = await findUser(ctx);
    const chatId = ctx.db.normalizeId("chats", args.chatId);
    const chat = chatId && (await findChat(ctx, chatId));
    const thread = chat && (await shownThread(ctx, chat));
    if (user === null || !thread) {
      return null;
    }
    const row = await readingOf(ctx, user._id, thread._id);
    return { threadId: thread._id, position: row?.position ?? 0, place: row?.place ?? null };
  },
});

/** Of the caller's latest chats those in which something has come since they were last read, on any device. */
export const unreadChats = query({
  args: {},
  returns: v.array(v.id("chats")),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    if (user === null) {
      return [];
    }
    const latest = await ctx.db
      .query("chats")
      .withIndex("by_user", (q) =>
        q.eq("userId", user._id).eq("deletedAt", undefined).eq("isArchived", false),
      )
      .order("desc")
      .take(unreadChatsMax);
    const unread: Id<"chats">[] = [];
    for (const chat of latest) {
      if (await isUnread(ctx, chat)) unread.push(chat._id);
    }
    return unread;
  },
});

/**
 * Whether something that the caller has not written stands behind the last message that was read. A chat that was
 * never read has nothing new.
 */
async function isUnread(ctx: QueryCtx, chat: Doc<"chats">): Promise<boolean> {
  const thread = await shownThread(ctx, chat);
  const read = thread && (await readingOf(ctx, chat.userId, thread._id));
  if (!thread || !read) {
    return false;
  }
  for await (const { role, status } of messagesBackwards(ctx, thread, read.position)) {
    // An answer that is on its way is new once it is complete; what it answers is not.
    return role !== "USER" && status !== "streaming";
  }
  return false;
}

/** The caller has read a thread up to a position. It only goes forward, and never past the end. */
export const mark = mutation({
  args: { threadId: v.id("threads"), position: v.number() },
  returns: v.null(),
  handler: async (ctx, { threadId, position }) => {
    const user = await requireUser(ctx);
    await noteReading(ctx, user._id, await requireThread(ctx, threadId), position);
    return null;
  },
});

/**
 * The caller's reading rests at a place of a thread, or with null at its end, and has come as far as `position`.
 * There it goes on when the thread is opened next, on any device.
 */
export const rest = mutation({
  args: { threadId: v.id("threads"), position: v.number(), place: v.union(v.number(), v.null()) },
  returns: v.null(),
  handler: async (ctx, { threadId, position, place }) => {
    const user = await requireUser(ctx);
    await noteReading(ctx, user._id, await requireThread(ctx, threadId), position, place);
    return null;
  },
});
