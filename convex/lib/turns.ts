import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { ownerOf } from "./messages";
import { invalidTransition } from "./errors";
import { activeRunOf, activeRunsOf, endRun, leaseOf, requeueRun, type End } from "./runs";
import { attemptsMax } from "./limits";
import { hasDeltas } from "./deltas";
import { enqueue, queueOf, sendNext, sendNow, type Taken } from "./queue";
import { messageBefore, rootOf } from "./threads";

/** What happens in a thread from one message to the next: sending, stopping, and what follows an end. */

type Message = Parameters<typeof sendNow>[2];

type SendResult = {
  messageId: Taken["messageId"] | null;
  runId: Taken["runId"] | null;
  queuedActionId: Taken["queuedActionId"] | null;
};

/**
 * Sends a message in a thread, at once when nothing is being answered there and nothing waits, so that
 * the order is kept. Else it waits at the end, or the answer is stopped and it is the next one.
 */
export async function send(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  message: Message,
  mode: "queue" | "interrupt",
): Promise<SendResult> {
  const run = await activeRunOf(ctx, thread._id);
  const waits = (await queueOf(ctx, thread._id)).some(({ kind }) => kind === "message");
  if (run === null && !waits) {
    return { ...(await sendNow(ctx, thread, message)), queuedActionId: null };
  }
  const isUrgent = mode === "interrupt";
  const action = { kind: "message" as const, ...message, ...(isUrgent && { isUrgent }) };
  const queuedActionId = await enqueue(ctx, thread, action);
  const taken =
    run === null ? await sendNext(ctx, thread._id) : isUrgent ? await stop(ctx, run) : null;
  return taken?.queuedActionId === queuedActionId
    ? { messageId: taken.messageId, runId: taken.runId, queuedActionId: null }
    : { messageId: null, runId: null, queuedActionId };
}

/**
 * Ends a run and sends what waits next. A failure keeps the queue: what has failed once would fail for
 * each of its messages. For somebody who is about to go nothing is sent that they do not send themselves.
 */
export async function endTurn(
  ctx: MutationCtx,
  run: Doc<"runs">,
  end: End,
): Promise<Taken | null> {
  await endRun(ctx, run, end);
  if (end.state === "complete") await nameOwner(ctx, run);
  const isKept = end.state === "failed" || (await isLeaving(ctx, run.userId));
  return isKept ? null : await sendNext(ctx, run.threadId);
}

async function isLeaving(ctx: MutationCtx, userId: Id<"users">): Promise<boolean> {
  const user = await ctx.db.get("users", userId);
  return user === null || user.deletionScheduledAt !== undefined;
}

/** Has a title generated for a chat that nobody has named. The small model of this machine writes none of use. */
async function nameOwner(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  const { threadId, provider, model, _id } = run;
  if (provider === "local") return;
  const thread = await ctx.db.get("threads", threadId);
  const owner = thread && (await ownerOf(ctx, thread));
  if (owner !== null && "hasFallbackTitle" in owner && owner.hasFallbackTitle === true) {
    await ctx.scheduler.runAfter(0, internal.titles.generate, { runId: _id, model });
  }
}

/**
 * Ends a run because a person wants it. Whoever is generating learns it and ends it within moments; a run
 * that nobody has taken up, or whose holder is dead, ends here.
 */
export async function stop(ctx: MutationCtx, run: Doc<"runs">): Promise<Taken | null> {
  const lease = await leaseOf(ctx, run._id);
  const isHeld = run.state === "running" && lease !== null && lease.expiresAt > Date.now();
  if (!isHeld) {
    return await endTurn(ctx, run, { state: "stopped" });
  }
  if (run.stopRequestedAt === undefined) {
    await ctx.db.patch("runs", run._id, { stopRequestedAt: Date.now() });
  }
  return null;
}

/** Puts a thread into the trash and stops what is being answered there, and in its variants. What waits stays. */
export async function trashThread(
  ctx: MutationCtx,
  { threadId, userId }: { threadId: Id<"threads">; userId: Id<"users"> },
  deletedAt: number,
): Promise<void> {
  await ctx.db.patch("threads", threadId, { deletedAt });
  for (const run of await activeRunsOf(ctx, userId)) {
    const thread = await ctx.db.get("threads", run.threadId);
    if (thread !== null && rootOf(thread) === threadId) await stop(ctx, run);
  }
}

/** Brings a thread back from the trash, and goes on with what waits in the version that is shown. */
export async function restoreThread(
  ctx: MutationCtx,
  threadId: Id<"threads">,
  shownId = threadId,
): Promise<void> {
  await ctx.db.patch("threads", threadId, { deletedAt: undefined });
  await goOn(ctx, (await ctx.db.get("threads", shownId))!);
}

/** Sends what waits in a thread, as the end of an answer does, where nothing is being answered. A failure keeps it. */
export async function goOn(ctx: MutationCtx, thread: Doc<"threads">): Promise<void> {
  if ((await activeRunOf(ctx, thread._id)) !== null) return;
  const last = await messageBefore(ctx, thread, Infinity);
  if (last?.status !== "failed") await sendNext(ctx, thread._id);
}

/**
 * Whoever held the run is dead. Where nothing was shown it is tried again; else it ends, and what had
 * arrived is kept.
 */
export async function recover(ctx: MutationCtx, run: Doc<"runs">): Promise<void> {
  if (run.state !== "queued" && run.state !== "running") {
    return;
  }
  if (run.stopRequestedAt !== undefined) {
    await endTurn(ctx, run, { state: "stopped" });
  } else if (run.attempt < attemptsMax && !(await hasDeltas(ctx, run))) {
    await requeueRun(ctx, run, 0);
  } else {
    await endTurn(ctx, run, { state: "interrupted", error: interrupted });
  }
}

const interrupted = {
  code: "INTERRUPTED",
  message:
    "The server stopped while this was being answered. What had arrived is kept; try again.",
};

export async function requireIdle(ctx: MutationCtx, { _id }: Doc<"threads">): Promise<void> {
  if ((await activeRunOf(ctx, _id)) !== null) {
    throw invalidTransition("An answer is on its way here. Stop it first.");
  }
}
