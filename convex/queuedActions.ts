import { v } from "convex/values";
import { internalMutation, mutation, query } from "./_generated/server";
import { findThread, requireQueuedAction, requireThread, requireUser } from "./lib/access";
import { moveUnsent } from "./lib/attachments";
import { notFound } from "./lib/errors";
import { checkAction, enqueue, queueOf, sendNext } from "./lib/queue";
import { activeRunOf } from "./lib/runs";
import { queuedActionDocument, queuedActionKind } from "./lib/shapes/threads";
import { rootOf } from "./lib/threads";

/** What is to be done in a thread next, in order; empty where there is no such thread. */
export const list = query({
  args: { threadId: v.id("threads") },
  returns: v.array(queuedActionDocument),
  handler: async (ctx, { threadId }) => {
    const thread = await findThread(ctx, threadId);
    return thread === null ? [] : await queueOf(ctx, threadId);
  },
});

/** Puts something at the end of the queue. */
export const add = mutation({
  args: {
    threadId: v.id("threads"),
    kind: queuedActionKind,
    content: v.string(),
    llmModel: v.optional(v.string()),
  },
  returns: v.id("queuedActions"),
  handler: async (ctx, { threadId, ...action }) => {
    await requireUser(ctx);
    return await enqueue(ctx, await requireThread(ctx, threadId), action);
  },
});

export const update = mutation({
  args: {
    queuedActionId: v.id("queuedActions"),
    content: v.optional(v.string()),
    llmModel: v.optional(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { queuedActionId, ...fields }) => {
    await requireQueuedAction(ctx, queuedActionId);
    checkAction(fields);
    await ctx.db.patch("queuedActions", queuedActionId, { ...fields, updatedAt: Date.now() });
    return null;
  },
});

/** Moves an item directly behind another one of the same queue, or to the front. */
export const move = mutation({
  args: {
    queuedActionId: v.id("queuedActions"),
    afterId: v.union(v.id("queuedActions"), v.null()),
  },
  returns: v.null(),
  handler: async (ctx, { queuedActionId, afterId }) => {
    const action = await requireQueuedAction(ctx, queuedActionId);
    const anchor = afterId === null ? null : await requireQueuedAction(ctx, afterId);
    if (anchor !== null && anchor.threadId !== action.threadId) {
      throw notFound("queued action");
    }
    if (anchor?._id === action._id) {
      return null;
    }
    const others = (await queueOf(ctx, action.threadId)).filter(({ _id }) => _id !== action._id);
    const place = anchor === null ? 0 : others.findIndex(({ _id }) => _id === anchor._id) + 1;
    const order = [...others.slice(0, place), action, ...others.slice(place)];
    for (const [index, { _id, position }] of order.entries()) {
      if (position !== index + 1) await ctx.db.patch("queuedActions", _id, { position: index + 1 });
    }
    return null;
  },
});

export const remove = mutation({
  args: { queuedActionId: v.id("queuedActions") },
  returns: v.null(),
  handler: async (ctx, { queuedActionId }) => {
    const { threadId, attachments = [] } = await requireQueuedAction(ctx, queuedActionId);
    const thread = (await ctx.db.get("threads", threadId))!;
    // Its files are there for the next message again, in whichever version that is written.
    await moveUnsent(ctx, attachments, rootOf(thread));
    await ctx.db.delete("queuedActions", queuedActionId);
    return null;
  },
});

/** Sends what has waited in a thread until its person may be answered again, unless something else did so. */
export const sendLater = internalMutation({
  args: { threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, { threadId }) => {
    if ((await activeRunOf(ctx, threadId)) === null) await sendNext(ctx, threadId);
    return null;
  },
});
