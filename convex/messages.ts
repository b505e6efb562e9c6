import type { PaginationOptions } from "convex/server";
import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import { findTask, findThread, requireMessage, requireTask, requireUser } from "./lib/access";
import { appendToThread, touchThread } from "./lib/messages";
import { boundedPage, emptyPage } from "./lib/pages";
import { messageDocument, messageRole } from "./lib/shapes";
import { checkContent } from "./lib/text";

/** Adds a message at the end of a task's thread. A user's message also chooses the task's model. */
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
    const messageId = await appendToThread(ctx, task.threadId, user._id, message);
    const choosesModel = message.role === "USER" && message.llmModel !== undefined;
    await ctx.db.patch("tasks", taskId, {
      updatedAt: Date.now(),
      ...(choosesModel ? { mainModel: message.llmModel } : {}),
    });
    return messageId;
  },
});

export const update = mutation({
  args: { messageId: v.id("messages"), content: v.string() },
  returns: v.null(),
  handler: async (ctx, { messageId, content }) => {
    const message = await requireMessage(ctx, messageId);
    checkContent(content);
    await ctx.db.patch("messages", messageId, { content, editedAt: Date.now() });
    await touchThread(ctx, message.threadId);
    return null;
  },
});

/** The message leaves every list; its position is not given again. */
export const remove = mutation({
  args: { messageId: v.id("messages") },
  returns: v.null(),
  handler: async (ctx, { messageId }) => {
    const message = await requireMessage(ctx, messageId);
    await ctx.db.patch("messages", messageId, { deletedAt: Date.now() });
    await touchThread(ctx, message.threadId);
    return null;
  },
});

/** A task's messages, newest position first; empty where there is no such task. */
export const byTask = query({
  args: { taskId: v.id("tasks"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { taskId, paginationOpts }) => {
    const task = await findTask(ctx, taskId);
    return task === null ? emptyPage<never>() : await pageOf(ctx, task.threadId, paginationOpts);
  },
});

/** A thread's own messages, newest position first; empty where there is no such thread. */
export const byThread = query({
  args: { threadId: v.id("threads"), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(messageDocument),
  handler: async (ctx, { threadId, paginationOpts }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null ? emptyPage<never>() : await pageOf(ctx, threadId, paginationOpts);
  },
});

const pageOf = (ctx: QueryCtx, threadId: Id<"threads">, options: PaginationOptions) =>
  ctx.db
    .query("messages")
    .withIndex("by_thread", (q) => q.eq("threadId", threadId).eq("deletedAt", undefined))
    .order("desc")
    .paginate(boundedPage(options));
