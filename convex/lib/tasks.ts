import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { invalidInput } from "./errors";
import { appendToThread } from "./messages";
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
