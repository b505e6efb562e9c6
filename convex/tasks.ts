import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import { mutation, query } from "./_generated/server";
import {
  findTask,
  findUser,
  requireTask,
  requireTaskIncludingTrashed,
  requireThread,
  requireUser,
} from "./lib/access";
import { removeWithChildren } from "./lib/cascade";
import { recentTasksMax, searchScanMax } from "./lib/limits";
import { appendToThread } from "./lib/messages";
import { boundedPage, emptyPage } from "./lib/pages";
import { findLatest, needleOf } from "./lib/search";
import { initStatus, taskDocument, taskStatus } from "./lib/shapes";
import { checkSource, createTask } from "./lib/tasks";
import {
  archive as archived,
  transition,
  unarchive as unarchived,
  unarchivedStatuses,
} from "./lib/taskStatus";
import { checkTitle, clipErrorMessage } from "./lib/text";
import { restoreThread, trashThread } from "./lib/turns";

/**
 * Makes a task with its thread; a prompt becomes the first message. Without a title the prompt's
 * beginning serves, without a repository the task is a scratchpad.
 */
export const create = mutation({
  args: {
    title: v.optional(v.string()),
    prompt: v.optional(v.string()),
    repoFullName: v.optional(v.string()),
    repoUrl: v.optional(v.string()),
    baseBranch: v.optional(v.string()),
    mainModel: v.optional(v.string()),
    isScratchpad: v.optional(v.boolean()),
  },
  returns: v.id("tasks"),
  handler: async (ctx, args) => {
    const user = await requireUser(ctx);
    return (await createTask(ctx, user._id, args))._id;
  },
});

/**
 * A task that builds on another one: same repository, from the branch that the other one works on. A
 * message of the other task holds the prompt and leads to the new one.
 */
export const createStacked = mutation({
  args: {
    parentTaskId: v.id("tasks"),
    prompt: v.string(),
    title: v.optional(v.string()),
    mainModel: v.optional(v.string()),
  },
  returns: v.id("tasks"),
  handler: async (ctx, { parentTaskId, ...wanted }) => {
    const user = await requireUser(ctx);
    const parent = await requireTask(ctx, parentTaskId);
    const task = await createTask(ctx, user._id, {
      ...wanted,
      mainModel: wanted.mainModel ?? parent.mainModel,
      repoFullName: parent.repoFullName,
      repoUrl: parent.repoUrl,
      baseBranch: parent.shadowBranch ?? parent.baseBranch,
    });
    await appendToThread(ctx, await requireThread(ctx, parent.threadId), user._id, {
      role: "USER",
      content: wanted.prompt,
      llmModel: task.mainModel,
      stackedTaskId: task._id,
    });
    return task._id;
  },
});

/** One task. The id is any text, as it stands in an address: what is no id of a task has no task. */
export const get = query({
  args: { taskId: v.string() },
  returns: v.union(taskDocument, v.null()),
  handler: async (ctx, args) => {
    const taskId = ctx.db.normalizeId("tasks", args.taskId);
    return taskId === null ? await nothing(ctx) : await findTask(ctx, taskId);
  },
});

/** Null, for signed-in callers only: garbage must not tell more than a foreign id does. */
async function nothing(ctx: Parameters<typeof findUser>[0]): Promise<null> {
  await findUser(ctx);
  return null;
}

/** A partial change. `status` and `initStatus` move along the life of a task only. */
export const update = mutation({
  args: {
    taskId: v.id("tasks"),
    title: v.optional(v.string()),
    status: v.optional(taskStatus),
    initStatus: v.optional(initStatus),
    mainModel: v.optional(v.string()),
    baseBranch: v.optional(v.string()),
    initializationError: v.optional(v.string()),
    errorMessage: v.optional(v.string()),
  },
  returns: v.null(),
  handler: async (ctx, { taskId, title, status, initStatus, ...fields }) => {
    const task = await requireTask(ctx, taskId);
    checkSource(fields);
    const change: Partial<Doc<"tasks">> = {
      ...transition(task, { status, initStatus }),
      ...fields,
      updatedAt: Date.now(),
    };
    if (title !== undefined) change.title = checkTitle(title);
    if (fields.errorMessage !== undefined) {
      change.errorMessage = clipErrorMessage(fields.errorMessage);
    }
    if (fields.initializationError !== undefined) {
      change.initializationError = clipErrorMessage(fields.initializationError);
    }
    await ctx.db.patch("tasks", taskId, change);
    return null;
  },
});

/** The caller's tasks, last changed first, those in the trash left out. */
export const list = query({
  args: { paginationOpts: paginationOptsValidator, status: v.optional(taskStatus) },
  returns: paginationResultValidator(taskDocument),
  handler: async (ctx, { paginationOpts, status }) => {
    const user = await findUser(ctx);
    if (user === null) {
      return emptyPage<never>();
    }
    const tasks = ctx.db.query("tasks");
    const rows =
      status === undefined
        ? tasks.withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
        : tasks.withIndex("by_user_status", (q) =>
            q.eq("userId", user._id).eq("deletedAt", undefined).eq("status", status),
          );
    return await rows.order("desc").paginate(boundedPage(paginationOpts));
  },
});

/** The caller's tasks in a repository, last changed first. */
export const byRepository = query({
  args: { repoFullName: v.string(), paginationOpts: paginationOptsValidator },
  returns: paginationResultValidator(taskDocument),
  handler: async (ctx, { repoFullName, paginationOpts }) => {
    const user = await findUser(ctx);
    return user === null
      ? emptyPage<never>()
      : await ctx.db
          .query("tasks")
          .withIndex("by_repo", (q) =>
            q.eq("userId", user._id).eq("repoFullName", repoFullName).eq("deletedAt", undefined),
          )
          .order("desc")
          .paginate(boundedPage(paginationOpts));
  },
});

/** The caller's latest work: last changed first, what is archived or in the trash left out. */
export const recent = query({
  args: {},
  returns: v.array(taskDocument),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    if (user === null) {
      return [];
    }
    const latest = await Promise.all(
      unarchivedStatuses.map((status) =>
        ctx.db
          .query("tasks")
          .withIndex("by_user_status", (q) =>
            q.eq("userId", user._id).eq("deletedAt", undefined).eq("status", status),
          )
          .order("desc")
          .take(recentTasksMax),
      ),
    );
    return latest
      .flat()
      .sort((a, b) => b.updatedAt - a.updatedAt || b._creationTime - a._creationTime)
      .slice(0, recentTasksMax);
  },
});

/**
 * Tasks whose title, repository, branch or status contains the text, last changed first. A substring
 * needs a scan, so of tasks before the latest `searchScanMax` those are found whose title holds its words.
 */
export const search = query({
  args: { text: v.string() },
  returns: v.array(taskDocument),
  handler: async (ctx, { text }) => {
    const user = await findUser(ctx);
    const needle = needleOf(text);
    if (user === null || needle === "") {
      return [];
    }
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
      .order("desc")
      .take(searchScanMax);
    return await findLatest(
      tasks,
      needle,
      (task) => [task.title, task.repoFullName, task.baseBranch, task.shadowBranch, task.status],
      () =>
        ctx.db
          .query("tasks")
          .withSearchIndex("search_title", (q) =>
            q.search("title", needle).eq("userId", user._id).eq("deletedAt", undefined),
          )
          .take(searchScanMax),
    );
  },
});

export const archive = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTask(ctx, taskId);
    await ctx.db.patch("tasks", taskId, { ...archived(task), updatedAt: Date.now() });
    return null;
  },
});

/** Back to the status from before; nothing happens to a task that is not archived. */
export const unarchive = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTask(ctx, taskId);
    await ctx.db.patch("tasks", taskId, { ...unarchived(task), updatedAt: Date.now() });
    return null;
  },
});

/** Hides a task with all that belongs to it, and stops its answers; `restore` undoes it. */
export const trash = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTask(ctx, taskId);
    const deletedAt = Date.now();
    await ctx.db.patch("tasks", taskId, { deletedAt });
    await trashThread(ctx, task, deletedAt);
    return null;
  },
});

/** Brings a task back from the trash, to the place in the list that it had. */
export const restore = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTaskIncludingTrashed(ctx, taskId);
    await ctx.db.patch("tasks", taskId, { deletedAt: undefined });
    await restoreThread(ctx, task.threadId);
    return null;
  },
});

/** Deletes a task for good. What was learnt in it stays. */
export const remove = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTaskIncludingTrashed(ctx, taskId);
    await trashThread(ctx, task, Date.now());
    await removeWithChildren(ctx, "tasks", task);
    return null;
  },
});
