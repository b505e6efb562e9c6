import type { Doc, Id } from "../../_generated/dataModel";
import type { MutationCtx } from "../../_generated/server";
import * as content from "./content";
import { converse, createThread, day, findMade, minute, once, personFor, type Plan } from "./parts";
import { randomFor, type Random } from "./random";

/** Messages of the long thread that one step writes. */
export const messagesPerStep = 250;

type Status = Doc<"tasks">["status"];
const statuses: readonly Status[] = ["COMPLETED", "RUNNING", "STOPPED", "FAILED", "INITIALIZING", "ARCHIVED"];

/** The fields of a task that follow from its status. */
function stateOf(status: Status, baseTime: number) {
  switch (status) {
    case "INITIALIZING":
      return { status, initStatus: "INSTALL_DEPENDENCIES" as const, hasBeenInitialized: false };
    case "RUNNING":
      return { status, initStatus: "ACTIVE" as const, hasBeenInitialized: true };
    case "FAILED":
      return {
        status,
        initStatus: "CREATE_VM" as const,
        hasBeenInitialized: false,
        initializationError: "No machine was free within ten minutes.",
      };
    case "ARCHIVED":
      return {
        status,
        initStatus: "INACTIVE" as const,
        hasBeenInitialized: true,
        archivedFrom: "COMPLETED" as const,
        workspaceCleanedUp: true,
      };
    default:
      return {
        status,
        initStatus: "ACTIVE" as const,
        hasBeenInitialized: true,
        scheduledCleanupAt: baseTime + 365 * day,
      };
  }
}

export async function createTask(ctx: MutationCtx, plan: Plan, index: number): Promise<void> {
  const userId = await personFor(ctx, plan, index);
  await once(ctx, userId, `tasks/${index}`, async () => {
    const random = randomFor(plan.seed, `tasks/${index}`);
    const { title, prompt, todos } = content.tasks[index]!;
    const source = random.pick(content.repositories);
    const llmModel = random.pick(content.models);
    const createdAt = plan.baseTime - (index + 1) * day - random.below(600) * minute;
    const status = statuses[index % statuses.length]!;
    const turns = status === "INITIALIZING" || status === "FAILED" ? 0 : random.between(1, 6);
    const thread = await createThread(ctx, userId, "task", createdAt);
    const end = await converse(ctx, random, { thread, userId, createdAt, turns, llmModel, opening: prompt });
    const taskId = await ctx.db.insert("tasks", {
      userId,
      threadId: thread,
      title,
      ...source,
      repoUrl: `https://github.com/${source.repoFullName}`,
      shadowBranch: `agent/${title.toLowerCase().replaceAll(" ", "-")}`,
      mainModel: llmModel,
      isScratchpad: false,
      workspaceCleanedUp: false,
      ...stateOf(status, plan.baseTime),
      ...(status === "COMPLETED" ? { pullRequestNumber: 100 + index } : {}),
      createdAt,
      updatedAt: end,
    });
    await createTodos(ctx, random, { userId, taskId, todos, status, createdAt });
    return taskId;
  });
}

type TodoList = {
  userId: Id<"users">;
  taskId: Id<"tasks">;
  todos: readonly string[];
  status: Status;
  createdAt: number;
};

async function createTodos(ctx: MutationCtx, random: Random, list: TodoList): Promise<void> {
  const { userId, taskId, todos, status, createdAt } = list;
  const last = await ctx.db
    .query("todos")
    .withIndex("by_user_sequence", (q) => q.eq("userId", userId))
    .order("desc")
    .first();
  const isOver = status === "COMPLETED" || status === "ARCHIVED";
  const done = isOver ? todos.length : status === "INITIALIZING" ? 0 : random.below(todos.length);
  for (const [index, text] of todos.entries()) {
    const isNext = index === done && status === "RUNNING";
    await ctx.db.insert("todos", {
      userId,
      taskId,
      todoId: `${index + 1}`,
      content: text,
      status: index < done ? "COMPLETED" : isNext ? "IN_PROGRESS" : "PENDING",
      sequence: Math.floor(last?.sequence ?? 0) + 1 + index,
      createdAt,
      updatedAt: createdAt + index * minute,
    });
  }
}

/** The first task's thread, up to `end` messages. */
export async function extendLongThread(ctx: MutationCtx, plan: Plan, end: number): Promise<void> {
  const userId = await personFor(ctx, plan, 0);
  const made = await findMade(ctx, userId, "tasks/0");
  const taskId = made === null ? null : ctx.db.normalizeId("tasks", made);
  const task = taskId && (await ctx.db.get("tasks", taskId));
  if (!task) return;
  const last = await ctx.db
    .query("messages")
    .withIndex("by_thread_position", (q) => q.eq("threadId", task.threadId))
    .order("desc")
    .first();
  const first = (last?.position ?? 0) + 1;
  for (let position = first; position <= Math.min(end, plan.longThread); position++) {
    const random = randomFor(plan.seed, `long/${position}`);
    const isAnswer = position % 2 === 0;
    await ctx.db.insert("messages", {
      threadId: task.threadId,
      userId,
      role: isAnswer ? "ASSISTANT" : "USER",
      content: isAnswer ? content.answer(random) : content.question(random),
      position,
      createdAt: task.updatedAt + position * 1_000,
    });
  }
}
