import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { requireAttachment } from "./access";
import { invalidInput, notFound } from "./errors";
import { attachmentsPerMessageMax } from "./limits";
import { queueOf } from "./queue";

/** The files of a message: at most `attachmentsPerMessageMax`, so always all. */
export const ofMessage = async (ctx: QueryCtx, messageId: Id<"messages">) =>
  await ctx.db
    .query("attachments")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .take(attachmentsPerMessageMax);

/** The files of a thread that have been added for its next message: those of messages that wait are taken. */
export async function unsentOf(
  ctx: QueryCtx,
  { _id: threadId }: Doc<"threads">,
): Promise<Doc<"attachments">[]> {
  const taken = (await queueOf(ctx, threadId)).flatMap(({ attachments = [] }) => attachments);
  const rows = await ctx.db
    .query("attachments")
    .withIndex("by_thread", (q) => q.eq("threadId", threadId).eq("messageId", undefined))
    .take(attachmentsPerMessageMax + taken.length);
  return rows.filter(({ _id }) => !taken.includes(_id));
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
  for (const attachment of await ofMessage(ctx, messageId)) {
    if (!attachmentIds.includes(attachment._id)) await removeAttachment(ctx, attachment);
  }
  for (const attachmentId of attachmentIds) {
    const attachment = await requireAttachment(ctx, attachmentId);
    const isFree = attachment.messageId === undefined || attachment.messageId === messageId;
    if (attachment.threadId !== threadId || !isFree) {
      throw notFound("attachment");
    }
    await ctx.db.patch("attachments", attachmentId, { messageId });
  }
}

/** These files are the caller's, and neither a message nor anything that waits has them. */
export async function checkUnsent(
  ctx: QueryCtx,
  attachmentIds: Id<"attachments">[] = [],
  threadId?: Id<"threads">,
): Promise<void> {
  if (attachmentIds.length > attachmentsPerMessageMax) {
    throw invalidInput(`A message can have at most ${attachmentsPerMessageMax} files.`);
  }
  for (const attachmentId of attachmentIds) {
    const attachment = await requireAttachment(ctx, attachmentId);
    const queue = await queueOf(ctx, attachment.threadId);
    const isTaken = queue.some(({ attachments }) => attachments?.includes(attachmentId) === true);
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
  const other = await ctx.db
    .query("attachments")
    .withIndex("by_storage", (q) => q.eq("storageId", storageId))
    .first();
  const bytes = other === null ? await ctx.db.system.get("_storage", storageId) : null;
  if (bytes !== null) await ctx.storage.delete(bytes._id);
}
