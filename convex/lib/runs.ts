import type { Infer } from "convex/values";
import { internal } from "../_generated/api";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { nextAnswerAt, spendAnswer } from "./allowances";
import { consolidated, lastSequence, storeParts } from "./deltas";
import { limitReached } from "./errors";
import { activeRunsMax, deltasKeptMs, leaseMs } from "./limits";
import { insertMessage } from "./messages";
import { chooseModel, costOf, findModel, type RunError } from "./models";
import type { runStanding, tokenUsage } from "./shapes/runs";

/**
 * The life of a run: queued, then running, then one of four ends. It is in a transaction that a run changes
 * its state, together with its message, its lease and the job that watches over it, so at no instant is
 * there a run that nobody would end.
 */

/** The run of a thread that has not ended. */
export async function activeRunOf(
  ctx: QueryCtx,
  threadId: Id<"threads">,
): Promise<Doc<"runs"> | null> {
  for (const state of ["running", "queued"] as const) {
    const run = await ctx.db
      .query("runs")
      .withIndex("by_thread_state", (q) => q.eq("threadId", threadId).eq("state", state))
      .first();
    if (run !== null) return run;
  }
  return null;
}

/** The runs of a person that have not ended, in all threads: `startRun` keeps them few. */
export async function activeRunsOf(ctx: QueryCtx, userId: Id<"users">): Promise<Doc<"runs">[]> {
  const inState = (state: "running" | "queued") =>
    ctx.db
      .query("runs")
      .withIndex("by_user", (q) => q.eq("userId", userId).eq("state", state))
      .take(activeRunsMax);
  return [...(await inState("running")), ...(await inState("queued"))];
}

/** Whether a person may have one more answer on its way. */
const hasRoom = async (ctx: QueryCtx, userId: Id<"users">): Promise<boolean> =>
  (await activeRunsOf(ctx, userId)).length < activeRunsMax;

/** Whether an answer can begin now, or else when: null where that follows from something else than time. */
export async function roomFor(
  ctx: QueryCtx,
  userId: Id<"users">,
): Promise<"now" | { at: number } | null> {
  if (!(await hasRoom(ctx, userId))) return null;
  const at = await nextAnswerAt(ctx, userId);
  return at === null ? "now" : { at };
}

/** The latest run of a message. */
export const lastRunOf = async (
  ctx: QueryCtx,
  messageId: Id<"messages">,
): Promise<Doc<"runs"> | null> =>
  await ctx.db
    .query("runs")
    .withIndex("by_message", (q) => q.eq("messageId", messageId))
    .order("desc")
    .first();

export const leaseOf = async (ctx: QueryCtx, runId: Id<"runs">) =>
  await ctx.db
    .query("runLeases")
    .withIndex("by_run", (q) => q.eq("runId", runId))
    .unique();

/** The run that a lease is for; null once somebody else has it, or it has ended. */
export async function heldBy(
  ctx: QueryCtx,
  leaseId: Id<"runLeases">,
): Promise<{ run: Doc<"runs"> } | null> {
  const lease = await ctx.db.get("runLeases", leaseId);
  const run = lease && (await ctx.db.get("runs", lease.runId));
  return run && { run };
}

/** What the holder of a run is to do; null stands for a run that is not its own any more. */
export function standingOf(run: Doc<"runs"> | null): Infer<typeof runStanding> {
  if (run === null) return "lost";
  return run.stopRequestedAt === undefined ? "running" : "stopping";
}

/**
 * Begins an answer at the end of a thread that has no run, or goes on with `answer`. Where no model can
 * answer the run fails at once and says why: what was written is kept in any case. Throws LIMIT_REACHED for
 * somebody who has `activeRunsMax` answers on their way, or has had all that the server gives within an hour.
 */
export async function startRun(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  wanted: string | undefined,
  answer?: Doc<"messages">,
): Promise<Id<"runs">> {
  if (!(await hasRoom(ctx, thread.userId))) {
    throw limitReached(
      `At most ${activeRunsMax} answers can be on their way at once. Wait for one of them, or stop one.`,
    );
  }
  const choice = await chooseModel(ctx, thread.userId, thread, wanted);
  if ("model" in choice) await spendAnswer(ctx, thread.userId);
  const model = "model" in choice ? choice.model : null;
  const llmModel = model?.id ?? wanted;
  const messageId = answer?._id ?? (await insertAnswer(ctx, thread, llmModel));
  if (answer !== undefined) {
    // Of what nothing had arrived, all is said now.
    const createdAt = answer.content === "" ? Date.now() : answer.createdAt;
    const goesOn = { status: "streaming" as const, llmModel, finishReason: undefined };
    await ctx.db.patch("messages", messageId, { ...goesOn, createdAt });
  }
  const runId = await ctx.db.insert("runs", {
    userId: thread.userId,
    threadId: thread._id,
    messageId,
    state: "queued",
    model: llmModel ?? "",
    provider: model?.provider ?? "",
    attempt: 1,
    startedAt: Date.now(),
    behind: Math.max(await lastSequence(ctx, messageId), (await lastRunOf(ctx, messageId))?.until ?? 0),
  });
  if ("error" in choice) {
    await endRun(ctx, (await ctx.db.get("runs", runId))!, { state: "failed", error: choice.error });
  } else {
    await scheduleRun(ctx, thread.userId, runId);
  }
  return runId;
}

const insertAnswer = (ctx: MutationCtx, thread: Doc<"threads">, llmModel: string | undefined) =>
  insertMessage(ctx, thread, thread.userId, {
    role: "ASSISTANT",
    content: "",
    status: "streaming",
    llmModel,
  });

/** Has an action take the run up, now or later, and somebody look whether one did. */
async function scheduleRun(
  ctx: MutationCtx,
  userId: Id<"users">,
  runId: Id<"runs">,
  delayMs = 0,
): Promise<void> {
  const jobId = await ctx.scheduler.runAfter(delayMs, internal.streaming.streamChat, { runId });
  await insertLease(ctx, { userId, runId, jobId, expiresAt: Date.now() + delayMs + leaseMs });
}

type NewLease = Omit<Doc<"runLeases">, "_id" | "_creationTime" | "watchdogId">;

/** A lease and its watchdog. The job needs the lease's id and the lease the job's, so that is added afterwards. */
export async function insertLease(ctx: MutationCtx, lease: NewLease): Promise<Id<"runLeases">> {
  const leaseId = await ctx.db.insert("runLeases", lease);
  await watch(ctx, leaseId, lease.expiresAt);
  return leaseId;
}

/** Has somebody look at a lease at a time, in place of whoever was to look before. */
export async function watch(ctx: MutationCtx, leaseId: Id<"runLeases">, at: number): Promise<void> {
  const lease = await ctx.db.get("runLeases", leaseId);
  if (lease?.watchdogId !== undefined) await cancelPending(ctx, lease.watchdogId);
  const watchdogId = await ctx.scheduler.runAt(at, internal.runs.expire, { leaseId });
  await ctx.db.patch("runLeases", leaseId, { watchdogId });
}

/** Nobody holds the run any more, and nobody watches. */
export async function dropLease(ctx: MutationCtx, runId: Id<"runs">): Promise<void> {
  const lease = await leaseOf(ctx, runId);
  if (lease !== null) {
    if (lease.watchdogId !== undefined) await cancelPending(ctx, lease.watchdogId);
    if (lease.jobId !== undefined) await cancelPending(ctx, lease.jobId);
    await ctx.db.delete("runLeases", lease._id);
  }
}

/** Cancels a job, but not one that is under way: that may be the caller itself. */
async function cancelPending(ctx: MutationCtx, jobId: Id<"_scheduled_functions">): Promise<void> {
  const job = await ctx.db.system.get("_scheduled_functions", jobId);
  if (job?.state.kind === "pending") await ctx.scheduler.cancel(jobId);
}

/** Gives the run back, to be tried again from the start. The caller has looked that nothing was shown. */
export async function requeueRun(
  ctx: MutationCtx,
  run: Doc<"runs">,
  delayMs: number,
): Promise<void> {
  await dropLease(ctx, run._id);
  await ctx.db.patch("runs", run._id, { state: "queued", attempt: run.attempt + 1 });
  await scheduleRun(ctx, run.userId, run._id, delayMs);
}

/** How a run ends. */
export type End = {
  state: "complete" | "stopped" | "failed" | "interrupted";
  finishReason?: string;
  usage?: Infer<typeof tokenUsage>;
  error?: RunError;
};

const statusOf = {
  complete: "complete",
  stopped: "interrupted",
  failed: "failed",
  interrupted: "interrupted",
} as const;

/** Ends a run: its message gets everything that has arrived, and whoever held it writes nothing more. */
export async function endRun(ctx: MutationCtx, run: Doc<"runs">, end: End): Promise<void> {
  const now = Date.now();
  await dropLease(ctx, run._id);
  const { text, parts, until } = await consolidated(ctx, run);
  const finishReason = end.finishReason ?? end.state;
  const message = await ctx.db.get("messages", run.messageId);
  if (message !== null) {
    const failure = end.error === undefined ? [] : [{ kind: "error" as const, text: end.error.message }];
    await storeParts(ctx, message, [...parts, ...failure]);
    await ctx.db.patch("messages", message._id, {
      content: message.content + text,
      status: statusOf[end.state],
      finishReason,
      ...tokensOf(message, end.usage),
    });
  }
  const model = findModel(run.model);
  await ctx.db.patch("runs", run._id, {
    state: end.state,
    finishedAt: now,
    finishReason,
    usage: end.usage,
    cost: end.usage && model ? costOf(model, end.usage) : undefined,
    error: end.error,
    until,
    sweepAt: parts.length > 0 ? now + deltasKeptMs : undefined,
  });
}

/** Tokens of all runs of a message. */
function tokensOf(message: Doc<"messages">, usage: End["usage"]) {
  if (usage === undefined) return {};
  const promptTokens = (message.promptTokens ?? 0) + usage.promptTokens;
  const completionTokens = (message.completionTokens ?? 0) + usage.completionTokens;
  return { promptTokens, completionTokens, totalTokens: promptTokens + completionTokens };
}
