import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import {
  findAdvisor,
  findConversation,
  findThread,
  findUser,
  requireAdvisor,
  requireConversation,
  requireConversationIncludingTrashed,
  requireThread,
  requireUser,
} from "./lib/access";
import { checkMentions, nameOf } from "./lib/advisors";
import { removeWithChildren } from "./lib/cascade";
import { invalidInput } from "./lib/errors";
import { appendToThread } from "./lib/messages";
import { boundedPage, emptyPage } from "./lib/pages";
import { messageDocument, type messageRole } from "./lib/shapes";
import { conversationEntry, conversationWithMessages, messageSender } from "./lib/shapes/chats";
import { checkCount, checkJson, checkTitle } from "./lib/text";
import { createThread, pageOfThread, recentMessages } from "./lib/threads";
import { restoreThread, trashThread } from "./lib/turns";

/** The caller's conversations, last changed first, each with its active advisor. */
export const getConversations = query({
  args: { paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(conversationEntry),
  handler: async (ctx, { paginationOpts }) => {
    const user = await findUser(ctx);
    if (user === null) {
      return emptyPage<never>();
    }
    const result = await ctx.db
      .query("conversations")
      .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
      .order("desc")
      .paginate(boundedPage(paginationOpts));
    const entries = result.page.map(async (conversation) => ({
      conversation,
      advisor: await activeAdvisor(ctx, conversation),
    }));
    return { ...result, page: await Promise.all(entries) };
  },
});

async function activeAdvisor(ctx: QueryCtx, { activeAdvisorId }: Doc<"conversations">) {
  const advisor = activeAdvisorId && (await findAdvisor(ctx, activeAdvisorId));
  return advisor
    ? { advisorId: advisor._id, name: nameOf(advisor), imageUrl: advisor.imageUrl ?? null }
    : null;
}

/** A conversation with the end of its thread; the id is any text, as it stands in an address. */
export const getConversation = query({
  args: { conversationId: v.string() },
  returns: v.union(conversationWithMessages, v.null()),
  handler: async (ctx, args) => {
    await findUser(ctx);
    const conversationId = ctx.db.normalizeId("conversations", args.conversationId);
    const conversation = conversationId && (await findConversation(ctx, conversationId));
    const thread = conversation && (await findThread(ctx, conversation.threadId));
    return thread && conversation && { conversation, ...(await recentMessages(ctx, thread)) };
  },
});

/** A conversation's messages, newest first; empty where there is no such conversation. */
export const getMessages = query({
  args: { conversationId: v.id("conversations"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { conversationId, paginationOpts }) => {
    const conversation = await findConversation(ctx, conversationId);
    const thread = conversation && (await findThread(ctx, conversation.threadId));
    return thread === null ? emptyPage<never>() : await pageOfThread(ctx, thread, paginationOpts);
  },
});

export const createConversation = mutation({
  args: { title: v.optional(v.string()), activeAdvisorId: v.optional(v.id("advisors")) },
  returns: v.id("conversations"),
  handler: async (ctx, { title, activeAdvisorId }) => {
    const user = await requireUser(ctx);
    if (activeAdvisorId !== undefined) await requireAdvisor(ctx, activeAdvisorId);
    const { _id, createdAt, updatedAt } = await createThread(ctx, user._id, "conversation");
    return await ctx.db.insert("conversations", {
      userId: user._id,
      threadId: _id,
      title: title === undefined ? undefined : checkTitle(title),
      activeAdvisorId,
      createdAt,
      updatedAt,
    });
  },
});

/** A partial change; `activeAdvisorId: null` leaves nobody to answer. */
export const updateConversation = mutation({
  args: {
    conversationId: v.id("conversations"),
    title: v.optional(v.string()),
    activeAdvisorId: v.optional(v.union(v.id("advisors"), v.null())),
  },
  returns: v.null(),
  handler: async (ctx, { conversationId, title, activeAdvisorId }) => {
    await requireConversation(ctx, conversationId);
    const change: Partial<Doc<"conversations">> = { updatedAt: Date.now() };
    if (title !== undefined) change.title = checkTitle(title);
    if (activeAdvisorId !== undefined) {
      change.activeAdvisorId = activeAdvisorId ?? undefined;
      if (activeAdvisorId !== null) await requireAdvisor(ctx, activeAdvisorId);
    }
    await ctx.db.patch("conversations", conversationId, change);
    return null;
  },
});

/** Hides a conversation and stops its answers; `restoreConversation` undoes it. */
export const deleteConversation = mutation({
  args: { conversationId: v.id("conversations") },
  returns: v.null(),
  handler: async (ctx, { conversationId }) => {
    const conversation = await requireConversation(ctx, conversationId);
    const deletedAt = Date.now();
    await ctx.db.patch("conversations", conversationId, { deletedAt });
    await trashThread(ctx, conversation, deletedAt);
    return null;
  },
});

/** Brings a conversation back from the trash, to the place in the list that it had. */
export const restoreConversation = mutation({
  args: { conversationId: v.id("conversations") },
  returns: v.null(),
  handler: async (ctx, { conversationId }) => {
    const { threadId } = await requireConversationIncludingTrashed(ctx, conversationId);
    await ctx.db.patch("conversations", conversationId, { deletedAt: undefined });
    await restoreThread(ctx, threadId);
    return null;
  },
});

/** Deletes a conversation for good, with what advisors remember of it. */
export const removeConversation = mutation({
  args: { conversationId: v.id("conversations") },
  returns: v.null(),
  handler: async (ctx, { conversationId }) => {
    const conversation = await requireConversationIncludingTrashed(ctx, conversationId);
    await trashThread(ctx, conversation, Date.now());
    await removeWithChildren(ctx, "conversations", conversation);
    return null;
  },
});

const roles = { user: "USER", advisor: "ASSISTANT", system: "SYSTEM" } as const satisfies Record<
  string,
  typeof messageRole.type
>;

/** Adds a message at the end of a conversation. An advisor's message names the advisor who speaks. */
export const createMessage = mutation({
  args: {
    conversationId: v.id("conversations"),
    sender: messageSender,
    content: v.string(),
    contentJson: v.optional(v.string()),
    advisorId: v.optional(v.id("advisors")),
    mentions: v.optional(v.array(v.id("advisors"))),
    tokensUsed: v.optional(v.number()),
  },
  returns: v.id("messages"),
  handler: async (ctx, { conversationId, sender, mentions, tokensUsed, ...message }) => {
    const user = await requireUser(ctx);
    const conversation = await requireConversation(ctx, conversationId);
    if ((sender === "advisor") !== (message.advisorId !== undefined)) {
      throw invalidInput("A message names the advisor who speaks exactly if one does.");
    }
    if (message.advisorId !== undefined) await requireAdvisor(ctx, message.advisorId);
    if (message.contentJson !== undefined) {
      checkJson("The structured content", message.contentJson);
    }
    if (tokensUsed !== undefined) checkCount("The number of tokens", tokensUsed);
    return await appendToThread(ctx, await requireThread(ctx, conversation.threadId), user._id, {
      ...message,
      role: roles[sender],
      mentions: mentions && (await checkMentions(ctx, mentions)),
      totalTokens: tokensUsed,
    });
  },
});
