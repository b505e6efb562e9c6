import { v } from "convex/values";

/** Rows of the chat application that this product replaces, as its export has them. */

const absent = <Text extends ReturnType<typeof v.string>>(text: Text) =>
  v.optional(v.union(text, v.null()));

export const importedChat = v.object({
  id: v.string(),
  title: v.string(),
  timestamp: v.string(),
  parentChatId: absent(v.string()),
  branchFromMessageId: absent(v.string()),
  isDeleted: v.optional(v.boolean()),
  tags: v.optional(v.array(v.string())),
});

export const importedMessage = v.object({
  id: v.string(),
  chatId: v.string(),
  content: v.string(),
  role: v.union(v.literal("user"), v.literal("assistant"), v.literal("system")),
  timestamp: v.string(),
  /** Orders the messages of a chat; without it their time does. */
  position: v.optional(v.number()),
  llmModel: v.optional(v.string()),
  isDeleted: v.optional(v.boolean()),
});

export const importResult = v.object({
  imported: v.number(),
  /** Rows that had been imported before; they are left as they are. */
  known: v.number(),
  rejected: v.array(v.object({ id: v.string(), reason: v.string() })),
});
