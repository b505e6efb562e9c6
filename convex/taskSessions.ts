import { v } from "convex/values";
import type { Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { internalMutation, query } from "./_generated/server";
import { findTask } from "./lib/access";
import { notFound } from "./lib/errors";
import { nameLengthMax, taskSessionsMax } from "./lib/limits";
import { taskSessionDocument } from "./lib/shapes/work";
import { atMost } from "./lib/text";

/** A task's sessions, newest first; empty where there is no such task. */
export const byTask = query({
  args: { taskId: v.id("tasks") },
  returns: v.array(taskSessionDocument),
  handler: async (ctx, { taskId }) => {
    const task = await findTask(ctx, taskId);
    return task === null
      ? []
      : await ctx.db
          .query("taskSessions")
          .withIndex("by_task", (q) => q.eq("taskId", taskId))
          .order("desc")
          .take(taskSessionsMax);
  },
});

const active = async (ctx: MutationCtx, taskId: Id<"tasks">) =>
  await ctx.db
    .query("taskSessions")
    .withIndex("by_task_active", (q) => q.eq("taskId", taskId).eq("isActive", true))
    .unique();

async function endActive(ctx: MutationCtx, taskId: Id<"tasks">): Promise<void> {
  const session = await active(ctx, taskId);
  if (session !== null) {
    await ctx.db.patch("taskSessions", session._id, { isActive: false, endedAt: Date.now() });
  }
}

/** A workspace has been made for a task; an earlier one has ended with that. */
export const start = internalMutation({
  args: {
    taskId: v.id("tasks"),
    podName: v.optional(v.string()),
    podNamespace: v.optional(v.string()),
    connectionId: v.optional(v.string()),
  },
  returns: v.id("taskSessions"),
  handler: async (ctx, session) => {
    const task = await ctx.db.get("tasks", session.taskId);
    if (task === null) {
      throw notFound("task");
    }
    for (const name of [session.podName, session.podNamespace, session.connectionId]) {
      if (name !== undefined) atMost("A name of the session", name, nameLengthMax);
    }
    await endActive(ctx, task._id);
    return await ctx.db.insert("taskSessions", {
      ...session,
      userId: task.userId,
      isActive: true,
      createdAt: Date.now(),
    });
  },
});

/** The task's workspace is gone; nothing happens where there is none. */
export const end = internalMutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    await endActive(ctx, taskId);
    return null;
  },
});
