import { ConvexError, type Infer } from "convex/values";
import type { Doc, Id } from "../_generated/dataModel";
import type { MutationCtx } from "../_generated/server";
import { markFiles } from "./attachments";
import { writeParts, type Part } from "./deltas";
import { invalidInput } from "./errors";
import { essenceOf, isText } from "./fileTypes";
import {
  answerLengthMax,
  attachmentsPerMessageMax,
  contentLengthMax,
  keyLengthMax,
  messagePartsMax,
  nameLengthMax,
  sweepBatchSize,
} from "./limits";
import type { importedChat, importedFile, importedMessage, importResult } from "./shapes/imports";
import { setTags, withTags } from "./tags";
import { atMost, bounded, checkCount, checkModel, checkTitle, utf8Length } from "./text";
import { createThread, lastPosition, rootOf } from "./threads";
import { insertVariant } from "./variants";

/**
 * Chats of a file. Every row keeps its place under its old id in `imports`: what has been imported once is left
 * alone the next time.
 */

type ImportedChat = Infer<typeof importedChat>;
type ImportedMessage = Infer<typeof importedMessage>;
type ImportedFile = Infer<typeof importedFile>;
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
async function find<Table extends keyof typeof kindOf>(
  ctx: MutationCtx,
  userId: Id<"users">,
  table: Table,
  originalId: string,
): Promise<Id<Table> | null> {
  const row = await lookup(ctx, userId, kindOf[table], originalId).unique();
  return row === null ? null : ctx.db.normalizeId(table, row.documentId);
}

/** Under which kind the documents of a table are kept. */
const kindOf = { chats: "chats", messages: "messages", threads: "versions" } as const;

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
  kind: "children" | "forks" | "shown",
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
  const createdAt = chat.createdAt ? timeOf(chat.createdAt) : updatedAt;
  const deletedAt = chat.isDeleted ? updatedAt : undefined;
  if ((await find(ctx, userId, "chats", originalId)) !== null) {
    return "known";
  }
  // All that may be refused comes before all that is written: what is refused leaves nothing behind.
  const tags = await withTags(ctx, userId, [], chat.tags ?? []);
  const parent = chat.parentChatId ?? undefined;
  const fork = chat.branchFromMessageId ?? undefined;
  const shown = chat.shownVersionId ? checkId(chat.shownVersionId) : undefined;
  const parentChatId = parent && (await find(ctx, userId, "chats", checkId(parent)));
  const branchFromMessageId = fork && (await find(ctx, userId, "messages", checkId(fork)));
  const thread = await createThread(ctx, userId, "chat");
  await ctx.db.patch("threads", thread._id, { createdAt, updatedAt, deletedAt });
  const chatId = await ctx.db.insert("chats", {
    userId,
    threadId: thread._id,
    title,
    parentChatId: parentChatId || undefined,
    branchFromMessageId: branchFromMessageId || undefined,
    importedAt: Date.now(),
    isArchived: chat.isArchived ?? false,
    isPinned: chat.isPinned ?? false,
    createdAt,
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
  if (shown !== undefined) await remember(ctx, userId, "shown", shown, chatId);
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
  const checked = checkMessage(message);
  if ((await find(ctx, userId, "messages", originalId)) !== null) {
    return "known";
  }
  const chatId = await find(ctx, userId, "chats", checkId(message.chatId));
  const chat = chatId && (await ctx.db.get("chats", chatId));
  const first = chat && (await ctx.db.get("threads", chat.threadId));
  if (!first) {
    throw invalidInput(`The chat ${message.chatId} has not been imported.`);
  }
  const thread = await versionOf(ctx, first, message, checked.createdAt);
  const messageId = await ctx.db.insert("messages", {
    ...checked,
    threadId: thread._id,
    userId,
    role: roles[message.role],
    position: (await lastPosition(ctx, thread)) + 1,
    deletedAt: message.isDeleted ? checked.createdAt : undefined,
  });
  await addFiles(ctx, thread, messageId, message.files ?? []);
  await writeParts(ctx, { _id: messageId, userId }, [], partsOf(message));
  await remember(ctx, userId, "messages", originalId, messageId);
  for (const chatId of await takeWaiting(ctx, userId, "forks", originalId)) {
    await ctx.db.patch("chats", chatId, { branchFromMessageId: messageId });
  }
  return "imported";
}

/** What is stored of a message, once nothing of the row can be refused any more but its place. */
function checkMessage({ role, content, status, ...message }: ImportedMessage) {
  for (const file of message.files ?? []) checkFileRow(file);
  if ((message.files?.length ?? 0) > attachmentsPerMessageMax) {
    throw invalidInput(`A message can have at most ${attachmentsPerMessageMax} files.`);
  }
  if ((message.parts?.length ?? 0) > messagePartsMax) {
    throw invalidInput(`An answer can have at most ${messagePartsMax} parts.`);
  }
  for (const { text } of message.parts ?? []) atMost("A part of the answer", text ?? "", answerLengthMax);
  // Nothing generates it here: what was on its way has been cut off.
  const ended = status === "streaming" ? ("interrupted" as const) : status;
  const isCut = ended === "failed" || ended === "interrupted";
  const lengthMax = role === "assistant" ? answerLengthMax : contentLengthMax;
  return {
    content: isCut ? atMost("The message", content, lengthMax) : bounded("The message", content, lengthMax),
    llmModel: message.llmModel && checkModel(message.llmModel),
    status: ended,
    finishReason: message.finishReason ? atMost("The reason", message.finishReason, nameLengthMax) : undefined,
    createdAt: timeOf(message.timestamp),
    editedAt: message.editedAt ? timeOf(message.editedAt) : undefined,
  };
}

/** The thread of a chat that a message belongs to, which is made with its first one. */
async function versionOf(
  ctx: MutationCtx,
  first: Doc<"threads">,
  { versionId, parentId }: ImportedMessage,
  createdAt: number,
): Promise<Doc<"threads">> {
  if (!versionId) return first;
  const { userId } = first;
  const knownId = await find(ctx, userId, "threads", checkId(versionId));
  const known = knownId && (await ctx.db.get("threads", knownId));
  if (known !== null && known !== undefined && known.variantOf === first._id) {
    if (known.updatedAt < createdAt) await ctx.db.patch("threads", known._id, { updatedAt: createdAt });
    return known;
  }
  const { thread, position } = parentId ? await placeOf(ctx, first, checkId(parentId)) : { thread: first, position: 0 };
  const version = await insertVariant(ctx, first._id, thread, position);
  await ctx.db.patch("threads", version._id, { createdAt, updatedAt: createdAt });
  await remember(ctx, userId, "versions", versionId, version._id);
  for (const chatId of await takeWaiting(ctx, userId, "shown", versionId)) {
    await ctx.db.patch("chats", chatId, { activeThreadId: version._id });
  }
  return version;
}

/** Where a message of the same chat stands. */
async function placeOf(ctx: MutationCtx, first: Doc<"threads">, originalId: string) {
  const messageId = await find(ctx, first.userId, "messages", originalId);
  const message = messageId && (await ctx.db.get("messages", messageId));
  const thread = message && (await ctx.db.get("threads", message.threadId));
  if (!message || !thread || rootOf(thread) !== first._id) {
    throw invalidInput(`The message ${originalId}, which comes before it, has not been imported.`);
  }
  return { thread, position: message.position };
}

function checkFileRow({ name, contentType, size, altText }: ImportedFile): void {
  bounded("The file's name", name, nameLengthMax);
  bounded("The file's type", contentType, nameLengthMax);
  atMost("The description", altText ?? "", nameLengthMax);
  checkCount("The file's size", size);
}

/** The files of a message. What is in them is kept where it is a text that a message can have. */
async function addFiles(
  ctx: MutationCtx,
  thread: Doc<"threads">,
  messageId: Id<"messages">,
  files: ImportedFile[],
): Promise<void> {
  for (const { name, contentType, size, altText, text } of files) {
    const isKept = typeof text === "string" && text.length <= contentLengthMax && isText(essenceOf(contentType));
    await ctx.db.insert("attachments", {
      userId: thread.userId,
      threadId: thread._id,
      messageId,
      name,
      contentType: essenceOf(contentType),
      size: isKept ? utf8Length(text) : size,
      text: isKept ? text : undefined,
      altText: altText ?? undefined,
      createdAt: Date.now(),
    });
  }
  if (files.length > 0) await markFiles(ctx, messageId);
}

/** The parts that are for people. Calls of tools were made elsewhere: nothing here answers to them. */
const partsOf = ({ parts = [] }: ImportedMessage): Part[] =>
  parts
    .filter(({ kind }) => kind === "text" || kind === "reasoning" || kind === "error")
    .map(({ kind, text }) => ({ kind, text: text ?? "" }));

const checkId = (id: string) => bounded("An id", id, keyLengthMax);

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) {
    throw invalidInput("A timestamp must be in the form 2025-01-31T12:00:00Z.");
  }
  return time;
}
