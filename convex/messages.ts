import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import {
  findChat,
  findTask,
  findThread,
  findUser,
  requireChat,
  requireMessage,
  requireMessageIncludingRemoved,
  requireTask,
  requireThread,
  requireUser,
} from "./lib/access";
import { attach } from "./lib/attachments";
import { replaceText } from "./lib/deltas";
import { dropDraft } from "./lib/drafts";
import { invalidTransition } from "./lib/errors";
import { appendToThread, touchThread } from "./lib/messages";
import { emptyPage } from "./lib/pages";
import { messageDocument, messageRole } from "./lib/shapes";
import { earlierMessages, laterMessages, messagesAround } from "./lib/shapes/threads";
import { findMessages, needleOf } from "./lib/search";
import { dropSummaries } from "./lib/summaries";
import { checkContent } from "./lib/text";
import {
  holds,
  messagesBehind,
  pageOfThread,
  recentMessages,
  rootOf,
  windowAround,
} from "./lib/threads";
import { shownThread } from "./lib/variants";

/** Adds a message at the end of a task's thread. A user's message also chooses the task's model, and ends its draft. */
export const append = mutation({
  args: {
    taskId: v.id("tasks"),
    role: messageRole,
    content: v.string(),
    llmModel: v.optional(v.string()),
  },
  returns: v.id("messages"),
  handler: async (ctx, { taskId, ...message }) => {
    const user = await requireUser(ctx);
    const task = await requireTask(ctx, taskId);
    const thread = await requireThread(ctx, task.threadId);
    const messageId = await appendToThread(ctx, thread, user._id, message);
    if (message.role === "USER") await dropDraft(ctx, user._id, { threadId: thread._id, kind: "task" });
    if (message.role === "USER" && message.llmModel !== undefined) {
      await ctx.db.patch("tasks", taskId, { mainModel: message.llmModel });
    }
    return messageId;
  },
});

/** Adds a message at the end of a chat, with files that have been added to its thread before. */
export const addMessage = mutation({
  args: {
    chatId: v.id("chats"),
    role: messageRole,
    content: v.string(),
    llmModel: v.optional(v.string()),
    attachments: v.optional(v.array(v.id("attachments"))),
  },
  returns: v.id("messages"),
  handler: async (ctx, { chatId, attachments = [], ...message }) => {
    const user = await requireUser(ctx);
    const chat = await requireChat(ctx, chatId);
    const thread = (await shownThread(ctx, chat))!;
    const messageId = await appendToThread(ctx, thread, user._id, message);
    await attach(ctx, thread._id, messageId, attachments);
    return messageId;
  },
});

export const update = mutation({
  args: { messageId: v.id("messages"), content: v.string() },
  returns: v.null(),
  handler: async (ctx, { messageId, content }) => {
    await edit(ctx, await requireSettled(ctx, messageId), content);
    return null;
  },
});

/** Changes a message's text, its files, or both; files that are not named any more are deleted. */
export const updateMessage = mutation({
  args: {
    messageId: v.id("messages"),
    content: v.optional(v.string()),
    attachments: v.optional(v.array(v.id("attachments"))),
  },
  returns: v.null(),
  handler: async (ctx, { messageId, content, attachments }) => {
    const message = await requireSettled(ctx, messageId);
    if (attachments !== undefined) {
      await attach(ctx, message.threadId, messageId, attachments);
    }
    await edit(ctx, message, content);
    return null;
  },
});

/** A message that nobody writes any more: the end of an answer would add its text to whatever stands there. */
async function requireSettled(ctx: MutationCtx, id: Id<"messages">): Promise<Doc<"messages">> {
  const message = await requireMessage(ctx, id);
  if (message.status === "streaming") {
    throw invalidTransition("This answer is still being written. Stop it first.");
  }
  return message;
}

async function edit(ctx: MutationCtx, message: Doc<"messages">, content: string | undefined) {
  const change = content === undefined ? {} : { content: checkContent(content) };
  await ctx.db.patch("messages", message._id, { ...change, editedAt: Date.now() });
  if (content !== undefined) await replaceText(ctx, message, content);
  await dropSummaries(ctx, message);
  await touchThread(ctx, message.threadId);
}

/** The message leaves every list; its position is not given again. */
export const remove = mutation({
  args: { messageId: v.id("messages") },
  returns: v.null(),
  handler: async (ctx, { messageId }) => await hide(ctx, await requireSettled(ctx, messageId)),
});

/** Brings a message back that was removed: it stands where it stood. */
export const restore = mutation({
  args: { messageId: v.id("messages") },
  returns: v.null(),
  handler: async (ctx, { messageId }) => {
    const message = await requireMessageIncludingRemoved(ctx, messageId);
    await ctx.db.patch("messages", messageId, { deletedAt: undefined });
    await dropSummaries(ctx, message);
    await touchThread(ctx, message.threadId);
    return null;
  },
});

/** The name that chats have always had for `remove`. */
export const deleteMessage = mutation({
  args: { messageId: v.id("messages") },
  returns: v.null(),
  handler: async (ctx, { messageId }) => await hide(ctx, await requireSettled(ctx, messageId)),
});

async function hide(ctx: MutationCtx, message: Doc<"messages">): Promise<null> {
  await ctx.db.patch("messages", message._id, { deletedAt: Date.now() });
  await dropSummaries(ctx, message);
  await touchThread(ctx, message.threadId);
  return null;
}

/**
 * Messages that hold the words of the text, best match first: those of a thread, those it shares with its
 * ancestors included, or those of all the caller's threads. The last word may be the beginning of one.
 */
export const search = query({
  args: { text: v.string(), threadId: v.optional(v.id("threads")) },
  returns: v.array(messageDocument),
  handler: async (ctx, { text, threadId }) => {
    const user = await findUser(ctx);
    const thread = threadId && (await findThread(ctx, threadId));
    const isNothing = needleOf(text) === "" || thread === null;
    return user === null || isNothing ? [] : await findMessages(ctx, user, needleOf(text), thread);
  },
});

/** A task's messages, newest position first; empty where there is no such task. */
export const byTask = query({
  args: { taskId: v.id("tasks"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { taskId, paginationOpts }) => {
    const task = await findTask(ctx, taskId);
    const thread = task && (await findThread(ctx, task.threadId));
    return thread === null ? emptyPage<never>() : await pageOfThread(ctx, thread, paginationOpts);
  },
});

/** A chat's messages, those it shares with the chats it branched from included, newest first. */
export const byChat = query({
  args: { chatId: v.id("chats"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { chatId, paginationOpts }) => {
    const chat = await findChat(ctx, chatId);
    const thread = chat && (await shownThread(ctx, chat));
    return thread === null ? emptyPage<never>() : await pageOfThread(ctx, thread, paginationOpts);
  },
});

/** A thread's messages, newest position first; empty where there is no such thread. */
export const list = query({
  args: { threadId: v.id("threads"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { threadId, paginationOpts }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null ? emptyPage<never>() : await pageOfThread(ctx, thread, paginationOpts);
  },
});

/**
 * The messages of a thread that come directly before a position, oldest first, up to the position `behind`; none
 * where there is no such thread.
 */
export const earlier = query({
  args: { threadId: v.id("threads"), before: v.number(), behind: v.optional(v.number()) },
  returns: earlierMessages,
  handler: async (ctx, { threadId, before, behind }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null
      ? { messages: [], hasEarlier: false }
      : await recentMessages(ctx, thread, behind, before);
  },
});

/** The messages of a thread that come directly behind a position, oldest first; none where there is no such thread. */
export const later = query({
  args: { threadId: v.id("threads"), behind: v.number() },
  returns: laterMessages,
  handler: async (ctx, { threadId, behind }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null
      ? { messages: [], hasLater: false }
      : await messagesBehind(ctx, thread, behind);
  },
});

/**
 * What stands around a message of a thread; null where the thread does not hold it. The id is any text, as it
 * stands in an address.
 */
export const around = query({
  args: { threadId: v.id("threads"), messageId: v.string() },
  returns: v.union(messagesAround, v.null()),
  handler: async (ctx, args) => {
    const thread = await findThread(ctx, args.threadId);
    const messageId = ctx.db.normalizeId("messages", args.messageId);
    const message = messageId && (await ctx.db.get("messages", messageId));
    const isThere = thread && message && (await holds(ctx, thread, message));
    return isThere ? await windowAround(ctx, thread, message.position) : null;
  },
});

/**
 * The version of a thread's conversation that holds a message; null where none does. It is the thread itself if that
 * does. The id is any text, as it stands in an address.
 */
export const versionWith = query({
  args: { threadId: v.id("threads"), messageId: v.string() },
  returns: v.union(v.id("threads"), v.null()),
  handler: async (ctx, args) => {
    const thread = await findThread(ctx, args.threadId);
    const messageId = ctx.db.normalizeId("messages", args.messageId);
    const message = messageId && (await ctx.db.get("messages", messageId));
    const holder = message && (await findThread(ctx, message.threadId));
    if (!thread || !message || !holder || rootOf(thread) !== rootOf(holder)) return null;
    return (await holds(ctx, thread, message)) ? thread._id : holder._id;
  },
});
