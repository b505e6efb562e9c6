import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { internalMutation, internalQuery, mutation, query } from "./_generated/server";
import { findMessage, findThread, findUser, requireAttachment, requireThread, requireUser } from "./lib/access";
import { anyWith, markFiles, ofMessage, removeAttachment, requireUpload, unsentOf } from "./lib/attachments";
import { invalidInput, limitReached } from "./lib/errors";
import { acceptedFiles, checkFile, essenceOf } from "./lib/fileTypes";
import {
  attachmentsPerMessageMax,
  contentLengthMax,
  nameLengthMax,
  pictureSizeMax,
  sweepBatchSize,
  textFileSizeMax,
  unsentKeptMs,
  uploadKeptMs,
} from "./lib/limits";
import { attachmentEntry, attachmentLimits } from "./lib/shapes/threads";
import { atMost, bounded, utf8Length } from "./lib/text";
import { rootOf } from "./lib/threads";

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
    const thread = threadId === undefined ? undefined : await findThread(ctx, threadId);
    const isThere = user !== null && thread !== null;
    const rows = isThere ? await unsentOf(ctx, user._id, thread && rootOf(thread)) : [];
    return rows.map(entryOf);
  },
});

/** What can be attached, to be said before anybody tries. */
export const limits = query({
  args: {},
  returns: attachmentLimits,
  handler: async (ctx) => {
    await findUser(ctx);
    return {
      accept: acceptedFiles.join(","),
      pictureSizeMax,
      textFileSizeMax,
      perMessageMax: attachmentsPerMessageMax,
    };
  },
});

/**
 * An address that takes the bytes of one file by POST, for an hour, and answers with their `storageId` for
 * `create`. Bytes that no file has got after a day are deleted.
 */
export const generateUploadUrl = mutation({
  args: {},
  returns: v.string(),
  handler: async (ctx) => {
    await requireUser(ctx);
    return await ctx.storage.generateUploadUrl();
  },
});

/**
 * Adds a file to a thread, or for a new chat, to be sent with a message: a text that comes along, or bytes
 * that have been uploaded with the given size and type.
 */
export const create = mutation({
  args: {
    threadId: v.optional(v.id("threads")),
    name: v.string(),
    contentType: v.string(),
    /** In bytes. */
    size: v.number(),
    text: v.optional(v.string()),
    storageId: v.optional(v.id("_storage")),
    altText: v.optional(v.string()),
  },
  returns: v.id("attachments"),
  handler: async (ctx, { size: stated, ...args }) => {
    const user = await requireUser(ctx);
    const { name, text, storageId, altText } = args;
    const threadId = args.threadId && rootOf(await requireThread(ctx, args.threadId));
    bounded("The file's name", name, nameLengthMax);
    if (altText !== undefined) atMost("The description", altText, nameLengthMax);
    const contentType = essenceOf(bounded("The file's type", args.contentType, nameLengthMax));
    if ((text === undefined) === (storageId === undefined)) {
      throw invalidInput("A file is either a text that comes along or bytes that have been uploaded.");
    }
    if (storageId !== undefined) await requireUpload(ctx, user, storageId, contentType, stated);
    const size = text === undefined ? stated : utf8Length(atMost("The file's text", text, contentLengthMax));
    checkFile({ name, contentType, size });
    if ((await unsentOf(ctx, user._id, threadId)).length >= attachmentsPerMessageMax) {
      throw limitReached(`A message can have at most ${attachmentsPerMessageMax} files.`);
    }
    const file = { ...args, threadId, contentType, size, createdAt: Date.now() };
    return await ctx.db.insert("attachments", { ...file, userId: user._id });
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
    const attachment = await requireAttachment(ctx, attachmentId);
    await removeAttachment(ctx, attachment);
    if (attachment.messageId !== undefined) await markFiles(ctx, attachment.messageId);
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

/** Deletes uploaded bytes that no file has got. */
export const sweepUploads = internalMutation({
  args: { before: v.optional(v.number()), cursor: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { before = Date.now() - uploadKeptMs, cursor }) => {
    const { page, isDone, continueCursor } = await ctx.db.system
      .query("_storage")
      .withIndex("by_creation_time", (q) => q.lt("_creationTime", before))
      .paginate({ numItems: sweepBatchSize, cursor: cursor ?? null });
    for (const { _id } of page) {
      if ((await anyWith(ctx, _id)) === null) await ctx.storage.delete(_id);
    }
    if (!isDone) {
      const next = { before, cursor: continueCursor };
      await ctx.scheduler.runAfter(0, internal.attachments.sweepUploads, next);
    }
    return null;
  },
});
