import { v } from "convex/values";
import { messageDocument, system } from "../shapes";

/** Chats, conversations, and the advisors who answer in them. */

export const chatFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  /** The variant that is shown. Absent: `threadId` is. */
  activeThreadId: v.optional(v.id("threads")),
  title: v.string(),
  /** Present while nobody has chosen the title: a generated one may take its place. */
  hasFallbackTitle: v.optional(v.boolean()),
  /** The chat this one branched from, and the last message they share. */
  parentChatId: v.optional(v.id("chats")),
  branchFromMessageId: v.optional(v.id("messages")),
  /** In the order in which they were put on; absent where there are none. */
  tags: v.optional(v.array(v.string())),
  /** Present where the chat came in a file. */
  importedAt: v.optional(v.number()),
  isArchived: v.boolean(),
  isPinned: v.boolean(),
  createdAt: v.number(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

/** One tag of a chat, with what the chat's place in a list depends on. */
export const chatTagFields = {
  userId: v.id("users"),
  chatId: v.id("chats"),
  tag: v.string(),
  isArchived: v.boolean(),
  isPinned: v.boolean(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

export const chatDocument = v.object({ ...system("chats"), ...chatFields });

/** A chat as it stands beside every page. */
export const recentChat = v.object({
  chatId: v.id("chats"),
  title: v.string(),
  isPinned: v.boolean(),
  /** Whether it branched from another one, which may be called the same. */
  isBranch: v.boolean(),
});

/** A chat with the end of its thread, oldest message first. */
export const chatWithMessages = v.object({
  chat: chatDocument,
  messages: v.array(messageDocument),
  /** Whether there are messages before the first one here. */
  hasEarlier: v.boolean(),
});

export const transcriptFormat = v.union(v.literal("markdown"), v.literal("json"));

/** Some of a chat as a file. */
export const transcriptPiece = v.object({
  title: v.string(),
  parts: v.array(
    v.object({
      text: v.string(),
      /** The file whose text comes behind that, as a JSON string; its bytes are not for queries to read. */
      fileId: v.union(v.id("attachments"), v.null()),
    }),
  ),
  /** What to ask for next; null at the end. */
  next: v.union(v.string(), v.null()),
});

export const advisorStatus = v.union(
  v.literal("active"),
  v.literal("inactive"),
  v.literal("archived"),
);

/** What a persona document holds beyond the fields we know stays with it as JSON. */
const extra = { extraJson: v.optional(v.string()) };

export const advisorPersona = v.object({
  summary: v.string(),
  traits: v.array(v.string()),
  ...extra,
});

export const advisorRole = v.object({ title: v.string(), instructions: v.string(), ...extra });

/** The advisor in another language; what is absent is as in the original. */
export const advisorTranslation = v.object({
  firstName: v.optional(v.string()),
  lastName: v.optional(v.string()),
  title: v.optional(v.string()),
  summary: v.optional(v.string()),
});

/** What people write about an advisor. */
export const advisorContent = {
  firstName: v.string(),
  lastName: v.string(),
  imageUrl: v.optional(v.string()),
  persona: advisorPersona,
  roleDefinition: advisorRole,
  /** Further pieces of the prompt by name. */
  components: v.optional(v.record(v.string(), v.string())),
  metadata: v.optional(v.record(v.string(), v.string())),
  /** By language tag. */
  localization: v.optional(v.record(v.string(), advisorTranslation)),
  modelHint: v.optional(v.string()),
  tags: v.array(v.string()),
};

export const advisorFields = {
  ...advisorContent,
  userId: v.id("users"),
  /** The version of the persona document. */
  schemaVersion: v.string(),
  status: advisorStatus,
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const advisorDocument = v.object({ ...system("advisors"), ...advisorFields });

export const conversationFields = {
  userId: v.id("users"),
  threadId: v.id("threads"),
  title: v.optional(v.string()),
  /** Who answers when nobody is mentioned. */
  activeAdvisorId: v.optional(v.id("advisors")),
  createdAt: v.number(),
  updatedAt: v.number(),
  deletedAt: v.optional(v.number()),
};

export const conversationDocument = v.object({ ...system("conversations"), ...conversationFields });

/** A conversation of the list, with the advisor who is active in it. */
export const conversationEntry = v.object({
  conversation: conversationDocument,
  advisor: v.union(
    v.object({
      advisorId: v.id("advisors"),
      name: v.string(),
      imageUrl: v.union(v.string(), v.null()),
    }),
    v.null(),
  ),
});

/** A conversation with the end of its thread, oldest message first. */
export const conversationWithMessages = v.object({
  conversation: conversationDocument,
  messages: v.array(messageDocument),
  /** Whether there are messages before the first one here. */
  hasEarlier: v.boolean(),
});

export const messageSender = v.union(
  v.literal("user"),
  v.literal("advisor"),
  v.literal("system"),
);

export const advisorMemoryFields = {
  userId: v.id("users"),
  advisorId: v.id("advisors"),
  /** Absent: the advisor remembers it in every conversation. */
  conversationId: v.optional(v.id("conversations")),
  /** What it is about; unique among those of the same advisor and conversation. */
  key: v.string(),
  content: v.string(),
  /** From 0 to 1. */
  importance: v.number(),
  /** Where it was learnt; may name a message that is gone. */
  sourceMessageId: v.optional(v.id("messages")),
  createdAt: v.number(),
  updatedAt: v.number(),
};

export const advisorMemoryDocument = v.object({
  ...system("advisorMemories"),
  ...advisorMemoryFields,
});
