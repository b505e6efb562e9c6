import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { internalMutation, internalQuery, mutation, query } from "./_generated/server";
import { findMessage, findThread, findUser, requireAttachment, requireThread, requireUser } from "./lib/access";
import { ofMessage, removeAttachment, unsentOf } from "./lib/attachments";
import { limitReached, notFound } from "./lib/errors";
import {
  attachmentsPerMessageMax,
  attachmentSizeMax,
  contentLengthMax,
  nameLengthMax,
  sweepBatchSize,
  unsentKeptMs,
} from "./lib/limits";
import { attachmentEntry } from "./lib/shapes/threads";
import { atMost, bounded, checkCount, checkRange } from "./lib/text";

function entryOf(attachment: Doc<"attachments">) {
  const { _id, messageId, name, contentType, size, storageId, text, altText } = attachment;
  return {
    attachmentId: _id,
    messageId: messageId ?? null,
    name,
    contentType,
    size,
    text: text ?? null,
    altText: altText ?? null,
    // The server looks who asks there; the storage's own address lets in everybody who knows it.
    url: storageId === undefined ? null : `/files/${_id}`,
  };
}

/** The files of a message; empty where there is no such message. */
export const byMessage = query({
  args: { messageId: v.id("messages") },
  returns: v.array(attachmentEntry),
  handler: async (ctx, { messageId }) => {
    const message = await findMessage(ctx, messageId);
    const rows = message === null ? [] : await ofMessage(ctx, messageId);
    return rows.map(entryOf);
  },
});

/**
 * Files that have been added to a thread, or without one for a new chat, and that no message has yet; empty
 * where there is no such thread.
 */
export const pending = query({
  args: { threadId: v.optional(v.id("threads")) },
  returns: v.array(attachmentEntry),
  handler: async (ctx, { threadId }) => {
    const user = await findUser(ctx);
    const isThere = threadId === undefined || (await findThread(ctx, threadId)) !== null;
    const rows = user !== null && isThere ? await unsentOf(ctx, user._id, threadId) : [];
    return rows.map(entryOf);
  },
});

/** Adds a file to a thread, or for a new chat, to be sent with a message. A text comes along; other bytes are uploaded. */
export const create = mutation({
  args: {
    threadId: v.optional(v.id("threads")),
    name: v.string(),
    contentType: v.string(),
    size: v.number(),
    text: v.optional(v.string()),
    altText: v.optional(v.string()),
  },
  returns: v.id("attachments"),
  handler: async (ctx, file) => {
    const user = await requireUser(ctx);
    if (file.threadId !== undefined) await requireThread(ctx, file.threadId);
    bounded("The file's name", file.name, nameLengthMax);
    bounded("The file's type", file.contentType, nameLengthMax);
    checkRange("The file's size", checkCount("The file's size", file.size), 0, attachmentSizeMax);
    if (file.text !== undefined) atMost("The file's text", file.text, contentLengthMax);
    if (file.altText !== undefined) atMost("The description", file.altText, nameLengthMax);
    if ((await unsentOf(ctx, user._id, file.threadId)).length >= attachmentsPerMessageMax) {
      throw limitReached(`A message can have at most ${attachmentsPerMessageMax} files.`);
    }
    return await ctx.db.insert("attachments", { ...file, userId: user._id, createdAt: Date.now() });
  },
});

/** Says what a picture shows. */
export const describe = mutation({
  args: { attachmentId: v.id("attachments"), altText: v.string() },
  returns: v.null(),
  handler: async (ctx, { attachmentId, altText }) => {
    await requireAttachment(ctx, attachmentId);
    atMost("The description", altText, nameLengthMax);
    await ctx.db.patch("attachments", attachmentId, { altText });
    return null;
  },
});

export const remove = mutation({
  args: { attachmentId: v.id("attachments") },
  returns: v.null(),
  handler: async (ctx, { attachmentId }) => {
    await removeAttachment(ctx, await requireAttachment(ctx, attachmentId));
    return null;
  },
});

/** Where the bytes of somebody's file are, for the server, which hands them on to nobody else. */
export const source = internalQuery({
  args: { attachmentId: v.string(), userId: v.id("users") },
  returns: v.union(
    v.object({
      contentType: v.string(),
      text: v.union(v.string(), v.null()),
      url: v.union(v.string(), v.null()),
    }),
    v.null(),
  ),
  handler: async (ctx, { attachmentId, userId }) => {
    const id = ctx.db.normalizeId("attachments", attachmentId);
    const attachment = id === null ? null : await ctx.db.get("attachments", id);
    if (attachment === null || attachment.userId !== userId) {
      return null;
    }
    const { contentType, text, storageId } = attachment;
    const url = storageId === undefined ? null : await ctx.storage.getUrl(storageId);
    return { contentType, text: text ?? null, url };
  },
});

/** The bytes of a file have arrived. */
export const setStorage = internalMutation({
  args: { attachmentId: v.id("attachments"), storageId: v.id("_storage") },
  returns: v.null(),
  handler: async (ctx, { attachmentId, storageId }) => {
    const attachment = await ctx.db.get("attachments", attachmentId);
    if (attachment === null) {
      throw notFound("attachment");
    }
    await ctx.db.patch("attachments", attachmentId, { storageId });
    return null;
  },
});

/** Removes files that were added for a chat which was never begun. */
export const sweep = internalMutation({
  args: {},
  returns: v.null(),
  handler: async (ctx) => {
    const before = Date.now() - unsentKeptMs;
    const left = await ctx.db
      .query("attachments")
      .withIndex("by_thread", (q) =>
        q.eq("threadId", undefined).eq("messageId", undefined).lt("_creationTime", before),
      )
      .take(sweepBatchSize);
    for (const attachment of left) await removeAttachment(ctx, attachment);
    if (left.length === sweepBatchSize) {
      await ctx.scheduler.runAfter(0, internal.attachments.sweep, {});
    }
    return null;
  },
});
