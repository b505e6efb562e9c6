import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { requireAttachment } from "./access";
import { invalidInput, notFound } from "./errors";
import { attachmentsPerMessageMax } from "./limits";

/** The files of a message: at most `attachmentsPerMessageMax`, so always all. */
export const ofMessage = async (ctx: QueryCtx, messageId: Id<"messages">) =>
  await ctx.db
    .query("attachments")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .take(attachmentsPerMessageMax);

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

/** Deletes a file with its bytes, if these are still there: a removal must not stop at what is gone. */
export async function removeAttachment(
  ctx: MutationCtx,
  { _id, storageId }: Pick<Doc<"attachments">, "_id" | "storageId">,
): Promise<void> {
  const bytes = storageId === undefined ? null : await ctx.db.system.get("_storage", storageId);
  if (bytes !== null) await ctx.storage.delete(bytes._id);
  await ctx.db.delete("attachments", _id);
}
