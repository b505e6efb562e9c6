import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { requireAttachment } from "./access";
import { invalidInput, notFound } from "./errors";
import { essenceOf } from "./fileTypes";
import { attachmentsPerMessageMax } from "./limits";
import { queueOf } from "./queue";
import { rootOf } from "./threads";

/** The files of a message: at most `attachmentsPerMessageMax`, so always all. */
export const ofMessage = async (ctx: QueryCtx, messageId: Id<"messages">) =>
  await ctx.db
    .query("attachments")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .take(attachmentsPerMessageMax);

/**
 * The files that somebody has added for the next message of a thread, or without one for a new chat. Those of
 * messages that wait are taken. The thread is the first one of its owner: whichever version is shown, they go with
 * what is sent next, as a draft does.
 */
export async function unsentOf(
  ctx: QueryCtx,
  userId: Id<"users">,
  threadId: Id<"threads"> | undefined,
): Promise<Doc<"attachments">[]> {
  const taken = await takenIn(ctx, threadId);
  const rows = await ctx.db
    .query("attachments")
    .withIndex("by_user", (q) =>
      q.eq("userId", userId).eq("threadId", threadId).eq("messageId", undefined),
    )
    .take(attachmentsPerMessageMax + taken.length);
  return rows.filter(({ _id }) => !taken.includes(_id));
}

/** The files of messages that wait in a thread. */
async function takenIn(
  ctx: QueryCtx,
  threadId: Id<"threads"> | undefined,
): Promise<Id<"attachments">[]> {
  const queue = threadId === undefined ? [] : await queueOf(ctx, threadId);
  return queue.flatMap(({ attachments = [] }) => attachments);
}

/** Gives a message of a thread exactly these files, which belong to it already or to no message yet. */
export async function attach(
  ctx: MutationCtx,
  threadId: Id<"threads">,
  messageId: Id<"messages">,
  attachmentIds: Id<"attachments">[],
): Promise<void> {
  if (attachmentIds.length > attachmentsPerMessageMax) {
    throw invalidInput(`A message can have at most ${attachmentsPerMessageMax} files.`);
  }
  const thread = await ctx.db.get("threads", threadId);
  const places = [threadId, thread && rootOf(thread)];
  for (const attachment of await ofMessage(ctx, messageId)) {
    if (!attachmentIds.includes(attachment._id)) await removeAttachment(ctx, attachment);
  }
  for (const attachmentId of attachmentIds) {
    const attachment = await requireAttachment(ctx, attachmentId);
    const isFree = attachment.messageId === undefined || attachment.messageId === messageId;
    if (!places.includes(attachment.threadId ?? null) || !isFree) {
      throw notFound("attachment");
    }
    await ctx.db.patch("attachments", attachmentId, { threadId, messageId });
  }
  await markFiles(ctx, messageId);
}

/** Gives files that no message has yet to a thread: to that of a queue in which they wait, or back to the first one. */
export async function moveUnsent(
  ctx: MutationCtx,
  attachmentIds: Id<"attachments">[],
  threadId: Id<"threads">,
): Promise<void> {
  for (const attachmentId of attachmentIds) {
    const attachment = await ctx.db.get("attachments", attachmentId);
    const isUnsent = attachment !== null && attachment.messageId === undefined;
    if (isUnsent && attachment.threadId !== threadId) await ctx.db.patch("attachments", attachmentId, { threadId });
  }
}

/** Notes at a message whether it has files. Whatever gives it some or takes some away ends with this. */
export async function markFiles(ctx: MutationCtx, messageId: Id<"messages">): Promise<void> {
  const hasFiles = (await ofMessage(ctx, messageId)).length > 0 || undefined;
  await ctx.db.patch("messages", messageId, { hasFiles });
}

/**
 * These files are the caller's, have been added to this thread, or without one anywhere, and neither a message
 * nor anything that waits has them.
 */
export async function checkUnsent(
  ctx: QueryCtx,
  attachmentIds: Id<"attachments">[] = [],
  threadId: Id<"threads"> | undefined,
): Promise<void> {
  if (attachmentIds.length > attachmentsPerMessageMax) {
    throw invalidInput(`A message can have at most ${attachmentsPerMessageMax} files.`);
  }
  for (const attachmentId of attachmentIds) {
    const attachment = await requireAttachment(ctx, attachmentId);
    const isTaken = (await takenIn(ctx, attachment.threadId)).includes(attachmentId);
    const isHere = threadId === undefined || attachment.threadId === threadId;
    if (attachment.messageId !== undefined || isTaken || !isHere) {
      throw notFound("attachment");
    }
  }
}

/** The files of a message once more, unsent, in another thread. They share their bytes. */
export async function copyAttachments(
  ctx: MutationCtx,
  messageId: Id<"messages">,
  threadId: Id<"threads">,
): Promise<Id<"attachments">[]> {
  const copies: Id<"attachments">[] = [];
  for (const { _id, _creationTime, messageId: _, ...file } of await ofMessage(ctx, messageId)) {
    copies.push(await ctx.db.insert("attachments", { ...file, threadId }));
  }
  return copies;
}

/** One of the files that have these bytes. They all belong to one person. */
export const anyWith = (ctx: QueryCtx, storageId: Id<"_storage">) =>
  ctx.db
    .query("attachments")
    .withIndex("by_storage", (q) => q.eq("storageId", storageId))
    .first();

/**
 * Uploaded bytes are there, nobody else has a file with them, and they are what the caller has meant to
 * upload. `size` is in bytes.
 */
export async function requireUpload(
  ctx: QueryCtx,
  user: Doc<"users">,
  storageId: Id<"_storage">,
  contentType: string,
  size: number,
): Promise<void> {
  const stored = await ctx.db.system.get("_storage", storageId);
  const file = await anyWith(ctx, storageId);
  if (stored === null || (file !== null && file.userId !== user._id)) {
    throw notFound("attachment");
  }
  if (stored.size !== size || essenceOf(stored.contentType ?? "") !== contentType) {
    throw invalidInput("The file has not arrived as it is. Upload it again.");
  }
}

/**
 * Deletes a file, and its bytes with the last file that has them, if they are still there: a removal must
 * not stop at what is gone.
 */
export async function removeAttachment(
  ctx: MutationCtx,
  { _id, storageId }: Pick<Doc<"attachments">, "_id" | "storageId">,
): Promise<void> {
  await ctx.db.delete("attachments", _id);
  if (storageId === undefined) return;
  const bytes = (await anyWith(ctx, storageId)) === null ? await ctx.db.system.get("_storage", storageId) : null;
  if (bytes !== null) await ctx.storage.delete(bytes._id);
}
