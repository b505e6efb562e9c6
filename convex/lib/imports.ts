import { ConvexError, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { invalidInput } from "./errors";
import { keyLengthMax, sweepBatchSize } from "./limits";
import type { importedChat, importedMessage, importResult } from "./shapes/imports";
import { setTags, withTags } from "./tags";
import { bounded, checkContent, checkModel, checkTitle } from "./text";
import { createThread, lastPosition } from "./threads";

/**
 * Rows of the chat application that this product replaces. Every row keeps its place under its old id in
 * `imports`: what has been imported once is left alone the next time.
 */

type ImportedChat = Infer<typeof importedChat>;
type ImportedMessage = Infer<typeof importedMessage>;
type Result = Infer<typeof importResult>;
type Kind = Doc<"imports">["kind"];

/** Imports rows one by one; one that cannot be imported is reported and keeps no other one back. */
export async function importEach<Row extends { id: string }>(
  rows: Row[],
  importOne: (row: Row) => Promise<"imported" | "known">,
): Promise<Result> {
  const result: Result = { imported: 0, known: 0, rejected: [] };
  for (const row of rows) {
    try {
      result[await importOne(row)] += 1;
    } catch (error) {
      if (!(error instanceof ConvexError)) throw error;
      result.rejected.push({ id: row.id, reason: error.data.message });
    }
  }
  return result;
}

const lookup = (ctx: MutationCtx, userId: Id<"users">, kind: Kind, originalId: string) =>
  ctx.db
    .query("imports")
    .withIndex("by_user", (q) =>
      q.eq("userId", userId).eq("kind", kind).eq("originalId", originalId),
    );

/** What an old id has become; null where it has not been imported, or is gone again. */
async function find<Table extends "chats" | "messages">(
  ctx: MutationCtx,
  userId: Id<"users">,
  table: Table,
  originalId: string,
): Promise<Id<Table> | null> {
  const row = await lookup(ctx, userId, table, originalId).unique();
  return row === null ? null : ctx.db.normalizeId(table, row.documentId);
}

const remember = (
  ctx: MutationCtx,
  userId: Id<"users">,
  kind: Kind,
  originalId: string,
  documentId: string,
) => ctx.db.insert("imports", { userId, kind, originalId, documentId });

/** Takes what has waited for an old id to be imported. */
async function takeWaiting(
  ctx: MutationCtx,
  userId: Id<"users">,
  kind: "children" | "forks",
  originalId: string,
): Promise<Id<"chats">[]> {
  const rows = await lookup(ctx, userId, kind, originalId).take(sweepBatchSize);
  for (const { _id } of rows) {
    await ctx.db.delete("imports", _id);
  }
  return rows.map(({ documentId }) => documentId as Id<"chats">);
}

export async function importChat(
  ctx: MutationCtx,
  userId: Id<"users">,
  chat: ImportedChat,
): Promise<"imported" | "known"> {
  const originalId = checkId(chat.id);
  const title = checkTitle(chat.title);
  const updatedAt = timeOf(chat.timestamp);
  const deletedAt = chat.isDeleted ? updatedAt : undefined;
  if ((await find(ctx, userId, "chats", originalId)) !== null) {
    return "known";
  }
  // All that may be refused comes before all that is written: what is refused leaves nothing behind.
  const tags = await withTags(ctx, userId, [], chat.tags ?? []);
  const parent = chat.parentChatId ?? undefined;
  const fork = chat.branchFromMessageId ?? undefined;
  const parentChatId = parent && (await find(ctx, userId, "chats", checkId(parent)));
  const branchFromMessageId = fork && (await find(ctx, userId, "messages", checkId(fork)));
  const thread = await createThread(ctx, userId, "chat");
  await ctx.db.patch("threads", thread._id, { createdAt: updatedAt, updatedAt, deletedAt });
  const chatId = await ctx.db.insert("chats", {
    userId,
    threadId: thread._id,
    title,
    parentChatId: parentChatId || undefined,
    branchFromMessageId: branchFromMessageId || undefined,
    isArchived: false,
    isPinned: false,
    createdAt: updatedAt,
    updatedAt,
    deletedAt,
  });
  if (tags.length > 0) await setTags(ctx, (await ctx.db.get("chats", chatId))!, tags);
  await remember(ctx, userId, "chats", originalId, chatId);
  if (parent !== undefined && !parentChatId) {
    await remember(ctx, userId, "children", parent, chatId);
  }
  if (fork !== undefined && !branchFromMessageId) {
    await remember(ctx, userId, "forks", fork, chatId);
  }
  for (const childId of await takeWaiting(ctx, userId, "children", originalId)) {
    await ctx.db.patch("chats", childId, { parentChatId: chatId });
  }
  return "imported";
}

const roles = { user: "USER", assistant: "ASSISTANT", system: "SYSTEM" } as const;

export async function importMessage(
  ctx: MutationCtx,
  userId: Id<"users">,
  message: ImportedMessage,
): Promise<"imported" | "known"> {
  const originalId = checkId(message.id);
  const content = checkContent(message.content);
  const createdAt = timeOf(message.timestamp);
  if ((await find(ctx, userId, "messages", originalId)) !== null) {
    return "known";
  }
  const chatId = await find(ctx, userId, "chats", checkId(message.chatId));
  const chat = chatId && (await ctx.db.get("chats", chatId));
  const thread = chat && (await ctx.db.get("threads", chat.threadId));
  if (!thread) {
    throw invalidInput(`The chat ${message.chatId} has not been imported.`);
  }
  const messageId = await ctx.db.insert("messages", {
    threadId: thread._id,
    userId,
    role: roles[message.role],
    content,
    llmModel: message.llmModel && checkModel(message.llmModel),
    position: (await lastPosition(ctx, thread)) + 1,
    createdAt,
    deletedAt: message.isDeleted ? createdAt : undefined,
  });
  await remember(ctx, userId, "messages", originalId, messageId);
  for (const chatId of await takeWaiting(ctx, userId, "forks", originalId)) {
    await ctx.db.patch("chats", chatId, { branchFromMessageId: messageId });
  }
  return "imported";
}

const checkId = (id: string) => bounded("An id", id, keyLengthMax);

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw invalidInput("A timestamp must be in the form 2025-01-31T12:00:00Z.");
  }
  return time;
}
