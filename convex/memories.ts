import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import { internalMutation, internalQuery, mutation, query } from "./_generated/server";
import { findTask, findUser, requireMemory, requireTask, requireUser } from "./lib/access";
import { notFound } from "./lib/errors";
import { memoriesForPromptMax, memoryScopesMax } from "./lib/limits";
import { checkMemory, memoriesOf, ofScope, searchMemories } from "./lib/memories";
import { boundedPage, emptyPage } from "./lib/pages";
import { needleOf } from "./lib/search";
import { settingsOf } from "./lib/settings";
import { memoryCategory, memoryDocument } from "./lib/shapes/knowledge";

/** A repository; null for what holds everywhere; absent for all. */
const scope = v.optional(v.union(v.string(), v.null()));

/** The caller's memories, last changed first. */
export const list = query({
  args: {
    paginationOpts: paginationOptsValidator,
    repoFullName: scope,
    category: v.optional(memoryCategory),
  },
  returns: paginationResultValidator(memoryDocument),
  handler: async (ctx, { paginationOpts, ...filter }) => {
    const user = await findUser(ctx);
    if (user === null) {
      return emptyPage<never>();
    }
    return await memoriesOf(ctx, user._id, filter).paginate(boundedPage(paginationOpts));
  },
});

/** Memories that contain the text, last changed first; of old ones those that hold its words. */
export const search = query({
  args: { text: v.string(), repoFullName: scope, category: v.optional(memoryCategory) },
  returns: v.array(memoryDocument),
  handler: async (ctx, { text, ...filter }) => {
    const user = await findUser(ctx);
    const needle = needleOf(text);
    return user === null || needle === ""
      ? []
      : await searchMemories(ctx, user._id, filter, needle);
  },
});

/** What was learnt in a task, last changed first; empty where there is no such task. */
export const byTask = query({
  args: { taskId: v.id("tasks") },
  returns: v.array(memoryDocument),
  handler: async (ctx, { taskId }) => {
    const task = await findTask(ctx, taskId);
    return task === null
      ? []
      : await ctx.db
          .query("memories")
          .withIndex("by_task", (q) => q.eq("taskId", taskId))
          .order("desc")
          .take(memoriesForPromptMax);
  },
});

/** The repositories that the caller has memories of, by name. */
export const repositories = query({
  args: {},
  returns: v.array(v.string()),
  handler: async (ctx) => {
    const user = await findUser(ctx);
    const names: string[] = [];
    while (user !== null && names.length < memoryScopesMax) {
      const next = await ctx.db
        .query("memories")
        .withIndex("by_user_repo", (q) =>
          q.eq("userId", user._id).gt("repoFullName", names.at(-1)),
        )
        .first();
      if (next?.repoFullName === undefined) break;
      names.push(next.repoFullName);
    }
    return names;
  },
});

/** Writes down what agents should know: of a repository, or without one everywhere. */
export const create = mutation({
  args: {
    content: v.string(),
    category: memoryCategory,
    repoFullName: v.optional(v.string()),
    repoUrl: v.optional(v.string()),
    taskId: v.optional(v.id("tasks")),
  },
  returns: v.id("memories"),
  handler: async (ctx, { taskId, ...memory }) => {
    const user = await requireUser(ctx);
    const task = taskId === undefined ? null : await requireTask(ctx, taskId);
    const now = Date.now();
    return await ctx.db.insert("memories", {
      ...ofScope(memory, task),
      ...checkMemory(memory),
      userId: user._id,
      taskId,
      createdAt: now,
      updatedAt: now,
    });
  },
});

/** A partial change; `repoFullName: null` makes the memory hold everywhere. */
export const update = mutation({
  args: {
    memoryId: v.id("memories"),
    content: v.optional(v.string()),
    category: v.optional(memoryCategory),
    repoFullName: scope,
  },
  returns: v.null(),
  handler: async (ctx, { memoryId, repoFullName, ...fields }) => {
    const memory = await requireMemory(ctx, memoryId);
    const change: Partial<Doc<"memories">> = { ...checkMemory(fields), updatedAt: Date.now() };
    if (repoFullName !== undefined && repoFullName !== memory.repoFullName) {
      Object.assign(change, ofScope({ repoFullName: repoFullName ?? undefined }, null));
    }
    await ctx.db.patch("memories", memoryId, change);
    return null;
  },
});

export const remove = mutation({
  args: { memoryId: v.id("memories") },
  returns: v.null(),
  handler: async (ctx, { memoryId }) => {
    await requireMemory(ctx, memoryId);
    await ctx.db.delete("memories", memoryId);
    return null;
  },
});

/**
 * What an agent is told at the first turn: the latest memories of the repository, then those that hold
 * everywhere. Nothing while the person has memories switched off.
 */
export const forPrompt = internalQuery({
  args: { userId: v.id("users"), repoFullName: v.optional(v.string()) },
  returns: v.array(memoryDocument),
  handler: async (ctx, { userId, repoFullName }) => {
    if (!(await settingsOf(ctx, userId)).memoriesEnabled) {
      return [];
    }
    const scopes = repoFullName === undefined ? [null] : [repoFullName, null];
    const memories: Doc<"memories">[] = [];
    for (const scope of scopes) {
      const room = memoriesForPromptMax - memories.length;
      memories.push(...(await memoriesOf(ctx, userId, { repoFullName: scope }).take(room)));
    }
    return memories;
  },
});

/** What an agent has learnt in a task; it holds for the task's repository. */
export const learn = internalMutation({
  args: { taskId: v.id("tasks"), content: v.string(), category: memoryCategory },
  returns: v.id("memories"),
  handler: async (ctx, { taskId, ...memory }) => {
    const task = await ctx.db.get("tasks", taskId);
    if (task === null) {
      throw notFound("task");
    }
    const now = Date.now();
    return await ctx.db.insert("memories", {
      ...ofScope({}, task),
      content: checkMemory(memory).content!,
      category: memory.category,
      userId: task.userId,
      taskId,
      createdAt: now,
      updatedAt: now,
    });
  },
});
