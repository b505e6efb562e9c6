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

type Action = Doc<"queuedActions">;
type NewAction = Pick<Action, "kind" | "content" | "llmModel" | "attachments" | "isUrgent">;

/**
 * Puts something into a thread's queue, before the first item that it is to precede, else at the end. By itself it
 * goes to the end, and what is urgent before everything but what was urgent before it.
 */
export async function enqueue(
  ctx: MutationCtx,
  { _id: threadId, userId }: Doc<"threads">,
  action: NewAction,
  precedes = ({ isUrgent = false }: Action) => action.isUrgent === true && !isUrgent,
): Promise<Id<"queuedActions">> {
  checkAction(action);
  const queue = await queueOf(ctx, threadId);
  if (queue.length >= queuedActionsMax) {
    throw limitReached(`At most ${queuedActionsMax} things can wait in a thread.`);
  }
  await moveUnsent(ctx, action.attachments ?? [], threadId);
  const place = queue.findIndex(precedes);
  const later = place === -1 ? [] : queue.slice(place);
  for (const { _id, position } of later) {
    await ctx.db.patch("queuedActions", _id, { position: position + 1 });
  }
  const now = Date.now();
  return await ctx.db.insert("queuedActions", {
    ...action,
    threadId,
    userId,
    position: later[0]?.position ?? (queue.at(-1)?.position ?? 0) + 1,
    createdAt: now,
    updatedAt: now,
  });
}

export function checkAction({ content, llmModel }: Partial<NewAction>): void {
  if (content !== undefined) checkContent(content);
  if (llmModel !== undefined) checkModel(llmModel);
}

/** Lets what waits in a thread wait in another one, with its files. Nothing waits there yet. */
export async function moveQueue(
  ctx: MutationCtx,
  from: Id<"threads">,
  to: Id<"threads">,
): Promise<void> {
  for (const { _id, attachments = [] } of await queueOf(ctx, from)) {
    await moveUnsent(ctx, attachments, to);
    // Whoever was to look at it looks in the thread that it leaves.
    await ctx.db.patch("queuedActions", _id, { threadId: to, looksAt: undefined });
  }
}

/** A message that has been sent, and the run that answers it. */
export type Sent = { messageId: Id<"messages">; runId: Id<"runs"> };

/** Appends a message of the thread's owner to a thread without a run, with its files, and has it answered. */
export async function sendNow(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  { content, llmModel, attachments = [] }: Omit<NewAction, "kind" | "isUrgent">,
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
 * trash, or its person has no room for a further answer: then it waits on, and is looked at again.
 */
export async function sendNext(
  ctx: MutationCtx,
  threadId: Id<"threads">,
): Promise<Taken | null> {
  const thread = await ctx.db.get("threads", threadId);
  const next = await nextOf(ctx, threadId);
  if (thread === null || next === null || (await isHidden(ctx, thread))) {
    return null;
  }
  const room = await roomFor(ctx, thread.userId);
  if (room === "now") return await take(ctx, thread, next);
  // Whoever waits for the same does not look more often.
  if (next.looksAt === undefined || next.looksAt <= Date.now()) {
    await ctx.db.patch("queuedActions", next._id, { looksAt: room.at });
    await ctx.scheduler.runAt(room.at, internal.queuedActions.sendLater, { threadId });
  }
  return null;
}

/**
 * Sends the first message that waits in a visible thread without a run, because its person wants it now: throws
 * LIMIT_REACHED where there is no room for a further answer. Null when none waits.
 */
export async function sendFirst(ctx: MutationCtx, thread: Doc<"threads">): Promise<Taken | null> {
  const next = await nextOf(ctx, thread._id);
  return next && (await take(ctx, thread, next));
}

const nextOf = async (ctx: QueryCtx, threadId: Id<"threads">): Promise<Action | null> =>
  (await queueOf(ctx, threadId)).find(({ kind }) => kind === "message") ?? null;

/** Taking it out of the queue and sending it are one transaction, so it is sent at most once. */
async function take(ctx: MutationCtx, thread: Doc<"threads">, next: Action): Promise<Taken> {
  await ctx.db.delete("queuedActions", next._id);
  return { queuedActionId: next._id, ...(await sendNow(ctx, thread, next)) };
}
