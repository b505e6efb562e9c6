import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { invalidInput, limitReached } from "./errors";
import { appendToThread } from "./messages";
import { activeStatuses } from "./taskStatus";
import {
  checkBranch,
  checkModel,
  checkRepoFullName,
  checkRepoUrl,
  checkTitle,
  titleFromPrompt,
} from "./text";
import { createThread } from "./threads";

type Source = Partial<Pick<Doc<"tasks">, "repoFullName" | "repoUrl" | "baseBranch" | "mainModel">>;

export type NewTask = Source & { title?: string; prompt?: string; isScratchpad?: boolean };

/**
 * Makes a task with its thread; a prompt becomes the first message. Without a title the prompt's
 * beginning serves, without a repository the task is a scratchpad.
 */
export async function createTask(
  ctx: MutationCtx,
  userId: Id<"users">,
  { title, prompt, isScratchpad, ...source }: NewTask,
): Promise<Doc<"tasks">> {
  const name = titleOf(title, prompt);
  checkSource(source);
  await checkActiveTasks(ctx, userId);
  const now = Date.now();
  const thread = await createThread(ctx, userId, "task");
  const taskId = await ctx.db.insert("tasks", {
    ...source,
    userId,
    threadId: thread._id,
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
    await appendToThread(ctx, thread, userId, message);
  }
  return (await ctx.db.get("tasks", taskId))!;
}

/**
 * The operator may say how many tasks of a person can be active at once. A server that others reach says
 * five; on one's own machine there is no limit.
 */
async function checkActiveTasks(ctx: MutationCtx, userId: Id<"users">): Promise<void> {
  const setting = process.env.CONCLAVE_ACTIVE_TASKS_MAX ?? "";
  if (!/^[0-9]+$/.test(setting)) {
    return;
  }
  const max = Number(setting);
  let count = 0;
  for (const status of activeStatuses) {
    if (count >= max) break;
    const tasks = await ctx.db
      .query("tasks")
      .withIndex("by_user_status", (q) =>
        q.eq("userId", userId).eq("deletedAt", undefined).eq("status", status),
      )
      .take(max - count);
    count += tasks.length;
  }
  if (count >= max) {
    throw limitReached(
      `You have ${count} active tasks, and there can be no more at once. Archive or delete one first.`,
    );
  }
}

function titleOf(title: string | undefined, prompt: string | undefined): string {
  if (title !== undefined && title.trim() !== "") {
    return checkTitle(title);
  }
  if (prompt !== undefined && prompt.trim() !== "") {
    return titleFromPrompt(prompt);
  }
  throw invalidInput("Give the task a title or a prompt.");
}

export function checkSource({ repoFullName, repoUrl, baseBranch, mainModel }: Source): void {
  if (repoFullName !== undefined) checkRepoFullName(repoFullName);
  if (repoUrl !== undefined) checkRepoUrl(repoUrl);
  if (baseBranch !== undefined) checkBranch(baseBranch);
  if (mainModel !== undefined) checkModel(mainModel);
}
