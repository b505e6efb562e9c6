import { v } from "convex/values";
import { messageStatus } from "../shapes";
import { messagePartKind } from "./threads";

/**
 * Rows of a file of chats: an export of the chat application that this product replaces, or a chat that was
 * saved here. What is optional is in the latter only, or need not be there.
 */

const text = v.optional(v.union(v.string(), v.null()));

export const importedChat = v.object({
  id: v.string(),
  title: v.string(),
  /** When it last changed. */
  timestamp: v.string(),
  createdAt: text,
  parentChatId: text,
  branchFromMessageId: text,
  /** The version that is shown; absent: the first one. */
  shownVersionId: text,
  isDeleted: v.optional(v.boolean()),
  isArchived: v.optional(v.boolean()),
  isPinned: v.optional(v.boolean()),
  tags: v.optional(v.array(v.string())),
});

export const importedFile = v.object({
  name: v.string(),
  contentType: v.string(),
  /** In bytes. */
  size: v.number(),
  altText: text,
  /** What is in it; absent where that is not known, or no text. */
  text,
});

/** What an answer is made of beyond its text. */
export const importedPart = v.object({ kind: messagePartKind, text });

export const importedMessage = v.object({
  id: v.string(),
  chatId: v.string(),
  /** The version in which it is said; absent: the first one. */
  versionId: text,
  /** What comes before it. It says where a version leaves the one that it is made from. */
  parentId: text,
  content: v.string(),
  role: v.union(v.literal("user"), v.literal("assistant"), v.literal("system")),
  timestamp: v.string(),
  editedAt: text,
  /** Orders the messages of a chat; without it their time does. */
  position: v.optional(v.number()),
  llmModel: v.optional(v.string()),
  status: v.optional(messageStatus),
  finishReason: text,
  files: v.optional(v.array(importedFile)),
  parts: v.optional(v.array(importedPart)),
  isDeleted: v.optional(v.boolean()),
});

export const importResult = v.object({
  imported: v.number(),
  /** Rows that had been imported before; they are left as they are. */
  known: v.number(),
  rejected: v.array(v.object({ id: v.string(), reason: v.string() })),
});
