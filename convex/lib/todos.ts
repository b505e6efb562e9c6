import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { invalidInput, limitReached } from "./errors";
import { todosPerTaskMax } from "./limits";
import { lastSequence } from "./todoOrder";
import { checkTodoContent, checkTodoId } from "./text";

export type NewTodo = Pick<Doc<"todos">, "content"> &
  Partial<Pick<Doc<"todos">, "status" | "todoId">>;

/** A task's todos in order, those in the trash left out: at most `todosPerTaskMax`, so always all. */
export const ofTask = async (ctx: QueryCtx, task: Doc<"tasks">): Promise<Doc<"todos">[]> =>
  await ctx.db
    .query("todos")
    .withIndex("by_task", (q) =>
      q.eq("userId", task.userId).eq("taskId", task._id).eq("deletedAt", undefined),
    )
    .take(todosPerTaskMax);

export async function checkRoom(ctx: QueryCtx, task: Doc<"tasks">, count: number): Promise<void> {
  const todos = await ofTask(ctx, task);
  if (todos.length + count > todosPerTaskMax) {
    throw limitReached(`A task can have at most ${todosPerTaskMax} todos.`);
  }
}

/** Appends todos to a task, or to the inbox, which the caller has been allowed to write to. */
export async function appendTodos(
  ctx: MutationCtx,
  userId: Id<"users">,
  task: Doc<"tasks"> | null,
  todos: NewTodo[],
): Promise<Id<"todos">[]> {
  if (task !== null) {
    await checkRoom(ctx, task, todos.length);
  }
  let sequence = await lastSequence(ctx, userId);
  const now = Date.now();
  const created: Id<"todos">[] = [];
  for (const todo of todos) {
    sequence += 1;
    created.push(
      await ctx.db.insert("todos", {
        userId,
        taskId: task?._id,
        todoId: await freeTodoId(ctx, userId, task?._id, todo.todoId),
        content: checkTodoContent(todo.content),
        status: todo.status ?? "PENDING",
        sequence,
        createdAt: now,
        updatedAt: now,
      }),
    );
  }
  return created;
}

/** The wanted short id if it is free, or a new one. */
async function freeTodoId(
  ctx: MutationCtx,
  userId: Id<"users">,
  taskId: Id<"tasks"> | undefined,
  wanted: string | undefined,
): Promise<string> {
  const isTaken = async (todoId: string) =>
    (await ctx.db
      .query("todos")
      .withIndex("by_task_todo", (q) =>
        q.eq("userId", userId).eq("taskId", taskId).eq("todoId", todoId),
      )
      .unique()) !== null;
  if (wanted !== undefined) {
    checkTodoId(wanted);
    if (await isTaken(wanted)) {
      throw invalidInput(`There is already a todo with the id ${wanted}.`);
    }
    return wanted;
  }
  let todoId: string;
  do {
    todoId = Math.random().toString(36).slice(2, 8).padEnd(6, "0");
  } while (await isTaken(todoId));
  return todoId;
}
