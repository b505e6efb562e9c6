import { paginationOptsValidator, paginationResultValidator } from "convex/server";
import { v } from "convex/values";
import type { Doc } from "./_generated/dataModel";
import type { QueryCtx } from "./_generated/server";
import { mutation, query } from "./_generated/server";
import {
  findTask,
  findUser,
  requireTask,
  requireTodo,
  requireTodoIncludingTrashed,
  requireUser,
} from "./lib/access";
import { invalidInput } from "./lib/errors";
import { bulkTodosMax } from "./lib/limits";
import { boundedPage, emptyPage } from "./lib/pages";
import { todoCounts, todoDocument, todoEntry, todoStatus } from "./lib/shapes";
import { checkTodoContent } from "./lib/text";
import { firstSequence, sequenceBehind } from "./lib/todoOrder";
import { appendTodos, checkRoom, ofTask } from "./lib/todos";

/** Adds a todo at the end of a task's list, or without a task to the caller's inbox. */
export const create = mutation({
  args: {
    content: v.string(),
    taskId: v.optional(v.id("tasks")),
    status: v.optional(todoStatus),
  },
  returns: v.id("todos"),
  handler: async (ctx, { taskId, ...todo }) => {
    const user = await requireUser(ctx);
    const task = taskId === undefined ? null : await requireTask(ctx, taskId);
    const [todoId] = await appendTodos(ctx, user._id, task, [todo]);
    return todoId!;
  },
});

/** Adds several todos to a task in the given order, all or none. */
export const bulkCreate = mutation({
  args: {
    taskId: v.id("tasks"),
    todos: v.array(
      v.object({
        content: v.string(),
        status: v.optional(todoStatus),
        todoId: v.optional(v.string()),
      }),
    ),
  },
  returns: v.array(v.id("todos")),
  handler: async (ctx, { taskId, todos }) => {
    const user = await requireUser(ctx);
    const task = await requireTask(ctx, taskId);
    if (todos.length > bulkTodosMax) {
      throw invalidInput(`At most ${bulkTodosMax} todos can be added at once.`);
    }
    return await appendTodos(ctx, user._id, task, todos);
  },
});

export const update = mutation({
  args: {
    todoId: v.id("todos"),
    content: v.optional(v.string()),
    status: v.optional(todoStatus),
  },
  returns: v.null(),
  handler: async (ctx, { todoId, content, status }) => {
    await requireTodo(ctx, todoId);
    const change: Partial<Doc<"todos">> = { updatedAt: Date.now() };
    if (content !== undefined) change.content = checkTodoContent(content);
    if (status !== undefined) change.status = status;
    await ctx.db.patch("todos", todoId, change);
    return null;
  },
});

/** A task's todos in order, all of them; empty where there is no such task. */
export const list = query({
  args: { taskId: v.id("tasks") },
  returns: v.array(todoDocument),
  handler: async (ctx, { taskId }) => {
    const task = await findTask(ctx, taskId);
    return task === null ? [] : await ofTask(ctx, task);
  },
});

/**
 * The caller's todos of all tasks and of the inbox in order, each with the title of its task. Todos of a
 * task in the trash are left out, so a page can be shorter than asked for.
 */
export const all = query({
  args: { paginationOpts: paginationOptsValidator, status: v.optional(todoStatus) },
  returns: paginationResultValidator(todoEntry),
  handler: async (ctx, { paginationOpts, status }) => {
    const user = await findUser(ctx);
    if (user === null) {
      return emptyPage<never>();
    }
    const todos = ctx.db.query("todos");
    const rows =
      status === undefined
        ? todos.withIndex("by_user", (q) => q.eq("userId", user._id).eq("deletedAt", undefined))
        : todos.withIndex("by_user_status", (q) =>
            q.eq("userId", user._id).eq("deletedAt", undefined).eq("status", status),
          );
    const result = await rows.paginate(boundedPage(paginationOpts));
    return { ...result, page: await withTaskTitles(ctx, result.page) };
  },
});

async function withTaskTitles(ctx: QueryCtx, todos: Doc<"todos">[]) {
  const titles = new Map<string, string | null>();
  const entries: { todo: Doc<"todos">; taskTitle: string | null }[] = [];
  for (const todo of todos) {
    if (todo.taskId === undefined) {
      entries.push({ todo, taskTitle: null });
      continue;
    }
    let taskTitle = titles.get(todo.taskId);
    if (taskTitle === undefined) {
      taskTitle = (await findTask(ctx, todo.taskId))?.title ?? null;
      titles.set(todo.taskId, taskTitle);
    }
    if (taskTitle !== null) {
      entries.push({ todo, taskTitle });
    }
  }
  return entries;
}

/**
 * Moves a todo directly behind another one of the caller's, or to the front. The order is the user's, not
 * the task's: the other todo may belong to another task.
 */
export const reorder = mutation({
  args: { todoId: v.id("todos"), afterId: v.union(v.id("todos"), v.null()) },
  returns: v.null(),
  handler: async (ctx, { todoId, afterId }) => {
    const todo = await requireTodo(ctx, todoId);
    const anchor = afterId === null ? null : await requireTodo(ctx, afterId);
    if (anchor?._id === todo._id) {
      return null;
    }
    const sequence =
      anchor === null
        ? (await firstSequence(ctx, todo.userId)) - 1
        : await sequenceBehind(ctx, anchor);
    await ctx.db.patch("todos", todoId, { sequence, updatedAt: Date.now() });
    return null;
  },
});

/** Hides a todo; `restore` undoes it. */
export const trash = mutation({
  args: { todoId: v.id("todos") },
  returns: v.null(),
  handler: async (ctx, { todoId }) => {
    await requireTodo(ctx, todoId);
    await ctx.db.patch("todos", todoId, { deletedAt: Date.now() });
    return null;
  },
});

/** Brings a todo back from the trash, to the place in the list that it had. */
export const restore = mutation({
  args: { todoId: v.id("todos") },
  returns: v.null(),
  handler: async (ctx, { todoId }) => {
    const todo = await requireTodoIncludingTrashed(ctx, todoId);
    if (todo.deletedAt !== undefined && todo.taskId !== undefined) {
      await checkRoom(ctx, await requireTask(ctx, todo.taskId), 1);
    }
    await ctx.db.patch("todos", todoId, { deletedAt: undefined });
    return null;
  },
});

/** Deletes a todo for good. */
export const remove = mutation({
  args: { todoId: v.id("todos") },
  returns: v.null(),
  handler: async (ctx, { todoId }) => {
    await requireTodoIncludingTrashed(ctx, todoId);
    await ctx.db.delete("todos", todoId);
    return null;
  },
});

/** How many todos of a task are in which state; all zero where there is no such task. */
export const counts = query({
  args: { taskId: v.id("tasks") },
  returns: todoCounts,
  handler: async (ctx, { taskId }) => {
    const task = await findTask(ctx, taskId);
    const todos = task === null ? [] : await ofTask(ctx, task);
    const having = (status: Doc<"todos">["status"]) =>
      todos.filter((todo) => todo.status === status).length;
    return {
      total: todos.length,
      pending: having("PENDING"),
      inProgress: having("IN_PROGRESS"),
      completed: having("COMPLETED"),
      cancelled: having("CANCELLED"),
    };
  },
});
