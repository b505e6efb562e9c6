import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import { internal } from "./_generated/api";
import type { Doc } from "./_generated/dataModel";
import { internalMutation, mutation, query } from "./_generated/server";
import {
  findTask,
  findUser,
  requireTask,
  requireTaskIncludingTrashed,
  requireUser,
} from "./lib/access";
import { invalidInput } from "./lib/errors";
import {
  recentTasksMax,
  removeBatchSize,
  searchResultsMax,
  searchScanMax,
  searchTextLengthMax,
} from "./lib/limits";
import { appendToThread } from "./lib/messages";
import { boundedPage, emptyPage } from "./lib/pages";
import { initStatus, taskDocument, taskStatus } from "./lib/shapes";
import {
  archive as archived,
  transition,
  unarchive as unarchived,
  unarchivedStatuses,
} from "./lib/taskStatus";
import {
  checkBranch,
  checkModel,
  checkRepoFullName,
  checkRepoUrl,
  checkTitle,
  clipErrorMessage,
  titleFromPrompt,
} from "./lib/text";

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
  handler: async (ctx, { title, prompt, isScratchpad, ...source }) => {
    const user = await requireUser(ctx);
    const name = titleOf(title, prompt);
    checkSource(source);
    const now = Date.now();
    const threadId = await ctx.db.insert("threads", {
      userId: user._id,
      kind: "task",
      createdAt: now,
      updatedAt: now,
    });
    const taskId = await ctx.db.insert("tasks", {
      ...source,
      userId: user._id,
      threadId,
      title: name,
      status: "INITIALIZING",
      initStatus: "INACTIVE",
      isScratchpad: isScratchpad ?? source.repoFullName === undefined,
      workspaceCleanedUp: false,
      hasBeenInitialized: false,
      createdAt: now,
      updatedAt: now,
    });
    if (prompt !== undefined && prompt.trim() !== "") {
      const message = { role: "USER" as const, content: prompt, llmModel: source.mainModel };
      await appendToThread(ctx, threadId, user._id, message);
    }
    return taskId;
  },
});

function titleOf(title: string | undefined, prompt: string | undefined): string {
  if (title !== undefined && title.trim() !== "") {
    return checkTitle(title);
  }
  if (prompt !== undefined && prompt.trim() !== "") {
    return titleFromPrompt(prompt);
  }
  throw invalidInput("Give the task a title or a prompt.");
}

type Source = Partial<Pick<Doc<"tasks">, "repoFullName" | "repoUrl" | "baseBranch" | "mainModel">>;

function checkSource({ repoFullName, repoUrl, baseBranch, mainModel }: Source): void {
  if (repoFullName !== undefined) checkRepoFullName(repoFullName);
  if (repoUrl !== undefined) checkRepoUrl(repoUrl);
  if (baseBranch !== undefined) checkBranch(baseBranch);
  if (mainModel !== undefined) checkModel(mainModel);
}

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
 * needs a scan, so it looks only at the latest `searchScanMax` tasks.
 */
export const search = query({
  args: { text: v.string() },
  returns: v.array(taskDocument),
  handler: async (ctx, { text }) => {
    const user = await findUser(ctx);
    const needle = text.trim().slice(0, searchTextLengthMax).toLowerCase();
    if (user === null || needle === "") {
      return [];
    }
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
      .order("desc")
      .take(searchScanMax);
    const contains = (field: string | undefined) => field?.toLowerCase().includes(needle) ?? false;
    return tasks
      .filter((task) =>
        [task.title, task.repoFullName, task.baseBranch, task.shadowBranch, task.status].some(contains),
      )
      .slice(0, searchResultsMax);
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

/** Hides a task with all that belongs to it; `restore` undoes it. */
export const trash = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const task = await requireTask(ctx, taskId);
    const deletedAt = Date.now();
    await ctx.db.patch("tasks", taskId, { deletedAt });
    await ctx.db.patch("threads", task.threadId, { deletedAt });
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
    await ctx.db.patch("threads", task.threadId, { deletedAt: undefined });
    return null;
  },
});

/**
 * Deletes a task for good. The task itself goes at once, so nothing leads to its children any more;
 * these follow in batches, because a transaction is bounded and a thread is not.
 */
export const remove = mutation({
  args: { taskId: v.id("tasks") },
  returns: v.null(),
  handler: async (ctx, { taskId }) => {
    const { userId, threadId } = await requireTaskIncludingTrashed(ctx, taskId);
    await ctx.db.delete("tasks", taskId);
    await ctx.db.patch("threads", threadId, { deletedAt: Date.now() });
    await ctx.scheduler.runAfter(0, internal.tasks.removeChildren, { userId, taskId, threadId });
    return null;
  },
});

/** One batch of the children of a task that is gone; schedules the next until none is left. */
export const removeChildren = internalMutation({
  args: { userId: v.id("users"), taskId: v.id("tasks"), threadId: v.id("threads") },
  returns: v.null(),
  handler: async (ctx, args) => {
    const messages = await ctx.db
      .query("messages")
      .withIndex("by_thread_position", (q) => q.eq("threadId", args.threadId))
      .take(removeBatchSize);
    for (const message of messages) {
      await ctx.db.delete("messages", message._id);
    }
    const room = removeBatchSize - messages.length;
    const todos = await ctx.db
      .query("todos")
      .withIndex("by_task", (q) => q.eq("userId", args.userId).eq("taskId", args.taskId))
      .take(room);
    for (const todo of todos) {
      await ctx.db.delete("todos", todo._id);
    }
    if (messages.length + todos.length === removeBatchSize) {
      await ctx.scheduler.runAfter(0, internal.tasks.removeChildren, args);
      return null;
    }
    if ((await ctx.db.get("threads", args.threadId)) !== null) {
      await ctx.db.delete("threads", args.threadId);
    }
    return null;
  },
});
