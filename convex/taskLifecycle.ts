import { v } from "convex/values";
import type { Doc, Id } from "./_generated/dataModel";
import type { MutationCtx } from "./_generated/server";
import { internalMutation, internalQuery } from "./_generated/server";
import { notFound } from "./lib/errors";
import { sweepBatchSize } from "./lib/limits";
import { initStatus } from "./lib/shapes";
import { checkSource } from "./lib/tasks";
import { archive, transition } from "./lib/taskStatus";
import { checkBranch, checkCount, clipErrorMessage } from "./lib/text";

/** What happens to tasks by themselves: steps of the workspace, its cleanup, and pull requests. */

async function existingTask(ctx: MutationCtx, taskId: Id<"tasks">): Promise<Doc<"tasks">> {
  const task = await ctx.db.get("tasks", taskId);
  if (task === null) {
    throw notFound("task");
  }
  return task;
}

const change = async (ctx: MutationCtx, taskId: Id<"tasks">, fields: Partial<Doc<"tasks">>) =>
  await ctx.db.patch("tasks", taskId, { ...fields, updatedAt: Date.now() });

/** The next step of the initialization, or the end of it: a failed step keeps its name. */
export const setInitStatus = internalMutation({
  args: { taskId: v.id("tasks"), initStatus, error: v.optional(v.string()) },
  returns: v.null(),
  handler: async (ctx, { taskId, initStatus, error }) => {
    const task = await existingTask(ctx, taskId);
    if (error === undefined) {
      await change(ctx, taskId, transition(task, { initStatus }));
      return null;
    }
    const failed = transition(task, { status: "FAILED", initStatus });
    await change(ctx, taskId, { ...failed, initializationError: clipErrorMessage(error) });
    return null;
  },
});

/** What the workspace has turned out to be. */
export const setWorkspace = internalMutation({
  args: {
    taskId: v.id("tasks"),
    workspacePath: v.optional(v.string()),
    baseBranch: v.optional(v.string()),
    baseCommitSha: v.optional(v.string()),
    shadowBranch: v.optional(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { taskId, ...fields }) => {
    await existingTask(ctx, taskId);
    checkSource(fields);
    if (fields.shadowBranch !== undefined) checkBranch(fields.shadowBranch);
    await change(ctx, taskId, { ...fields, workspaceCleanedUp: false });
    return null;
  },
});

/** When the workspace may go; a follow-up takes the date back. Neither moves the task in lists. */
export const scheduleCleanup = internalMutation({
  args: { taskId: v.id("tasks"), at: v.union(v.number(), v.null()) },
  returns: v.null(),
  handler: async (ctx, { taskId, at }) => {
    await existingTask(ctx, taskId);
    await ctx.db.patch("tasks", taskId, { scheduledCleanupAt: at ?? undefined });
    return null;
  },
});

/** Tasks whose workspace may go, longest due first. */
export const dueForCleanup = internalQuery({
  args: { now: v.number() },
  returns: v.array(v.id("tasks")),
  handler: async (ctx, { now }) => {
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_cleanup", (q) =>
        q.gt("scheduledCleanupAt", undefined).lte("scheduledCleanupAt", now),
      )
      .take(sweepBatchSize);
    return tasks.map(({ _id }) => _id);
  },
});

/** The workspace is gone; the next follow-up makes another one. Its session has ended with it. */
export const markCleanedUp = internalMutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await existingTask(ctx, taskId);
    const inactive = transition(task, { initStatus: "INACTIVE" });
    await ctx.db.patch("tasks", taskId, {
      ...inactive,
      scheduledCleanupAt: undefined,
      workspaceCleanedUp: true,
    });
    return null;
  },
});

export const linkPullRequest = internalMutation({
  args: { taskId: v.id("tasks"), pullRequestNumber: v.number() },
  returns: v.null(),
  handler: async (ctx, { taskId, pullRequestNumber }) => {
    await existingTask(ctx, taskId);
    checkCount("The number of a pull request", pullRequestNumber);
    await change(ctx, taskId, { pullRequestNumber });
    return null;
  },
});

/** A pull request was closed or merged: archives all tasks it belongs to; answers with their number. */
export const archiveForPullRequest = internalMutation({
  args: { repoFullName: v.string(), pullRequestNumber: v.number() },
  returns: v.number(),
  handler: async (ctx, { repoFullName, pullRequestNumber }) => {
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_repo_pr", (q) =>
        q.eq("repoFullName", repoFullName).eq("pullRequestNumber", pullRequestNumber),
      )
      .take(sweepBatchSize);
    const open = tasks.filter(({ status }) => status !== "ARCHIVED");
    for (const task of open) {
      await change(ctx, task._id, archive(task));
    }
    return open.length;
  },
});
