import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx, QueryCtx } from "../_generated/server";
import { followChat } from "./tags";
import { lastPosition, rootOf } from "./threads";
import { checkContent, checkModel } from "./text";

export type NewMessage = Pick<Doc<"messages">, "role" | "content"> &
  Partial<
    Pick<
      Doc<"messages">,
      | "advisorId"
      | "contentJson"
      | "llmModel"
      | "mentions"
      | "stackedTaskId"
      | "status"
      | "totalTokens"
    >
  >;

/**
 * Appends to a thread that the caller has been allowed to write to. Two concurrent appends read the same
 * end of the same index range, so one of them is retried: positions stay unique and dense.
 */
export async function appendToThread(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  userId: Id<"users">,
  message: NewMessage,
): Promise<Id<"messages">> {
  checkContent(message.content);
  if (message.llmModel !== undefined) {
    checkModel(message.llmModel);
  }
  return await insertMessage(ctx, thread, userId, message);
}

/** Appends what needs no check: an answer is empty before its first word has come. */
export async function insertMessage(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  userId: Id<"users">,
  message: NewMessage,
): Promise<Id<"messages">> {
  const position = (await lastPosition(ctx, thread)) + 1;
  await touchThread(ctx, thread._id);
  return await ctx.db.insert("messages", {
    ...message,
    threadId: thread._id,
    userId,
    position,
    createdAt: Date.now(),
  });
}

/** The task, chat or conversation that a thread belongs to; null when it is gone. */
export async function ownerOf(ctx: QueryCtx, thread: Doc<"threads">) {
  const threadId = rootOf(thread);
  switch (thread.kind) {
    case "task":
      return await ctx.db
        .query("tasks")
        .withIndex("by_thread", (q) => q.eq("threadId", threadId))
        .unique();
    case "chat":
      return await ctx.db
        .query("chats")
        .withIndex("by_thread", (q) => q.eq("threadId", threadId))
        .unique();
    case "conversation":
      return await ctx.db
        .query("conversations")
        .withIndex("by_thread", (q) => q.eq("threadId", threadId))
        .unique();
  }
}

/** Marks a thread and its owner as changed now, which moves the owner to the top of its list. */
export async function touchThread(ctx: MutationCtx, threadId: Id<"threads">): Promise<void> {
  const updatedAt = Date.now();
  await ctx.db.patch("threads", threadId, { updatedAt });
  const thread = await ctx.db.get("threads", threadId);
  const owner = thread === null ? null : await ownerOf(ctx, thread);
  if (owner !== null) {
    await ctx.db.patch(owner._id, { updatedAt });
    if (thread?.kind === "chat") await followChat(ctx, owner._id as Id<"chats">);
  }
}
