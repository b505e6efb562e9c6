import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import { internalAction, internalMutation, mutation, query, type MutationCtx } from "./_generated/server";
import { findMessage, findThread, requireMessage, requireThread, requireUser } from "./lib/access";
import { checkUnsent, copyAttachments } from "./lib/attachments";
import { deltasOf, storeDeltas } from "./lib/deltas";
import { dropDraft, lateText } from "./lib/drafts";
import { invalidInput, invalidTransition, notFound } from "./lib/errors";
import { generate } from "./lib/generation";
import { answerLengthMax, deltaPageSize } from "./lib/limits";
import { touchThread } from "./lib/messages";
import { labelOf, nameOfModel } from "./lib/models";
import { sendNow } from "./lib/queue";
import { noteReading } from "./lib/reading";
import { once } from "./lib/receipts";
import { activeRunOf, heldBy, lastRunOf, standingOf, startRun } from "./lib/runs";
import {
  activeRun,
  newDelta,
  runProvenance,
  runStanding,
  sendResult,
  streamChunks,
  variantResult,
} from "./lib/shapes/runs";
import { checkContent, checkModel } from "./lib/text";
import { holds, lastPosition, rootOf } from "./lib/threads";
import { toolShapes } from "./lib/tools";
import { requireIdle, send as sendOrQueue, stop as stopRun } from "./lib/turns";
import { createVariant } from "./lib/variants";

/** The generation of answers, in threads of every kind. */

const model = v.optional(v.string());
const clientId = v.optional(v.string());

/**
 * Sends a message in a thread and has it answered. While an answer is on its way the message waits in the
 * queue; with `interrupt` that answer is stopped, and this message is the next one. The draft goes with it.
 */
export const send = mutation({
  args: {
    threadId: v.id("threads"),
    content: v.string(),
    llmModel: model,
    attachments: v.optional(v.array(v.id("attachments"))),
    clientId,
    mode: v.optional(v.union(v.literal("queue"), v.literal("interrupt"))),
  },
  returns: sendResult,
  handler: async (ctx, { threadId, clientId, mode = "queue", ...message }) => {
    const user = await requireUser(ctx);
    return await once(ctx, user, "streaming.send", clientId, async () => {
      const thread = await requireThread(ctx, threadId);
      await checkUnsent(ctx, message.attachments, rootOf(thread));
      const place = { threadId: rootOf(thread), kind: thread.kind };
      await dropDraft(ctx, user._id, place, lateText(clientId, message));
      const sent = await sendOrQueue(ctx, thread, message, mode);
      // Whoever answers has read what is above, and sees the end.
      const own = sent.messageId && (await ctx.db.get("messages", sent.messageId));
      await noteReading(ctx, user._id, thread, own?.position ?? 0, null);
      return sent;
    });
  },
});

/** Ends the answer that is on its way in a thread; what had arrived is kept. What waits is sent next. */
export const stop = mutation({
  args: { threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, { threadId }) => {
    await requireThread(ctx, threadId);
    const run = await activeRunOf(ctx, threadId);
    if (run !== null) await stopRun(ctx, run);
    return null;
  },
});

/** The thread in which a message is shown, where that is a branch which begins with it. */
const shownIn = v.optional(v.id("threads"));

/** Has a message of a chat answered once more, in a version of its own: answers with the new answer. */
export const retry = mutation({
  args: { messageId: v.id("messages"), threadId: shownIn, llmModel: model, clientId },
  returns: variantResult,
  handler: async (ctx, { messageId, threadId, llmModel, clientId }) => {
    const user = await requireUser(ctx);
    return await once(ctx, user, "streaming.retry", clientId, async () => {
      const message = await requireMessage(ctx, messageId);
      if (llmModel !== undefined) checkModel(llmModel);
      const behind = message.role === "USER" ? message.position : message.position - 1;
      const thread = await requireThreadOf(ctx, message, threadId);
      const variant = await createVariant(ctx, thread, behind, clientId !== undefined);
      const runId = await startRun(ctx, variant, llmModel);
      const run = (await ctx.db.get("runs", runId))!;
      return { threadId: variant._id, messageId: run.messageId, runId };
    });
  },
});

/** Says a message of a chat differently, in a version of its own, and has that answered: answers with the new message. */
export const edit = mutation({
  args: {
    messageId: v.id("messages"),
    threadId: shownIn,
    content: v.string(),
    llmModel: model,
    clientId,
  },
  returns: variantResult,
  handler: async (ctx, { messageId, threadId, content, llmModel, clientId }) => {
    const user = await requireUser(ctx);
    return await once(ctx, user, "streaming.edit", clientId, async () => {
      const message = await requireMessage(ctx, messageId);
      checkContent(content);
      if (message.role !== "USER") {
        throw invalidInput("Only your own messages can be said differently. Try an answer again instead.");
      }
      const thread = await requireThreadOf(ctx, message, threadId);
      const variant = await createVariant(ctx, thread, message.position - 1, clientId !== undefined);
      const attachments = await copyAttachments(ctx, message._id, variant._id);
      const sent = await sendNow(ctx, variant, { content, llmModel, attachments });
      return { threadId: variant._id, ...sent };
    });
  },
});

/** The thread in which a message is shown: the named one, if it holds the message. */
async function requireThreadOf(
  ctx: MutationCtx,
  message: Doc<"messages">,
  threadId: Id<"threads"> = message.threadId,
): Promise<Doc<"threads">> {
  const thread = await requireThread(ctx, threadId);
  if (!(await holds(ctx, thread, message))) {
    throw notFound("message");
  }
  return thread;
}

/** Whether an answer has not come to its own end. One that its model ended for its length is complete, and is not. */
const isCut = ({ status, finishReason }: Doc<"messages">) =>
  status === "interrupted" || status === "failed" || finishReason === "length";

/**
 * Goes on with the last message of a thread: an answer that was cut off continues where it ended, a message
 * without an answer gets one.
 */
export const resume = mutation({
  args: { messageId: v.id("messages") },
  returns: v.object({ runId: v.id("runs") }),
  handler: async (ctx, { messageId }) => {
    await requireUser(ctx);
    const message = await requireMessage(ctx, messageId);
    const thread = await requireThread(ctx, message.threadId);
    await requireIdle(ctx, thread);
    const isLast = message.position === (await lastPosition(ctx, thread));
    if (!isLast || (message.role !== "USER" && !isCut(message))) {
      throw invalidTransition("Only an answer at the end that was cut off can go on.");
    }
    if (message.role !== "USER" && message.content.length >= answerLengthMax) {
      throw invalidTransition("This answer is as long as one can be. Ask for the rest in a message.");
    }
    const answer = message.role === "USER" ? undefined : message;
    // Who keeps the chat elsewhere learns by it that there is more.
    await touchThread(ctx, thread._id);
    return { runId: await startRun(ctx, thread, undefined, answer) };
  },
});

/** Generates the answer of a run, with the tools of its thread. */
export const streamChat = internalAction({
  args: { runId: v.id("runs") },
  returns: v.null(),
  handler: async (ctx, { runId }): Promise<null> => await generate(ctx, runId),
});

/** Generates the answer of a run, with these tools. */
export const streamChatWithTools = internalAction({
  args: { runId: v.id("runs"), tools: v.array(toolShapes.tool) },
  returns: v.null(),
  handler: async (ctx, { runId, tools }): Promise<null> => await generate(ctx, runId, tools),
});

/** Stores what has arrived of an answer, the first delta under the given number. */
export const appendStreamDelta = internalMutation({
  args: { leaseId: v.id("runLeases"), first: v.number(), deltas: v.array(newDelta) },
  returns: runStanding,
  handler: async (ctx, { leaseId, first, deltas }) => {
    const run = await heldBy(ctx, leaseId);
    if (run !== null) {
      await storeDeltas(ctx, run, first, deltas);
      if (run.firstTokenAt === undefined) {
        await ctx.db.patch("runs", run._id, { firstTokenAt: Date.now() });
      }
    }
    return standingOf(run);
  },
});

/** The answer that is on its way in a thread; null when nothing is. */
export const active = query({
  args: { threadId: v.id("threads") },
  returns: v.union(activeRun, v.null()),
  handler: async (ctx, { threadId }) => {
    const thread = await findThread(ctx, threadId);
    const run = thread && (await activeRunOf(ctx, threadId));
    return (
      run && { runId: run._id, messageId: run.messageId, state: run.state, startedAt: run.startedAt }
    );
  },
});

/**
 * What has arrived of an answer behind a cursor, in order and bounded, so that a reader who moves on pays
 * the same for each piece however long the answer is. The text so far is the message's content, which is
 * empty unless it goes on with an answer that was cut off, and all deltas behind 0. Once `isDone` the
 * message alone holds everything.
 */
export const deltas = query({
  args: { messageId: v.id("messages"), after: v.number() },
  returns: streamChunks,
  handler: async (ctx, { messageId, after }) => {
    const message = await findMessage(ctx, messageId);
    const run = message?.status === "streaming" ? await lastRunOf(ctx, messageId) : null;
    if (run === null) {
      return { chunks: [], last: after, isDone: true };
    }
    const rows = await deltasOf(ctx, run, after, deltaPageSize);
    const chunks = rows.map(({ sequence, kind, text, toolCallId, toolName }) => ({
      sequence,
      kind,
      text,
      toolCallId: toolCallId ?? null,
      toolName: toolName ?? null,
    }));
    return { chunks, last: rows.at(-1)?.sequence ?? after, isDone: false };
  },
});

/** How an answer came about; null for what was not generated. */
export const provenance = query({
  args: { messageId: v.id("messages") },
  returns: v.union(runProvenance, v.null()),
  handler: async (ctx, { messageId }) => {
    const message = await findMessage(ctx, messageId);
    const run = message && (await lastRunOf(ctx, messageId));
    if (run === null) {
      return null;
    }
    const since = (time: number | undefined) => (time === undefined ? null : time - run.startedAt);
    return {
      runId: run._id,
      state: run.state,
      model: run.model,
      provider: run.provider,
      modelName: nameOfModel(run.model),
      providerName: labelOf(run.provider),
      attempt: run.attempt,
      startedAt: run.startedAt,
      firstTokenMs: since(run.firstTokenAt),
      durationMs: since(run.finishedAt),
      finishReason: run.finishReason ?? null,
      usage: run.usage ?? null,
      cost: run.cost ?? null,
      settings: run.settings ?? null,
      context: run.context ?? null,
      error: run.error ?? null,
    };
  },
});
