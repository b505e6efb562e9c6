import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { moveUnsent } from "./attachments";
import { limitReached } from "./errors";
import { queuedActionsMax } from "./limits";
import { appendToThread } from "./messages";
import { roomFor, startRun } from "./runs";
import { checkContent, checkModel } from "./text";
import { isHidden } from "./threads";

/** What waits in a thread, and how a message gets from there, or directly, to its answer. */

/** The queue of a thread in order: at most `queuedActionsMax`, so always all. */
export const queueOf = async (ctx: QueryCtx, threadId: Id<"threads">) =>
  await ctx.db
    .query("queuedActions")
    .withIndex("by_thread", (q) => q.eq("threadId", threadId))
    .take(queuedActionsMax);

type NewAction = Pick<Doc<"queuedActions">, "kind" | "content" | "llmModel" | "attachments">;

/** Puts something at the end of a thread's queue, or before everything else. */
export async function enqueue(
  ctx: MutationCtx,
  { _id: threadId, userId }: Doc<"threads">,
  action: NewAction,
  place: "end" | "front" = "end",
): Promise<Id<"queuedActions">> {
  checkAction(action);
  const queue = await queueOf(ctx, threadId);
  if (queue.length >= queuedActionsMax) {
    throw limitReached(`At most ${queuedActionsMax} things can wait in a thread.`);
  }
  await moveUnsent(ctx, action.attachments ?? [], threadId);
  const [first, last] = [queue[0]?.position ?? 1, queue.at(-1)?.position ?? 0];
  const now = Date.now();
  return await ctx.db.insert("queuedActions", {
    ...action,
    threadId,
    userId,
    position: place === "end" ? last + 1 : first - 1,
    createdAt: now,
    updatedAt: now,
  });
}

export function checkAction({ content, llmModel }: Partial<NewAction>): void {
  if (content !== undefined) checkContent(content);
  if (llmModel !== undefined) checkModel(llmModel);
}

/** A message that has been sent, and the run that answers it. */
export type Sent = { messageId: Id<"messages">; runId: Id<"runs"> };

/** Appends a message of the thread's owner to a thread without a run, with its files, and has it answered. */
export async function sendNow(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  { content, llmModel, attachments = [] }: Omit<NewAction, "kind">,
): Promise<Sent> {
  const message = { role: "USER" as const, content, llmModel };
  const messageId = await appendToThread(ctx, thread, thread.userId, message);
  for (const attachmentId of attachments) {
    // A file that was taken away while its message waited must not keep the message from being sent.
    const attachment = await ctx.db.get("attachments", attachmentId);
    if (attachment !== null && attachment.messageId === undefined) {
      await ctx.db.patch("attachments", attachmentId, { threadId: thread._id, messageId });
      await ctx.db.patch("messages", messageId, { hasFiles: true });
    }
  }
  return { messageId, runId: await startRun(ctx, thread, llmModel) };
}

/** An item of the queue whose turn has come. */
export type Taken = Sent & { queuedActionId: Id<"queuedActions"> };

/**
 * Sends the first message that waits in a thread without a run; null when none does, the thread is in the
 * trash, or its person has no room for a further answer: then it waits on, and is looked at again when there is
 * some with time. Taking it out of the queue and sending
 * it are one transaction, so it is sent at most once.
 */
export async function sendNext(
  ctx: MutationCtx,
  threadId: Id<"threads">,
): Promise<Taken | null> {
  const thread = await ctx.db.get("threads", threadId);
  const next = (await queueOf(ctx, threadId)).find(({ kind }) => kind === "message");
  if (thread === null || next === undefined || (await isHidden(ctx, thread))) {
    return null;
  }
  const room = await roomFor(ctx, thread.userId);
  if (room !== "now") {
    if (room !== null) await ctx.scheduler.runAt(room.at, internal.queuedActions.sendLater, { threadId });
    return null;
  }
  await ctx.db.delete("queuedActions", next._id);
  return { queuedActionId: next._id, ...(await sendNow(ctx, thread, next)) };
}
