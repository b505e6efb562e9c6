import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { checkContent, checkModel } from "./text";

type NewMessage = Pick<Doc<"messages">, "role" | "content" | "llmModel">;

/**
 * Appends to a thread that the caller has been allowed to write to. Two concurrent appends read the same
 * end of the same index range, so one of them is retried: positions stay unique and dense.
 */
export async function appendToThread(
  ctx: MutationCtx,
  threadId: Id<"threads">,
  userId: Id<"users">,
  message: NewMessage,
): Promise<Id<"messages">> {
  checkContent(message.content);
  if (message.llmModel !== undefined) {
    checkModel(message.llmModel);
  }
  const last = await ctx.db
    .query("messages")
    .withIndex("by_thread_position", (q) => q.eq("threadId", threadId))
    .order("desc")
    .first();
  const now = Date.now();
  await ctx.db.patch("threads", threadId, { updatedAt: now });
  return await ctx.db.insert("messages", {
    ...message,
    threadId,
    userId,
    position: (last?.position ?? 0) + 1,
    createdAt: now,
  });
}

/** Marks a thread, and the task that owns it, as changed now. */
export async function touchThread(ctx: MutationCtx, threadId: Id<"threads">): Promise<void> {
  const updatedAt = Date.now();
  await ctx.db.patch("threads", threadId, { updatedAt });
  const task = await ctx.db
    .query("tasks")
    .withIndex("by_thread", (q) => q.eq("threadId", threadId))
    .unique();
  if (task !== null) {
    await ctx.db.patch("tasks", task._id, { updatedAt });
  }
}
