import { v } from "convex/values";
import { mutation, query } from "./_generated/server";
import { findChat, findUser, requireChat, requireUser } from "./lib/access";
import { notFound } from "./lib/errors";
import { hashOf, linkOf, newToken, openShare, shareOf, stretchOf, unshare } from "./lib/shares";
import { sharedChat, sharing } from "./lib/shapes/shares";

/** Chats that others may read by a link, at `/shared/<token>`. */

/**
 * Makes a link to a chat as it is shown now. Its token is said only here; an earlier link to the same chat
 * stops working.
 */
export const create = mutation({
  args: { chatId: v.id("chats") },
  returns: v.object({ token: v.string() }),
  handler: async (ctx, { chatId }) => {
    const user = await requireUser(ctx);
    const chat = await requireChat(ctx, chatId);
    await unshare(ctx, chatId);
    const [token, now] = [newToken(), Date.now()];
    await ctx.db.insert("shares", {
      userId: user._id,
      chatId,
      ...(await stretchOf(ctx, chat)),
      tokenHash: await hashOf(token),
      createdAt: now,
      sharedAt: now,
    });
    return { token };
  },
});

/** Lets the link of a chat show what the chat shows now. */
export const renew = mutation({
  args: { chatId: v.id("chats") },
  returns: v.null(),
  handler: async (ctx, { chatId }) => {
    const chat = await requireChat(ctx, chatId);
    const share = await shareOf(ctx, chatId);
    if (share === null) {
      throw notFound("link");
    }
    const stretch = await stretchOf(ctx, chat);
    await ctx.db.patch("shares", share._id, { ...stretch, sharedAt: Date.now() });
    return null;
  },
});

/** Makes the link of a chat stop working, at once and for good, for those as well who are reading. */
export const revoke = mutation({
  args: { chatId: v.id("chats") },
  returns: v.null(),
  handler: async (ctx, { chatId }) => {
    await requireChat(ctx, chatId);
    await unshare(ctx, chatId);
    return null;
  },
});

/**
 * Whether there is a link to a chat, and whether that shows what the chat does; null where there is no such
 * chat. The id is any text, as it stands in an address.
 */
export const current = query({
  args: { chatId: v.string() },
  returns: v.union(sharing, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const chatId = ctx.db.normalizeId("chats", args.chatId);
    const chat = chatId && (await findChat(ctx, chatId));
    return chat && { chatId: chat._id, title: chat.title, link: await linkOf(ctx, chat) };
  },
});

/**
 * What a link shows to everybody who knows it, signed in or not: the end of the chat, or of what is before a
 * position. Null when the link shows nothing, for whatever reason.
 */
export const view = query({
  args: { token: v.string(), before: v.optional(v.number()) },
  returns: v.union(sharedChat, v.null()),
  handler: async (ctx, { token, before = Infinity }) => await openShare(ctx, token, before),
});
